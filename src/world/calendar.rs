//! The calendar: steps, dates and the lengths that keep calendar-year sums the same whatever the
//! step.
//!
//! The base year is fixed data, given as calendar-year sums. Step 1 is the first month, quarter or
//! year after it. A flow of a calendar year is the mean of its steps' annual rates.
//!
//! # Why the first step is longer
//! The base-year sum of a drifting quantity sits at the middle of the base year, the first of `n`
//! steps a year at the middle of its step: `½ + 1/(2n)` years later. For a random walk of unit
//! variance a year, the first step's variance `1 − (n−1)(2n−1)/(6n²)` makes the calendar-year mean
//! `h` years after the base have drift exactly `h` and variance exactly `h` for every `n`.

/// Length of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Month,
    Quarter,
    Year,
}

impl Step {
    /// Steps in a year: 12, 4 or 1.
    pub fn per_year(self) -> u32 {
        match self {
            Step::Month => 12,
            Step::Quarter => 4,
            Step::Year => 1,
        }
    }

    /// The word in scenario files: `month`, `quarter`, `year`.
    pub fn word(self) -> &'static str {
        match self {
            Step::Month => "month",
            Step::Quarter => "quarter",
            Step::Year => "year",
        }
    }
}

/// A moment in years: `2024.5` is the middle of 2024.
pub type Years = f64;

/// A date as people write it; each form stands for a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// `2024`: the calendar year.
    Year(i32),
    /// `2024Q3`: a quarter, 1–4.
    Quarter(i32, u32),
    /// `2024-07`: a month, 1–12.
    Month(i32, u32),
    /// `2024-07-04`: a day.
    Day(i32, u32, u32),
}

const DAYS_BEFORE_MONTH: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn days_in_month(year: i32, month: u32) -> u32 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

impl Date {
    /// Reads `2024`, `2024Q3`, `2024-07` or `2024-07-04`; `None` where it is none of these.
    pub fn parse(text: &str) -> Option<Date> {
        let number = |s: &str| -> Option<u32> {
            (!s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
        };
        let year = |s: &str| -> Option<i32> {
            (s.len() == 4).then(|| number(s))?.and_then(|y| i32::try_from(y).ok())
        };
        if let Some((y, q)) = text.split_once('Q') {
            let (y, q) = (year(y)?, number(q)?);
            return (1..=4).contains(&q).then_some(Date::Quarter(y, q));
        }
        let mut parts = text.split('-');
        let y = year(parts.next()?)?;
        let Some(month) = parts.next() else {
            return Some(Date::Year(y));
        };
        let month = number(month).filter(|m| (1..=12).contains(m))?;
        let Some(day) = parts.next() else {
            return Some(Date::Month(y, month));
        };
        let day = number(day).filter(|d| (1..=days_in_month(y, month)).contains(d))?;
        parts.next().is_none().then_some(Date::Day(y, month, day))
    }

    /// The first moment of the date, in years.
    pub fn start(self) -> Years {
        match self {
            Date::Year(y) => f64::from(y),
            Date::Quarter(y, q) => f64::from(y) + f64::from(q - 1) / 4.0,
            Date::Month(y, m) => f64::from(y) + f64::from(m - 1) / 12.0,
            Date::Day(y, m, d) => {
                let day_of_year = DAYS_BEFORE_MONTH[m as usize - 1] + d - 1;
                f64::from(y) + f64::from(day_of_year) / 365.25
            }
        }
    }

    /// The first moment after the date, in years (a day has no length here).
    pub fn end(self) -> Years {
        match self {
            Date::Year(y) => f64::from(y + 1),
            Date::Quarter(..) => self.start() + 0.25,
            Date::Month(..) => self.start() + 1.0 / 12.0,
            Date::Day(..) => self.start(),
        }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Date::Year(y) => write!(f, "{y}"),
            Date::Quarter(y, q) => write!(f, "{y}Q{q}"),
            Date::Month(y, m) => write!(f, "{y}-{m:02}"),
            Date::Day(y, m, d) => write!(f, "{y}-{m:02}-{d:02}"),
        }
    }
}

/// The steps of a simulation: step 0 is the base year, steps `1..=n_steps` follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The year of the data.
    pub base_year: i32,
    /// The last year simulated, to its end.
    pub end_year: i32,
    /// Length of a step.
    pub step: Step,
}

impl Calendar {
    /// Number of simulated steps.
    pub fn n_steps(&self) -> u32 {
        (self.end_year - self.base_year) as u32 * self.step.per_year()
    }

    /// Length of a step in years.
    pub fn dt(&self) -> Years {
        1.0 / f64::from(self.step.per_year())
    }

    /// How far step `step ≥ 1` carries a drift, in years (see the module's page).
    pub fn drift_years(&self, step: u32) -> Years {
        if step == 1 { 0.5 + 0.5 * self.dt() } else { self.dt() }
    }

    /// How much variance step `step ≥ 1` adds to a permanent shock of unit variance a year.
    pub fn shock_years(&self, step: u32) -> Years {
        if step > 1 {
            return self.dt();
        }
        let n = f64::from(self.step.per_year());
        1.0 - (n - 1.0) * (2.0 * n - 1.0) / (6.0 * n * n)
    }

    /// Middle of a step, in years; the base year's own middle for step 0.
    pub fn middle(&self, step: u32) -> Years {
        if step == 0 {
            return f64::from(self.base_year) + 0.5;
        }
        f64::from(self.base_year + 1) + (f64::from(step) - 0.5) * self.dt()
    }

    /// End of a step, in years: exactly where the next one starts.
    pub fn end(&self, step: u32) -> Years {
        let n = self.step.per_year();
        let year = self.base_year + 1 + (step / n) as i32;
        f64::from(year) + f64::from(step % n) / f64::from(n)
    }

    /// Start of a step, in years; of the base year's last stretch for step 0.
    pub fn start(&self, step: u32) -> Years {
        if step == 0 { self.end(0) - self.dt() } else { self.end(step - 1) }
    }

    /// A moment as the state counts it: years since the base year began, so that single precision
    /// tells seconds apart.
    pub fn since_base(&self, moment: Years) -> Years {
        moment - f64::from(self.base_year)
    }

    /// Calendar year in which a step lies; the base year for step 0.
    pub fn year(&self, step: u32) -> i32 {
        if step == 0 {
            return self.base_year;
        }
        self.base_year + 1 + ((step - 1) / self.step.per_year()) as i32
    }

    /// Whether a step opens a calendar year: where annual shocks are drawn.
    pub fn opens_year(&self, step: u32) -> bool {
        step > 0 && (step - 1).is_multiple_of(self.step.per_year())
    }

    /// The steps that a date covers, first and last; `None` where it lies outside. A date shorter
    /// than a step stands for the step that holds it.
    pub fn steps(&self, date: Date) -> Option<(u32, u32)> {
        if date.start() < f64::from(self.base_year + 1) {
            let in_base = date.start() >= f64::from(self.base_year);
            return in_base.then_some((0, 0));
        }
        let position = |t: Years| (t - f64::from(self.base_year + 1)) / self.dt();
        let first = (position(date.start()) + 1e-6).floor() as u32 + 1;
        let last = ((position(date.end()) - 1e-6).ceil().max(0.0) as u32).max(first);
        (last <= self.n_steps()).then_some((first, last))
    }

    /// The step's label: `2021`, `2024Q3`, `2024-07`.
    pub fn label(&self, step: u32) -> String {
        let year = self.year(step);
        if step == 0 {
            return Date::Year(year).to_string();
        }
        let within = (step - 1) % self.step.per_year() + 1;
        match self.step {
            Step::Year => Date::Year(year),
            Step::Quarter => Date::Quarter(year, within),
            Step::Month => Date::Month(year, within),
        }
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_four_forms_and_no_other() {
        assert_eq!(Date::parse("2024"), Some(Date::Year(2024)));
        assert_eq!(Date::parse("2024Q3"), Some(Date::Quarter(2024, 3)));
        assert_eq!(Date::parse("2024-07"), Some(Date::Month(2024, 7)));
        assert_eq!(Date::parse("2024-02-29"), Some(Date::Day(2024, 2, 29)));
        for wrong in ["24", "2024Q5", "2024-13", "2023-02-29", "2024-07-04-1", "", "+024", "x"] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_date_covers_the_steps_it_names() {
        let quarters = Calendar { base_year: 2021, end_year: 2030, step: Step::Quarter };
        assert_eq!(quarters.n_steps(), 36);
        assert_eq!(quarters.steps(Date::Year(2021)), Some((0, 0)));
        assert_eq!(quarters.steps(Date::Year(2024)), Some((9, 12)));
        assert_eq!(quarters.steps(Date::Quarter(2024, 3)), Some((11, 11)));
        assert_eq!(quarters.steps(Date::Month(2024, 7)), Some((11, 11)));
        assert_eq!(quarters.steps(Date::Day(2024, 12, 31)), Some((12, 12)));
        assert_eq!(quarters.steps(Date::Year(2031)), None);
        assert_eq!(quarters.steps(Date::Year(2020)), None);
        assert_eq!(quarters.label(11), "2024Q3");
        for step in 1..=quarters.n_steps() {
            let date = Date::parse(&quarters.label(step)).unwrap();
            assert_eq!(quarters.steps(date), Some((step, step)));
        }
    }

    #[test]
    fn a_step_starts_exactly_where_the_last_one_ends_and_every_date_lies_in_one() {
        for step in [Step::Year, Step::Quarter, Step::Month] {
            let calendar = Calendar { base_year: 2021, end_year: 2030, step };
            for month in 1..=12 {
                let date = Date::Month(2023, month).start();
                let holds = |k: &u32| calendar.start(*k) <= date && date < calendar.end(*k);
                assert_eq!((1..=calendar.n_steps()).filter(holds).count(), 1, "{step:?} {month}");
            }
        }
    }

    #[test]
    fn calendar_year_drift_and_variance_do_not_depend_on_the_step() {
        for step in [Step::Year, Step::Quarter, Step::Month] {
            let calendar = Calendar { base_year: 2021, end_year: 2026, step };
            let n = step.per_year();
            for h in 1..=5u32 {
                // The year's mean is Σ_k weight_k·shock_k, weight = share of the year still to come.
                let (mut drift, mut variance) = (0.0, 0.0);
                for k in 1..=h * n {
                    let after = f64::from((h * n - k + 1).min(n)) / f64::from(n);
                    drift += after * calendar.drift_years(k);
                    variance += after * after * calendar.shock_years(k);
                }
                assert!((drift - f64::from(h)).abs() < 1e-12, "{step:?} {h}: {drift}");
                assert!((variance - f64::from(h)).abs() < 1e-12, "{step:?} {h}: {variance}");
            }
        }
    }
}
