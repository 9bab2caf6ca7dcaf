//! Institutions: memberships, funding, agenda.

use crate::scenario::cursor::Cursor;
use crate::scenario::meaning::{AgendaItem, Institution, Membership};
use crate::scenario::quantity::provenance;

pub fn institution(_: &str, institution: &Cursor) -> Option<Institution> {
    let members = institution.list("members", |_| None);
    Some(Institution {
        name: institution.text("name")?,
        rule: institution.word("rule")?,
        members: members.iter().filter_map(membership).collect(),
        trade_effect: institution.quantity("trade_effect_log"),
        diplomacy_effect: institution.quantity("diplomacy_effect"),
        funding: institution.quantities("funding"),
        agenda: institution.read_map("agenda", |_, item| agenda_item(item)),
    })
}

fn membership(membership: &Cursor) -> Option<Membership> {
    Some(Membership {
        actor: membership.text("actor")?,
        since: membership.date("since")?,
        until: membership.date("until"),
    })
}

fn agenda_item(item: &Cursor) -> Option<AgendaItem> {
    Some(AgendaItem {
        title: item.text("title")?,
        date: item.date("date")?,
        proposer: item.text("proposer")?,
        admits: item.text("admits"),
        starts: item.text("starts"),
        provenance: provenance(item.node.get("origin").unwrap_or(item.node)),
    })
}
