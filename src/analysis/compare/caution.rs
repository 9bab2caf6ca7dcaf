//! What a reader must know before trusting the figures of a comparison.

use crate::outcome::{Comparison, OutcomeDifference, Warning};

use super::level::Asked;
use super::side::{Pair, Side, defines};

/// Pairing is called weak where it saves less than half of the unpaired runs. For equal spreads
/// that is a correlation below one half: less than half of what varies is shared, and the sides
/// are nearly as good as independent.
const WEAK_GAIN: f64 = 2.0;

/// Warnings about every side but the reference, and about the reference itself.
pub(super) fn warnings(sides: &[Side], comparison: &Comparison, asked: &Asked) -> Vec<Warning> {
    let mut found = Vec::new();
    let reference = &sides[comparison.reference];
    for (at, side) in sides.iter().enumerate() {
        let mut warn = |code: &str, text: String| {
            found.push(Warning { subject: side.name.clone(), code: code.to_string(), text });
        };
        of_one(side, &mut warn);
        if at == comparison.reference {
            continue;
        }
        of_pair(&Pair::of(reference, side), asked, &mut warn);
        let own: Vec<&OutcomeDifference> =
            comparison.outcomes.iter().filter(|row| row.scenario == side.name).collect();
        of_figures(&own, &mut warn);
        let other = comparison.claims.iter().filter(|c| c.scenario == side.name && !c.same_test);
        let other: Vec<&str> = other.map(|claim| claim.claim.as_str()).collect();
        if !other.is_empty() {
            let text = format!("Claims that the two test differently: {}.", other.join(", "));
            warn("other_test", text);
        }
    }
    found
}

fn of_one(side: &Side, warn: &mut impl FnMut(&str, String)) {
    let tally = &side.outcome.findings.tally;
    if tally.partial() {
        let text = format!(
            "Partial: {} of {} runs. They are a balanced sample, but fewer.",
            tally.simulated, tally.requested
        );
        warn("partial", text);
    }
    if tally.quarantined > 0 {
        let text =
            format!("Runs left out because a number stopped being finite: {}.", tally.quarantined);
        warn("quarantined", text);
    }
    let off = &side.outcome.header.off;
    if !off.is_empty() {
        warn("ablated", format!("Mechanisms switched off: {}.", off.join(", ")));
    }
}

fn of_pair(pair: &Pair, asked: &Asked, warn: &mut impl FnMut(&str, String)) {
    let (reference, side) = (pair.reference, pair.side);
    if let Some(why) = &pair.unpaired {
        let text = format!(
            "NOT PAIRED: {why}. The runs share no shocks, so levels are compared as two \
             independent samples; a difference takes many more runs to show."
        );
        warn("unpaired", text);
    }
    let runs = |side: &Side| side.outcome.findings.tally.simulated;
    if pair.paired() && runs(reference) != runs(side) {
        let least = runs(reference).min(runs(side));
        let text = format!(
            "Numbers of runs differ ({} and {}): the first {least} of both are compared.",
            runs(reference),
            runs(side)
        );
        warn("runs", text);
    }
    let end = |side: &Side| side.scenario.calendar.end_year;
    if end(reference) != end(side) {
        let text = format!(
            "Ends differ ({} and {}): crossings are told until the earlier one.",
            end(reference),
            end(side)
        );
        warn("horizon", text);
    }
    let absent = asked.metrics.iter().filter(|metric| !defines(&side.scenario, metric));
    let absent: Vec<String> = absent.map(ToString::to_string).collect();
    if !absent.is_empty() {
        warn("absent", format!("Not defined here: {}.", absent.join(", ")));
    }
}

fn of_figures(rows: &[&OutcomeDifference], warn: &mut impl FnMut(&str, String)) {
    // Where nothing differs there is nothing to pair.
    let differing = rows.iter().filter(|row| row.paired && row.error > 0.0);
    let weak = differing.clone().filter(|row| row.gain < WEAK_GAIN).count();
    if weak > 0 {
        let text = format!(
            "Weak pairing in {weak} of {} figures: it saves less than half of the unpaired runs, \
             because most of what varies is not shared.",
            differing.count()
        );
        warn("weak_pairing", text);
    }
    let doubtful = rows.iter().filter(|row| row.doubtful).count();
    if doubtful > 0 {
        let text = format!(
            "Heavy tails: in {doubtful} of {} figures the difference is so skew over runs that \
             these are too few for the 95 % interval to be trusted; run more.",
            rows.len()
        );
        warn("heavy_tails", text);
    }
}
