//! The rows of a comparison's tables.

use crate::outcome::rows;

rows! {
    /// A metric at a date in one scenario beside the reference.
    pub struct OutcomeDifference {
        scenario: String, "", "the scenario that is compared";
        reference: String, "", "the scenario that it is compared with";
        label: String, "", "the metric with its subject and object";
        metric: String, "", "name of the metric";
        subject: Option<String>, "", "whom the metric is about";
        object: Option<String>, "", "the other side, or the axis";
        date: String, "", "label of the step";
        unit: String, "", "unit of the metric";
        paired: bool, "", "whether runs were compared one by one, under the same draws";
        n: u64, "", "pairs of runs behind the difference; unpaired: runs of the smaller side";
        level_reference: f64, "the row's unit", "mean of the reference over these runs";
        level: f64, "the row's unit", "mean of the scenario over these runs";
        level_error_reference: f64, "the row's unit", "Monte Carlo error of the reference's mean";
        level_error: f64, "the row's unit", "Monte Carlo error of the scenario's mean";
        q05_reference: f64, "the row's unit", "5 % of the reference's runs are below";
        q50_reference: f64, "the row's unit", "median of the reference's runs";
        q95_reference: f64, "the row's unit", "95 % of the reference's runs are below";
        q05: f64, "the row's unit", "5 % of the scenario's runs are below";
        q50: f64, "the row's unit", "median of the scenario's runs";
        q95: f64, "the row's unit", "95 % of the scenario's runs are below";
        difference: f64, "the row's unit", "mean of scenario less reference, run by run";
        error: f64, "the row's unit", "standard error of the difference, from the finite number of runs";
        low: f64, "the row's unit", "lower end of the difference's 95 % interval";
        high: f64, "the row's unit", "upper end of the difference's 95 % interval";
        p_value: f64, "probability", "two-sided p of the t-test that the difference is zero";
        relative: f64, "share of the reference's level", "difference over the reference's mean; amounts only";
        relative_low: f64, "share of the reference's level", "lower end of its 95 % interval";
        relative_high: f64, "share of the reference's level", "upper end of its 95 % interval";
        sd_of_runs: f64, "the row's unit", "standard deviation of the difference from run to run";
        run_q05: f64, "the row's unit", "the run's own difference: 5 % of the runs are below";
        run_q50: f64, "the row's unit", "the run's own difference: median";
        run_q95: f64, "the row's unit", "the run's own difference: 95 % of the runs are below";
        above: f64, "share of runs", "probability that the run's own difference is above zero";
        below: f64, "share of runs", "probability that it is below zero; the rest is exactly zero";
        correlation: f64, "1", "correlation of the pairs";
        gain: f64, "1", "how many times as many unpaired runs give the same error";
        saved: f64, "runs", "unpaired runs of each scenario that the pairing saved";
        wasserstein: f64, "the row's unit", "Wasserstein-1 distance of the two distributions";
        doubtful: bool, "", "few runs for so skew a difference: the 95 % interval may be too short";
    }
}

rows! {
    /// A claim in one scenario beside the reference.
    pub struct ClaimDifference {
        scenario: String, "", "the scenario that is compared";
        reference: String, "", "the scenario that it is compared with";
        claim: String, "", "id of the claim";
        kind: String, "", "informed: its sign is partly built in; emergent: it is not";
        text: String, "", "the claim in words";
        same_test: bool, "", "whether both scenarios test it in the same way";
        paired: bool, "", "whether runs were compared one by one, under the same draws";
        n: u64, "", "pairs of runs that decide it; unpaired: runs of the smaller side";
        probability_reference: f64, "share of runs", "probability in the reference";
        probability: f64, "share of runs", "probability in the scenario";
        error_reference: f64, "share of runs", "Monte Carlo error of the probability in the reference";
        error: f64, "share of runs", "Monte Carlo error of the probability in the scenario";
        difference: f64, "share of runs", "probability in the scenario less that in the reference";
        low: f64, "share of runs", "lower end of the difference's 95 % interval";
        high: f64, "share of runs", "upper end of the difference's 95 % interval";
        gained: u64, "", "discordant pairs in which it holds in the scenario only";
        lost: u64, "", "discordant pairs in which it holds in the reference only";
        p_value: f64, "probability", "exact McNemar test; unpaired: test of two proportions";
    }
}

rows! {
    /// A crossing in one scenario beside the reference.
    pub struct CrossingDifference {
        scenario: String, "", "the scenario that is compared";
        reference: String, "", "the scenario that it is compared with";
        crossing: String, "", "id of the crossing";
        title: String, "", "the crossing in words";
        paired: bool, "", "whether runs were compared one by one, under the same draws";
        n: u64, "", "pairs of runs; unpaired: runs of the smaller side";
        horizon: f64, "year", "date by which it is told whether it has happened";
        ahead_reference: f64, "share of runs", "already in the base year, in the reference";
        ahead: f64, "share of runs", "already in the base year, in the scenario";
        crossed_reference: f64, "share of runs", "has happened by the horizon, in the reference";
        crossed: f64, "share of runs", "has happened by the horizon, in the scenario";
        difference: f64, "share of runs", "crossed less crossed_reference";
        low: f64, "share of runs", "lower end of the difference's 95 % interval";
        high: f64, "share of runs", "upper end of the difference's 95 % interval";
        gained: u64, "", "pairs in which it happens in the scenario only";
        lost: u64, "", "pairs in which it happens in the reference only";
        p_value: f64, "probability", "exact McNemar test; unpaired: test of two proportions";
        median_reference: f64, "year", "date by which half of the reference's runs have crossed; null: not by the horizon";
        median_reference_low: f64, "year", "lower end of its 95 % interval";
        median_reference_high: f64, "year", "upper end of its 95 % interval; null: beyond the horizon";
        median: f64, "year", "date by which half of the scenario's runs have crossed; null: not by the horizon";
        median_low: f64, "year", "lower end of its 95 % interval";
        median_high: f64, "year", "upper end of its 95 % interval; null: beyond the horizon";
        delay: f64, "years", "how much later it is on average, dates after the horizon counted as the horizon";
        delay_low: f64, "years", "lower end of the delay's 95 % interval";
        delay_high: f64, "years", "upper end of the delay's 95 % interval";
    }
}

rows! {
    /// A statement in which a scenario differs from the reference.
    pub struct AssumptionRow {
        scenario: String, "", "the scenario that is compared";
        reference: String, "", "the scenario that it is compared with";
        path: String, "", "key path of the statement, or of the whole that is new or gone";
        change: String, "", "added, removed or changed";
        before: Option<String>, "", "what the reference says";
        after: Option<String>, "", "what the scenario says";
    }
}

rows! {
    /// A metric at a step in one scenario, over its runs.
    pub struct LevelRow {
        scenario: String, "", "the scenario";
        label: String, "", "the metric with its subject and object";
        metric: String, "", "name of the metric";
        subject: Option<String>, "", "whom the metric is about";
        object: Option<String>, "", "the other side, or the axis";
        step: u64, "", "step of the simulation; 0 is the base year";
        date: String, "", "label of the step";
        years: f64, "year", "middle of the step";
        unit: String, "", "unit of the metric";
        n: u64, "", "runs with a finite value";
        mean: f64, "the row's unit", "mean over runs";
        sd: f64, "the row's unit", "standard deviation over runs";
        mc_error: f64, "the row's unit", "standard error of the mean due to the finite number of runs";
        q05: f64, "the row's unit", "5 % of the runs are below";
        q25: f64, "the row's unit", "25 % of the runs are below";
        q50: f64, "the row's unit", "median";
        q75: f64, "the row's unit", "75 % of the runs are below";
        q95: f64, "the row's unit", "95 % of the runs are below";
    }
}

rows! {
    /// How many runs of a scenario have crossed by a date.
    pub struct SurvivalRow {
        scenario: String, "", "the scenario";
        crossing: String, "", "id of the crossing";
        title: String, "", "the crossing in words";
        years: f64, "year", "end of the step; middle of the base year for those ahead there";
        date: String, "", "label of the step";
        at_risk: u64, "", "runs that had not crossed before";
        crossed: f64, "share of runs", "has crossed by then (1 − Kaplan–Meier)";
        low: f64, "share of runs", "lower end of its 95 % interval, log–log Greenwood";
        high: f64, "share of runs", "upper end of its 95 % interval, log–log Greenwood";
    }
}
