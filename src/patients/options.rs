//! How proofs are made.

use jiff::civil::Date;

use crate::program::{Op, Program, StepId};
use crate::solve::Effort;

/// Elements that a list has at most in a proof, where no rule counts further.
const ELEMENTS: usize = 2;
/// Counts that are followed; above, a proof of a list says less.
const MOST_ELEMENTS: usize = 6;
/// How proofs are made.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The day that counts as now: dates are proved relative to it.
    pub as_of: Date,
    /// Elements that a list has at most; `None`: as many as the rules count, and at least two.
    pub elements: Option<usize>,
    /// What is spent on each claim.
    pub effort: Effort,
    /// Lines and items that hold together with an earlier one are told, too.
    pub overlaps: bool,
}

impl Options {
    /// Thorough, with lists of as many elements as the rules ask for.
    pub fn on(as_of: Date) -> Options {
        Options { as_of, elements: None, effort: Effort::THOROUGH, overlaps: false }
    }
}

/// Is told how much is finished, and says whether to go on.
pub type GoOn<'a> = &'a (dyn Fn(usize) -> bool + Sync);

/// As many elements as a list needs for every count that the rules compare with to be passed.
pub(crate) fn elements(program: &Program, options: &Options) -> usize {
    let number = |step: &StepId| match program.steps[step.0].op {
        Op::ConstantNumber(number) if number >= 0.0 => Some(number.min(MOST_ELEMENTS as f64).ceil() as usize),
        _ => None,
    };
    let is_count = |step: &StepId| matches!(program.steps[step.0].op, Op::CountMembers { .. });
    let counted = program.steps.iter().filter_map(|step| match &step.op {
        Op::Order(_, a, b) | Op::Equal(a, b) if is_count(a) => number(b),
        Op::Order(_, a, b) | Op::Equal(a, b) if is_count(b) => number(a),
        _ => None,
    });
    let most = counted.max().map_or(0, |most| most + 1);
    options.elements.unwrap_or(ELEMENTS.max(most).min(MOST_ELEMENTS))
}
