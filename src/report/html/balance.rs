//! The balance of power: fans of each power's share over time, and its end by structure.

use serde_json::json;

use crate::outcome::Error;
use crate::report::answer::Answer;
use crate::report::balance::{WEIGHTS, powers};

use super::data::{Figure, Part, Plot, Section, Table, number};
use super::runs::{self, Parts};
use super::words::{bands, cells, listed, median, of, with_sign};

pub fn section(answer: &Answer, parts: &[Parts]) -> Result<Option<Section>, Error> {
    let regions = &answer.scenario.report.regions;
    if regions.is_empty() {
        return Ok(None);
    }
    let mut figures = Vec::new();
    for region in regions {
        let alone = answer.scenario.regions[region].members.len() == 1;
        for weight in &WEIGHTS[..if alone { 1 } else { 2 }] {
            figures.extend(fans(answer, region, weight, alone));
        }
        for by in parts {
            figures.extend(by_structure(answer, region, by)?);
        }
    }
    let brief = figures.iter().filter(|figure| figure.id.ends_with(&format!("-{}", regions[0])));
    let first = |plot| brief.clone().find(|figure| figure.plot == plot);
    let brief = [Plot::Fan, Plot::Intervals].into_iter().filter_map(first);
    Ok(Some(Section {
        id: "balance".into(),
        title: "Balance of power".into(),
        brief: brief.map(|figure| figure.title.clone()).collect(),
        lead: vec![
            "A power’s share is its part of the influence that all powers together have over \
             the countries of a region. Influence is what ties give: how much would be lost without \
             them, how many there are, and how much the power behind them weighs."
                .into(),
        ],
        parts: figures.into_iter().map(Part::Figure).collect(),
        ..Section::default()
    }))
}

/// One panel a power.
fn fans(
    answer: &Answer,
    region: &str,
    (metric, meaning): &(&str, &str),
    alone: bool,
) -> Option<Figure> {
    let powers = powers(answer, region);
    let panel = |power: &&str| {
        let points = answer.fan(metric, region, power);
        let name = answer.actor(power);
        let series = json!([{ "name": name, "colour": answer.colour(power), "points": points }]);
        (!points.is_empty()).then(|| json!({ "title": name, "series": series }))
    };
    let panels: Vec<_> = powers.iter().filter_map(panel).collect();
    if panels.is_empty() {
        return None;
    }
    let name = &answer.scenario.regions[region].name;
    let how = if alone { String::new() } else { format!("; {meaning}") };
    let rows: Vec<_> = powers
        .iter()
        .map(|&power| {
            let read = move |step| answer.summary((*metric, Some(region), Some(power), step));
            (vec![answer.actor(power).to_string()], read)
        })
        .collect();
    Some(Figure {
        id: format!("balance-{metric}-{region}"),
        plot: Plot::Fan,
        title: format!("{name}: {}", levels(answer, metric, region, &powers)),
        subject: format!("Share of each power in all powers’ influence, %{how}"),
        reading: "One panel a power. The line is the median of the runs; half of them lie in the \
                  dark band, 90 % in the light one. Thin lines repeat the other powers’ medians. \
                  The bands hold every choice of structure at once: who is ahead, the next \
                  figures tell apart."
            .into(),
        data: json!({ "time": answer.time(), "panels": panels, "same": true, "others": true }),
        table: answer
            .dated(format!("Influence shares in {name}, %: median and 90 % of runs"), &rows),
    })
}

/// `China’s median share is 38.9 % in 2021 and 41.3 % in 2030Q4, Russia’s 38.3 % and 35.4 %`.
fn levels(answer: &Answer, metric: &str, region: &str, powers: &[&str]) -> String {
    let (first, last) = answer.ends();
    let label = |step| answer.calendar().label(step);
    let at =
        |power, step| with_sign(median(answer.summary((metric, Some(region), Some(power), step))));
    let said = powers.iter().take(2).enumerate().map(|(place, &power)| {
        let whose = of(answer.actor(power));
        let (was, is) = (at(power, first), at(power, last));
        if place == 0 {
            format!("{whose} median share is {was} in {} and {is} in {}", label(first), label(last))
        } else {
            format!("{whose} {was} and {is}")
        }
    });
    said.collect::<Vec<_>>().join("; ")
}

/// The shares at the last date of the report, told apart by one structural number.
fn by_structure(answer: &Answer, region: &str, by: &Parts) -> Result<Option<Figure>, Error> {
    let metric = WEIGHTS[0].0;
    let calendar = answer.calendar();
    let (first, last) = answer.ends();
    let dates = [first, last].map(|step| calendar.label(step));
    let mut shares = Vec::new();
    for power in powers(answer, region) {
        let label = format!("{metric}[{region},{power}]");
        let read = |date: &String| answer.outcome.values(&label, date);
        if let (Some(was), Some(is)) = (read(&dates[0])?, read(&dates[1])?) {
            shares.push((power, was, is));
        }
    }
    if shares.is_empty() {
        return Ok(None);
    }
    let (mut groups, mut rows, mut medians) = (Vec::new(), Vec::new(), Vec::new());
    for (part, value) in by.labels.iter().enumerate() {
        let mut lines = Vec::new();
        let mut middles = Vec::new();
        for (power, was, is) in &shares {
            let name = answer.actor(power);
            let [was, is] = [was, is].map(|values| runs::quantiles(&by.pick(part, values)));
            middles.push((name, is[3]));
            lines.push(json!({
                "label": name,
                "colour": answer.colour(power),
                "q": bands(&is),
                "was": number(was[3]),
            }));
            let cells = [cells(&was), cells(&is)].concat();
            rows.push([vec![value.clone(), name.to_string()], cells].concat());
        }
        medians.push(middles);
        groups.push(json!({ "title": format!("{} {value}", by.name), "rows": lines }));
    }
    let name = &answer.scenario.regions[region].name;
    let key = &by.name;
    let range = || "90 % of runs".to_string();
    Ok(Some(Figure {
        id: format!("balance-{}-{region}", by.key),
        plot: Plot::Intervals,
        title: format!("{name}: {}", leaders(by, &medians, &dates[1])),
        subject: format!(
            "Share of each power in all powers’ influence in {} by {key}, %; {}",
            dates[1], WEIGHTS[0].1
        ),
        reading: format!(
            "Each panel holds the runs with one value of {key}. The dot is their median; half of \
             them lie within the thick line, 90 % within the thin one; the circle is the median \
             in {}. No data settle the value: read the panels as different answers, not as \
             steps of one.",
            dates[0]
        ),
        data: json!({ "groups": groups }),
        table: Table {
            caption: format!("Influence shares in {name}, %, by {key}"),
            head: vec![
                key.clone(),
                "power".into(),
                dates[0].clone(),
                range(),
                dates[1].clone(),
                range(),
            ],
            words: 2,
            rows,
        },
    }))
}

/// Which power has the largest median in each part, in a sentence.
fn leaders(by: &Parts, medians: &[Vec<(&str, f64)>], date: &str) -> String {
    let mut said: Vec<(&str, Vec<String>)> = Vec::new();
    for (label, part) in by.labels.iter().zip(medians) {
        let largest = part.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let name = largest.map_or("", |(name, _)| name);
        match said.iter_mut().find(|(before, _)| *before == name) {
            Some((_, labels)) => labels.push(label.clone()),
            None => said.push((name, vec![label.clone()])),
        }
    }
    let key = &by.name;
    if let [(name, _)] = said.as_slice() {
        return format!("{name} has the largest median share in {date} at every {key}");
    }
    let told = said.iter().map(|(name, labels)| format!("{name} at {}", listed(labels)));
    let told: Vec<String> = told.collect();
    format!(
        "which power has the largest median share in {date} depends on the {key}, {}",
        told.join(", ")
    )
}
