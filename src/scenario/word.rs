//! The words that scenario files use for the choices of the meaning.

use crate::world::{Channel, Step};

use super::meaning::{ActorKind, ClaimKind, Confidence, EffectKind, Goods, Rule};

/// A choice that a file makes by a word.
pub trait Word: Copy + PartialEq + 'static {
    /// Every choice with its word, in the order in which messages list them.
    const WORDS: &'static [(&'static str, Self)];

    /// The choice of a word, if there is one.
    fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, choice)| *choice)
    }

    /// The choice's word.
    fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, choice)| *choice == self);
        found.expect("every choice has a word").0
    }

    /// Every word.
    fn words() -> Vec<&'static str> {
        Self::WORDS.iter().map(|(word, _)| *word).collect()
    }
}

impl Word for Step {
    const WORDS: &'static [(&'static str, Self)] =
        &[("month", Step::Month), ("quarter", Step::Quarter), ("year", Step::Year)];
}

impl Word for ActorKind {
    const WORDS: &'static [(&'static str, Self)] =
        &[("state", ActorKind::State), ("bloc", ActorKind::Bloc), ("rest", ActorKind::Rest)];
}

impl Word for Rule {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("consensus", Rule::Consensus),
        ("majority", Rule::Majority),
        ("weighted", Rule::Weighted),
    ];
}

impl Word for Confidence {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("read", Confidence::Read),
        ("computed", Confidence::Computed),
        ("high", Confidence::High),
        ("medium", Confidence::Medium),
        ("low", Confidence::Low),
        ("assumed", Confidence::Assumed),
        ("set", Confidence::Set),
    ];
}

impl Word for Goods {
    const WORDS: &'static [(&'static str, Self)] =
        &[("all", Goods::All), ("energy", Goods::Energy), ("other", Goods::Other)];
}

impl Word for ClaimKind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("fact", ClaimKind::Fact),
        ("informed", ClaimKind::Informed),
        ("emergent", ClaimKind::Emergent),
    ];
}

impl Word for Channel {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("trade", Channel::Trade),
        ("credit", Channel::Credit),
        ("remittance", Channel::Remittance),
        ("arms", Channel::Arms),
        ("transit", Channel::Transit),
        ("security", Channel::Security),
        ("diplomacy", Channel::Diplomacy),
        ("settlement", Channel::Settlement),
    ];
}

impl Word for EffectKind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("barrier", EffectKind::Barrier),
        ("embargo", EffectKind::Embargo),
        ("growth", EffectKind::Growth),
        ("threat", EffectKind::Threat),
        ("lending", EffectKind::Lending),
        ("loan", EffectKind::Loan),
        ("remittance", EffectKind::Remittance),
        ("arms", EffectKind::Arms),
        ("guarantee", EffectKind::Guarantee),
        ("diplomacy", EffectKind::Diplomacy),
        ("transit", EffectKind::Transit),
        ("alignment", EffectKind::Alignment),
        ("settlement", EffectKind::Settlement),
        ("pressure", EffectKind::Pressure),
        ("oil", EffectKind::Oil),
        ("membership", EffectKind::Membership),
    ];
}
