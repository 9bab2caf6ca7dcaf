//! Institutions: memberships, funding, agenda.

use super::Section;
use crate::scenario::meaning::{AgendaItem, Institution};
use crate::scenario::section;
use crate::scenario::word::Word as _;

/// An institution, its memberships, funding shares and agenda items.
pub fn institution<'a>(id: &str, institution: &'a Institution) -> Vec<Section<'a>> {
    let path = format!("institutions.{id}");
    let whole = Section::new(path.as_str(), &section::INSTITUTION)
        .say("name", institution.name.clone())
        .say("rule", institution.rule.word())
        .figure("trade_effect_log", institution.trade_effect.as_ref())
        .figure("diplomacy_effect", institution.diplomacy_effect.as_ref());
    let members = institution.members.iter().map(|membership| {
        let name = format!("{} {}", membership.actor, membership.since);
        let element = Section::element(&format!("{path}.members"), &name, &section::MEMBERSHIP)
            .say("actor", membership.actor.clone())
            .say("since", membership.since.to_string())
            .maybe("until", membership.until.map(|until| until.to_string()));
        Section { item: path.clone(), ..element }
    });
    let shares = institution.funding.iter().map(|(actor, q)| (actor.as_str(), q));
    let funding = Section::part(format!("{path}.funding"), &path, &section::INSTITUTION)
        .figures(shares, "share");
    let agenda = institution.agenda.iter().map(|(id, item)| agenda_item(&path, id, item));
    std::iter::once(whole).chain(members).chain([funding]).chain(agenda).collect()
}

fn agenda_item<'a>(institution: &str, id: &str, item: &'a AgendaItem) -> Section<'a> {
    Section::part(format!("{institution}.agenda.{id}"), institution, &section::AGENDA)
        .say("title", item.title.clone())
        .say("date", item.date.to_string())
        .say("proposer", item.proposer.clone())
        .maybe("admits", item.admits.clone())
        .maybe("starts", item.starts.clone())
        .origin(&item.provenance)
}
