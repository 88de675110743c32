//! A batch of records: a table, what it was filled from, and one row of both.

use std::ops::Range;

use super::column::Could;
use super::input::Inputs;
use super::table::{Table, run};
use crate::program::{Program, StepId};
use crate::rulebase::Schema;

/// A table and what it was filled from.
#[derive(Debug)]
pub struct Batch {
    pub table: Table,
    pub inputs: Inputs,
}

impl Batch {
    /// The table of all steps.
    pub fn of(program: &Program, schema: &Schema, inputs: Inputs) -> Batch {
        let mut table = Table::default();
        run(program, schema, &inputs, &mut table);
        Batch { table, inputs }
    }
}

/// One row of a batch: a record, or a way that it could turn out.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub batch: &'a Batch,
    pub row: usize,
}

impl Row<'_> {
    /// What a truth of the patient could be.
    pub fn could(self, step: StepId) -> Could {
        self.batch.table.truth(step).could(self.row)
    }

    /// The rows of the elements that are given of a list, by its position in [`Program::lists`].
    pub fn elements(self, list: usize) -> Range<usize> {
        self.batch.inputs.lists[list].of(self.row)
    }
}
