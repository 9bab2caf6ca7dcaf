//! Mechanisms (architect: being written).

mod parameter;

pub use parameter::Parameter;

/// Every parameter of the model, mechanism by mechanism in causal order.
pub fn parameters() -> Vec<Parameter> {
    Vec::new()
}
