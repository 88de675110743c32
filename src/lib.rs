//! rulecheck: clinical decision-support rules that clinicians write, check and run themselves.

pub mod answer;
pub mod approval;
pub mod calendar;
pub mod cases;
pub mod check;
pub mod compile;
pub mod coverage;
pub mod diagnostic;
pub mod diff;
pub mod eval;
pub mod explain;
pub mod grid;
pub mod interview;
pub mod mutate;
pub mod program;
pub mod prove;
pub mod record;
pub mod report;
pub mod rulebase;
pub mod rules;
pub mod solve;
pub mod source;
pub mod syntax;
pub mod test;
pub mod unit;
pub mod words;
