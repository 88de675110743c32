//! Pieces of what a value could be: a yes, a label, the stretch of numbers between two that it is compared with.

use std::collections::HashSet;

use super::engine::Engine;
use super::hole::Hole;
use crate::eval::{Column, Inputs, Row, range};
use crate::program::{Domain, Op, Shape, Slice, Step, StepId};
use crate::rulebase::{Fact, Type};
use crate::syntax::tree::Function;

/// A value of a hole, or a part of what it could be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece {
    YesNo(bool),
    Label(usize),
    Between(f64, f64),
    Never,
    /// Of a list: the elements given are all there are.
    Whole,
    /// Of a list that the record does not give: there are none.
    Empty,
    /// Of a list: there may be others.
    Open,
}

impl Engine {
    /// Ways to narrow a hole: each value of a yes-or-no or a label, and the stretches between the numbers that it is
    /// compared with.
    pub(super) fn pieces(&self, patient: Row<'_>, needed: &Slice, hole: Hole) -> Vec<Piece> {
        self.pieces_of(patient, needed, hole, false)
    }

    /// The same; `computed`: cut also where something computed from a number turns a comparison.
    pub(super) fn pieces_of(&self, patient: Row<'_>, needed: &Slice, hole: Hole, computed: bool) -> Vec<Piece> {
        let Some((fact, column, row)) = self.cell(patient, hole) else { return self.list_pieces(patient, hole) };
        match column {
            Column::Truth(_) => vec![Piece::YesNo(true), Piece::YesNo(false)],
            Column::Labels(labels) => labels.could(row).into_iter().map(Piece::Label).collect(),
            Column::Number(number) => {
                let never = fact.or_never && number.never[row / 64] >> (row % 64) & 1 == 1;
                self.numbers(patient, needed, (hole, fact), (number.low[row], number.high[row]), (never, computed))
            }
        }
    }

    /// All that a fact or field may be, whatever the record says of it.
    pub(super) fn all_pieces(&self, patient: Row<'_>, needed: &Slice, hole: Hole) -> Vec<Piece> {
        let Some((fact, column, _)) = self.cell(patient, hole) else { return self.list_pieces(patient, hole) };
        match column {
            Column::Truth(_) => vec![Piece::YesNo(true), Piece::YesNo(false)],
            Column::Labels(labels) => (0..labels.count()).map(Piece::Label).collect(),
            Column::Number(_) => {
                let never = fact.or_never || fact.ty == Type::Date;
                self.numbers(patient, needed, (hole, fact), range(fact), (never, true))
            }
        }
    }

    /// What can be found out of a list as a whole.
    fn list_pieces(&self, patient: Row<'_>, hole: Hole) -> Vec<Piece> {
        let Hole::More(list) = hole else { return Vec::new() };
        match patient.batch.inputs.fact(self.program.lists[list]) {
            Column::Truth(whole) if whole.could(patient.row).na => vec![Piece::Empty, Piece::Open],
            _ => vec![Piece::Whole, Piece::Open],
        }
    }

    /// The name of a fact, or of a field with its element: `length of thrombi, number 1`.
    pub fn name_of(&self, hole: Hole) -> String {
        self.hole_name(hole).name
    }

    /// The fact or field of a hole; a list as a whole is none.
    pub fn declared(&self, hole: Hole) -> Option<&Fact> {
        match hole {
            Hole::Fact(id) => Some(self.rulebase.schema.fact(id)),
            Hole::Field(list, _, at) => self.field(list, at),
            Hole::More(_) => None,
        }
    }

    /// The column and row that hold a fact or field; a list as a whole has none.
    pub(super) fn cell<'a>(&'a self, patient: Row<'a>, hole: Hole) -> Option<(&'a Fact, &'a Column, usize)> {
        let inputs = &patient.batch.inputs;
        match hole {
            Hole::Fact(id) => Some((self.rulebase.schema.fact(id), inputs.fact(id), patient.row)),
            Hole::Field(list, element, at) => {
                let row = patient.elements(list).start + element;
                Some((self.field(list, at)?, &inputs.lists[list].fields[at], row))
            }
            Hole::More(_) => None,
        }
    }

    fn numbers(
        &self,
        patient: Row<'_>,
        needed: &Slice,
        (hole, fact): (Hole, &Fact),
        ends: (f64, f64),
        (never, computed): (bool, bool),
    ) -> Vec<Piece> {
        let whole = matches!(fact.ty, Type::Number { whole: true, .. } | Type::Date);
        let mut cuts = self.cuts(patient, needed, hole);
        if computed {
            cuts.extend(self.computed_cuts(patient, needed, hole, ends, whole));
        }
        let mut pieces = stretches(cuts, ends, whole);
        if never {
            pieces.push(Piece::Never);
        }
        pieces
    }

    /// The numbers that a hole, or a value chosen among several, is compared with, as far as they are known.
    fn cuts(&self, patient: Row<'_>, needed: &Slice, hole: Hole) -> Vec<f64> {
        let steps = &self.program.steps;
        let is_hole = |step: &Step| match (&step.op, hole) {
            (Op::Fact(fact), Hole::Fact(hole)) => *fact == hole,
            (Op::Field(at), Hole::Field(list, _, field)) => *at == field && step.domain == Domain::Element(list),
            _ => false,
        };
        // the largest of a list is compared in place of its elements
        let mut of_hole: HashSet<StepId> = HashSet::new();
        let mut cuts: Vec<f64> = Vec::new();
        for at in &needed.steps {
            let step = &steps[*at];
            if let Op::Order(_, a, b) | Op::Equal(a, b) = &step.op {
                match (of_hole.contains(a), of_hole.contains(b)) {
                    (true, false) => cuts.extend(self.known_number(patient, hole, *b)),
                    (false, true) => cuts.extend(self.known_number(patient, hole, *a)),
                    _ => {}
                }
            } else if is_hole(step) || passes_on(step) && step.op.operands().iter().any(|from| of_hole.contains(from)) {
                of_hole.insert(StepId(*at));
            }
        }
        cuts
    }

    /// A number that is known, of the patient or of the element that a hole is in.
    fn known_number(&self, patient: Row<'_>, hole: Hole, step: StepId) -> Option<f64> {
        let number = patient.batch.table.column(step).number()?;
        let row = match (self.program.steps[step.0].domain, hole) {
            (Domain::Patient, _) => patient.row,
            (Domain::Element(of), Hole::Field(list, element, _)) if of == list => {
                patient.elements(list).start + element
            }
            (Domain::Element(_), _) => return None,
        };
        let (low, high) = (*number.low.get(row)?, *number.high.get(row)?);
        let bit = |bits: &[u64]| bits[row / 64] >> (row % 64) & 1 == 1;
        let sure = low == high && !bit(&number.never) && !bit(&number.na) && !bit(&number.failed);
        sure.then_some(low)
    }
}

/// A number that is one of those it reads, not computed from them.
pub(super) fn passes_on(step: &Step) -> bool {
    let chooses = match &step.op {
        Op::Spread(_) | Op::Gate { .. } | Op::First(_) | Op::Extreme { .. } | Op::Total { .. } => true,
        Op::Call(function, _) => matches!(function, Function::Min | Function::Max | Function::Clamp),
        _ => false,
    };
    chooses && step.shape == Shape::Number
}

/// An interval cut at some numbers, each a piece of its own. `whole`: it holds no fractions.
fn stretches(mut cuts: Vec<f64>, (low, high): (f64, f64), whole: bool) -> Vec<Piece> {
    cuts.retain(|cut| *cut >= low && *cut <= high);
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let mut pieces = Vec::new();
    let mut from = low;
    for cut in cuts {
        let below = if whole { cut.ceil() - 1.0 } else { cut.next_down() };
        if from <= below {
            pieces.push(Piece::Between(from, below));
        }
        if !whole || cut.fract() == 0.0 {
            pieces.push(Piece::Between(cut, cut));
        }
        from = if whole { cut.floor() + 1.0 } else { cut.next_up() };
    }
    if from <= high {
        pieces.push(Piece::Between(from, high));
    }
    pieces
}

/// Puts a piece into one of the cases' inputs, whatever stood there.
pub(super) fn put(inputs: &mut Inputs, (hole, case): (Hole, usize), piece: Piece, cases: usize) {
    let (column, row) = match hole {
        Hole::Fact(id) => (&mut inputs.facts[id.0], case),
        Hole::Field(list, element, at) => {
            let elements = inputs.lists[list].parents.len() / cases;
            (&mut inputs.lists[list].fields[at], case * elements + element)
        }
        Hole::More(_) => return,
    };
    let (word, mask) = (row / 64, 1u64 << (row % 64));
    match (column, piece) {
        (Column::Truth(truth), Piece::YesNo(yes)) => {
            let (is, other) = if yes { (&mut truth.yes, &mut truth.no) } else { (&mut truth.no, &mut truth.yes) };
            is[word] |= mask;
            other[word] &= !mask;
        }
        (Column::Labels(labels), Piece::Label(label)) => {
            for other in (0..labels.count()).filter(|other| *other != label) {
                labels.plane_mut(other)[word] &= !mask;
            }
            labels.plane_mut(label)[word] |= mask;
        }
        (Column::Number(number), Piece::Between(low, high)) => {
            (number.low[row], number.high[row]) = (low, high);
            number.never[word] &= !mask;
        }
        (Column::Number(number), Piece::Never) => {
            (number.low[row], number.high[row]) = (f64::INFINITY, f64::NEG_INFINITY);
            number.never[word] |= mask;
        }
        _ => {}
    }
}
