//! A draft as files: the scenario in TOML, long lists of ties as CSV tables beside it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use crate::numeric::Distribution;
use crate::scenario::{Confidence, Provenance, Scenario, Word as _};

use super::actor::AXIS;
use super::draft::{ActorDraft, Bounds, Draft, Drift, Figure, Row};
use super::origin::ORIGINS;

/// Actors above which a scenario asks for the few metrics that a reader can take in.
const MANY: usize = 40;
/// Trade ties above which outcomes keep no pairs unasked.
const MANY_TIES: usize = 500;

/// Writes a draft into a folder; returns the scenario's path.
///
/// # Errors
/// Those of the file system.
pub fn write(draft: &Draft, folder: &Path) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let mut tables = Vec::new();
    let ties = [
        ("trade", &draft.trade, "Trade in goods, USD bn a year: from = exporter, to = importer."),
        ("arms", &draft.arms, "Share of the supplier in the arms imports of `to`, 0-1."),
        ("credit", &draft.credit, "Money owed by `to` to `from`, USD bn."),
        ("diplomacy", &draft.diplomacy, "Standing of `from` with `to`, 0-1."),
    ];
    for (name, rows, about) in ties {
        if !rows.is_empty() {
            std::fs::write(folder.join(format!("{name}.csv")), table(rows, about)?)?;
            tables.push(name);
        }
    }
    if !draft.mirrors.is_empty() {
        std::fs::write(folder.join("mirrors.csv"), mirrors(draft)?)?;
        tables.push("mirrors");
    }
    let path = folder.join(format!("{}.toml", draft.request.name));
    std::fs::write(&path, scenario(draft, &tables))?;
    Ok(path)
}

/// The scenario of a draft, as if its files had been written and loaded.
///
/// # Errors
/// A sentence, where the system grants no temporary folder.
///
/// # Panics
/// Where the draft is no sound scenario: that is our own mistake.
pub fn compose(draft: &Draft) -> Result<Scenario, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("temporary folder: {error}"))?;
    let path = write(draft, folder.path()).map_err(|error| format!("temporary folder: {error}"))?;
    let scenario = crate::scenario::load(&path);
    Ok(scenario.unwrap_or_else(|problems| panic!("a draft is a sound scenario: {problems}")))
}

/// A table of ties, with the columns that some row fills.
fn table(rows: &[Row], about: &str) -> io::Result<String> {
    type Cell = fn(&Row) -> String;
    // What is computed from this flow and others is not read where the flow is.
    fn beside(number: Option<f64>, word: &str) -> String {
        number.map_or_else(String::new, |_| word.to_string())
    }
    let columns: [(&str, Cell); 16] = [
        ("from", |r| r.from.clone()),
        ("to", |r| r.to.clone()),
        ("value", |r| short(r.value)),
        ("error", |r| if r.error > 0.0 { short(r.error) } else { String::new() }),
        ("normal", |r| r.normal.map_or_else(String::new, short)),
        ("normal.confidence", |r| beside(r.normal, Confidence::Computed.word())),
        ("normal.method", |r| beside(r.normal, "level of the last three years")),
        ("potential", |r| r.potential.map_or_else(String::new, short)),
        ("potential.confidence", |r| beside(r.potential, Confidence::Computed.word())),
        ("potential.method", |r| beside(r.potential, "gravity equation of the base year")),
        ("energy_share", |r| r.energy_share.map_or_else(String::new, short)),
        ("source", |r| r.source.to_string()),
        ("year", |r| r.year.to_string()),
        ("reporter", |r| r.reporter.clone().unwrap_or_default()),
        ("confidence", |r| r.confidence.word().to_string()),
        ("method", |r| r.method.clone().unwrap_or_default()),
    ];
    let filled = columns.iter().filter(|(_, cell)| rows.iter().any(|row| !cell(row).is_empty()));
    let filled: Vec<_> = filled.collect();
    let mut writer = csv::Writer::from_writer(format!("# {about}\n").into_bytes());
    writer.write_record(filled.iter().map(|(name, _)| name))?;
    for row in rows {
        writer.write_record(filled.iter().map(|(_, cell)| cell(row)))?;
    }
    text(writer)
}

fn mirrors(draft: &Draft) -> io::Result<String> {
    let about = "# What a reporter's own statistics say of a flow, USD bn a year.\n";
    let mut writer = csv::Writer::from_writer(about.as_bytes().to_vec());
    writer.write_record(["reporter", "from", "to", "value", "source", "year", "confidence"])?;
    for m in &draft.mirrors {
        let (value, year) = (short(m.value), m.year.to_string());
        writer.write_record([&m.reporter, &m.from, &m.to, &value, m.source, &year, "read"])?;
    }
    text(writer)
}

fn text(writer: csv::Writer<Vec<u8>>) -> io::Result<String> {
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8(bytes).expect("cells are text"))
}

/// The scenario's own file.
fn scenario(draft: &Draft, tables: &[&str]) -> String {
    let mut out = head(draft);
    sources(draft, &mut out);
    if draft.actors.iter().any(|actor| actor.position.is_some()) {
        let (low, high) = AXIS;
        let _ = write!(
            out,
            "[axes.liberal]\nname = \"Liberal order\"\nunit = \"UN ideal point\"\nlow = {low:?}\nhigh = {high:?}\nscale = 0.85\nobserved = true\nmeaning = \"Votes in the UN General Assembly: higher is nearer to the order led by the United States.\"\n\n"
        );
    }
    draft.actors.iter().for_each(|actor| self::actor(actor, &mut out));
    for region in &draft.regions {
        let members: Vec<String> = region.members.iter().map(|id| quoted(id)).collect();
        let (id, name, members) = (&region.id, quoted(&region.name), members.join(", "));
        let _ = write!(out, "[regions.{id}]\nname = {name}\nmembers = [{members}]\n\n");
    }
    let _ = writeln!(out, "[tables]");
    tables.iter().for_each(|name| {
        let _ = writeln!(out, "{name} = \"{name}.csv\"");
    });
    for tie in &draft.guarantees {
        let (from, to, Bounds { low, high }) = (&tie.from, &tie.to, tie.bounds);
        let _ = write!(
            out,
            "\n[[ties.security]]\nfrom = \"{from}\"\nto = \"{to}\"\nvalue = {{ dist = \"uniform\", low = {low:?}, high = {high:?}, confidence = \"assumed\", note = {} }}\n",
            quoted(tie.note)
        );
    }
    events(draft, &mut out);
    metrics(draft, &mut out);
    report(draft, &mut out);
    out
}

fn head(draft: &Draft) -> String {
    let request = &draft.request;
    let (year, end) = (request.year, request.end_year);
    let powers: Vec<&str> =
        draft.actors.iter().filter(|a| a.power).map(|a| a.name.as_str()).collect();
    let drift = match request.drift {
        Drift::Own | Drift::Drawn => {
            "Economies keep their growth of the last ten years, give or take, and fade to a common rate."
        }
        Drift::None => "Economies have no drift: nothing is claimed of where they go.",
    };
    let events = match draft.events.len() {
        0 => "No event is in it.".to_string(),
        n => format!("{n} sanctions that began later are events: hindsight."),
    };
    format!(
        "# {title}, made by `suasion import` from published tables.\n#\n# Every figure names its source; what no table says is left out or says that it is assumed.\n\nsuasion = 1\nname = {name}\ntitle = {quoted_title}\ndescription = {about}\n\n[time]\nbase_year = {year}\nend_year = {end}\nstep = {step}\n\n",
        title = title(draft),
        name = quoted(&request.name),
        quoted_title = quoted(&title(draft)),
        about = quoted(&format!("Powers: {}. {drift} {events}", powers.join(", "))),
        step = quoted(&request.step),
    )
}

fn title(draft: &Draft) -> String {
    let ties = draft.trade.len();
    format!("{} actors and {ties} trade flows of {}", draft.actors.len(), draft.request.year)
}

/// The sources that some figure names.
fn sources(draft: &Draft, out: &mut String) {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for actor in &draft.actors {
        let figures =
            figures(actor).into_iter().filter_map(|(_, f)| f.provenance.source.as_deref());
        named.extend(figures);
    }
    for rows in [&draft.trade, &draft.arms, &draft.credit, &draft.diplomacy] {
        named.extend(rows.iter().map(|row| row.source));
    }
    named.extend(draft.mirrors.iter().map(|m| m.source));
    if !draft.events.is_empty() {
        named.insert("gsdb");
    }
    for origin in ORIGINS.iter().filter(|origin| named.contains(origin.id)) {
        let (id, title) = (origin.id, quoted(origin.title));
        let (publisher, url) = (quoted(origin.publisher), quoted(origin.url));
        let _ = write!(
            out,
            "[sources.{id}]\ntitle = {title}\npublisher = {publisher}\nurl = {url}\n\n"
        );
    }
}

/// The figures of an actor under their keys.
fn figures(actor: &ActorDraft) -> Vec<(&'static str, &Figure)> {
    let optional = [
        ("milex_usd_bn", &actor.milex),
        ("cinc", &actor.cinc),
        ("positions.liberal", &actor.position),
    ];
    let mut list = vec![("gdp_usd_bn", &actor.gdp), ("population_mn", &actor.population)];
    list.extend(optional.into_iter().filter_map(|(key, figure)| Some((key, figure.as_ref()?))));
    list.extend([
        ("growth_per_year", &actor.growth),
        ("growth_long_run_per_year", &actor.growth_long_run),
        ("volatility_per_year", &actor.volatility),
        ("world_beta", &actor.world_beta),
        ("oil_elasticity", &actor.oil_elasticity),
    ]);
    list
}

fn actor(actor: &ActorDraft, out: &mut String) {
    let _ = writeln!(out, "[actors.{}]\nname = {}", actor.id, quoted(&actor.name));
    if actor.kind != crate::scenario::ActorKind::State {
        let _ = writeln!(out, "kind = {}", quoted(actor.kind.word()));
    }
    if actor.power {
        let _ = writeln!(out, "power = true");
    }
    for (key, figure) in figures(actor) {
        let _ = writeln!(out, "{key} = {}", number(figure));
    }
    out.push('\n');
}

/// A figure as an inline table.
fn number(figure: &Figure) -> String {
    let origin = origin(&figure.provenance);
    let law = match &figure.law {
        Distribution::Constant(value) if origin.is_empty() => return short(*value),
        Distribution::Constant(value) => format!("value = {}", short(*value)),
        Distribution::Lognormal { median, sigma } => {
            format!("value = {}, error = {}", short(*median), short(*sigma))
        }
        Distribution::Normal { mean, sd } => {
            format!("dist = \"normal\", mean = {}, sd = {}", short(*mean), short(*sd))
        }
        Distribution::Uniform { low, high } => {
            format!("dist = \"uniform\", low = {}, high = {}", short(*low), short(*high))
        }
        other => unreachable!("import drafts no {other:?}"),
    };
    format!("{{ {law}{origin} }}")
}

fn origin(provenance: &Provenance) -> String {
    let mut text = String::new();
    let mut add = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            let _ = write!(text, ", {key} = {}", quoted(value));
        }
    };
    add("source", &provenance.source);
    add("reporter", &provenance.reporter);
    add("confidence", &provenance.confidence.map(|c: Confidence| c.word().to_string()));
    add("method", &provenance.method);
    add("note", &provenance.note);
    if let Some(year) = provenance.year {
        let _ = write!(text, ", year = {year}");
    }
    text
}

fn events(draft: &Draft, out: &mut String) {
    for event in &draft.events {
        let Bounds { low, high } = event.size;
        let _ = write!(
            out,
            "\n[events.{}]\ntitle = {}\ndate = \"{}\"\norigin = {{ source = \"gsdb\", year = {} }}\n",
            event.id,
            quoted(&event.title),
            event.year,
            event.year
        );
        if let Some(years) = event.duration {
            let _ = writeln!(out, "duration_years = {{ value = {years}.0, source = \"gsdb\" }}");
        }
        let _ = writeln!(
            out,
            "effects = [{{ kind = \"{}\", from = [\"{}\"], to = [\"{}\"], size = {{ dist = \"uniform\", low = {low:?}, high = {high:?}, confidence = \"assumed\" }} }}]",
            event.kind, event.from, event.to
        );
    }
}

/// Pairs of powers whose mutual dependence is printed.
fn dyads(draft: &Draft) -> Vec<(&str, &str)> {
    let powers: Vec<&str> =
        draft.actors.iter().filter(|a| a.power).map(|a| a.id.as_str()).collect();
    powers.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// What is kept of a world of many actors, of which outcomes keep no pairs unasked.
fn metrics(draft: &Draft, out: &mut String) {
    if draft.actors.len() <= MANY && draft.trade.len() <= MANY_TIES {
        return;
    }
    let kept = ["gdp", "position", "regional_share", "regional_share_gdp", "regional_trade_share"];
    let mut extra = Vec::new();
    for (a, b) in dyads(draft) {
        for name in ["sensitivity", "vulnerability"] {
            extra.extend([format!("{name}[{a},{b}]"), format!("{name}[{b},{a}]")]);
        }
    }
    let extra: Vec<String> = extra.iter().map(|metric| quoted(metric)).collect();
    let (kept, extra) = (kept.map(quoted).join(", "), extra.join(", "));
    let _ = write!(out, "\n[metrics]\nkeep = [{kept}]\nextra = [{extra}]\n");
}

fn report(draft: &Draft, out: &mut String) {
    const REGIONS: usize = 3;
    let regions = draft.regions.iter().take(REGIONS).map(|region| quoted(&region.id));
    let regions: Vec<String> = regions.collect();
    let dyads: Vec<String> =
        dyads(draft).into_iter().map(|(a, b)| format!("[\"{a}\", \"{b}\"]")).collect();
    let (year, end) = (draft.request.year, draft.request.end_year);
    let _ = write!(
        out,
        "\n[report]\nregions = [{}]\ndyads = [{}]\ndates = [\"{year}\", \"{end}\"]\nstructure = [\"influence.power_exponent\"]\n",
        regions.join(", "),
        dyads.join(", ")
    );
}

/// A number with six significant digits.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    format!("{rounded:?}")
}

/// Text as a TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_still_numbers() {
        assert_eq!(short(6087.1923), "6087.19");
        assert_eq!(short(0.00000123456), "1.23456e-6");
        assert_eq!(short(5.0), "5.0");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(quoted("a \"b\" \\ c\n"), "\"a \\\"b\\\" \\\\ c \"");
    }
}
