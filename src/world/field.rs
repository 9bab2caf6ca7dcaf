//! The state table: every quantity that changes during a run, with its unit, its one writer and
//! its meaning.

use crate::numeric::Real;

use super::{
    ActorIx, AgendaIx, AxisIx, EventIx, FlowIx, PairIx, Per, RouteIx, SeatIx, TieIx, TradeIx, World,
};

/// A line of the state table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// What there is one of it for.
    pub per: &'static str,
    pub unit: &'static str,
    /// The mechanism that writes it: exactly one.
    pub writer: &'static str,
    pub meaning: &'static str,
}

macro_rules! fields {
    (
        world { $( $w_name:ident $w_unit:literal $w_writer:ident $w_meaning:literal; )* }
        $( $per:ident($ix:ty, $len:expr) { $( $name:ident $unit:literal $writer:ident $meaning:literal; )* } )*
        [by axis] { $( $a_name:ident $a_unit:literal $a_writer:ident $a_meaning:literal; )* }
    ) => {
        /// The state of a block of runs: one array per field, the runs of the block innermost.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct State<R> {
            $( #[doc = $w_meaning] pub $w_name: R, )*
            $( $( #[doc = $meaning] pub $name: Per<$ix, R>, )* )*
            $( #[doc = $a_meaning] pub $a_name: Per<ActorIx, Per<AxisIx, R>>, )*
        }

        impl<R: Real> State<R> {
            /// Makes it a state of zeros for a world, in the memory that it has.
            pub fn clear(&mut self, world: &World) {
                let zero = R::splat(0.0);
                let axes = Per::filled(zero, world.axes.len());
                $( self.$w_name = zero; )*
                $( $( self.$name.reset(zero, ($len)(world)); )* )*
                $( self.$a_name.reset(axes.clone(), world.actors.len()); )*
            }

            /// Shows every value, in the order of the table.
            pub fn each(&self, show: &mut impl FnMut(&R)) {
                $( show(&self.$w_name); )*
                $( $( self.$name.values().iter().for_each(&mut *show); )* )*
                $( self.$a_name.values().iter().flat_map(|p| p.values()).for_each(&mut *show); )*
            }

            /// Zero in every lane whose fields of one kind are finite, not a number in the others.
            #[inline(always)]
            fn health_of(&self, per: &str) -> R {
                let mut health = R::splat(0.0);
                $( if per == stringify!($per) {
                    $( for &value in self.$name.values() {
                        health += value * 0.0;
                    } )*
                } )*
                health
            }

            /// Zero in every lane whose state is finite, not a number in the others.
            #[inline(always)]
            pub fn health(&self) -> R {
                let mut health = self.pulse();
                $( health += self.health_of(stringify!($per)); )*
                health
            }

            /// The health of the world's and the actors' fields alone: whatever breaks a tie
            /// reaches the sums of its actors within the step.
            #[inline(always)]
            pub fn pulse(&self) -> R {
                let mut health = self.health_of("actor");
                $( health += self.$w_name * 0.0; )*
                $( for axis in self.$a_name.values().iter().flat_map(|p| p.values()) {
                    health += *axis * 0.0;
                } )*
                health
            }

            /// The first field (by the table's order) that is not finite in a lane.
            pub fn non_finite(&self, lane: usize) -> Option<&'static str> {
                let bad = |r: &R| !r.lane(lane).is_finite();
                $( if bad(&self.$w_name) { return Some(stringify!($w_name)); } )*
                $( $( if self.$name.values().iter().any(bad) {
                    return Some(stringify!($name));
                } )* )*
                $( if self.$a_name.values().iter().any(|p| p.values().iter().any(bad)) {
                    return Some(stringify!($a_name));
                } )*
                None
            }

            /// A field's values in a lane, by the index of what they belong to (axis by axis within
            /// an actor where there is one for each axis).
            pub fn values_of(&self, name: &str, lane: usize) -> Vec<f64> {
                $( if name == stringify!($w_name) { return vec![self.$w_name.lane(lane)]; } )*
                $( $( if name == stringify!($name) {
                    return self.$name.values().iter().map(|value| value.lane(lane)).collect();
                } )* )*
                $( if name == stringify!($a_name) {
                    let axes = self.$a_name.values().iter().flat_map(|by_axis| by_axis.values());
                    return axes.map(|value| value.lane(lane)).collect();
                } )*
                Vec::new()
            }
        }

        /// The state table.
        pub const FIELDS: &[Field] = &[
            $( Field { name: stringify!($w_name), per: "world", unit: $w_unit,
                writer: stringify!($w_writer), meaning: $w_meaning }, )*
            $( $( Field { name: stringify!($name), per: stringify!($per), unit: $unit,
                writer: stringify!($writer), meaning: $meaning }, )* )*
            $( Field { name: stringify!($a_name), per: "actor and axis", unit: $a_unit,
                writer: stringify!($a_writer), meaning: $a_meaning }, )*
        ];
    };
}

fields! {
    world {
        world_growth "log per year" factor "World growth of the calendar year, over its mean.";
        oil_shock "log" factor "Oil price of the calendar year against the base, without events.";
        oil_log "log" factor "Oil price against the base year, events included.";
        price_log "log" factor "Price level in USD against the base year.";
        oil_log_before "log" growth "The oil price of the step before.";
        oil_event "log" event "What events add to the oil price.";
        world_trade_log "log" shock "World-wide permanent shock to trade.";
    }
    actor(ActorIx, |w: &World| w.actors.len()) {
        growth_hit "log per year" event "Growth that events take or give.";
        growth_own "log" growth "Growth of the calendar year that is the economy's own chance.";
        growth_hit_before "log per year" growth "What events gave or took in the step before.";
        loss_log "log" growth "Log of the income kept after missing imports (0: nothing missing).";
        gdp_log "log" growth "GDP against the base year, in constant prices.";
        exporter_walk "log" shock "Permanent shock to all exports of the actor.";
        importer_walk "log" shock "Permanent shock to all imports of the actor.";
        exporter_swing "log" shock "Transitory shock of the calendar year to its exports.";
        importer_swing "log" shock "Transitory shock of the calendar year to its imports.";
        sales_factor_log "log" diversion "Where the exporter's lost sales went: factor on all others.";
        purchase_factor_log "log" diversion "Where the importer's lost purchases went: the same.";
        exports_bn "USD bn per year" ledger "All exports, base-year prices.";
        imports_bn "USD bn per year" ledger "All imports, base-year prices.";
        capability_log "log" security "Capabilities against the base year.";
        capability_walk "log" security "The part of it that is chance.";
        power_share "0-1" influence "Share of the power index in the sum over actors.";
        influence_mean "0-1" influence "A power's influence share, mean over clients.";
        country_sd "log" shock "S.d. of a year's shock to its exports or imports.";
        received_influence "index" influence "All influence that the actor receives.";
        courting "0-1" strategy "How hard a power that loses share courts third parties.";
    }
    trade_tie(TradeIx, |w: &World| w.trade.len()) {
        pair_walk_sd "log per √year" shock "S.d. of the tie's own permanent shocks.";
        pair_swing_sd "log" shock "S.d. of the tie's own transitory shocks.";
        pair_walk "log" shock "Permanent shock to the tie alone.";
        potential_gap "log" shock "How far its base-year level lies above its potential.";
        pair_swing "log" shock "Transitory shock of the calendar year to the tie alone.";
        hardness "1" dependence "How hard its goods are to replace: 1/(substitutability + ½).";
        adjustment "0-1" friction "Part of a gap that capacity closes in a step.";
        institution_log "log" institution "What joint membership adds to log trade, against the base.";
        trade_bn "USD bn per year" ledger "The tie's value, re-exports included.";
        recorded_origin_bn "USD bn per year" ledger "The same as the exporter records it.";
    }
    flow(FlowIx, |w: &World| w.flows.len()) {
        barrier_event "log" event "Barrier raised by events.";
        embargo "0-1" event "Forbidden share.";
        frictionless_bn "USD bn per year" shock "The flow without friction.";
        barrier_log "log" friction "Every barrier together.";
        barrier_capacity "log" friction "Capacity's answer to the barrier.";
        embargo_capacity "log" friction "Capacity's answer to the embargo.";
        friction_age "0-1" friction "How far the economy has adjusted to the friction.";
        friction_log "log" friction "What friction leaves of the flow.";
        flow_bn "USD bn per year" diversion "The flow of other goods; energy writes its own.";
        energy_bn "USD bn per year" energy "The flow of energy (zero for other goods).";
        reroute_bn "USD bn per year" energy "Energy rerouted into (or out of) the flow.";
        missing "share" diversion "Share missing against the frictionless flow; negative if gained.";
        energy_missing "share" energy "The same for energy.";
    }
    route(RouteIx, |w: &World| w.routes.len()) {
        pressure "log" event "Secondary-sanction pressure on the route.";
        transshipped_bn "USD bn per year" transshipment "Re-exports from the hub to the target.";
    }
    credit_tie(TieIx, |w: &World| w.credit.len()) {
        lending_event "log" event "What events do to disbursements.";
        loan_bn "USD bn per year" event "New loans by events.";
        debt_bn "USD bn" finance "Stock owed.";
        lending_bn "USD bn per year" finance "Disbursed.";
        service_bn "USD bn per year" finance "Interest and amortisation.";
    }
    remittance_tie(TieIx, |w: &World| w.remittance.len()) {
        remittance_event "log" event "What events do to remittances.";
        remittance_bn "USD bn per year" finance "Sent home.";
    }
    settlement_tie(TieIx, |w: &World| w.settlement.len()) {
        adoption_event "per year" event "Speed of adoption added by events.";
        settlement_share "0-1" finance "Share of the user's exports settled in the currency.";
    }
    arms_tie(TieIx, |w: &World| w.arms.len()) {
        arms_event "log" event "What events do to the supply of arms.";
        arms_walk "log" security "Chance in the supplier's standing.";
        arms_share "0-1" security "Supplier's share of arms imports.";
    }
    transit_tie(TieIx, |w: &World| w.transit.len()) {
        transit_event "log" event "What events do to transit.";
        transit_share "0-1" security "Share of exports through the host.";
    }
    security_tie(TieIx, |w: &World| w.security.len()) {
        guarantee_event "log" event "What events do to the guarantee.";
        guarantee "0-1" security "Security guarantee.";
    }
    diplomacy_tie(TieIx, |w: &World| w.diplomacy.len()) {
        diplomacy_event "log" event "What events do to diplomacy.";
        diplomacy_gain "0-1" institution "What joint membership adds, against the base.";
        diplomacy "0-1" security "Representation and shared organisations.";
    }
    pair(PairIx, |w: &World| w.pairs.len()) {
        threat "index" event "Threat that the partner poses to the client.";
        sensitivity "0-1" dependence "Income lost in the year after an interruption.";
        vulnerability "0-1" dependence "Income lost once the economy has adjusted to it.";
        influence "index" influence "Influence of the partner over the client.";
        influence_share "0-1" influence "The same as a share of all powers' influence.";
        distance "axis scales" alignment "Alignment distance of the two.";
        strategic_barrier "log" strategy "Barrier that the client raises against the power.";
        derisking "0-1" strategy "Effort of the client to need the partner less.";
    }
    event(EventIx, |w: &World| w.events.len()) {
        onset "years" event "When it happens, since the base year began; a million where it never does.";
        intensity "0-1" event "Strength, mean over the step.";
        waited "steps" event "How long its condition has held.";
    }
    seat(SeatIx, |w: &World| w.seats.len()) {
        seat_event "0-1" event "Membership brought by an event.";
        membership "0-1" institution "Share of the step in which the actor is a member.";
    }
    agenda(AgendaIx, |w: &World| w.agenda.len()) {
        passed_at "years" institution "When the item passed, counted likewise; a million where it did not.";
    }
    [by axis] {
        alignment_push "units per year" event "Push of events on the position.";
        position "axis units" alignment "Position on the axis.";
        anchor "axis units" alignment "Where the position returns to without influence.";
    }
}

impl<R: Real> State<R> {
    /// The client's fear of its partner: the threat, saturated.
    #[inline(always)]
    pub fn fear(&self, pair: PairIx) -> R {
        let threat = self.threat[pair];
        // Most pairs know no threat, and zero stays zero.
        if threat.is_zero() { threat } else { threat.tanh() }
    }

    /// Root mean square distance of two actors over the axes, each in units of its scale.
    #[inline(always)]
    pub fn alignment_distance(&self, world: &World, a: ActorIx, b: ActorIx) -> R {
        let mut sum = R::splat(0.0);
        for (ix, axis) in world.axes.iter() {
            let gap = (self.position[a][ix] - self.position[b][ix]) / axis.scale;
            sum += gap * gap;
        }
        (sum / (world.axes.len().max(1) as f64)).sqrt()
    }
}
