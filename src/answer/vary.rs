//! A record with some values changed: one row for each way, computed as one more batch.

use super::conclusion::Answer;
use super::engine::Engine;
use super::hole::Hole;
use super::piece::{Piece, put};
use crate::eval::{Batch, Column, Inputs, Row, Table, run_some};
use crate::program::Slice;
use crate::rulebase::ConclusionId;
use crate::syntax::tree::Status;

/// What one row says differently.
pub(super) type Changes = Vec<(Hole, Piece)>;

impl Engine {
    /// A batch with a row for each way of putting a record; it holds only what some steps are computed from.
    pub(super) fn varied(&self, patient: Row<'_>, ways: &[Changes], needed: &Slice) -> Batch {
        let mut inputs = Inputs::default();
        patient.batch.inputs.repeat(patient.row, ways.len(), &needed.facts, &needed.lists, &mut inputs);
        for (row, changes) in ways.iter().enumerate() {
            for (hole, piece) in changes {
                put(&mut inputs, (*hole, row), *piece, ways.len());
                self.tell(&mut inputs, (*hole, row), ways.len());
                if let Hole::More(list) = hole {
                    self.close(&mut inputs, (*list, row), *piece);
                }
            }
        }
        let mut table = Table::default();
        run_some(&self.program, &self.rulebase.schema, &inputs, &mut table, &needed.steps);
        Batch { table, inputs }
    }

    /// What a record says is known.
    fn tell(&self, inputs: &mut Inputs, (hole, row): (Hole, usize), rows: usize) {
        match hole {
            Hole::Fact(id) => turn(&mut inputs.known[id.0], row, true),
            Hole::Field(list, element, at) => {
                let elements = inputs.lists[list].parents.len() / rows;
                turn(&mut inputs.lists[list].known[at], row * elements + element, true);
            }
            // that there may be others says nothing
            Hole::More(_) => {}
        }
    }

    /// A list whose elements are all there are.
    fn close(&self, inputs: &mut Inputs, (list, row): (usize, usize), piece: Piece) {
        let fact = self.program.lists[list];
        if let (Column::Truth(whole), Piece::Whole | Piece::Empty) = (&mut inputs.facts[fact.0], piece) {
            turn(&mut whole.yes, row, true);
            turn(&mut whole.no, row, false);
            turn(&mut whole.na, row, false);
            turn(&mut inputs.known[fact.0], row, true);
        }
    }

    /// The answer of one row, with cases told apart.
    pub(super) fn exact(&self, patient: Row<'_>, id: ConclusionId) -> Answer {
        let answer = self.answer(&patient.batch.table, id, patient.row);
        if answer.status == Status::Undecided { self.recalled(patient, id).0 } else { answer }
    }

    /// The row holds a combination that is called impossible.
    pub(super) fn is_ruled_out(&self, patient: Row<'_>) -> bool {
        self.impossible(&patient.batch.table, patient.row).is_some()
    }
}

fn turn(bits: &mut [u64], row: usize, on: bool) {
    let mask = 1u64 << (row % 64);
    if on { bits[row / 64] |= mask } else { bits[row / 64] &= !mask }
}
