//! Exact answers that were found for other records: most records say nothing of most conclusions, and numbers that no
//! comparison tells apart come to the same. An answer hangs on what its steps read and on the `impossible` lines that read
//! some of that (its hinge); records that say the same of these get the same answer.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::refine::Hole;
use super::{Answer, Engine, Row};
use crate::eval::{Column, get};
use crate::program::{Op, Program, StepId};
use crate::rulebase::{ConclusionId, FactId};

/// Answers that are kept; a new start is made when they are more.
const KEPT: usize = 1 << 16;

/// By conclusion, and by all that a record says of what its answer hangs on.
#[derive(Default)]
pub(super) struct Memo {
    known: Mutex<HashMap<(ConclusionId, Vec<u64>), Exact>>,
}

/// An answer, and the holes that matter for it.
pub(super) type Exact = (Answer, Vec<Hole>);

/// Numbers that are compared with constants and read by nothing else, each with these constants in order: only between
/// which of them a number lies shows in an answer. By conclusion, found when they are first needed.
#[derive(Default)]
pub(super) struct Limits(Vec<OnceLock<Vec<Limited>>>);

/// A fact and the constants that it is compared with.
type Limited = (FactId, Vec<f64>);

impl Limits {
    pub(super) fn of(conclusions: usize) -> Limits {
        Limits((0..conclusions).map(|_| OnceLock::new()).collect())
    }
}

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

impl Memo {
    /// What is known, or is found out now.
    fn recall(&self, id: ConclusionId, said: Vec<u64>, find: impl FnOnce() -> Exact) -> Exact {
        let key = (id, said);
        if let Some(found) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return found.clone();
        }
        let found = find();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, found.clone());
        found
    }
}
