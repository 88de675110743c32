//! One conclusion's answer, read off the table and made exact where cases can be told apart.

use std::collections::HashMap;

use super::conclusion::{Answer, status_of};
use super::engine::Engine;
use super::hole::Hole;
use super::outcome::{Need, Outcome};
use crate::eval::{Could, Table, Value};
use crate::program::StepId;
use crate::rulebase::{Body, ConclusionId, Type};

impl Engine {
    /// What the answers as a whole need, with the conclusions that each changes.
    pub(super) fn needs(&self, holes: &[Vec<Hole>]) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        let mut known: HashMap<Hole, usize> = HashMap::new();
        let mut named: HashMap<String, usize> = HashMap::new();
        for (at, holes) in holes.iter().enumerate() {
            for hole in holes {
                let position = *known.entry(*hole).or_insert_with(|| {
                    let need = self.hole_name(*hole);
                    *named.entry(need.name.clone()).or_insert_with(|| {
                        needs.push(need);
                        needs.len() - 1
                    })
                });
                let changes = &mut needs[position].changes;
                if changes.last() != Some(&ConclusionId(at)) {
                    changes.push(ConclusionId(at));
                }
            }
        }
        needs
    }

    /// The answer as one row of a table has it.
    pub fn answer(&self, table: &Table, id: ConclusionId, row: usize) -> Answer {
        let conclusion = &self.rulebase.conclusions[id.0];
        let lowered = &self.program.conclusions[id.0];
        let value = match lowered.value {
            Some(step) => Value::of(table.column(step), row),
            None => Value::YesNo(Could::default()),
        };
        let value = match (&conclusion.body, lowered.band) {
            (Body::Score { .. }, band) => Value::Score {
                points: Box::new(value),
                band: band.map(|step| Box::new(Value::of(table.column(step), row))),
            },
            _ => value,
        };
        Answer { status: status_of(conclusion.kind, &conclusion.ty, &value), value, needs: Vec::new(), by_cases: false }
    }

    /// The answer to each of these records, as a table has it; none where the record is impossible.
    pub fn at_a_glance(&self, table: &Table, rows: usize, id: ConclusionId) -> Vec<Option<Answer>> {
        let possible = |row: usize| self.impossible(table, row).is_none();
        (0..rows).map(|row| possible(row).then(|| self.answer(table, id, row))).collect()
    }

    /// What a step's value could be.
    pub fn value(&self, outcome: &Outcome, step: StepId) -> Value {
        Value::of(outcome.batch.table.column(step), outcome.row)
    }

    /// The type of a score's bands.
    pub fn band_type(&self, id: ConclusionId) -> Option<Type> {
        match self.rulebase.conclusions[id.0].body {
            Body::Score { choice, .. } => choice.map(Type::Choice),
            _ => None,
        }
    }
}
