//! A scenario without some of its events.

use std::collections::BTreeSet;

use super::meaning::Scenario;

/// The scenario without the named events and without every event that requires one of them.
pub fn without(scenario: &Scenario, events: &[String]) -> Scenario {
    let mut gone: BTreeSet<String> = events.iter().cloned().collect();
    loop {
        let more = scenario.events.iter().filter(|(id, event)| {
            !gone.contains(*id) && event.requires.as_ref().is_some_and(|r| gone.contains(r))
        });
        let more: Vec<String> = more.map(|(id, _)| id.clone()).collect();
        if more.is_empty() {
            break;
        }
        gone.extend(more);
    }
    let mut left = scenario.clone();
    left.events.retain(|id, _| !gone.contains(id));
    for event in left.events.values_mut() {
        event.ended_by = event.ended_by.take().filter(|ender| !gone.contains(ender));
    }
    for item in left
        .institutions
        .values_mut()
        .flat_map(|i| i.agenda.values_mut())
    {
        item.starts = item.starts.take().filter(|started| !gone.contains(started));
    }
    left
}
