//! What a batch of patients shows, read off its table.

use super::Look;
use crate::answer::Engine;
use crate::eval::{Batch, Could, Number, Table};
use crate::program::{Compared, Domain, Judged, Reading, StepId};

/// A batch of patients.
pub struct Ward<'e> {
    engine: &'e Engine,
    pub batch: Batch,
    /// The patients that the rules do not call impossible.
    pub possible: Vec<bool>,
}

impl<'e> Ward<'e> {
    pub fn new(engine: &'e Engine, batch: Batch) -> Ward<'e> {
        let possible = (0..batch.inputs.rows).map(|row| engine.impossible(&batch.table, row).is_none()).collect();
        Ward { engine, batch, possible }
    }

    fn patients(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.possible.len()).filter(|row| self.possible[*row])
    }

    /// Notes which patients show which side, by its position in [`super::Kind::sides`].
    pub fn look(&self, look: &Look, mut note: impl FnMut(usize, usize)) {
        match look {
            Look::Truth(judged) => judged.iter().for_each(|one| self.judged(one, &mut note)),
            Look::Compared(compared) => compared.iter().for_each(|one| self.compared(one, &mut note)),
            Look::Label(labels) => {
                for (step, label) in labels {
                    self.patients().filter(|row| self.is_label(*step, *label, *row)).for_each(|row| note(row, 0));
                }
            }
            Look::Line(lines) => {
                for (own, earlier) in lines {
                    let decides = |row: &usize| {
                        own.iter().all(|own| self.could(*own, *row).surely_yes())
                            && earlier.iter().all(|step| self.could(*step, *row).surely_no())
                    };
                    self.patients().filter(decides).for_each(|row| note(row, 0));
                }
            }
            Look::Alone(own, others) => {
                let alone = |row: &usize| {
                    own.iter().any(|step| self.could(*step, *row).surely_yes())
                        && others.iter().all(|step| !self.may_apply(*step, *row))
                };
                self.patients().filter(alone).for_each(|row| note(row, 0));
            }
            Look::Rule(rules) => {
                for step in rules {
                    for row in self.patients() {
                        status(self.could(*step, row)).into_iter().for_each(|side| note(row, side));
                    }
                }
            }
        }
    }

    fn could(&self, step: StepId, row: usize) -> Could {
        self.batch.table.truth(step).could(row)
    }

    fn may_apply(&self, step: StepId, row: usize) -> bool {
        let could = self.could(step, row);
        could.yes || could.failed
    }

    fn is_label(&self, step: StepId, label: usize, row: usize) -> bool {
        let labels = self.batch.table.labels(step);
        let bit = |bits: &[u64]| bits[row / 64] >> (row % 64) & 1 == 1;
        labels.could(row) == [label] && !bit(&labels.na) && !bit(&labels.failed)
    }

    /// Which answers a condition has come to, of patients or of elements.
    fn judged(&self, judged: &Judged, note: &mut impl FnMut(usize, usize)) {
        let given = self.batch.table.truth(judged.given.step);
        let mut see = |row: usize, reading: Reading, could: Could| {
            answer(could, reading.opposite).into_iter().for_each(|side| note(row, side));
        };
        let Some(unseen) = judged.unseen else {
            return self.patients().for_each(|row| see(row, judged.given, given.could(row)));
        };
        let parents = self.batch.inputs.lists[unseen.list].parents.iter().enumerate();
        for (element, patient) in parents.map(|(element, patient)| (element, *patient as usize)) {
            if self.possible[patient] {
                see(patient, judged.given, given.could(element));
            }
        }
        let table: &Table = &self.batch.table;
        let (more, other) = (table.truth(unseen.more), table.truth(unseen.reading.step));
        for row in self.patients().filter(|row| more.could(*row).yes) {
            see(row, unseen.reading, other.could(row));
        }
    }

    /// Where a number lies, of patients or of the elements that a record gives.
    fn compared(&self, compared: &Compared, note: &mut impl FnMut(usize, usize)) {
        let table = &self.batch.table;
        let (value, limit) = (table.number(compared.value), table.number(compared.limit));
        let mut see = |patient: usize, row: usize| {
            place(value, limit, row).into_iter().for_each(|side| note(patient, side));
        };
        match self.engine.program.steps[compared.value.0].domain {
            Domain::Patient => self.patients().for_each(|row| see(row, row)),
            Domain::Element(list) => {
                let parents = self.batch.inputs.lists[list].parents.iter().enumerate();
                let parents = parents.map(|(element, patient)| (element, *patient as usize));
                parents.filter(|(_, patient)| self.possible[*patient]).for_each(|(row, patient)| see(patient, row));
            }
        }
    }
}

/// Below, at or above: only what is sure.
fn place(value: &Number, limit: &Number, row: usize) -> Option<usize> {
    let known = |number: &Number| {
        let absent = [&number.never, &number.na, &number.failed];
        let absent = absent.into_iter().any(|bits| bits[row / 64] >> (row % 64) & 1 == 1);
        let (low, high) = (number.low[row], number.high[row]);
        (!absent && low <= high).then_some((low, high))
    };
    let ((low, high), (from, to)) = (known(value)?, known(limit)?);
    match () {
        () if high < from => Some(0),
        () if low > to => Some(2),
        () => (low == high && from == to).then_some(1),
    }
}

/// A surely yes, a surely no, or both possible. Where there may be no answer at all, there is none.
fn answer(could: Could, opposite: bool) -> Option<usize> {
    match (could.yes, could.no) {
        (true, true) => Some(2),
        _ if could.surely_yes() => Some(usize::from(opposite)),
        _ if could.surely_no() => Some(usize::from(!opposite)),
        _ => None,
    }
}

/// A rule that is not applicable does not apply.
fn status(could: Could) -> Option<usize> {
    match (could.yes, could.no || could.na, could.failed) {
        (true, false, false) => Some(0),
        (false, true, false) => Some(1),
        (true, true, _) => Some(2),
        _ => None,
    }
}
