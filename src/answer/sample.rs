//! Samples of a batch: a few complete patients that each record could turn out to be.
//!
//! A sample lies inside one of the cases that an answer is made exact by, so what it comes to is among what they come
//! to. It cannot prove an answer, but two samples that differ prove that there is none.

use super::engine::Engine;
use crate::eval::{Batch, Could, Inputs};
use crate::program::StepId;

/// Samples of one record.
const EACH: usize = 8;

pub(super) struct Samples {
    batch: Batch,
    /// No `impossible` line rules the sample out.
    possible: Vec<bool>,
}

impl Samples {
    pub fn of(engine: &Engine, inputs: &Inputs) -> Samples {
        let batch = Batch::of(&engine.program, &engine.rulebase.schema, inputs.samples(&engine.rulebase.schema, EACH));
        let rows = 0..batch.inputs.rows;
        let possible = rows.map(|row| engine.impossible(&batch.table, row).is_none()).collect();
        Samples { batch, possible }
    }

    /// What a step comes to in the possible samples of a record.
    pub fn of_record(&self, row: usize, step: StepId) -> impl Iterator<Item = Could> + '_ {
        let truth = self.batch.table.truth(step);
        (row * EACH..(row + 1) * EACH).filter(|sample| self.possible[*sample]).map(|sample| truth.could(sample))
    }

    /// What some steps come to together in the possible samples of a record; a missing step is a yes.
    pub fn all_of<const N: usize>(
        &self,
        row: usize,
        steps: [Option<StepId>; N],
    ) -> impl Iterator<Item = [Could; N]> + '_ {
        let could =
            move |sample| steps.map(|step| step.map_or(Could::YES, |step| self.batch.table.truth(step).could(sample)));
        (row * EACH..(row + 1) * EACH).filter(|sample| self.possible[*sample]).map(could)
    }
}
