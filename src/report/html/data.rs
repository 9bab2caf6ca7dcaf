//! What a report page holds, apart from how it looks: words, tables, and the numbers of figures.
//!
//! A page is sections of parts. A figure names the plot that draws it; the plot's numbers travel in
//! the page as JSON, and the same numbers stand below it as a table.

use serde::Serialize;
use serde_json::Value;

/// A page, ready to be written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageData {
    /// What kind of report it is: `Scenario report`.
    pub kicker: String,
    pub title: String,
    /// The scenario's own description.
    pub standfirst: String,
    /// Runs, seed, plan, period: a name and what it is.
    pub facts: Vec<[String; 2]>,
    /// What a reader must know before trusting any figure: interrupted, switched off.
    pub warnings: Vec<String>,
    pub sections: Vec<Section>,
    /// Line under every figure: where its numbers come from.
    pub source: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    /// Anchor in the page.
    pub id: String,
    pub title: String,
    /// What it says in a sentence or two, for the contents.
    pub brief: Vec<String>,
    /// Whether the first two parts stand side by side where there is room.
    pub beside: bool,
    /// Paragraphs before the parts.
    pub lead: Vec<String>,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, Serialize)]
pub enum Part {
    Figure(Figure),
    /// The claims, each with its bar.
    Claims(Box<Claims>),
    Table(Table),
    /// Text in columns, as the terminal shows it.
    Printed {
        label: String,
        text: String,
    },
    Sources(Vec<Reference>),
}

/// A figure with everything that a reader needs to read it.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    pub id: String,
    pub plot: Plot,
    /// The finding, in neutral words.
    pub title: String,
    /// What is drawn, in which unit.
    pub subject: String,
    /// How to read it, in a sentence or two.
    pub reading: String,
    /// What the plot draws; each plot's file says in which form.
    pub data: Value,
    /// The same numbers.
    pub table: Table,
}

/// The plots that the bundled script knows, one file each in `web/plot/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Plot {
    /// Medians with 50 and 90 % bands over time, panel by panel.
    Fan,
    /// Medians with 50 and 90 % intervals, row by row.
    Intervals,
    /// Powers, clients between them, links as wide as the share.
    Network,
    /// A probability from 0 to 100 %.
    Probability,
    /// Share of the runs in which something has not happened yet.
    Survival,
    /// Parts of a whole.
    Shares,
    /// Parts of several wholes, bar by bar.
    Stack,
    /// Two probabilities and the way between them.
    Dumbbell,
    /// How often what was said happened.
    Reliability,
    /// Shares of bins that should be alike.
    Histogram,
}

impl Plot {
    pub fn word(self) -> &'static str {
        match self {
            Plot::Fan => "fan",
            Plot::Intervals => "intervals",
            Plot::Network => "network",
            Plot::Probability => "probability",
            Plot::Survival => "survival",
            Plot::Shares => "shares",
            Plot::Stack => "stack",
            Plot::Dumbbell => "dumbbell",
            Plot::Reliability => "reliability",
            Plot::Histogram => "histogram",
        }
    }
}

/// Rows under a head; the first columns are words, the rest numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    pub caption: String,
    pub head: Vec<String>,
    /// How many columns, from the left, hold words.
    pub words: usize,
    pub rows: Vec<Vec<String>>,
}

/// Claims, each with its own small plot.
#[derive(Clone, Debug, Serialize)]
pub struct Claims {
    pub id: String,
    pub plot: Plot,
    pub title: String,
    pub subject: String,
    pub reading: String,
    pub rows: Vec<ClaimLine>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ClaimLine {
    pub id: String,
    /// Name of its drawing in the page.
    pub drawing: String,
    pub text: String,
    /// `emergent`, `informed` or `fact`.
    pub kind: String,
    /// A figure after the base year entered a prior.
    pub in_sample: bool,
    /// `54.9 ± 1.1`; `input` for a fact.
    pub figure: String,
    /// Unit of the figure, for those who do not see the head.
    pub unit: String,
    /// What the plot draws; absent for a fact, which is an input.
    pub data: Option<Value>,
    /// By structure and in other worlds.
    pub remarks: Vec<String>,
    /// The test as written.
    pub test: String,
    pub note: String,
    /// Title of the source that it paraphrases.
    pub source: String,
}

/// An entry of the list of sources.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    pub id: String,
    /// Title, publisher, year.
    pub words: Vec<String>,
    pub url: String,
    pub note: String,
    /// Numbers of the scenario that name it.
    pub numbers: usize,
}

/// A number for a plot: six decimals are finer than any pixel; null where it is not finite.
pub fn number(value: f64) -> Value {
    serde_json::Number::from_f64((value * 1e6).round() / 1e6).map_or(Value::Null, Value::Number)
}
