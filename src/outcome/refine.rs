//! Exactness: where the table leaves an answer open, the missing values are tried case by case, as one more batch.
//!
//! Each case narrows some of the missing values; what the cases give together is what is possible. That is never wider
//! than the table's answer, and still holds whatever the missing values turn out to be.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::answer::{Answer, Value, status_of};
use super::slice::Slice;
use super::{Engine, Need, Outcome};
use crate::eval::{Column, Inputs, Table, run_some};
use crate::program::{Domain, Lowered, Op, Program, Step, StepId};
use crate::rulebase::{ConclusionId, Fact, FactId, Type};
use crate::syntax::tree::Status;

/// Cases tried for one conclusion.
const CASES: usize = 1024;

/// Something the record does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Hole {
    Fact(FactId),
    /// A field of an element: position of the list, of the element, of the field.
    Field(usize, usize, usize),
    /// A list may hold more than the record gives: position of the list.
    More(usize),
}

/// Tables to try cases in, used again and again.
#[derive(Default)]
pub(super) struct Pool(Mutex<Vec<Trial>>);

/// A table of cases, and what it is filled from.
#[derive(Default)]
struct Trial {
    inputs: Inputs,
    table: Table,
}

impl Pool {
    fn with<R>(&self, work: impl FnOnce(&mut Trial) -> R) -> R {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut trial = taken.unwrap_or_default();
        let result = work(&mut trial);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(trial);
        result
    }
}

/// For each conclusion, what it is computed from.
pub(super) fn needed(program: &Program) -> Vec<Slice> {
    let roots =
        |lowered: &Lowered| [lowered.value, lowered.band, lowered.members.map(|(step, _)| step)].into_iter().flatten();
    program.conclusions.iter().map(|lowered| Slice::of(program, roots(lowered))).collect()
}

/// Holes with the ways to narrow each.
type Split = Vec<(Hole, Vec<Piece>)>;

impl Engine {
    /// The answer with cases told apart, and the holes that matter for it.
    pub(super) fn refine(&self, outcome: &Outcome, id: ConclusionId) -> (Answer, Vec<Hole>) {
        let lowered = &self.program.conclusions[id.0];
        let roots: Vec<StepId> = [lowered.value, lowered.band].into_iter().flatten().collect();
        let needed = &self.needed[id.0];
        let holes = self.holes(outcome, roots.clone());
        let (split, cases) = self.split(outcome, needed, &holes);
        self.try_cases(outcome, needed, (&split, cases), |table, possible| {
            let classes = Classes::of(table, &roots, cases);
            let values: Vec<Value> = classes.rows.iter().map(|row| self.answer(table, id, *row).value).collect();
            let mut met = vec![false; values.len()];
            (0..cases).filter(|case| possible[*case]).for_each(|case| met[classes.of[case]] = true);
            let possible_values = values.iter().zip(&met).filter(|(_, met)| **met).map(|(value, _)| value.clone());
            let Some(value) = possible_values.reduce(|a, b| a.or(&b)) else {
                return (outcome.answers[id.0].clone(), holes);
            };
            let conclusion = &self.rulebase.conclusions[id.0];
            let status = status_of(conclusion.kind, &conclusion.ty, &value);
            let open = values.iter().zip(&met).any(|(value, met)| *met && value.status() == Status::Undecided);
            // of a score with bands the band is what counts
            let answers = lowered.band.map(|band| Classes::of(table, &[band], cases));
            let matters = matters(&holes, &split, (&answers.unwrap_or(classes).of, possible), open);
            (Answer { status, value, needs: Vec::new(), by_cases: status != Status::Undecided }, matters)
        })
    }

    /// What some steps come to in all cases, each a row of the table, and which of them are possible.
    pub(super) fn cases<R>(&self, outcome: &Outcome, roots: &[StepId], read: impl FnOnce(&Table, &[bool]) -> R) -> R {
        let needed = Slice::of(&self.program, roots.iter().copied());
        let holes = self.holes(outcome, roots.to_vec());
        let (split, cases) = self.split(outcome, &needed, &holes);
        self.try_cases(outcome, &needed, (&split, cases), read)
    }

    /// A condition is met, whatever is missing.
    pub fn surely(&self, outcome: &Outcome, condition: StepId) -> bool {
        let could = outcome.could(condition);
        if could.decided() || !could.yes {
            return could.surely_yes();
        }
        self.cases(outcome, &[condition], |table, possible| {
            let sure = |case: usize| table.truth(condition).could(case).surely_yes();
            possible.contains(&true) && (0..possible.len()).filter(|case| possible[*case]).all(sure)
        })
    }

    /// How to narrow the holes, as far as the cases do not get too many; and how many cases that makes.
    fn split(&self, outcome: &Outcome, needed: &Slice, holes: &[Hole]) -> (Split, usize) {
        let mut split: Split = holes
            .iter()
            .map(|hole| (*hole, self.pieces(outcome, needed, *hole)))
            .filter(|(_, pieces)| pieces.len() > 1)
            .collect();
        split.sort_by_key(|(_, pieces)| pieces.len());
        let mut cases = 1usize;
        split.retain(|(_, pieces)| {
            let fits = cases.saturating_mul(pieces.len()) <= CASES;
            if fits {
                cases *= pieces.len();
            }
            fits
        });
        (split, cases)
    }

    /// What the record does not say and the open cells behind some steps read.
    fn holes(&self, outcome: &Outcome, mut stack: Vec<StepId>) -> Vec<Hole> {
        let mut seen = vec![false; self.program.steps.len()];
        let mut holes = Vec::new();
        while let Some(step) = stack.pop() {
            if std::mem::replace(&mut seen[step.0], true) || !self.is_open(outcome, step) {
                continue;
            }
            match (&self.program.steps[step.0].op, self.program.steps[step.0].domain) {
                (Op::Fact(fact), _) => holes.push(Hole::Fact(*fact)),
                (Op::Field(at), Domain::Element(list)) => {
                    let column = &outcome.batch.inputs.lists[list].fields[*at];
                    let elements = outcome.elements(list).enumerate();
                    let open = elements.filter(|(_, row)| open_at(column, *row));
                    holes.extend(open.map(|(element, _)| Hole::Field(list, element, *at)));
                }
                (Op::MayHaveMore(fact), _) => {
                    holes.extend(self.program.lists.iter().position(|list| list == fact).map(Hole::More));
                }
                (op, _) => stack.extend(op.operands()),
            }
        }
        holes.sort();
        holes.dedup();
        holes
    }

    fn is_open(&self, outcome: &Outcome, step: StepId) -> bool {
        let column = outcome.batch.table.column(step);
        let Step { op, domain, .. } = &self.program.steps[step.0];
        match (domain, column) {
            _ if matches!(op, Op::MayHaveMore(_)) => outcome.could(step).yes,
            (Domain::Element(list), _) => outcome.elements(*list).any(|row| open_at(column, row)),
            (Domain::Patient, Column::Truth(_)) => {
                let could = outcome.could(step);
                !could.decided() || (could.yes && self.guards_list(step))
            }
            (Domain::Patient, _) => open_at(column, outcome.row),
        }
    }

    /// Whether a list may hold more members: a sure yes leaves what is read from it open.
    fn guards_list(&self, step: StepId) -> bool {
        match &self.program.steps[step.0].op {
            Op::Of(_, items) => items.iter().any(|item| matches!(self.program.steps[item.0].op, Op::MayHaveMore(_))),
            _ => false,
        }
    }

    /// Ways to narrow a hole: each value of a yes-or-no or a label, and the stretches between the numbers that it is
    /// compared with.
    fn pieces(&self, outcome: &Outcome, needed: &Slice, hole: Hole) -> Vec<Piece> {
        let (fact, column, row) = match hole {
            Hole::Fact(id) => (self.rulebase.schema.fact(id), outcome.batch.inputs.fact(id), outcome.row),
            Hole::Field(list, row, at) => {
                let Some(field) = self.field(list, at) else { return Vec::new() };
                (field, &outcome.batch.inputs.lists[list].fields[at], outcome.elements(list).start + row)
            }
            Hole::More(_) => return Vec::new(),
        };
        match column {
            Column::Truth(_) => vec![Piece::YesNo(true), Piece::YesNo(false)],
            Column::Labels(labels) => labels.could(row).into_iter().map(Piece::Label).collect(),
            Column::Number(number) => {
                let mut pieces = self.stretches(needed, hole, (number.low[row], number.high[row]));
                if fact.or_never && number.never[row / 64] >> (row % 64) & 1 == 1 {
                    pieces.push(Piece::Never);
                }
                pieces
            }
        }
    }

    pub(super) fn field(&self, list: usize, at: usize) -> Option<&Fact> {
        match self.rulebase.schema.fact(self.program.lists[list]).ty {
            Type::List(finding) => self.rulebase.schema.finding(finding).fields.get(at),
            _ => None,
        }
    }

    /// An interval cut at every constant that the hole is compared with directly.
    fn stretches(&self, needed: &Slice, hole: Hole, (low, high): (f64, f64)) -> Vec<Piece> {
        let is_hole = |step: StepId| match (&self.program.steps[step.0].op, hole) {
            (Op::Fact(fact), Hole::Fact(hole)) => *fact == hole,
            (Op::Field(at), Hole::Field(list, _, field)) => {
                *at == field && self.program.steps[step.0].domain == Domain::Element(list)
            }
            _ => false,
        };
        let constant = |step: StepId| match self.program.steps[step.0].op {
            Op::ConstantNumber(value) => Some(value),
            _ => None,
        };
        let mut cuts: Vec<f64> = Vec::new();
        for at in &needed.steps {
            let (Op::Order(_, a, b) | Op::Equal(a, b)) = &self.program.steps[*at].op else { continue };
            let found = if is_hole(*a) {
                constant(*b)
            } else if is_hole(*b) {
                constant(*a)
            } else {
                None
            };
            cuts.extend(found.filter(|cut| *cut >= low && *cut <= high));
        }
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        let mut pieces = Vec::new();
        let mut from = low;
        for cut in cuts {
            if from < cut {
                pieces.push(Piece::Between(from, cut.next_down()));
            }
            pieces.push(Piece::Between(cut, cut));
            from = cut.next_up();
        }
        if from <= high {
            pieces.push(Piece::Between(from, high));
        }
        pieces
    }

    /// One row a case, where the first hole counts fastest; with the cases that no `impossible` line rules out.
    fn try_cases<R>(
        &self,
        outcome: &Outcome,
        needed: &Slice,
        (split, cases): (&Split, usize),
        read: impl FnOnce(&Table, &[bool]) -> R,
    ) -> R {
        let mut needed = std::borrow::Cow::Borrowed(needed);
        let mut impossible: Vec<StepId> = Vec::new();
        for (note, needs) in self.program.impossible.iter().zip(&self.impossible_needs) {
            // what reads nothing that is split is as it was: it did not rule the record out
            if split.iter().any(|(hole, _)| self.reads_hole(needs, *hole)) {
                impossible.push(self.program.notes[note.0].step);
                needed = std::borrow::Cow::Owned(needed.into_owned().with(needs));
            }
        }
        self.pool.with(|Trial { inputs, table }| {
            outcome.batch.inputs.repeat(outcome.row, cases, &needed.facts, &needed.lists, inputs);
            let mut stride = 1;
            for (hole, pieces) in split {
                for case in 0..cases {
                    narrow(inputs, (*hole, case), pieces[case / stride % pieces.len()], cases);
                }
                stride *= pieces.len();
            }
            run_some(&self.program, &self.rulebase.schema, inputs, table, &needed.steps);
            let ruled_out = |case: usize| impossible.iter().any(|step| table.truth(*step).could(case).surely_yes());
            let possible: Vec<bool> = (0..cases).map(|case| !ruled_out(case)).collect();
            read(table, &possible)
        })
    }

    fn reads_hole(&self, slice: &Slice, hole: Hole) -> bool {
        match hole {
            Hole::Fact(fact) => slice.reads_fact(fact),
            Hole::Field(list, ..) => slice.lists.contains(&list),
            Hole::More(list) => slice.reads_fact(self.program.lists[list]),
        }
    }

    /// What to ask for a hole.
    pub(super) fn hole_name(&self, hole: Hole) -> Need {
        let need = |name: String, fact: &Fact| Need {
            name,
            fact: fact.name.clone(),
            definition: fact.definition.clone(),
            asked_for: false,
            changes: Vec::new(),
        };
        match hole {
            Hole::Fact(id) => {
                let fact = self.rulebase.schema.fact(id);
                need(fact.name.clone(), fact)
            }
            Hole::Field(list, row, at) => {
                let list = self.rulebase.schema.fact(self.program.lists[list]);
                match self.field(self.list_position(list), at) {
                    Some(field) => need(format!("{} of {}, number {}", field.name, list.name, row + 1), field),
                    None => need(list.name.clone(), list),
                }
            }
            Hole::More(list) => {
                let fact = self.rulebase.schema.fact(self.program.lists[list]);
                let mut need = need(format!("whether the {} given are all", fact.name), fact);
                need.definition =
                    fact.complete_if.as_ref().map(|condition| format!("they are, if: {}", condition.text));
                need
            }
        }
    }

    fn list_position(&self, fact: &Fact) -> usize {
        let same = |id: &FactId| self.rulebase.schema.fact(*id).name == fact.name;
        self.program.lists.iter().position(same).unwrap_or(0)
    }
}

/// A narrower value for a hole.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    YesNo(bool),
    Label(usize),
    Between(f64, f64),
    Never,
}

/// The cases by what some steps come to.
struct Classes {
    /// For each case.
    of: Vec<usize>,
    /// For each class, a case of it.
    rows: Vec<usize>,
}

impl Classes {
    fn of(table: &Table, steps: &[StepId], cases: usize) -> Classes {
        let columns: Vec<&Column> = steps.iter().map(|step| table.column(*step)).collect();
        let mut classes = Classes { of: Vec::with_capacity(cases), rows: Vec::new() };
        let mut known: HashMap<u64, Vec<usize>> = HashMap::new();
        for case in 0..cases {
            let hash = columns.iter().fold(0, |hash, column| column.hash(case, hash));
            let alike = known.entry(hash).or_default();
            let same = |class: &&usize| columns.iter().all(|column| column.same(classes.rows[**class], case));
            let class = alike.iter().find(same).copied().unwrap_or_else(|| {
                alike.push(classes.rows.len());
                classes.rows.len()
            });
            if class == classes.rows.len() {
                classes.rows.push(case);
            }
            classes.of.push(class);
        }
        classes
    }
}

/// A hole matters if two cases that differ only in it differ in the answer; a hole that was not split, if some case is
/// still open.
fn matters(holes: &[Hole], split: &Split, (answers, possible): (&[usize], &[bool]), open: bool) -> Vec<Hole> {
    let mut stride = 1;
    let mut mattering: Vec<Hole> = Vec::new();
    for (hole, pieces) in split {
        let differs = (0..answers.len()).any(|case| {
            let digit = case / stride % pieces.len();
            let other = case - digit * stride;
            digit > 0 && possible[case] && possible[other] && answers[case] != answers[other]
        });
        if differs {
            mattering.push(*hole);
        }
        stride *= pieces.len();
    }
    for hole in holes {
        if open && !split.iter().any(|(other, _)| other == hole) {
            mattering.push(*hole);
        }
    }
    mattering.sort();
    mattering
}

/// A cell holds more than one possibility.
fn open_at(column: &Column, row: usize) -> bool {
    let bit = |bits: &[u64]| bits[row / 64] >> (row % 64) & 1 == 1;
    match column {
        Column::Truth(truth) => !truth.could(row).decided(),
        Column::Labels(labels) => {
            labels.could(row).len() + usize::from(bit(&labels.na)) + usize::from(bit(&labels.failed)) != 1
        }
        Column::Number(number) => {
            let others = [&number.never, &number.na, &number.failed].into_iter().filter(|bits| bit(bits)).count();
            let numbers = if number.low[row] > number.high[row] {
                0
            } else {
                1 + usize::from(number.low[row] < number.high[row])
            };
            numbers + others != 1
        }
    }
}

/// Puts a piece into one of the cases' inputs.
fn narrow(inputs: &mut Inputs, (hole, case): (Hole, usize), piece: Piece, cases: usize) {
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
            let other = if yes { &mut truth.no } else { &mut truth.yes };
            other[word] &= !mask;
        }
        (Column::Labels(labels), Piece::Label(label)) => {
            for other in (0..labels.count()).filter(|other| *other != label) {
                labels.plane_mut(other)[word] &= !mask;
            }
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
