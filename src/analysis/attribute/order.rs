//! Orders: in which sequences items can go from one scenario to the other.
//!
//! A coalition is a set of items, one bit each. Some items come before others (what an event
//! requires, before the event); a coalition that holds an item without those before it is no world
//! of either scenario and is never looked at. Shapley values are means over the sequences that are
//! left, each counting alike (Faigle and Kern, International Journal of Game Theory 21, 1992,
//! doi:10.1007/BF01258278); where nothing comes before anything they are Shapley's own.

use std::collections::HashMap;

use rand::RngExt as _;
use rand::seq::SliceRandom as _;

use crate::numeric::{Address, Draws, Stream};

/// A set of items.
pub type Coalition = u64;

/// Most items that a coalition can tell apart.
pub const MOST_ITEMS: usize = 64;

const SEQUENCE: Stream = Stream::new("attribute.sequence");

/// What comes before what among some items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precedence {
    /// Of each item, the items that come before it.
    before: Vec<Coalition>,
}

impl Precedence {
    /// Items in any order.
    pub fn free(items: usize) -> Precedence {
        assert!(items <= MOST_ITEMS, "{items} items");
        Precedence { before: vec![0; items] }
    }

    /// Lets some items come before others. Items that would have to come before each other are
    /// left free of one another.
    pub fn new(items: usize, pairs: &[(usize, usize)]) -> Precedence {
        let mut reach = Precedence::free(items).before;
        for &(first, then) in pairs.iter().filter(|(first, then)| first != then) {
            reach[then] |= 1 << first;
        }
        // Warshall: what comes before what comes before.
        for middle in 0..items {
            for item in 0..items {
                if reach[item] >> middle & 1 == 1 {
                    reach[item] |= reach[middle];
                }
            }
        }
        let mutual = |a: usize, b: usize| reach[a] >> b & 1 == 1 && reach[b] >> a & 1 == 1;
        let strict = |item: usize| {
            let others = (0..items).filter(|&other| reach[item] >> other & 1 == 1);
            others.filter(|&other| !mutual(item, other)).fold(0, |set, other| set | 1 << other)
        };
        Precedence { before: (0..items).map(strict).collect() }
    }

    pub fn items(&self) -> usize {
        self.before.len()
    }

    /// The coalition of every item.
    pub fn all(&self) -> Coalition {
        match self.items() {
            MOST_ITEMS => Coalition::MAX,
            n => (1 << n) - 1,
        }
    }

    /// Whether any item comes before another.
    pub fn constrains(&self) -> bool {
        self.before.iter().any(|&before| before != 0)
    }

    /// Whether one item comes before another.
    pub fn precedes(&self, first: usize, then: usize) -> bool {
        self.before[then] >> first & 1 == 1
    }

    /// Items that can join a coalition.
    fn joining(&self, coalition: Coalition) -> impl Iterator<Item = usize> {
        let ready =
            move |&item: &usize| coalition >> item & 1 == 0 && self.before[item] & !coalition == 0;
        (0..self.items()).filter(ready)
    }

    /// Every coalition that a sequence passes through, by size; `None` where there are more than
    /// `most`.
    pub fn coalitions(&self, most: usize) -> Option<Vec<Coalition>> {
        let mut all = vec![0];
        let mut layer = vec![0];
        while !layer.is_empty() {
            let mut next: Vec<Coalition> = layer
                .iter()
                .flat_map(|&c| self.joining(c).map(move |item| c | 1 << item))
                .collect();
            next.sort_unstable();
            next.dedup();
            all.extend(&next);
            if all.len() > most {
                return None;
            }
            layer = next;
        }
        Some(all)
    }

    /// Every step from a coalition to the next with its share of the sequences that pass it. The
    /// shares of an item's steps sum to one.
    pub fn steps(&self, coalitions: &[Coalition]) -> Vec<Step> {
        let places: HashMap<Coalition, usize> =
            coalitions.iter().enumerate().map(|(place, &c)| (c, place)).collect();
        let mut ways_to = vec![0.0; coalitions.len()];
        let mut ways_on = vec![0.0; coalitions.len()];
        ways_to[0] = 1.0;
        ways_on[coalitions.len() - 1] = 1.0;
        let mut steps = Vec::new();
        for (from, &coalition) in coalitions.iter().enumerate() {
            for item in self.joining(coalition) {
                let to = places[&(coalition | 1 << item)];
                ways_to[to] += ways_to[from];
                steps.push(Step { item, from, to, weight: 0.0 });
            }
        }
        for step in steps.iter().rev() {
            ways_on[step.from] += ways_on[step.to];
        }
        let all = ways_on[0];
        for step in &mut steps {
            step.weight = ways_to[step.from] * ways_on[step.to] / all;
        }
        steps
    }

    /// The items in layers, where each layer comes before the next and items of one layer are free
    /// of one another; `None` where the order is of another kind.
    fn layers(&self) -> Option<Vec<Vec<usize>>> {
        let mut items: Vec<usize> = (0..self.items()).collect();
        items.sort_by_key(|&item| (self.before[item].count_ones(), item));
        let mut layers: Vec<Vec<usize>> = Vec::new();
        let mut gone = 0;
        for layer in items.chunk_by(|&a, &b| self.before[a] == self.before[b]) {
            if self.before[layer[0]] != gone {
                return None;
            }
            gone |= layer.iter().fold(0, |set, item| set | 1 << item);
            layers.push(layer.to_vec());
        }
        Some(layers)
    }

    /// `pairs` pairs of sequences. Where the items stand in layers the second of a pair takes each
    /// layer backwards, which takes most of the chance out of their mean; else the two are
    /// independent.
    pub fn sequences(&self, seed: u64, pairs: usize) -> Vec<[Vec<usize>; 2]> {
        let draws = Draws::new(seed);
        let rng = |number: usize| draws.rng(Address::new(SEQUENCE, 0, number as u64));
        let layers = self.layers();
        let pair = |number: usize| {
            if let Some(mut layers) = layers.clone() {
                let mut rng = rng(number);
                layers.iter_mut().for_each(|layer| layer.shuffle(&mut rng));
                let first = layers.concat();
                layers.iter_mut().for_each(|layer| layer.reverse());
                return [first, layers.concat()];
            }
            [2 * number, 2 * number + 1].map(|number| {
                let mut rng = rng(number);
                let mut sequence = Vec::new();
                self.settle(&mut sequence);
                self.mix(&mut sequence, |below| rng.random_range(0..below));
                sequence
            })
        };
        (0..pairs).map(pair).collect()
    }

    /// Brings a sequence into an order that is allowed.
    fn settle(&self, sequence: &mut Vec<usize>) {
        let mut coalition = 0;
        sequence.clear();
        while let Some(item) = self.joining(coalition).next() {
            sequence.push(item);
            coalition |= 1 << item;
        }
    }

    /// Mixes a sequence by exchanges of neighbours (the chain of Karzanov and Khachiyan), for a few
    /// times the n³ log n of them after which every allowed one is about equally likely (Wilson,
    /// Annals of Applied Probability 14, 2004, doi:10.1214/aoap/1075828054).
    fn mix(&self, sequence: &mut [usize], mut below: impl FnMut(usize) -> usize) {
        let n = sequence.len();
        if n < 2 {
            return;
        }
        let doublings = (100 * n).ilog2() as usize + 1;
        for _ in 0..n * n * n * doublings {
            let at = below(2 * (n - 1));
            let (place, move_it) = (at / 2, at.is_multiple_of(2));
            if move_it && !self.precedes(sequence[place], sequence[place + 1]) {
                sequence.swap(place, place + 1);
            }
        }
    }
}

/// An item joins a coalition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub item: usize,
    /// Places of the coalitions in their list.
    pub from: usize,
    pub to: usize,
    pub weight: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_order_the_weights_are_shapleys() {
        let free = Precedence::free(4);
        let coalitions = free.coalitions(16).unwrap();
        assert_eq!(coalitions.len(), 16);
        let factorial = |n: u32| f64::from((1..=n).product::<u32>());
        for step in free.steps(&coalitions) {
            let size = coalitions[step.from].count_ones();
            let expected = factorial(size) * factorial(3 - size) / factorial(4);
            assert!((step.weight - expected).abs() < 1e-15, "{step:?}");
        }
        assert_eq!(free.coalitions(15), None);
    }

    #[test]
    fn an_item_waits_for_those_before_it() {
        // 0 before 1 and 2; 3 free: 4!/… = 8 sequences.
        let order = Precedence::new(4, &[(0, 1), (0, 2)]);
        let coalitions = order.coalitions(100).unwrap();
        assert!(coalitions.iter().all(|c| c & 0b0110 == 0 || c & 1 == 1));
        let steps = order.steps(&coalitions);
        for item in 0..4 {
            let sum: f64 = steps.iter().filter(|s| s.item == item).map(|s| s.weight).sum();
            assert!((sum - 1.0).abs() < 1e-15, "{item}");
        }
        // 3 comes last in two of the eight: 0 1 2 3 and 0 2 1 3.
        let last = steps.iter().find(|s| coalitions[s.from] == 0b0111).unwrap();
        assert!((last.weight - 0.25).abs() < 1e-15);
    }

    #[test]
    fn a_circle_leaves_its_items_free_of_one_another() {
        let order = Precedence::new(3, &[(0, 1), (1, 0), (1, 2)]);
        assert!(!order.precedes(0, 1) && !order.precedes(1, 0));
        assert!(order.precedes(0, 2) && order.precedes(1, 2), "what follows the circle still does");
    }

    #[test]
    fn drawn_sequences_are_allowed_and_equally_likely() {
        let order = Precedence::new(4, &[(0, 1), (0, 2)]);
        let mut counts: HashMap<Vec<usize>, f64> = HashMap::new();
        for sequence in order.sequences(7, 4000).into_iter().flatten() {
            let place = |item| sequence.iter().position(|&i| i == item).unwrap();
            assert!(place(0) < place(1) && place(0) < place(2), "{sequence:?}");
            *counts.entry(sequence).or_default() += 1.0;
        }
        assert_eq!(counts.len(), 8);
        let chi2: f64 = counts.values().map(|n| (n - 1000.0) * (n - 1000.0) / 1000.0).sum();
        assert!(chi2 < 24.3, "99.9 % of χ² with 7 degrees of freedom: {chi2}");
        let free = Precedence::free(5).sequences(7, 3);
        for [first, second] in &free {
            assert!(first.iter().rev().eq(second.iter()), "free sequences come with their reverse");
        }
        assert_ne!(free[0], free[1]);
        // 0 1 2 before 3: the reverse keeps 3 last.
        let layered = Precedence::new(4, &[(0, 3), (1, 3), (2, 3)]);
        for [first, second] in layered.sequences(7, 3) {
            assert_eq!((first[3], second[3]), (3, 3));
            assert!(first[..3].iter().rev().eq(&second[..3]));
        }
        assert_eq!(order.layers(), None, "the free item stands in no layer");
    }
}
