//! Altered copies of a program's steps, behind the program itself: what the rules would say if one thing were otherwise.

use std::collections::HashSet;

use crate::program::{Op, Program, Slice, Step, StepId};
use crate::rulebase::FactId;

/// A program that copies are added to; the steps it had stay where they were.
pub(super) struct Variants {
    pub program: Program,
}

impl Variants {
    /// A program of the same steps and lists.
    pub fn of(program: &Program) -> Variants {
        let (steps, lists) = (program.steps.clone(), program.lists.clone());
        Variants { program: Program { steps, lists, ..Program::default() } }
    }

    /// What some steps would come to if one condition were always so. `kept`: steps that are taken as they are.
    pub fn always(&mut self, roots: &[StepId], condition: StepId, yes: bool, kept: &HashSet<StepId>) -> Vec<StepId> {
        let changed = |step: StepId, _: &Op| (step == condition).then_some(Op::ConstantTruth(yes));
        self.altered(roots, &changed, kept)
    }

    /// What some steps would come to if one fact were another.
    pub fn replaced(&mut self, roots: &[StepId], fact: FactId, by: FactId) -> Vec<StepId> {
        let changed = |_: StepId, op: &Op| match op {
            Op::Fact(id) if *id == fact => Some(Op::Fact(by)),
            Op::KnownFact(id) if *id == fact => Some(Op::KnownFact(by)),
            _ => None,
        };
        self.altered(roots, &changed, &HashSet::new())
    }

    fn altered(
        &mut self,
        roots: &[StepId],
        changed: &dyn Fn(StepId, &Op) -> Option<Op>,
        kept: &HashSet<StepId>,
    ) -> Vec<StepId> {
        let slice = Slice::of(&self.program, roots.iter().copied());
        let mut copies: Vec<(StepId, StepId)> = Vec::new();
        let copy_of = |copies: &[(StepId, StepId)], step: StepId| {
            copies.binary_search_by_key(&step, |(from, _)| *from).map_or(step, |at| copies[at].1)
        };
        for step in slice.steps.iter().map(|step| StepId(*step)) {
            let Step { domain, shape, op } = &self.program.steps[step.0];
            let other = match changed(step, op) {
                Some(op) => op,
                None if kept.contains(&step) => continue,
                None => {
                    let other = op.with_operands(|operand| copy_of(&copies, operand));
                    if other == *op {
                        continue;
                    }
                    other
                }
            };
            let copy = Step { domain: *domain, shape: *shape, op: other };
            copies.push((step, StepId(self.program.steps.len())));
            self.program.steps.push(copy);
        }
        roots.iter().map(|root| copy_of(&copies, *root)).collect()
    }
}
