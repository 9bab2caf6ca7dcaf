//! What `show` prints: a scenario as compiled, at the base date, with the origin of every number.

use std::collections::HashMap;

use crate::model::Model;
use crate::numeric::Distribution;
use crate::scenario::{ActorKind, Keep, Quantity, Rule, Scenario, Trigger, Word as _};
use crate::world::Channel;

use super::figure::{amount, percent};
use super::numbers;
use super::page::{BOLD, DIM, PLAIN, Page};
use super::table::{Cell, Table};

const SHOWN: [&str; 5] =
    ["sensitivity", "vulnerability", "influence_share", "regional_share", "regional_share_gdp"];

/// The metrics that a scenario must keep to be shown.
pub fn shown_metrics() -> Keep {
    Keep { metrics: SHOWN.map(str::to_string).to_vec(), extra: Vec::new(), no_figures: false }
}

/// The page of a scenario; `base_year` holds the model's observations of the base year.
pub fn show(scenario: &Scenario, model: &Model, base_year: &[f64]) -> Page {
    let shown = Shown::new(scenario, model, base_year);
    let mut page = Page::default();
    shown.head(&mut page);
    shown.actors(&mut page);
    shown.institutions(&mut page);
    shown.events(&mut page);
    shown.claims(&mut page);
    shown.ties(&mut page);
    shown.dependence(&mut page);
    shown.balance(&mut page);
    numbers::write(&mut page, model);
    shown.sources(&mut page);
    page
}

struct Shown<'a> {
    scenario: &'a Scenario,
    /// The base year's observations by metric, subject and object.
    base: HashMap<(&'a str, &'a str, &'a str), f64>,
}

impl<'a> Shown<'a> {
    fn new(scenario: &'a Scenario, model: &'a Model, base_year: &[f64]) -> Shown<'a> {
        let observed = model.observations.iter().zip(base_year);
        let base = observed.map(|(o, &value)| {
            let place = |name: &'a Option<String>| name.as_deref().unwrap_or_default();
            ((o.metric.name, place(&o.subject), place(&o.object)), value)
        });
        Shown { scenario, base: base.collect() }
    }

    /// A metric at the base; NaN where it is not observed.
    fn at_base(&self, metric: &str, subject: &str, object: &str) -> f64 {
        self.base.get(&(metric, subject, object)).copied().unwrap_or(f64::NAN)
    }

    fn head(&self, page: &mut Page) {
        let calendar = self.scenario.calendar;
        page.paragraph(&self.scenario.title, BOLD, 0);
        page.paragraph(&self.scenario.description, PLAIN, 0);
        let text = format!(
            "Base year {}; simulated to the end of {} by {}. Figures below are medians at the base; a range after one holds 90 % of the runs.",
            calendar.base_year,
            calendar.end_year,
            calendar.step.word()
        );
        page.paragraph(&text, DIM, 0);
    }

    fn actors(&self, page: &mut Page) {
        page.heading("Actors");
        let mut table = Table::default();
        let head = [
            Cell::left("id"),
            Cell::left("name"),
            Cell::left("role"),
            Cell::right("GDP, USD bn"),
            Cell::right("people, mn"),
            Cell::right("growth, % a year"),
        ];
        table.row(head.map(|cell| cell.style(DIM)));
        for (id, actor) in &self.scenario.actors {
            let role = match actor.kind {
                _ if actor.power => "power",
                ActorKind::State => "",
                other => other.word(),
            };
            table.row([
                Cell::left(id).style(BOLD),
                Cell::left(&actor.name),
                Cell::left(role),
                Cell::right(amount(median(&actor.gdp))),
                Cell::right(amount(median(&actor.population))),
                Cell::right(percent(median(&actor.growth))),
            ]);
        }
        page.table(&table);
    }

    fn institutions(&self, page: &mut Page) {
        if self.scenario.institutions.is_empty() {
            return;
        }
        page.heading("Institutions");
        for (id, institution) in &self.scenario.institutions {
            let rule = match institution.rule {
                Rule::Consensus => "consensus",
                Rule::Majority => "majority",
                Rule::Weighted => "funding shares",
            };
            let text = format!("{id}: {}; decides by {rule}", institution.name);
            page.paragraph(&text, BOLD, 0);
            let members = institution.members.iter().map(|member| match member.until {
                None => format!("{} since {}", member.actor, member.since),
                Some(until) => format!("{} {}–{until}", member.actor, member.since),
            });
            let members: Vec<String> = members.collect();
            page.paragraph(&members.join(", "), PLAIN, 2);
        }
    }

    fn events(&self, page: &mut Page) {
        if self.scenario.events.is_empty() {
            return;
        }
        page.heading("Events");
        for (id, event) in &self.scenario.events {
            page.line(&format!("{BOLD}{id}{BOLD:#}, {}", when(&event.trigger)));
            let needs = event.requires.as_ref();
            let needs = needs.map_or(String::new(), |other| format!("; needs {other}"));
            page.paragraph(&format!("{}{needs}", event.title), PLAIN, 2);
        }
    }

    fn claims(&self, page: &mut Page) {
        if self.scenario.claims.is_empty() {
            return;
        }
        page.heading("Claims");
        for (id, claim) in &self.scenario.claims {
            page.line(&format!("{BOLD}{id}{BOLD:#}, {}", claim.kind.word()));
            page.paragraph(&claim.text, PLAIN, 2);
            let test = claim.shows.as_ref().unwrap_or(&claim.test_text);
            page.paragraph(test, DIM, 2);
            if let Some(note) = &claim.note {
                page.paragraph(note, DIM, 2);
            }
        }
    }

    fn ties(&self, page: &mut Page) {
        page.heading("Ties");
        for channel in Channel::ALL {
            let ties = self.scenario.ties.iter().filter(|tie| tie.channel == channel);
            let mut table = Table::indented(2);
            for tie in ties {
                let law = &tie.value.distribution;
                let range = match law {
                    Distribution::Constant(_) => String::new(),
                    _ => format!("{}–{}", amount(law.quantile(0.05)), amount(law.quantile(0.95))),
                };
                table.row([
                    Cell::left(format!("{} → {}", tie.from, tie.to)),
                    Cell::right(amount(median(&tie.value))),
                    Cell::close(range).style(DIM),
                ]);
            }
            if !table.is_empty() {
                page.line(&format!("{BOLD}{}{BOLD:#}, {}", channel.word(), unit(channel)));
                page.table(&table);
            }
        }
    }

    fn dependence(&self, page: &mut Page) {
        page.heading("Dependence and influence at the base");
        let note = "Income lost if the ties with the partner ended, % (within a year; once \
                    adjusted), and the partner's share of all powers' influence, %.";
        page.paragraph(note, DIM, 0);
        let mut table = Table::default();
        let head = ["client", "partner", "in a year", "adjusted", "influence"];
        let head = head.iter().enumerate().map(|(column, name)| match column {
            0 | 1 => Cell::left(*name),
            _ => Cell::right(*name),
        });
        table.row(head.map(|cell| cell.style(DIM)));
        for client in self.scenario.actors.keys() {
            for partner in self.partners(client) {
                let share = self.at_base("influence_share", partner, client);
                table.row([
                    Cell::left(client),
                    Cell::left(partner),
                    Cell::right(percent(self.at_base("sensitivity", client, partner))),
                    Cell::right(percent(self.at_base("vulnerability", client, partner))),
                    Cell::right(percent(share)),
                ]);
            }
        }
        page.table(&table);
    }

    /// On whom a client depends, the most needed first.
    fn partners(&self, client: &str) -> Vec<&'a str> {
        let depends = |partner: &&str| self.at_base("vulnerability", client, partner);
        let all = self.scenario.actors.keys().map(String::as_str);
        let mut partners: Vec<&str> = all.filter(|p| depends(p) > 0.0).collect();
        partners.sort_by(|a, b| depends(b).total_cmp(&depends(a)));
        partners
    }

    fn balance(&self, page: &mut Page) {
        if self.scenario.regions.is_empty() {
            return;
        }
        page.heading("Balance of power at the base");
        page.paragraph("Share of the powers' influence, %.", DIM, 0);
        let powers = self.scenario.actors.iter().filter(|(_, actor)| actor.power);
        let powers: Vec<&String> = powers.map(|(id, _)| id).collect();
        let mut table = Table::default();
        let head = powers.iter().map(|id| Cell::right(id.as_str()).style(DIM));
        table.row([Cell::left(""), Cell::left("")].into_iter().chain(head));
        for (id, region) in &self.scenario.regions {
            for (metric, how) in [("regional_share", "alike"), ("regional_share_gdp", "by GDP")] {
                let shares = powers.iter().map(|power| self.at_base(metric, id, power));
                let shares = shares.map(|share| Cell::right(percent(share)));
                let label = [Cell::left(&region.name), Cell::left(how).style(DIM)];
                table.row(label.into_iter().chain(shares));
            }
        }
        page.table(&table);
    }

    fn sources(&self, page: &mut Page) {
        page.heading("Sources");
        for (id, source) in &self.scenario.sources {
            let facts = [
                Some(source.title.clone()),
                source.publisher.clone(),
                source.year.map(|year| year.to_string()),
                source.url.clone(),
                source.note.clone(),
            ];
            let facts: Vec<String> = facts.into_iter().flatten().collect();
            page.line(&format!("{BOLD}{id}{BOLD:#}"));
            page.paragraph(&facts.join(". "), PLAIN, 2);
        }
    }
}

fn median(quantity: &Quantity) -> f64 {
    quantity.distribution.quantile(0.5)
}

/// When an event happens.
pub(super) fn when(trigger: &Trigger) -> String {
    match trigger {
        Trigger::Scheduled(date) => date.to_string(),
        Trigger::Hazard { rate, .. } => format!("at random, {} a year", amount(median(rate))),
        Trigger::Condition { metric, above, level, .. } => {
            let side = if *above { "above" } else { "below" };
            format!("when {metric} is {side} {}", amount(median(level)))
        }
        Trigger::Agenda => "by vote".to_string(),
    }
}

fn unit(channel: Channel) -> &'static str {
    match channel {
        Channel::Trade | Channel::Remittance => "USD bn a year",
        Channel::Credit => "USD bn owed",
        Channel::Arms => "the supplier's share of arms imports",
        Channel::Transit => "share of exports that pass through the host",
        Channel::Security => "guarantee, 0 none to 1 formal and present",
        Channel::Diplomacy => "representation, 0 none to 1 full",
        Channel::Settlement => "share of exports settled in the issuer's currency",
    }
}
