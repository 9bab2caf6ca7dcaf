//! A scenario as drafted from facts: figures with their origins, not yet text.

use std::collections::{BTreeMap, BTreeSet};

use crate::numeric::Distribution;
use crate::scenario::{ActorKind, Confidence, Provenance, meant};

use super::actor;
use super::choose::{Choice, Group, Left, REST, choose};
use super::facts::{Facts, Measure, Reporter};
use super::growth::{self, LOOK_BACK, latest};
use super::region::{self, RegionDraft};
use super::sanction;
use super::tie;
use super::trade::{self, Ends, Flow};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Short name of the scenario.
    pub name: String,
    /// Base year.
    pub year: i32,
    pub end_year: i32,
    /// `month`, `quarter` or `year`.
    pub step: String,
    pub choice: Choice,
    /// Ids of the powers; none: the actors with the largest capabilities, a third of them and five at
    /// most.
    pub powers: Vec<String>,
    /// Flows below are left out, USD bn a year.
    pub least_bn: f64,
    /// Whether sanctions that began after the base year become events.
    pub hindsight: bool,
    pub drift: Drift,
}

/// How economies go on growing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drift {
    /// They do not.
    None,
    /// By the mean of their last ten years, whatever others did.
    Own,
    /// By that mean drawn toward those of other economies, by how little it says.
    Drawn,
}

/// A number and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub law: Distribution,
    pub provenance: Provenance,
}

/// A range of equal chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub low: f64,
    pub high: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ActorDraft {
    pub id: String,
    pub name: String,
    pub kind: ActorKind,
    pub power: bool,
    pub gdp: Figure,
    pub population: Figure,
    pub milex: Option<Figure>,
    pub cinc: Option<Figure>,
    pub position: Option<Figure>,
    pub growth: Figure,
    pub growth_long_run: Figure,
    pub volatility: Figure,
    pub world_beta: Figure,
    pub oil_elasticity: Figure,
}

/// A row of a table of ties.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub from: String,
    pub to: String,
    pub value: f64,
    /// S.d. of the log; 0: none stated.
    pub error: f64,
    /// Trade: the level of the last years.
    pub normal: Option<f64>,
    /// Trade: what the sizes of both and their distance make usual.
    pub potential: Option<f64>,
    pub energy_share: Option<f64>,
    pub source: &'static str,
    pub year: i32,
    pub reporter: Option<String>,
    pub confidence: Confidence,
    pub method: Option<String>,
}

/// A reporter's own figure of a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct MirrorRow {
    pub reporter: String,
    pub from: String,
    pub to: String,
    pub value: f64,
    pub source: &'static str,
    pub year: i32,
}

/// A guarantee by treaty.
#[derive(Clone, Debug, PartialEq)]
pub struct Guarantee {
    pub from: String,
    pub to: String,
    pub bounds: Bounds,
    pub note: &'static str,
}

/// A sanction as an event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventDraft {
    pub id: String,
    pub title: String,
    pub year: i32,
    pub duration: Option<i32>,
    /// `embargo` or `barrier`.
    pub kind: &'static str,
    pub from: String,
    pub to: String,
    pub size: Bounds,
}

/// A drafted scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub request: Request,
    pub actors: Vec<ActorDraft>,
    pub trade: Vec<Row>,
    pub mirrors: Vec<MirrorRow>,
    pub arms: Vec<Row>,
    pub credit: Vec<Row>,
    pub diplomacy: Vec<Row>,
    pub guarantees: Vec<Guarantee>,
    pub regions: Vec<RegionDraft>,
    pub events: Vec<EventDraft>,
    /// Economies that are no actor, and why.
    pub left: Vec<Left>,
    /// Flows below the least one: how many, and their share of all trade.
    pub small: (usize, f64),
}

/// Powers where nobody names them, at most.
const POWERS: usize = 5;

/// Drafts a scenario from facts.
///
/// # Errors
/// A sentence: who cannot be an actor or a power, or a year without trade.
pub fn build(facts: &Facts, request: &Request) -> Result<Draft, String> {
    let year = request.year;
    let (groups, left) = choose(facts, year, &request.choice)?;
    let powers = powers(facts, &groups, request)?;
    let world: Vec<_> = facts.economies(Measure::RealGdp).collect();
    let spread = growth::spread_to(facts, year);
    let world = growth::growth(facts, &world, year - LOOK_BACK, year);
    let actors: Option<Vec<ActorDraft>> = groups
        .iter()
        .zip(&powers)
        .map(|(group, &power)| {
            actor::actor(facts, group, year, (&world, spread), power, request.drift)
        })
        .collect();
    let actors = actors.expect("who has no GDP or population is not chosen");
    let flows = trade::flows(facts, &groups, year);
    if flows.is_empty() {
        return Err(format!(
            "no table has trade between these actors in {year}: add one, or take another --year"
        ));
    }
    let (trade, small) = rows(facts, &groups, request, &flows);
    Ok(Draft {
        trade,
        small,
        mirrors: mirrors(facts, &groups, request, &flows),
        arms: tie::arms(facts, &groups, year),
        credit: tie::credit(facts, &groups, year),
        diplomacy: tie::diplomacy(facts, &groups, &powers, year),
        guarantees: tie::guarantees(facts, &groups, &powers, year),
        regions: region::regions(facts, &groups, &powers),
        events: match request.hindsight {
            true => sanction::events(facts, &groups, year, request.end_year),
            false => Vec::new(),
        },
        request: request.clone(),
        actors,
        left,
    })
}

/// Which actors are powers.
fn powers(facts: &Facts, groups: &[Group], request: &Request) -> Result<Vec<bool>, String> {
    let ids: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
    for id in &request.powers {
        if !ids.contains(&id.as_str()) {
            let close = meant(id, ids.iter().copied());
            let close = close.unwrap_or_else(|| "add it to --actors".into());
            return Err(format!("the power `{id}` is no actor of the scenario: {close}"));
        }
    }
    if !request.powers.is_empty() {
        return Ok(groups.iter().map(|group| request.powers.contains(&group.id)).collect());
    }
    let size = |group: &Group, measure: Measure| -> f64 {
        let members = group.members.iter();
        let found = members.filter_map(|&iso| latest(facts, iso, measure, request.year));
        found.map(|l| l.figure.value).sum()
    };
    let able = groups.iter().any(|group| size(group, Measure::Cinc) > 0.0);
    let measure = if able { Measure::Cinc } else { Measure::Gdp };
    let mut order: Vec<usize> = (0..groups.len()).filter(|&ix| groups[ix].id != REST).collect();
    order.sort_by(|&a, &b| size(&groups[b], measure).total_cmp(&size(&groups[a], measure)));
    // Others must be left to be influenced: two thirds of the actors.
    let most = POWERS.min(order.len().div_ceil(3)).max(1);
    order.truncate(most);
    Ok((0..groups.len()).map(|ix| order.contains(&ix)).collect())
}

/// Rows of trade, and what is left out as too small.
fn rows(
    facts: &Facts,
    groups: &[Group],
    request: &Request,
    flows: &BTreeMap<Ends, Flow>,
) -> (Vec<Row>, (usize, f64)) {
    let levels = trade::levels(facts, groups, request.year, flows);
    let potentials = trade::potentials(facts, groups, flows);
    let (mut rows, mut count, mut small, mut all) = (Vec::new(), 0, 0.0, 0.0);
    for (&(from, to), flow) in flows {
        all += flow.value;
        if flow.value < request.least_bn {
            count += 1;
            small += flow.value;
            continue;
        }
        let teller = flow.reporter.and_then(|reporter| match reporter {
            Reporter::Reconciled => None,
            Reporter::Exporter => Some(groups[from].id.clone()),
            Reporter::Importer => Some(groups[to].id.clone()),
        });
        let method = method(flow);
        rows.push(Row {
            from: groups[from].id.clone(),
            to: groups[to].id.clone(),
            value: flow.value,
            error: flow.sigma,
            normal: levels.get(&(from, to)).copied(),
            potential: potentials.get(&(from, to)).copied(),
            energy_share: flow.energy_share,
            source: flow.origin.get().id,
            year: request.year,
            reporter: teller,
            confidence: match method {
                None => Confidence::Read,
                Some(_) => Confidence::Computed,
            },
            method,
        });
    }
    (rows, (count, if all > 0.0 { small / all } else { 0.0 }))
}

/// How a flow's figure was made; `None` where it is read as it stands.
fn method(flow: &Flow) -> Option<String> {
    let mut said = Vec::new();
    if flow.parts > 1 {
        said.push(format!("sum of {} pairs of economies", flow.parts));
    }
    if flow.averaged {
        said.push("geometric mean of the reports".to_string());
    } else if flow.reports > 1 {
        let (id, n) = (flow.origin.get().id, flow.reports);
        said.push(format!("the figure of {id}, one of {n} reports"));
    }
    if flow.reporter == Some(Reporter::Importer) {
        said.push("importer's figure less 6 % freight where it was cif".to_string());
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// Reporters' own figures beside the tie's, between single economies.
fn mirrors(
    facts: &Facts,
    groups: &[Group],
    request: &Request,
    flows: &BTreeMap<Ends, Flow>,
) -> Vec<MirrorRow> {
    let mut rows = Vec::new();
    for (&(from, to), flow) in flows {
        let ([exporter], [importer]) = (&groups[from].members[..], &groups[to].members[..]) else {
            continue;
        };
        if flow.value < request.least_bn || flow.reports < 2 {
            continue;
        }
        let mut told = BTreeSet::new();
        for report in facts.reports(*exporter, *importer).iter().filter(|r| r.year == request.year)
        {
            let reporter = match report.reporter {
                Reporter::Reconciled => continue,
                Reporter::Exporter => &groups[from].id,
                Reporter::Importer => &groups[to].id,
            };
            if report.stated_bn > 0.0 && told.insert(reporter) {
                rows.push(MirrorRow {
                    reporter: reporter.clone(),
                    from: groups[from].id.clone(),
                    to: groups[to].id.clone(),
                    value: report.stated_bn,
                    source: report.origin.get().id,
                    year: report.year,
                });
            }
        }
    }
    rows
}
