//! Who is in a scenario: named economies and groups, the largest economies, the rest of the world.

use std::collections::BTreeSet;

use crate::scenario::{ActorKind, meant};

use super::code::Iso;
use super::facts::{Facts, Measure};
use super::growth::latest;

/// An actor of the scenario: one economy, or several as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub id: String,
    pub name: String,
    pub kind: ActorKind,
    pub members: Vec<Iso>,
}

/// Who is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// `CHN`, or `EUU=AUT+BEL+…` for several economies as one actor.
    pub actors: Vec<String>,
    /// The largest economies by GDP, beside those.
    pub top: usize,
    /// Whether everyone else is one actor, `ROW`.
    pub rest: bool,
}

/// An economy that is no actor, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    pub iso: Iso,
    pub why: &'static str,
}

/// Id of the rest of the world.
pub const REST: &str = "ROW";

/// The actors of a scenario of a base year, and the economies that cannot be one.
///
/// # Errors
/// A sentence: a code that is none, an economy named twice, one without GDP or population.
pub fn choose(
    facts: &Facts,
    year: i32,
    choice: &Choice,
) -> Result<(Vec<Group>, Vec<Left>), String> {
    if choice.actors.is_empty() && choice.top == 0 {
        return Err("nobody is asked for: give --actors CHN,RUS,… or --top 200".into());
    }
    let mut groups = Vec::new();
    let mut taken = BTreeSet::new();
    for word in &choice.actors {
        let group = named(facts, word)?;
        for &iso in &group.members {
            if !taken.insert(iso) {
                return Err(format!("`{iso}` is named twice: an economy is in one actor only"));
            }
        }
        let known =
            |m: Measure| group.members.iter().any(|&iso| latest(facts, iso, m, year).is_some());
        for (measure, what) in [(Measure::Gdp, "GDP"), (Measure::Population, "population")] {
            if !known(measure) {
                let rest =
                    if choice.rest { ": it is then part of the rest of the world" } else { "" };
                return Err(format!(
                    "no table has the {what} of `{}` for {year}: add one, or leave it out{rest}",
                    group.id
                ));
            }
        }
        groups.push(group);
    }
    let (largest, mut left) = by_size(facts, year, &taken);
    for iso in largest.into_iter().take(choice.top) {
        taken.insert(iso);
        groups.push(single(facts, iso));
    }
    let mut others: BTreeSet<Iso> = facts.economies(Measure::Gdp).collect();
    for (a, b) in facts.pairs() {
        if facts.reports(a, b).iter().any(|report| report.year == year) {
            others.extend([a, b]);
        }
    }
    others.retain(|iso| !taken.contains(iso));
    left.retain(|l| others.contains(&l.iso));
    let known = |measure| others.iter().any(|&iso| latest(facts, iso, measure, year).is_some());
    if choice.rest && known(Measure::Gdp) && known(Measure::Population) {
        groups.push(Group {
            id: REST.to_string(),
            name: "Rest of the world".to_string(),
            kind: ActorKind::Rest,
            members: others.into_iter().collect(),
        });
    }
    if groups.len() < 2 {
        return Err("one actor has nobody to trade with: name two or more".into());
    }
    Ok((groups, left))
}

/// `CHN` or `EUU=AUT+BEL`.
fn named(facts: &Facts, word: &str) -> Result<Group, String> {
    let economy = |text: &str| {
        facts.codes.iso(text).ok_or_else(|| {
            let close = meant(text, facts.codes.all().map(Iso::as_str));
            let close = close.unwrap_or_else(|| "see docs/importing.md".into());
            format!("`{text}` is no ISO 3166-1 alpha-3 code: {close}")
        })
    };
    let Some((id, members)) = word.split_once('=') else {
        return economy(word).map(|iso| single(facts, iso));
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if id.is_empty() || !id.chars().all(fits) || id == REST {
        return Err(format!("`{id}` is no id of an actor: letters and digits, and not {REST}"));
    }
    let members: Result<Vec<Iso>, String> = members.split('+').map(economy).collect();
    let (id, kind) = (id.to_string(), ActorKind::Bloc);
    let name = if id == "EUU" || id == "EU" { "European Union".into() } else { id.clone() };
    Ok(Group { id, name, kind, members: members? })
}

fn single(facts: &Facts, iso: Iso) -> Group {
    let name = facts.codes.name(iso).to_string();
    Group { id: iso.to_string(), name, kind: ActorKind::State, members: vec![iso] }
}

/// Economies with GDP and population, the largest first; and those that lack one of them.
fn by_size(facts: &Facts, year: i32, taken: &BTreeSet<Iso>) -> (Vec<Iso>, Vec<Left>) {
    let mut sized = Vec::new();
    let mut left = Vec::new();
    let mut all: BTreeSet<Iso> = facts.economies(Measure::Population).collect();
    all.extend(facts.pairs().into_iter().flat_map(|(a, b)| [a, b]));
    all.extend(facts.economies(Measure::Gdp));
    for iso in all.into_iter().filter(|iso| !taken.contains(iso)) {
        let gdp = latest(facts, iso, Measure::Gdp, year);
        let population = latest(facts, iso, Measure::Population, year);
        match (gdp, population) {
            (Some(gdp), Some(_)) => sized.push((gdp.figure.value, iso)),
            (None, _) => left.push(Left { iso, why: "GDP unknown" }),
            (_, None) => left.push(Left { iso, why: "population unknown" }),
        }
    }
    sized.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    (sized.into_iter().map(|(_, iso)| iso).collect(), left)
}
