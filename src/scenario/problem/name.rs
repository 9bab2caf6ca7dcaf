//! Mistakes of naming: ids that nothing answers to, or that two things answer to.

use super::{Problem, mistakes};
use crate::scenario::tree::Span;

mistakes! {
    /// No such source.
    unknown_source(id: &str, near: &str)
        "no source is called `{id}`",
        "not in [sources]",
        "every source is declared once under [sources]",
        "{near}";
    /// No such axis.
    unknown_axis(id: &str, near: &str)
        "no axis is called `{id}`",
        "not in [axes]",
        "positions and pushes lie on an axis that is declared under [axes]",
        "{near}";
    /// No such actor.
    unknown_actor(id: &str, near: &str)
        "no actor is called `{id}`",
        "not in [actors]",
        "actors are named by the ids under [actors]",
        "{near}";
    /// An actor that is not a power.
    not_a_power(id: &str, near: &str)
        "`{id}` is not a power",
        "not declared with `power = true`",
        "only powers compete for influence",
        "{near}";
    /// No such region.
    unknown_region(id: &str, near: &str)
        "no region is called `{id}`",
        "not in [regions]",
        "regions are named by the ids under [regions]",
        "{near}";
    /// Neither an actor nor a region.
    unknown_party(id: &str, near: &str)
        "no actor or region is called `{id}`",
        "neither in [actors] nor in [regions]",
        "an effect names actors, regions, or `all` for every actor",
        "{near}";
    /// A region whose members are not declared.
    region_by_date(id: &str)
        "the region `{id}` has no declared members",
        "members change with an institution",
        "an effect names actors, or regions that declare their members",
        "name the actors, or declare a region with `members`";
    /// No such institution.
    unknown_institution(id: &str, near: &str)
        "no institution is called `{id}`",
        "not in [institutions]",
        "institutions are named by the ids under [institutions]",
        "{near}";
    /// No such agenda item.
    unknown_agenda_item(id: &str, near: &str)
        "no agenda item is called `{id}`",
        "not in the agenda of any institution",
        "agenda items are named by their ids under [institutions.….agenda]",
        "{near}";
    /// No such event.
    unknown_event(id: &str, near: &str)
        "no event is called `{id}`",
        "not in [events]",
        "events are named by the ids under [events]",
        "{near}";
    /// No such crossing.
    unknown_crossing(id: &str, near: &str)
        "no crossing is called `{id}`",
        "not in [crossings]",
        "crossings are named by the ids under [crossings]",
        "{near}";
    /// No such channel.
    unknown_channel(id: &str, near: &str)
        "no channel is called `{id}`",
        "unknown channel",
        "the channels are trade, credit, remittance, arms, transit, security, diplomacy and \
         settlement",
        "{near}";
    /// No such parameter.
    unknown_parameter(key: &str, near: &str)
        "the model has no parameter `{key}`",
        "unknown parameter",
        "parameters are named mechanism.name, as in `friction.adjustment_per_year`",
        "{near}";
    /// No such metric.
    unknown_metric(name: &str, near: &str)
        "no metric is called `{name}`",
        "unknown metric",
        "metrics are named by the table of metrics",
        "{near}";
    /// A metric with too many or too few names in brackets.
    metric_arguments(name: &str, form: &str)
        "the metric `{name}` is written `{form}`",
        "not this form",
        "a metric names its subject and object in brackets, each of the kind that it needs",
        "write it as `{form}`";
    /// A key path that names no number.
    unknown_number(path: &str, near: &str)
        "no number of the scenario is called `{path}`",
        "unknown number",
        "a fact shows a number by its key path, as in `institutions.ibc.funding.CHN`",
        "{near}";
    /// A name that stands for two things.
    ambiguous_name(id: &str, other: &str)
        "`{id}` is also the name of {other}",
        "ambiguous",
        "`from` and `to` take actors, regions and `all`, so the three share no name",
        "rename the region";
    /// Two agenda items of one name.
    repeated_agenda_item(id: &str, institution: &str)
        "`{id}` is also on the agenda of `{institution}`",
        "again here",
        "`passed[{id}]` names an agenda item by its id alone, so ids are unique",
        "rename one of the two";
    /// The same name twice in a list.
    repeated_name(id: &str)
        "`{id}` is listed twice",
        "again here",
        "a list names each member once",
        "drop one of the two";
    /// Two ties between the same actors.
    repeated_tie(channel: &str, from: &str, to: &str)
        "the {channel} tie from `{from}` to `{to}` is stated twice",
        "again here",
        "a channel has one tie per direction; only a companion may replace it",
        "drop one of the two";
    /// Two mirrors of the same flow by the same reporter.
    repeated_mirror(reporter: &str, from: &str, to: &str)
        "the figure of `{reporter}` for `{from}` → `{to}` is stated twice",
        "again here",
        "a reporter has one figure per flow; only a companion may replace it",
        "drop one of the two";
}
