//! Mistakes of sense: well-formed statements that cannot be meant.

use super::{Problem, mistakes};
use crate::scenario::tree::Span;

mistakes! {
    /// A number without origin.
    missing_source()
        "the number does not say where it comes from",
        "no `source`",
        "every number names a source, or admits `confidence = \"assumed\"` and is wide",
        "add `source = \"…\"` here or to its table, or state it as an assumed distribution";
    /// An assumption that claims to be certain.
    narrow_assumption()
        "an assumed number cannot be certain",
        "one value only",
        "an assumption is a distribution or carries `error`; exactly 0 and 1 may stand alone",
        "give it an `error` or a distribution wide enough to be honest";
    /// A test that cannot be read.
    bad_expression(expected: &str)
        "the expression cannot be read",
        "expected {expected}",
        "a metric is written name[subject,object]; a test adds @date, compares and joins by and/or",
        "write {expected} here";
    /// Truth and number mixed up.
    mixed_types(needed: &str)
        "{needed} is needed here",
        "this is something else",
        "comparisons, and, or, not take and give truth; arithmetic works on numbers",
        "compare the numbers, or take the comparison out of the arithmetic";
    /// Several years where one number is needed.
    series_outside_fold()
        "several years are not one number",
        "a range of years",
        "a range of years stands alone inside min(…), max(…) or mean(…)",
        "write max(…@2022..2024), or name one year";
    /// A test without end.
    expression_too_large()
        "the expression is too large",
        "too deep or too long here",
        "a test has at most 1000 parts and 60 levels of brackets",
        "split the claim";
    /// A run that ends before it begins.
    run_without_time()
        "the run has no time",
        "not after the base year",
        "the first step follows the base year, so `end_year` is later than `base_year`",
        "choose a later `end_year`";
    /// A world of one.
    too_few_actors()
        "there is nobody to relate to",
        "fewer than two actors",
        "a scenario has two actors at least",
        "declare another actor";
    /// Nobody competes.
    no_power()
        "no actor is a power",
        "none has `power = true`",
        "influence is shared out among the powers, so there is one at least",
        "add `power = true` to the actors that compete for influence";
    /// An axis without length.
    axis_without_width()
        "the axis has no width",
        "this axis",
        "`low` is below `high`, and `scale` is above 0",
        "correct the three numbers";
    /// A position outside the axis.
    position_off_axis(low: f64, high: f64)
        "the position lies off its axis",
        "its median is outside {low}…{high}",
        "positions start between `low` and `high` of their axis",
        "correct the position, or widen the axis";
    /// Members neither declared nor taken from an institution, or both.
    region_without_members()
        "the region needs its members from one place",
        "`members` or `institution`, not both",
        "a region declares `members`, or takes those of an `institution` by date",
        "state one of the two";
    /// An exception from nothing.
    except_outside(id: &str)
        "`{id}` is not among those that could be left out",
        "never a member",
        "`except` leaves actors out of the members of the region's `institution`",
        "drop it, or name the right institution";
    /// A tie of an actor to itself.
    tie_to_self(id: &str)
        "`{id}` has no tie to itself",
        "from and to are the same",
        "a tie joins two different actors",
        "correct `from` or `to`";
    /// Shares of a whole that exceed it.
    shares_above_one(what: &str, sum: f64)
        "{what} add up to {sum:.3}",
        "the last of them",
        "shares of one whole add up to 1 at most (medians are added)",
        "lower some of them; the rest belongs to nobody named";
    /// A reporter who is neither exporter nor importer.
    reporter_outside(reporter: &str)
        "`{reporter}` takes no part in this flow",
        "neither `from` nor `to`",
        "a mirror is the figure of the exporter's or of the importer's statistics",
        "correct the reporter or the flow";
    /// A mirror of nothing.
    mirror_without_tie(from: &str, to: &str)
        "there is no trade tie from `{from}` to `{to}`",
        "mirrors nothing",
        "a mirror stands beside a trade tie of the same direction",
        "declare the tie, or drop the mirror";
    /// A ceiling that is passed at the base.
    ceiling_below_share()
        "the ceiling lies below the share of the base year",
        "too low",
        "adoption approaches the ceiling from below (medians are compared)",
        "raise the ceiling, or correct the share";
    /// An end before its beginning.
    dates_out_of_order(first: &str, last: &str)
        "{last} is not later than {first}",
        "ends before it begins",
        "a span of time begins before it ends",
        "exchange or correct the dates";
    /// Two memberships of one actor at a time.
    overlapping_memberships(actor: &str)
        "`{actor}` is a member twice at a time",
        "overlaps an earlier one",
        "an actor's memberships of one institution follow each other",
        "give the earlier one an `until`, or drop one";
    /// A weighted rule without weights.
    weights_missing()
        "the rule is weighted, but there are no weights",
        "no `funding`",
        "under the weighted rule votes count by shares of the funding",
        "state `funding = {{ … }}`, or choose another rule";
    /// A proposer who is no member.
    proposer_outside(actor: &str, date: &str)
        "`{actor}` is not a member in {date}",
        "cannot propose",
        "an agenda item is proposed by a member of its institution",
        "correct the proposer, the date or the memberships";
    /// An admission of a member.
    admits_member(actor: &str, date: &str)
        "`{actor}` already is a member in {date}",
        "nothing to admit",
        "`admits` names who joins when the item passes; its membership follows from the vote",
        "drop the membership from `members`, or the item";
    /// An agenda item without consequence.
    idle_agenda_item()
        "the agenda item has no consequence",
        "neither `admits` nor `starts`",
        "an item admits an actor, starts an event, or both",
        "state what happens when it passes";
    /// An event that a vote would start, and that has another trigger.
    started_otherwise(event: &str)
        "`{event}` does not wait for an agenda item",
        "has another trigger",
        "an event that an agenda item starts has `agenda = true` as its only trigger",
        "give the event `agenda = true`, or drop `starts`";
    /// An event that waits for a vote that is never taken.
    never_started()
        "no agenda item starts this event",
        "waits in vain",
        "an event with `agenda = true` is named by the `starts` of an agenda item",
        "add `starts` to the item, or choose another trigger";
    /// No trigger, or several.
    one_trigger(found: usize)
        "the event has {found} triggers",
        "exactly one is needed",
        "an event starts by `date`, `hazard`, `when` or `agenda = true`",
        "state one of them; a companion drops the old one with `remove`";
    /// A condition without level, or with two.
    one_level(found: usize)
        "the condition has {found} levels",
        "exactly one is needed",
        "a condition waits until its metric is `above` or `below` a level",
        "state one of the two";
    /// An event before the data.
    before_the_base(date: &str, base_year: i32)
        "{date} lies before the base year",
        "the data are those of {base_year}",
        "what happened before the base year is already in its data",
        "drop it, or correct the date";
    /// A hazard that a metric drives by halves.
    hazard_by_halves()
        "the hazard names its metric or the slope, not both",
        "half of a dependence",
        "a rate that depends on a metric needs `metric` and `slope`; `level` is optional",
        "state both, or neither";
    /// Anticipation by halves.
    anticipation_by_halves()
        "the anticipation is stated by halves",
        "one of two",
        "`anticipation_years` says how long before, `anticipation` how much of the effect",
        "state both, or neither";
    /// Events that wait for each other.
    event_cycle(chain: &str)
        "the event waits for itself",
        "{chain}",
        "`requires` and `ended_by` lead to other events, and never back",
        "break the chain";
    /// An event that ends when it may begin.
    ended_at_once(event: &str)
        "`{event}` is what the event requires, and what ends it",
        "ends as soon as it may begin",
        "an event is ended by another one than it requires",
        "correct one of the two";
    /// An effect that meets nobody.
    effect_without_pair()
        "the effect meets nobody",
        "`from` and `to` leave no pair of different actors",
        "an effect acts from one actor on another",
        "correct `from` or `to`";
    /// An emergent or informed claim that cannot be tested.
    untested_claim(kind: &str)
        "the claim cannot be tested",
        "no `test`",
        "a claim of the kind `{kind}` has a `test`",
        "add `test = \"…\"`, or make it a fact that `shows` a number";
    /// A fact that shows nothing, or is tested.
    fact_without_number()
        "a fact shows a number of the scenario",
        "`shows`, and no `test`",
        "a fact is an input: it `shows` a number and is not tested",
        "state `shows = \"…\"` and drop `test`, or change the kind";
    /// A number shown by what is not a fact.
    shows_without_fact()
        "only a fact shows a number",
        "not a fact",
        "`shows` belongs to claims of the kind `fact`",
        "drop `shows`, or make the claim a fact";
    /// A comparison with nothing.
    counterfactual_missing()
        "there is nothing to compare with",
        "reads the counterfactual",
        "a test that reads counterfactual(…) names the paired run",
        "add `counterfactual = \"file.toml\"` or `without = [\"event\"]` to the claim";
    /// A paired run that the test does not read.
    counterfactual_unread()
        "the test does not read the counterfactual",
        "never read",
        "`counterfactual` and `without` name the run that counterfactual(…) reads",
        "use counterfactual(…) in the test, or drop the key";
    /// Two paired runs.
    two_counterfactuals()
        "the claim names two counterfactuals",
        "beside `counterfactual`",
        "a claim is paired with a scenario file or with this one `without` some events",
        "keep one of the two";
    /// A counterfactual of another world.
    counterfactual_differs(what: &str)
        "the counterfactual is of another world",
        "{what}",
        "a paired run shares the calendar and whatever the claims name",
        "extend the same base, and give events `probability = 0.0` instead of removing them";
    /// A check of signs where none is built in.
    symmetric_not_informed()
        "only an informed claim has a sign to check",
        "not informed",
        "`symmetric` names the parameters whose sign carries an informed claim",
        "drop it, or make the claim informed";
    /// A date that no run reaches.
    outside_the_run(date: &str, first: i32, last: i32)
        "{date} lies outside the run",
        "outside {first}…{last}",
        "outcomes exist from the base year to the end of the last year",
        "choose a date inside, or lengthen the run";
    /// A crossing of a metric with itself.
    crossing_of_itself()
        "the metric cannot overtake itself",
        "the same as `of`",
        "a crossing compares two metrics",
        "correct `of` or `over`";
    /// Metrics that cannot be compared.
    crossing_of_units(of: &str, over: &str)
        "the two metrics of the crossing have different units",
        "{over}, not {of}",
        "a crossing compares two metrics of one unit",
        "choose metrics of one unit";
    /// A crossing that no run can hold.
    hold_outside_run(years: f64)
        "the run cannot stay ahead for {years} years",
        "negative, or longer than the run",
        "`hold_years` is from 0 to the length of the run",
        "choose a shorter time";
    /// A correlation that is not between two.
    correlation_of_two()
        "a correlation is between two different parameters",
        "not two",
        "`between` names two parameters, as in [\"shock.world_sd\", \"shock.country_scale\"]",
        "name two";
    /// A correlation with a choice of structure.
    correlated_structure(key: &str)
        "`{key}` is a choice of structure and goes with nothing",
        "a choice of structure",
        "results are split by choices of structure, which are drawn apart from all numbers",
        "drop this correlation";
    /// A correlation of one or more.
    correlation_too_large(coefficient: f64)
        "no correlation can be {coefficient}",
        "not between -1 and 1",
        "a coefficient lies between -1 and 1, both left out",
        "correct the coefficient";
    /// The same correlation twice.
    repeated_correlation(a: &str, b: &str)
        "the correlation of `{a}` and `{b}` is said twice",
        "again here",
        "two parameters have one correlation",
        "drop one of the two";
    /// Correlations that no numbers can have.
    impossible_correlations()
        "no numbers can have all of these correlations",
        "the list begins here",
        "where a goes with b and b with c, a cannot go against c: the matrix is positive definite",
        "correct or drop one of them";
}
