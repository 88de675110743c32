//! What a value is computed from: a few steps of the program, and what these read of a record.

use super::steps::{Domain, Op, Program, StepId};
use crate::rulebase::FactId;

/// Steps, and the facts and lists that they read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slice {
    /// In the order they are computed.
    pub steps: Vec<usize>,
    /// In order.
    pub facts: Vec<FactId>,
    /// Positions in [`Program::lists`], in order.
    pub lists: Vec<usize>,
    /// The as-of date is read, too.
    pub as_of: bool,
}

impl Slice {
    /// All that some steps are computed from, with themselves.
    pub fn of(program: &Program, roots: impl IntoIterator<Item = StepId>) -> Slice {
        let mut stack: Vec<StepId> = roots.into_iter().collect();
        let mut seen = vec![false; program.steps.len()];
        let mut slice = Slice::default();
        while let Some(step) = stack.pop() {
            if !std::mem::replace(&mut seen[step.0], true) {
                slice.steps.push(step.0);
                slice.reads(program, step);
                stack.extend(program.steps[step.0].op.operands());
            }
        }
        slice.tidy();
        slice
    }

    fn reads(&mut self, program: &Program, step: StepId) {
        let step = &program.steps[step.0];
        match &step.op {
            Op::Fact(id) | Op::KnownFact(id) | Op::MayHaveMore(id) | Op::StaysOpen { list: id, .. } => {
                self.facts.push(*id);
            }
            Op::AsOf => self.as_of = true,
            Op::UnseenField { list, .. } => self.facts.push(program.lists[*list]),
            _ => {}
        }
        if let Domain::Element(list) = step.domain {
            self.lists.push(list);
        }
    }

    fn tidy(&mut self) {
        self.steps.sort_unstable();
        self.steps.dedup();
        self.facts.sort();
        self.facts.dedup();
        self.lists.sort_unstable();
        self.lists.dedup();
    }

    /// Both together.
    pub fn with(mut self, other: &Slice) -> Slice {
        self.steps.extend(&other.steps);
        self.facts.extend(&other.facts);
        self.lists.extend(&other.lists);
        self.as_of |= other.as_of;
        self.tidy();
        self
    }

    /// All together.
    pub fn union<'s>(slices: impl IntoIterator<Item = &'s Slice>) -> Slice {
        let mut all = Slice::default();
        for slice in slices {
            all.steps.extend(&slice.steps);
            all.facts.extend(&slice.facts);
            all.lists.extend(&slice.lists);
            all.as_of |= slice.as_of;
        }
        all.tidy();
        all
    }

    /// Whether both read some fact or list.
    pub fn meets(&self, other: &Slice) -> bool {
        self.facts.iter().any(|fact| other.reads_fact(*fact))
            || self.lists.iter().any(|list| other.lists.contains(list))
    }

    pub fn has(&self, step: StepId) -> bool {
        self.steps.binary_search(&step.0).is_ok()
    }

    pub fn reads_fact(&self, fact: FactId) -> bool {
        self.facts.binary_search(&fact).is_ok()
    }
}
