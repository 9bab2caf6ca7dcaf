//! The list of numbers: every parameter and every figure of the scenario, each drawn once per run.

use std::collections::HashMap;

use nalgebra::{Cholesky, DMatrix};

use crate::mechanism;
use crate::numeric::Distribution;
use crate::scenario::{Confidence, Correlation, Provenance, Quantity};
use crate::world::{Ix, NumberIx};

/// A number that every run draws (or holds, where it is a constant).
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its address in every draw, and its column.
    pub key: String,
    pub unit: &'static str,
    pub distribution: Distribution,
    /// Whether its sign is drawn too (the check of informed claims).
    pub symmetric: bool,
    /// Whether it stands for a choice of structure.
    pub structural: bool,
    /// Whether it is a parameter of the model; otherwise a figure of the scenario.
    pub parameter: bool,
    pub provenance: Provenance,
    pub meaning: String,
    /// What its normal score is made of, by key and weight, where it goes with others: a row of the
    /// root of their correlations. Empty where it is drawn by itself.
    pub mix: Vec<(String, f64)>,
    /// With what it goes, and how far.
    pub goes_with: Vec<(String, f64)>,
}

/// The list while it is made: parameters first, in table order.
#[derive(Debug)]
pub(super) struct Numbers {
    pub list: Vec<Number>,
    by_key: HashMap<String, NumberIx>,
}

impl Numbers {
    /// The parameter table, with the scenario's overrides.
    pub fn with_parameters(
        overrides: &indexmap::IndexMap<String, Quantity>,
        correlations: &[Correlation],
    ) -> Self {
        let mut numbers = Numbers { list: Vec::new(), by_key: HashMap::new() };
        for parameter in mechanism::parameters() {
            let given = overrides.get(parameter.key);
            let provenance = match given {
                Some(quantity) => quantity.provenance.clone(),
                None => Provenance { note: Some(parameter.source.into()), ..Provenance::default() },
            };
            numbers.push(Number {
                key: parameter.key.into(),
                unit: parameter.unit,
                distribution: given.map_or(parameter.prior, |q| q.distribution.clone()),
                symmetric: false,
                structural: parameter.structural,
                parameter: true,
                provenance,
                meaning: parameter.meaning.into(),
                mix: Vec::new(),
                goes_with: Vec::new(),
            });
        }
        correlate(&mut numbers.list, correlations);
        numbers
    }

    /// A figure of the scenario; the same figure twice is the same number.
    pub fn figure(&mut self, quantity: &Quantity, unit: &'static str) -> NumberIx {
        if let Some(&ix) = self.by_key.get(&quantity.key) {
            return ix;
        }
        self.push(Number {
            key: quantity.key.clone(),
            unit,
            distribution: quantity.distribution.clone(),
            symmetric: false,
            structural: false,
            parameter: false,
            provenance: quantity.provenance.clone(),
            meaning: String::new(),
            mix: Vec::new(),
            goes_with: Vec::new(),
        })
    }

    /// A figure that the scenario may leave out.
    pub fn optional(&mut self, q: &Option<Quantity>, unit: &'static str) -> Option<NumberIx> {
        q.as_ref().map(|q| self.figure(q, unit))
    }

    /// A figure that the scenario leaves out and that the model needs: a stated assumption.
    pub fn assumed(&mut self, key: String, unit: &'static str, law: Distribution) -> NumberIx {
        let provenance = Provenance {
            confidence: Some(Confidence::Assumed),
            note: Some("the scenario says nothing; the model's stated assumption".into()),
            ..Provenance::default()
        };
        self.figure(&Quantity { key, distribution: law, provenance }, unit)
    }

    /// The figure, or the model's stated assumption where the scenario has none.
    pub fn or_assumed(
        &mut self,
        quantity: &Option<Quantity>,
        key: String,
        unit: &'static str,
        law: Distribution,
    ) -> NumberIx {
        match quantity {
            Some(quantity) => self.figure(quantity, unit),
            None => self.assumed(key, unit, law),
        }
    }

    fn push(&mut self, number: Number) -> NumberIx {
        let ix = NumberIx::of(self.list.len());
        let before = self.by_key.insert(number.key.clone(), ix);
        assert!(before.is_none(), "key `{}` is declared once", number.key);
        self.list.push(number);
        ix
    }
}

/// Says of every number that goes with others what its normal score is made of. A number that is
/// certain goes with nothing.
fn correlate(list: &mut [Number], correlations: &[Correlation]) {
    let drawn = |key: &String| {
        let number = list.iter().find(|number| number.key == *key);
        number.is_some_and(|n| !matches!(n.distribution, Distribution::Constant(_)))
    };
    let kept: Vec<&Correlation> =
        correlations.iter().filter(|c| c.between.iter().all(drawn)).collect();
    let within = |key: &str| kept.iter().any(|c| c.between.iter().any(|end| end == key));
    // In table order, so that the first keeps its own draws.
    let places: Vec<usize> = (0..list.len()).filter(|&at| within(&list[at].key)).collect();
    let keys: Vec<String> = places.iter().map(|&at| list[at].key.clone()).collect();
    let coefficient = |a: &str, b: &str| {
        let found = kept.iter().find(|c| c.between.iter().all(|end| end == a || end == b));
        found.map_or(0.0, |c| c.coefficient)
    };
    let matrix = DMatrix::from_fn(keys.len(), keys.len(), |a, b| match a == b {
        true => 1.0,
        false => coefficient(&keys[a], &keys[b]),
    });
    let root = Cholesky::new(matrix).expect("the correlations were found possible").unpack();
    for (row, &at) in places.iter().enumerate() {
        let weights = (0..=row).map(|column| (keys[column].clone(), root[(row, column)]));
        let mix: Vec<_> = weights.filter(|(_, weight)| *weight != 0.0).collect();
        let others = keys.iter().map(|key| (key.clone(), coefficient(&list[at].key, key)));
        list[at].goes_with = others.filter(|(_, r)| *r != 0.0).collect();
        list[at].mix = if mix.len() > 1 { mix } else { Vec::new() };
    }
}
