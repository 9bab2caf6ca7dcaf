//! Alignment: how positions move under influence, threat, debt and chance.
//!
//! # Equation
//! ```text
//! s_i = (1−stubborn_i) T_i/(T_i + T_half) ,  T_i = Σ_j I_{j→i} ;  powers s = 0            (alignment.1)
//! x̄_i = x0_i − s/(1−s) Σ_j ω_ij (x0_j − x0_i) ,  ω_ij = I_{j→i}/T_i                       (alignment.2)
//! Δx_i = κΔ[ s_i Σ_j ω_ij(x_j − x_i) + (1−s_i)(x̄_i − x_i) ]
//!        + (threat + debt + courting + events)Δ + σ_x √Δ t̃                              (alignment.3)
//! threat   p S Σ_{powers j} tanh(threat_ij) tanh((x̂_j − x_j)/S) ,  x̂_j mean of other powers
//! debt     δ Σ_c D_ci/Y_i (x_c − x_i)  over creditors c
//! courting of a power i:  c S court_i Σ_k g_k tanh((x_i − x_k)/S) / Σ_k g_k  over rivals k   (alignment.4)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | x | `position` | position on the axis | axis units | field, written here |
//! | x̄ | `anchor` | where it returns to without influence | axis units | field, written here |
//! | I | `influence` | influence | index | influence |
//! | T_half | `half_influence` | influence received at which a client is half moved | index | parameter |
//! | κ | `speed_per_year` | speed | per year | parameter |
//! | S | scenario | scale of the axis | axis units | scenario |
//! | p, δ, c | `threat_push`, `debt_effect`, `courting_cost` | sizes of the pushes | per year | parameter |
//! | g | `influence_mean` | gain of a rival's mean share since the base, (·)₊ | 0–1 | influence |
//! | σ_x | `chance` · scale/.85 | chance | axis units per √year | parameter |
//!
//! Threat pushes away from who threatens, toward the other powers, and saturates (tanh). Debt pulls
//! toward the creditor or away from it: the sign is unknown and drawn. Courting moves a power away
//! from the rivals that gain. Positions are clipped to the axis.
//! # Reads
//! influence, received_influence, influence_mean, threat, debt_bn, gdp_log, courting, alignment_push
//! # Writes
//! position, anchor, distance
//! # Draws
//! stream `alignment`, one per actor and axis (the XOR of their hashes) each step
//! # Limits
//! without debt the base year is a fixed point (debt pulls from the first step on) · stubborn
//! actors move only by events and chance · a saturated threat pushes no further
//! # Leaves out
//! domestic politics; leaders
//! # References
//! Friedkin and Johnsen, Journal of Mathematical Sociology 15, 1990, doi:10.1080/0022250X.1990.9990069.
//! Ideal points: Bailey, Strezhnev and Voeten, Journal of Conflict Resolution 61(2), 2017,
//! doi:10.1177/0022002715595700.

use crate::numeric::{Real, Stream};
use crate::world::{ActorIx, AxisIx, Per, State};

use super::{Context, parameter::parameters};

parameters! { alignment:
    /// Speed at which positions answer influence.
    speed_per_year: "per year", 0.0..=5.0, Uniform { low: 0.05, high: 0.2 },
        Data("a full-strength partner moves a client by at most .1–.2 in five years (UN ideal points)");
    /// Influence received at which half of a client's position is others' doing.
    half_influence: "index", 1e-6..=100.0, Lognormal { median: 0.2, sigma: 0.5 },
        Judgement("assumed: the order of the total received by Central Asian states in the base year");
    /// Chance in positions, for an axis of scale .85.
    chance: "per √year", 0.0..=2.0, Uniform { low: 0.08, high: 0.095 },
        Data("UN ideal points 1993–2019: latent random walk of .087");
    /// Push of a saturated threat, in scales of the axis.
    threat_push: "scales per year", -2.0..=2.0, Uniform { low: 0.0, high: 0.1 },
        Judgement("assumed: no coefficient in the literature; UN votes of 2022 as order of size");
    /// Pull of debt toward the creditor (negative: backlash), at debt of a whole GDP.
    debt_effect: "per year", -2.0..=2.0, Normal { mean: 0.0, sd: 0.05 },
        Literature("sign uncertain: Durif and others 2024 negative, Flores-Macías and Kreps 2013 positive for trade");
    /// Move of a power away from its rivals when it courts third parties at its hardest.
    courting_cost: "scales per year", 0.0..=2.0, Uniform { low: 0.0, high: 0.1 },
        Judgement("assumed: no coefficient in the literature");
}

const CHANCE: Stream = Stream::new("alignment");

/// The axis scale to which `chance` refers: the spread of UN ideal points.
const REFERENCE_SCALE: f64 = 0.85;

/// Positions of the base year, and the anchors (alignment.2) that make it a fixed point.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for (ix, actor) in cx.world.actors.iter() {
        s.position[ix] = actor.positions.values().iter().map(|&n| cx.number(n)).collect();
    }
    for ix in cx.world.actors.ids() {
        let moved = movable(cx, s, ix);
        for axis in cx.world.axes.ids() {
            let pull = pull(cx, s, ix, axis);
            s.anchor[ix][axis] = s.position[ix][axis] - moved / (-moved + 1.0) * pull;
        }
    }
    distances(cx, s);
}

/// (alignment.3): moves every position; all read the step before.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.alignment;
    let root = cx.calendar.shock_years(cx.step).sqrt();
    let away = away(cx, s);
    let mut next = s.position.clone();
    for (ix, actor) in cx.world.actors.iter() {
        let moved = movable(cx, s, ix);
        let income = cx.income(s, ix);
        for (axis_ix, axis) in cx.world.axes.iter() {
            let x = s.position[ix][axis_ix];
            let home = s.anchor[ix][axis_ix] - x;
            let social = moved * pull(cx, s, ix, axis_ix) + (-moved + 1.0) * home;
            let pushes = threat(cx, s, ix, (axis_ix, &away))
                + debt(cx, s, (ix, income), axis_ix)
                + courting(cx, s, ix, axis_ix)
                + s.alignment_push[ix][axis_ix];
            let sd = p.chance * (axis.scale / REFERENCE_SCALE * root);
            let shock = cx.shock(CHANCE, actor.hash ^ axis.hash);
            let moves = (p.speed_per_year * social + pushes) * cx.dt() + sd * shock;
            next[ix][axis_ix] = (x + moves).clamp(axis.low, axis.high);
        }
    }
    s.position = next;
    distances(cx, s);
}

/// Every pair's distance.
#[inline(always)]
fn distances<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for (ix, pair) in cx.world.pairs.iter() {
        s.distance[ix] = s.alignment_distance(cx.world, pair.client, pair.partner);
    }
}

/// (alignment.1)
#[inline(always)]
fn movable<R: Real>(cx: &Context<R>, s: &State<R>, ix: ActorIx) -> R {
    let actor = &cx.world.actors[ix];
    if actor.power {
        return R::splat(0.0);
    }
    let received = s.received_influence[ix];
    let soft = -cx.number(actor.stubbornness) + 1.0;
    soft * received / (received + cx.parameters.alignment.half_influence)
}

/// Σ_j ω_ij (x_j − x_i)
#[inline(always)]
fn pull<R: Real>(cx: &Context<R>, s: &State<R>, ix: ActorIx, axis: AxisIx) -> R {
    let mut sum = R::splat(0.0);
    for &pair in &cx.world.actors[ix].as_client {
        let partner = cx.world.pairs[pair].partner;
        sum += s.influence[pair] * (s.position[partner][axis] - s.position[ix][axis]);
    }
    sum / s.received_influence[ix].max(R::tiny())
}

/// Away from who threatens, toward the middle of the other powers.
#[inline(always)]
fn threat<R: Real>(
    cx: &Context<R>,
    s: &State<R>,
    ix: ActorIx,
    (axis, away): (AxisIx, &Per<AxisIx, Vec<R>>),
) -> R {
    let mut sum = R::splat(0.0);
    for &pair in &cx.world.actors[ix].on_powers {
        if s.threat[pair].is_zero() {
            continue;
        }
        let feared = cx.world.pairs[pair].partner;
        if let Some(power) = cx.world.powers.iter().position(|&power| power == feared) {
            sum += s.fear(pair) * away[axis][power];
        }
    }
    sum * cx.parameters.alignment.threat_push * cx.world.axes[axis].scale
}

/// On each axis and for each power: where its threat pushes, from itself to the middle of the others.
#[inline(always)]
fn away<R: Real>(cx: &Context<R>, s: &State<R>) -> Per<AxisIx, Vec<R>> {
    let mut away = Per::default();
    for (ix, axis) in cx.world.axes.iter() {
        let mut of_powers = Vec::with_capacity(cx.world.powers.len());
        for &power in &cx.world.powers {
            let others = middle(cx, s, ix, power);
            of_powers.push(((others - s.position[power][ix]) / axis.scale).tanh());
        }
        away.push(of_powers);
    }
    away
}

/// Mean position of the powers other than one.
#[inline(always)]
fn middle<R: Real>(cx: &Context<R>, s: &State<R>, axis: AxisIx, except: ActorIx) -> R {
    let others = cx.world.powers.iter().filter(|&&power| power != except);
    let (mut sum, mut n) = (R::splat(0.0), 0.0);
    for &power in others {
        sum += s.position[power][axis];
        n += 1.0;
    }
    if n > 0.0 { sum / n } else { s.position[except][axis] }
}

/// Toward creditors or away from them, by the share of debt in income.
#[inline(always)]
fn debt<R: Real>(cx: &Context<R>, s: &State<R>, (ix, income): (ActorIx, R), axis: AxisIx) -> R {
    let mut sum = R::splat(0.0);
    for &pair in &cx.world.actors[ix].as_client {
        if let Some(tie) = cx.world.pairs[pair].credit {
            let creditor = cx.world.pairs[pair].partner;
            let gap = s.position[creditor][axis] - s.position[ix][axis];
            sum += (s.debt_bn[tie] / income) * gap;
        }
    }
    sum * cx.parameters.alignment.debt_effect
}

/// A power that courts moves away from the rivals that gain (alignment.4).
#[inline(always)]
fn courting<R: Real>(cx: &Context<R>, s: &State<R>, ix: ActorIx, axis: AxisIx) -> R {
    let none = R::splat(0.0);
    if !cx.world.actors[ix].power || cx.step == 0 {
        return none;
    }
    let scale = cx.world.axes[axis].scale;
    let (mut gains, mut gaps) = (none, none);
    for &rival in cx.world.powers.iter().filter(|&&power| power != ix) {
        let gain = (s.influence_mean[rival] - cx.base().influence_mean[rival]).max(none);
        gains += gain;
        gaps += gain * ((s.position[ix][axis] - s.position[rival][axis]) / scale).tanh();
    }
    let away = gaps / gains.max(R::tiny());
    s.courting[ix] * cx.parameters.alignment.courting_cost * scale * away
}
