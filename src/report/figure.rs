//! Figures as people read them.

use crate::world::Calendar;

/// A share as a percentage with one decimal, without the sign: `44.1`; a dash where it is not
/// defined.
pub fn percent(share: f64) -> String {
    if share.is_nan() {
        return "–".to_string();
    }
    let text = format!("{:.1}", 100.0 * share);
    if text == "-0.0" { "0.0".into() } else { text }
}

/// An interval of shares: `38.2–50.1`.
pub fn percent_range(low: f64, high: f64) -> String {
    if low.is_nan() || high.is_nan() {
        return String::new();
    }
    // A dash beside a minus sign reads badly.
    let between = if low < 0.0 { " to " } else { "–" };
    format!("{}{between}{}", percent(low), percent(high))
}

/// A count with its thousands apart: `10,000`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 run`, `10,000 runs`.
pub fn counted(n: u64, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(n))
}

/// A positive or negative amount to three figures or to the unit: `0.012`, `4.5`, `17,800`.
pub fn amount(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_string();
    }
    if value.abs() >= 999.5 {
        let sign = if value < 0.0 { "-" } else { "" };
        return format!("{sign}{}", count(value.abs().round() as u64));
    }
    let decimals = [99.95, 9.995, 0.9995, 0.09995];
    let decimals = decimals.iter().filter(|&&from| value.abs() < from).count();
    let text = format!("{value:.decimals$}");
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').into(),
        None => text,
    }
}

/// A date in years that a crossing ends on, as the label of its step.
pub fn date(calendar: &Calendar, years: f64) -> String {
    let gap = |&step: &u32| {
        let moment = if step == 0 { calendar.middle(0) } else { calendar.end(step) };
        (moment - years).abs()
    };
    let nearest = (0..=calendar.n_steps()).min_by(|a, b| gap(a).total_cmp(&gap(b)));
    calendar.label(nearest.expect("step 0 is always there"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Step;

    #[test]
    fn percentages_have_one_decimal() {
        assert_eq!(percent(0.4414), "44.1");
        assert_eq!(percent(-0.0001), "0.0");
        assert_eq!(percent(f64::NAN), "–");
        assert_eq!(percent_range(0.382, 1.0), "38.2–100.0");
        assert_eq!(percent_range(-0.1, 0.1), "-10.0 to 10.0");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1, "run"), "1 run");
        assert_eq!(counted(2, "run"), "2 runs");
    }

    #[test]
    fn amounts_have_three_figures() {
        let shown = [17_734.4, 999.6, 108.04, 43.21, 4.5, 0.5, 0.0123, 0.0, -2.0].map(amount);
        assert_eq!(shown, ["17,734", "1,000", "108", "43.2", "4.5", "0.5", "0.0123", "0", "-2"]);
    }

    #[test]
    fn a_crossing_is_dated_by_its_step() {
        let calendar = Calendar { base_year: 2021, end_year: 2030, step: Step::Quarter };
        assert_eq!(date(&calendar, calendar.middle(0)), "2021");
        assert_eq!(date(&calendar, calendar.end(1)), "2022Q1");
        assert_eq!(date(&calendar, calendar.end(18)), "2026Q2");
    }
}
