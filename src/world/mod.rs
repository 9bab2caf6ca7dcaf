//! The world of a scenario: who is there and what binds them (architect: being written).

mod calendar;
mod channel;

pub use calendar::{Calendar, Date, Step, Years};
pub use channel::Channel;
