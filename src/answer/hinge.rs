//! Everything a record says about the facts that an exact answer depends on.

use super::engine::Engine;
use super::limits::Limited;
use super::memo::Exact;
use crate::eval::{Column, Row, get};
use crate::program::{Op, Program, StepId};
use crate::rulebase::{ConclusionId, FactId};

impl Engine {
    /// The exact answer, from the cases or from a record that says the same of what it hangs on.
    pub(super) fn recalled(&self, patient: Row<'_>, id: ConclusionId) -> Exact {
        self.memo.recall(id, self.hinge(patient, id), || self.refine(patient, id))
    }

    /// All that a record says of what an exact answer hangs on.
    fn hinge(&self, patient: Row<'_>, id: ConclusionId) -> Vec<u64> {
        let (hinge, mut said) = (&self.hinges[id.0], Vec::new());
        let inputs = &patient.batch.inputs;
        said.extend(hinge.as_of.then(|| inputs.as_of[patient.row].to_bits()));
        let limits = self.limits.0[id.0].get_or_init(|| limits(&self.program, &hinge.steps, &self.roots(id)));
        let mut facts = hinge.facts.clone();
        let mut stretches = Vec::new();
        for (fact, limits) in limits {
            let Some(stretch) = stretch(inputs.fact(*fact), patient.row, limits) else { continue };
            facts.retain(|other| other != fact);
            stretches.extend([fact.0 as u64, stretch, u64::from(get(&inputs.known[fact.0], patient.row))]);
        }
        // how many come first: which facts are told by their stretch alone must not be in doubt
        said.push(stretches.len() as u64);
        said.extend(stretches);
        inputs.write(patient.row, &facts, &hinge.lists, &mut said);
        // whether a list is given, and whole, even where no step asks
        let lists: Vec<FactId> = hinge.lists.iter().map(|list| self.program.lists[*list]).collect();
        inputs.write(patient.row, &lists, &[], &mut said);
        said
    }
}

/// Which of the stretches between limits, or which limit, a known number is; nothing for what is open, or never was.
fn stretch(column: &Column, row: usize, limits: &[f64]) -> Option<u64> {
    let Column::Number(number) = column else { return None };
    let value = number.low[row];
    if !column.is_one(row) || !column.kinds(row).0 || value.is_nan() || value != number.high[row] {
        return None;
    }
    let below = limits.partition_point(|limit| *limit < value);
    let at = limits.get(below).is_some_and(|limit| *limit == value);
    Some(2 * below as u64 + u64::from(at))
}

/// Facts of which some steps only ask how they compare with constants, with these.
fn limits(program: &Program, steps: &[usize], roots: &[StepId]) -> Vec<Limited> {
    let mut all: Vec<Limited> = Vec::new();
    let numbers = steps.iter().filter_map(|at| match program.steps[*at].op {
        Op::Fact(id) => Some((StepId(*at), id)),
        _ => None,
    });
    'numbers: for (step, id) in numbers {
        let mut limits = Vec::new();
        for reader in steps.iter().map(|at| &program.steps[*at].op).filter(|op| op.operands().contains(&step)) {
            let (Op::Order(_, a, b) | Op::Equal(a, b)) = reader else { continue 'numbers };
            let other = if *a == step { b } else { a };
            let Op::ConstantNumber(limit) = program.steps[other.0].op else { continue 'numbers };
            limits.push(limit);
        }
        limits.sort_by(f64::total_cmp);
        limits.dedup();
        if !roots.contains(&step) {
            all.push((id, limits));
        }
    }
    all
}
