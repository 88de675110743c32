//! rulecheck
pub mod unit;
