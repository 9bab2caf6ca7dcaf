//! Ties and mirrors.

use indexmap::IndexMap;

use super::{Sense, median};
use crate::scenario::meaning::Tie;
use crate::scenario::problem::sense;
use crate::scenario::word::Word;
use crate::world::Channel;

impl Sense<'_> {
    pub(super) fn ties(&mut self) {
        for tie in &self.scenario.ties {
            if tie.from == tie.to {
                self.say(sense::tie_to_self(self.end_of(tie), &tie.from));
            }
            if let Some(ceiling) = &tie.ceiling
                && median(&ceiling.distribution) < median(&tie.value.distribution)
            {
                self.say(sense::ceiling_below_share(self.place(&ceiling.key)));
            }
        }
        let wholes = [
            (Channel::Arms, "the shares of the arms imports of"),
            (Channel::Transit, "the shares in transit of the exports of"),
            (Channel::Settlement, "the shares by currency of the exports of"),
        ];
        for (channel, what) in wholes {
            self.shares(channel, what);
        }
    }

    /// The place of the `to` of a tie.
    fn end_of(&self, tie: &Tie) -> Option<crate::scenario::tree::Span> {
        let channel = <Channel as Word>::word(tie.channel);
        self.place(&format!("ties.{channel}.{}.{}.to", tie.from, tie.to))
    }

    /// The shares of one whole, the user's, add up to one at most.
    fn shares(&mut self, channel: Channel, what: &str) {
        let mut sums: IndexMap<&str, (f64, &str)> = IndexMap::new();
        for tie in self.scenario.ties.iter().filter(|tie| tie.channel == channel) {
            let (sum, last) = sums.entry(&tie.to).or_default();
            *sum += median(&tie.value.distribution);
            *last = &tie.value.key;
        }
        for (user, (sum, last)) in sums {
            self.whole(&format!("{what} `{user}`"), sum, last);
        }
    }

    /// Reports shares whose sum exceeds one by more than rounding.
    pub(super) fn whole(&mut self, what: &str, sum: f64, last: &str) {
        const ROUNDING: f64 = 1e-6;
        if sum > 1.0 + ROUNDING {
            self.say(sense::shares_above_one(self.place(last), what, sum));
        }
    }

    pub(super) fn mirrors(&mut self) {
        for mirror in &self.scenario.mirrors {
            let (reporter, from, to) = (&mirror.reporter, &mirror.from, &mirror.to);
            let place = |key| self.place(&format!("mirrors.{reporter}.{from}.{to}.{key}"));
            if from == to {
                self.say(sense::tie_to_self(place("to"), from));
            } else if reporter != from && reporter != to {
                self.say(sense::reporter_outside(place("reporter"), reporter));
            } else if !self.root_has_trade(from, to) {
                self.say(sense::mirror_without_tie(place("from"), from, to));
            }
        }
    }

    fn root_has_trade(&self, from: &str, to: &str) -> bool {
        crate::scenario::path::find(self.root, &format!("ties.trade.{from}.{to}")).is_ok()
    }
}
