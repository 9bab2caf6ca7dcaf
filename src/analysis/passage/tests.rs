use super::*;
use crate::numeric::special::normal_cdf;
use crate::numeric::{Address, Draws, Stream};

fn time(years: f64, cause: Option<usize>) -> Time {
    Time { years, cause }
}

/// Weeks of remission of leukaemia under 6-mercaptopurine (Freireich et al. 1963), the textbooks'
/// example; the second list is censored.
fn remission() -> Vec<Time> {
    let seen = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    let seen = seen.iter().map(|&weeks| time(f64::from(weeks), Some(0)));
    seen.chain(censored.iter().map(|&weeks| time(f64::from(weeks), None))).collect()
}

#[test]
fn the_textbook_example_of_kaplan_and_meier_comes_out() {
    let curve = kaplan_meier(&remission());
    // Cox and Oakes 1984, table 4.1: survival to four digits.
    let expected = [
        (6.0, 21, 0.8571),
        (7.0, 17, 0.8067),
        (10.0, 15, 0.7529),
        (13.0, 12, 0.6902),
        (16.0, 11, 0.6275),
        (22.0, 7, 0.5378),
        (23.0, 6, 0.4482),
    ];
    assert_eq!(curve.points.len(), expected.len());
    for (point, (weeks, at_risk, survival)) in curve.points.iter().zip(expected) {
        assert_eq!((point.years, point.at_risk), (weeks, at_risk));
        assert!((1.0 - point.crossed.value - survival).abs() < 5e-5, "{point:?}");
    }
    // R, survfit(…, conf.type = "log-log"): at 23 weeks .448 (.188, .680), median 23 (13, –).
    let last = curve.points[6].crossed;
    assert!((1.0 - last.high - 0.188).abs() < 5e-4 && (1.0 - last.low - 0.680).abs() < 5e-4);
    let median = curve.median();
    assert_eq!((median.years, median.low, median.high), (Some(23.0), Some(13.0), None));
    assert_eq!(curve.at(5.9).unwrap().value, 0.0);
    assert_eq!(curve.at(36.0), None, "nothing is known beyond the last run");
    assert_eq!(curve.quantile(0.9).years, None, "that many have not crossed");
}

#[test]
fn incidences_share_out_what_has_crossed() {
    let times: Vec<Time> = remission()
        .iter()
        .enumerate()
        .map(|(at, t)| Time { cause: t.cause.map(|_| at % 3), ..*t })
        .collect();
    let curves = cumulative_incidence(&times, 3);
    for (at, point) in kaplan_meier(&times).points.iter().enumerate() {
        let sum: f64 = curves.iter().map(|curve| curve.points[at].crossed.value).sum();
        assert!((sum - point.crossed.value).abs() < 1e-14);
        let events: u64 = curves.iter().map(|curve| curve.points[at].events).sum();
        assert_eq!(events, point.events);
    }
}

#[test]
fn without_censoring_a_share_has_the_error_of_a_share() {
    let times: Vec<Time> =
        (0..40).map(|k| time(f64::from(k * 7 % 40), Some(k as usize % 2))).collect();
    let (n, p) = (40.0_f64, 10.0_f64 / 40.0);
    // Half of the first twenty are of either cause.
    let curve = &cumulative_incidence(&times, 2)[0];
    let found = curve.at(19.0).unwrap();
    assert!((found.value - p).abs() < 1e-14, "{found:?}");
    let (low, high) = double_log(p, p * (1.0 - p) / n);
    assert!((found.low - low).abs() < 1e-12 && (found.high - high).abs() < 1e-12);
    let whole = kaplan_meier(&times).at(19.0).unwrap();
    let (low, high) = double_log(0.5, 0.25 / n);
    assert!((whole.value - 0.5).abs() < 1e-14 && (whole.low - (1.0 - high)).abs() < 1e-12);
    assert!((whole.high - (1.0 - low)).abs() < 1e-12);
}

#[test]
fn a_run_that_is_censored_at_the_moment_of_an_event_was_at_risk() {
    let curve = kaplan_meier(&[time(1.0, None), time(1.0, Some(0)), time(2.0, None)]);
    assert_eq!((curve.points[0].at_risk, curve.points[0].events), (3, 1));
    let other = kaplan_meier(&[time(1.0, Some(0)), time(1.0, None), time(2.0, None)]);
    assert_eq!(curve, other);
}

#[test]
fn nothing_happened_is_an_answer() {
    let curve = kaplan_meier(&[time(9.0, None), time(9.0, None)]);
    let share = curve.at(9.0).unwrap();
    // None of two: the square of the upper end's complement is 2.5 %.
    assert!((share.high - (1.0 - 0.025f64.sqrt())).abs() < 1e-12);
    assert_eq!((share.value, share.low, curve.median().years), (0.0, 0.0, None));
    assert_eq!(kaplan_meier(&[]).at(1.0), None);
    let all = kaplan_meier(&[time(1.0, Some(0)), time(1.0, Some(0))]);
    assert!((all.at(1.0).unwrap().low - 0.025f64.sqrt()).abs() < 1e-12);
    assert_eq!(all.at(9.0).unwrap().value, 1.0, "nobody is left who could differ");
}

/// The first passage of a Brownian motion with drift over a level: distribution function.
fn passage_by(t: f64, level: f64, drift: f64) -> f64 {
    let root = t.sqrt();
    normal_cdf((drift * t - level) / root)
        + exp(2.0 * drift * level) * normal_cdf(-(level + drift * t) / root)
}

/// The same by simulation: steps of the motion, and inside each step the probability of a bridge
/// between its ends to touch the level, which is exact at the ends of steps whatever their length.
fn passages(runs: u64, level: f64, drift: f64, end: u32, censored: bool) -> Vec<Time> {
    let draws = Draws::new(7);
    let address = |name: &'static str, step| Address::new(Stream::new(name), step, 0);
    let run = |run: u64| {
        let mut place = 0.0;
        let until = if censored {
            1 + (draws.uniform53(address("leaves", 0), run) * 2.0 * f64::from(end)) as u32
        } else {
            end
        };
        for step in 1..=end.min(until) {
            let next: f64 = place + drift + draws.normal::<f64>(address("moves", step), run);
            let bridge = exp(-2.0 * (level - place) * (level - next));
            if next >= level || draws.uniform53(address("touches", step), run) < bridge {
                return time(f64::from(step), Some(0));
            }
            place = next;
        }
        time(f64::from(end.min(until)), None)
    };
    (0..runs).map(run).collect()
}

#[test]
fn a_drifting_brownian_motion_passes_when_its_closed_form_says() {
    for (censored, drift) in [(false, 0.1), (true, 0.1), (true, -0.05)] {
        let times = passages(20_000, 3.0, drift, 24, censored);
        let curve = kaplan_meier(&times);
        for step in 1..=24 {
            let years = f64::from(step);
            let expected = passage_by(years, 3.0, drift);
            let found = curve.at(years).unwrap();
            // A band that one in some ten thousand of 72 correct values would leave.
            let reach = 2.3 * (found.high - found.low).max(2e-4) / 2.0;
            assert!((found.value - expected).abs() < reach, "{years}: {found:?} {expected}");
        }
    }
}

#[test]
fn the_intervals_of_shares_and_medians_hold_what_they_promise() {
    let (mut share, mut median) = (0, 0);
    let truth = passage_by(12.0, 2.0, 0.15);
    let half = (1..).find(|&t| passage_by(f64::from(t), 2.0, 0.15) >= 0.5).map(f64::from).unwrap();
    let all = passages(200_000, 2.0, 0.15, 24, true);
    for sample in all.chunks(200) {
        let curve = kaplan_meier(sample);
        let found = curve.at(12.0).unwrap();
        share += u32::from(found.low <= truth && truth <= found.high);
        let found = curve.median();
        let low = found.low.is_some_and(|low| low <= half);
        median += u32::from(low && found.high.is_none_or(|high| half <= high));
    }
    assert!((930..=970).contains(&share), "{share} of 1,000 hold the share");
    // A median on a grid of steps is covered more often than that of a continuous time.
    assert!((930..=1000).contains(&median), "{median} of 1,000 hold the median");
}
