//! Channels: the kinds of tie through which one actor can matter to another.

/// A kind of tie. Every tie is directed `from → to`; the convention of each channel says who is
/// which, and in what unit the tie is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// Goods sold by the exporter (`from`) to the importer (`to`): flow, USD bn per year.
    Trade,
    /// Money owed to the creditor (`from`) by the debtor (`to`): stock, USD bn.
    Credit,
    /// Money sent home from the host economy (`from`) to the recipient (`to`): flow, USD bn a year.
    Remittance,
    /// The supplier's (`from`) share of the arms imports of `to`: 0–1.
    Arms,
    /// Share of the exports of `to` that pass through the host (`from`): 0–1.
    Transit,
    /// Security guarantee given by `from` to `to`: 0 (none) – 1 (formal, backed by presence).
    Security,
    /// Representation and shared organisations of `from` with `to`: 0–1.
    Diplomacy,
    /// Share of the exports of `to` that are settled in the currency of `from`: 0–1.
    Settlement,
}

impl Channel {
    /// Every channel, in the order in which results list them.
    pub const ALL: [Channel; 8] = [
        Channel::Trade,
        Channel::Credit,
        Channel::Remittance,
        Channel::Arms,
        Channel::Transit,
        Channel::Security,
        Channel::Diplomacy,
        Channel::Settlement,
    ];

    /// The channel's word in scenario files and results.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Trade => "trade",
            Channel::Credit => "credit",
            Channel::Remittance => "remittance",
            Channel::Arms => "arms",
            Channel::Transit => "transit",
            Channel::Security => "security",
            Channel::Diplomacy => "diplomacy",
            Channel::Settlement => "settlement",
        }
    }

    /// The channel of a word, if there is one.
    pub fn of_word(word: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|c| c.word() == word)
    }
}
