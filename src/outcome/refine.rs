//! Exactness: where the table leaves an answer open, the missing values are tried case by case, as one more batch.
//!
//! Each case narrows some of the missing values; what the cases give together is what is possible. That is never wider
//! than the table's answer, and still holds whatever the missing values turn out to be.

use super::answer::{Answer, Value, status_of};
use super::{Engine, Need, Outcome};
use crate::eval::{Column, Inputs, Table, run_some};
use crate::program::{Domain, Lowered, Op, Program, StepId};
use crate::rulebase::{ConclusionId, Fact, FactId, Type};
use crate::syntax::tree::Status;

/// Cases tried for one conclusion.
const CASES: usize = 1024;

/// Something the record does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hole {
    Fact(FactId),
    /// A field of an element: position of the list, of the element, of the field.
    Field(usize, usize, usize),
    /// A list may hold more than the record gives: position of the list.
    More(usize),
}

/// For each conclusion, the steps that it is computed from.
pub(super) fn needed(program: &Program) -> Vec<Vec<bool>> {
    let roots =
        |lowered: &Lowered| [lowered.value, lowered.band, lowered.members.map(|(step, _)| step)].into_iter().flatten();
    program.conclusions.iter().map(|lowered| needed_for(program, roots(lowered))).collect()
}

/// The steps that some steps are computed from, with themselves.
pub(super) fn needed_for(program: &Program, roots: impl Iterator<Item = StepId>) -> Vec<bool> {
    let mut needed = vec![false; program.steps.len()];
    roots.for_each(|step| needed[step.0] = true);
    for at in (0..program.steps.len()).rev() {
        if needed[at] {
            program.steps[at].op.operands().into_iter().for_each(|step| needed[step.0] = true);
        }
    }
    needed
}

impl Engine {
    /// The answer with cases told apart, and the holes that matter for it.
    pub(super) fn refine(&self, outcome: &Outcome, id: ConclusionId, answer: &Answer) -> (Answer, Vec<Hole>) {
        let lowered = &self.program.conclusions[id.0];
        let roots: Vec<StepId> = [lowered.value, lowered.band].into_iter().flatten().collect();
        let needed = &self.needed[id.0];
        let holes = self.holes(outcome, roots);
        let (split, cases) = self.split(outcome, needed, &holes);
        let table = self.try_cases(outcome, needed, &split, cases);
        let possible = self.possible(&table, cases);
        let all: Vec<Value> = (0..cases).map(|case| self.answer(&table, id, case).value).collect();
        let values: Vec<&Value> =
            all.iter().zip(&possible).filter(|(_, possible)| **possible).map(|(value, _)| value).collect();
        let conclusion = &self.rulebase.conclusions[id.0];
        let Some(value) = values.iter().map(|value| (*value).clone()).reduce(|a, b| a.or(&b)) else {
            return (answer.clone(), holes);
        };
        let status = status_of(conclusion.kind, &conclusion.ty, &value);
        let by_cases = status != Status::Undecided;
        let matters = self.matters(&holes, &split, &all, &possible);
        (Answer { status, value, needs: Vec::new(), by_cases }, matters)
    }

    /// The cases that no `impossible` line rules out.
    fn possible(&self, table: &Table, cases: usize) -> Vec<bool> {
        let impossible = |case: usize| {
            let notes = self.program.impossible.iter();
            notes.map(|note| self.program.notes[note.0].step).any(|step| table.truth(step).could(case).surely_yes())
        };
        (0..cases).map(|case| !impossible(case)).collect()
    }

    /// The cases of some steps' values, each a row of the table, and how many there are.
    pub(super) fn cases(&self, outcome: &Outcome, roots: &[StepId]) -> (Table, usize) {
        let needed = needed_for(&self.program, roots.iter().copied());
        let holes = self.holes(outcome, roots.to_vec());
        let (split, cases) = self.split(outcome, &needed, &holes);
        (self.try_cases(outcome, &needed, &split, cases), cases)
    }

    /// A condition is met, whatever is missing.
    pub fn surely(&self, outcome: &Outcome, condition: StepId) -> bool {
        let could = outcome.table.truth(condition).could(0);
        if could.decided() || !could.yes {
            return could.surely_yes();
        }
        let (table, cases) = self.cases(outcome, &[condition]);
        let possible = self.possible(&table, cases);
        let sure = |case: usize| table.truth(condition).could(case).surely_yes();
        possible.contains(&true) && (0..cases).filter(|case| possible[*case]).all(sure)
    }

    /// How to narrow the holes, as far as the cases do not get too many; and how many cases that makes.
    fn split(&self, outcome: &Outcome, needed: &[bool], holes: &[Hole]) -> (Vec<(Hole, Vec<Piece>)>, usize) {
        let mut split: Vec<(Hole, Vec<Piece>)> = holes
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

    /// A hole matters if two cases that differ only in it differ in the answer; a hole that was not split, if some
    /// case is still open.
    fn matters(&self, holes: &[Hole], split: &[(Hole, Vec<Piece>)], values: &[Value], possible: &[bool]) -> Vec<Hole> {
        let open =
            values.iter().zip(possible).any(|(value, possible)| *possible && value.status() == Status::Undecided);
        let mut stride = 1;
        let mut mattering: Vec<Hole> = Vec::new();
        for (hole, pieces) in split {
            let differs = (0..values.len()).any(|case| {
                let digit = case / stride % pieces.len();
                let other = case - digit * stride;
                digit > 0 && possible[case] && possible[other] && values[case].answers() != values[other].answers()
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

    /// What the record does not say and the open cells behind some steps read.
    fn holes(&self, outcome: &Outcome, mut stack: Vec<StepId>) -> Vec<Hole> {
        let mut seen = vec![false; self.program.steps.len()];
        let mut holes = Vec::new();
        while let Some(step) = stack.pop() {
            if std::mem::replace(&mut seen[step.0], true) || !self.is_open(&outcome.table, step) {
                continue;
            }
            match (&self.program.steps[step.0].op, self.program.steps[step.0].domain) {
                (Op::Fact(fact), _) => holes.push(Hole::Fact(*fact)),
                (Op::Field(at), Domain::Element(list)) => {
                    let column = &outcome.inputs.lists[list].fields[*at];
                    let elements = outcome.inputs.lists[list].parents.len();
                    holes.extend(
                        (0..elements).filter(|row| open_at(column, *row)).map(|row| Hole::Field(list, row, *at)),
                    );
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

    fn is_open(&self, table: &Table, step: StepId) -> bool {
        if let Op::MayHaveMore(_) = self.program.steps[step.0].op {
            return table.truth(step).could(0).yes;
        }
        let rows = match table.column(step) {
            Column::Truth(truth) if self.program.steps[step.0].domain == Domain::Patient => {
                let could = truth.could(0);
                return !could.decided() || (could.yes && self.guards_list(step));
            }
            column => rows_of(column),
        };
        (0..rows).any(|row| open_at(table.column(step), row))
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
    fn pieces(&self, outcome: &Outcome, needed: &[bool], hole: Hole) -> Vec<Piece> {
        let (fact, column, row) = match hole {
            Hole::Fact(id) => (self.rulebase.schema.fact(id), outcome.inputs.fact(id), 0),
            Hole::Field(list, row, at) => {
                let Some(field) = self.field(list, at) else { return Vec::new() };
                (field, &outcome.inputs.lists[list].fields[at], row)
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
    fn stretches(&self, needed: &[bool], hole: Hole, (low, high): (f64, f64)) -> Vec<Piece> {
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
        for (at, step) in self.program.steps.iter().enumerate() {
            if !needed[at] {
                continue;
            }
            let (Op::Order(_, a, b) | Op::Equal(a, b)) = &step.op else { continue };
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

    /// One row a case: the first hole counts fastest.
    fn try_cases(&self, outcome: &Outcome, needed: &[bool], split: &[(Hole, Vec<Piece>)], cases: usize) -> Table {
        let mut inputs = outcome.inputs.repeated(cases);
        let mut stride = 1;
        for (hole, pieces) in split {
            for case in 0..cases {
                narrow(&mut inputs, &outcome.inputs, *hole, pieces[case / stride % pieces.len()], case);
            }
            stride *= pieces.len();
        }
        let mut wanted = needed.to_vec();
        wanted.iter_mut().zip(&self.impossible_needs).for_each(|(wanted, needs)| *wanted |= needs);
        let mut table = Table::default();
        run_some(&self.program, &self.rulebase.schema, &inputs, &mut table, &wanted);
        table
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

fn rows_of(column: &Column) -> usize {
    match column {
        Column::Truth(truth) => truth.yes.len() * 64,
        Column::Labels(labels) => labels.words * 64,
        Column::Number(number) => number.low.len(),
    }
}

/// A cell holds more than one possibility. Bits behind the last row are never a single possibility of one kind only,
/// so they count as closed when nothing is set.
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

/// Puts a piece into one case's inputs.
fn narrow(inputs: &mut Inputs, original: &Inputs, hole: Hole, piece: Piece, case: usize) {
    let (column, row) = match hole {
        Hole::Fact(id) => (&mut inputs.facts[id.0], case),
        Hole::Field(list, row, at) => {
            let elements = original.lists[list].parents.len();
            (&mut inputs.lists[list].fields[at], case * elements + row)
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
