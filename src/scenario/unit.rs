//! Units: which a number may be written in, and what turns it into the canonical one.

/// What a number measures; decides which units it may be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// A stock of money.
    Money,
    /// Money per year.
    Flow,
    /// People.
    People,
    /// A part of a whole, 0–1.
    Share,
    /// Per year.
    Rate,
    /// A difference of logarithms.
    Log,
    /// A length of time.
    Years,
    /// A number without unit.
    Index,
    /// A position on an axis, in the axis's own unit; or a metric, in the metric's.
    Own,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Dimension; 9] = [
        Dimension::Money,
        Dimension::Flow,
        Dimension::People,
        Dimension::Share,
        Dimension::Rate,
        Dimension::Log,
        Dimension::Years,
        Dimension::Index,
        Dimension::Own,
    ];

    /// Units accepted, the canonical one first, each with the factor that leads to it.
    pub fn units(self) -> &'static [(&'static str, f64)] {
        match self {
            Dimension::Money => &[("USD bn", 1.0), ("USD mn", 1e-3), ("USD tn", 1e3)],
            Dimension::Flow => &[
                ("USD bn per year", 1.0),
                ("USD mn per year", 1e-3),
                ("USD tn per year", 1e3),
                ("USD bn", 1.0),
                ("USD mn", 1e-3),
                ("USD tn", 1e3),
            ],
            Dimension::People => &[("million", 1.0), ("thousand", 1e-3), ("persons", 1e-6)],
            Dimension::Share => &[("share", 1.0), ("%", 0.01), ("points", 0.01)],
            Dimension::Rate => &[("per year", 1.0), ("% per year", 0.01), ("per month", 12.0)],
            Dimension::Log => &[("log", 1.0)],
            Dimension::Years => &[("years", 1.0)],
            Dimension::Index => &[("index", 1.0), ("1", 1.0)],
            Dimension::Own => &[],
        }
    }

    /// The canonical unit; empty where the number has a unit of its own.
    pub fn canonical(self) -> &'static str {
        self.units().first().map_or("", |(unit, _)| unit)
    }

    /// The factor from a unit to the canonical one; `None` where the unit does not fit. A number
    /// with a unit of its own is never converted.
    pub fn factor(self, unit: &str) -> Option<f64> {
        if self == Dimension::Own {
            return Some(1.0);
        }
        self.units().iter().find(|(known, _)| *known == unit).map(|(_, factor)| *factor)
    }

    /// The dimension whose canonical unit this is; a unit of no dimension is its own.
    pub fn of_unit(unit: &str) -> Dimension {
        let index = Dimension::Index.units().iter().any(|(known, _)| *known == unit);
        let found = Dimension::ALL.into_iter().find(|d| d.canonical() == unit);
        let other = if index { Dimension::Index } else { Dimension::Own };
        found.unwrap_or(other)
    }
}
