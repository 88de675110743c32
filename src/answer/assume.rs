//! Facts that were taken as no because they were not recorded.

use super::engine::Engine;
use super::outcome::{Assumed, Outcome};
use crate::eval::{Batch, Inputs};
use crate::program::Op;
use crate::rulebase::{ConclusionId, FactId};

impl Engine {
    /// Facts that were taken as no because they were not recorded, with the answers that would be open without that.
    pub(super) fn assume(&self, outcome: &mut Outcome) {
        let facts = self.rulebase.schema.facts.iter().enumerate();
        let candidates: Vec<FactId> = facts
            .filter(|(at, fact)| fact.no_if_not_recorded && outcome.facts.get(*at).is_none_or(Option::is_none))
            .map(|(at, _)| FactId(at))
            .collect();
        if candidates.is_empty() {
            return;
        }
        // a row for each without it, and one without any of them: two silences may hide one another
        let rows = candidates.len() + 1;
        let mut inputs = Inputs::default();
        let facts: Vec<FactId> = (0..self.rulebase.schema.facts.len()).map(FactId).collect();
        let lists: Vec<usize> = (0..self.program.lists.len()).collect();
        outcome.batch.inputs.repeat(outcome.row, rows, &facts, &lists, &mut inputs);
        for (row, fact) in candidates.iter().enumerate() {
            inputs.forget(*fact, row);
            inputs.forget(*fact, candidates.len());
        }
        let without = Batch::of(&self.program, &self.rulebase.schema, inputs);
        let mut assumed: Vec<Vec<ConclusionId>> = vec![Vec::new(); candidates.len()];
        for (at, needed) in self.needed.iter().enumerate() {
            let read: Vec<usize> = (0..candidates.len()).filter(|row| needed.reads_fact(candidates[*row])).collect();
            if read.is_empty() {
                continue;
            }
            let id = ConclusionId(at);
            let is = self.answer(&outcome.batch.table, id, outcome.row).value;
            let differs = |row: usize| self.answer(&without.table, id, row).value != is;
            let alone: Vec<usize> = read.iter().copied().filter(|row| differs(*row)).collect();
            let named = match alone.is_empty() && differs(candidates.len()) {
                true => read.into_iter().filter(|row| self.reads_value(id, candidates[*row])).collect(),
                false => alone,
            };
            named.into_iter().for_each(|row| assumed[row].push(id));
        }
        let assumed = candidates.into_iter().zip(assumed).filter(|(_, conclusions)| !conclusions.is_empty());
        outcome.assumed.extend(assumed.map(|(fact, conclusions)| Assumed { fact, conclusions }));
    }

    /// Whether a conclusion reads a fact's value, not only whether it is known.
    fn reads_value(&self, id: ConclusionId, fact: FactId) -> bool {
        self.needed[id.0].steps.iter().any(|step| self.program.steps[*step].op == Op::Fact(fact))
    }
}
