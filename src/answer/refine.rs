//! Exactness: where the table leaves an answer open, the missing values are tried case by case, as one more batch.
//!
//! Each case narrows some of the missing values; what the cases give together is what is possible. That is never wider
//! than the table's answer, and still holds whatever the missing values turn out to be.

use std::collections::HashMap;

use super::conclusion::{Answer, status_of};
use super::engine::Engine;
use super::hole::Hole;
use super::outcome::{Need, Outcome};
use super::piece::{Piece, put};
use super::pool::Trial;
use crate::eval::{Column, Row, Table, Value, run_some};
use crate::program::{Domain, Op, Slice, Step, StepId};
use crate::rulebase::{ConclusionId, Fact, FactId, Type};
use crate::solve::narrowed;
use crate::syntax::tree::Status;

/// Cases tried for one conclusion.
const CASES: usize = 1024;

/// Holes with the ways to narrow each.
type Split = Vec<(Hole, Vec<Piece>)>;

impl Engine {
    /// The answer with cases told apart, and the holes that matter for it.
    pub(super) fn refine(&self, patient: Row<'_>, id: ConclusionId) -> (Answer, Vec<Hole>) {
        let lowered = &self.program.conclusions[id.0];
        let roots = self.roots(id);
        let needed = &self.needed[id.0];
        let holes = self.holes(patient, roots.clone());
        let (split, cases) = self.split(patient, needed, &holes);
        self.try_cases(patient, needed, (&split, cases), |table, possible| {
            let classes = Classes::of(table, &roots, cases);
            let values: Vec<Value> = classes.rows.iter().map(|row| self.answer(table, id, *row).value).collect();
            let mut met = vec![false; values.len()];
            (0..cases).filter(|case| possible[*case]).for_each(|case| met[classes.of[case]] = true);
            let possible_values = values.iter().zip(&met).filter(|(_, met)| **met).map(|(value, _)| value.clone());
            let Some(value) = possible_values.reduce(|a, b| a.or(&b)) else {
                return (self.answer(&patient.batch.table, id, patient.row), holes);
            };
            let any = |is: &dyn Fn(&Value) -> bool| values.iter().zip(&met).any(|(value, met)| *met && is(value));
            // cases that are open themselves may be wider than what completions come to, and so may those that an
            // `impossible` line rules out together with something that was not split
            let tied = || value.is_open() && self.is_tied(patient, id);
            let value = if any(&Value::is_open) || tied() { self.narrowed(patient, id, value) } else { value };
            let open = any(&|value| value.status() == Status::Undecided);
            let conclusion = &self.rulebase.conclusions[id.0];
            let status = status_of(conclusion.kind, &conclusion.ty, &value);
            // of a score with bands the band is what counts
            let answers = lowered.band.map(|band| Classes::of(table, &[band], cases));
            let matters = matters(&holes, &split, (&answers.unwrap_or(classes).of, possible), open);
            let was = self.answer(&patient.batch.table, id, patient.row).status;
            let by_cases = was == Status::Undecided && status != Status::Undecided;
            (Answer { status, value, needs: Vec::new(), by_cases }, matters)
        })
    }

    /// Some `impossible` line that reads what an answer is computed from may hold for a record.
    fn is_tied(&self, patient: Row<'_>, id: ConclusionId) -> bool {
        let lines = self.program.impossible.iter().map(|note| self.program.notes[note.0].step);
        lines.into_iter().any(|step| self.hinges[id.0].has(step) && patient.could(step).yes)
    }

    /// The steps that an answer is read from.
    pub(super) fn roots(&self, id: ConclusionId) -> Vec<StepId> {
        let lowered = &self.program.conclusions[id.0];
        [lowered.value, lowered.band].into_iter().flatten().collect()
    }

    /// What is still possible of an answer, proved.
    fn narrowed(&self, Row { batch, row }: Row<'_>, id: ConclusionId, value: Value) -> Value {
        let lowered = &self.program.conclusions[id.0];
        let exact = |step: Option<StepId>, value: &Value| match step {
            Some(step) if value.status() == Status::Undecided => {
                narrowed((&self.rulebase.schema, &self.program), (batch, row), (step, &self.hinges[id.0]), value)
            }
            _ => value.clone(),
        };
        match &value {
            Value::Score { points, band } => Value::Score {
                points: Box::new(exact(lowered.value, points)),
                band: band.as_ref().map(|band| Box::new(exact(lowered.band, band))),
            },
            _ => exact(lowered.value, &value),
        }
    }

    /// What some steps come to in all cases, each a row of the table, and which of them are possible.
    pub(super) fn cases<R>(&self, patient: Row<'_>, roots: &[StepId], read: impl FnOnce(&Table, &[bool]) -> R) -> R {
        let needed = Slice::of(&self.program, roots.iter().copied());
        let holes = self.holes(patient, roots.to_vec());
        let (split, cases) = self.split(patient, &needed, &holes);
        self.try_cases(patient, &needed, (&split, cases), read)
    }

    /// A condition is met, whatever is missing.
    pub fn surely(&self, outcome: &Outcome, condition: StepId) -> bool {
        let patient = outcome.at();
        let could = patient.could(condition);
        if could.decided() || !could.yes {
            return could.surely_yes();
        }
        self.cases(patient, &[condition], |table, possible| {
            let sure = |case: usize| table.truth(condition).could(case).surely_yes();
            possible.contains(&true) && (0..possible.len()).filter(|case| possible[*case]).all(sure)
        })
    }

    /// How to narrow the holes, as far as the cases do not get too many; and how many cases that makes.
    fn split(&self, patient: Row<'_>, needed: &Slice, holes: &[Hole]) -> (Split, usize) {
        let mut split: Split = holes
            .iter()
            .filter(|hole| !matches!(hole, Hole::More(_)))
            .map(|hole| (*hole, self.pieces(patient, needed, *hole)))
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
    fn holes(&self, patient: Row<'_>, mut stack: Vec<StepId>) -> Vec<Hole> {
        let mut seen = vec![false; self.program.steps.len()];
        let mut holes = Vec::new();
        while let Some(step) = stack.pop() {
            if std::mem::replace(&mut seen[step.0], true) || !self.is_open(patient, step) {
                continue;
            }
            match (&self.program.steps[step.0].op, self.program.steps[step.0].domain) {
                (Op::Fact(fact), _) => holes.push(Hole::Fact(*fact)),
                (Op::Field(at), Domain::Element(list)) => {
                    let column = &patient.batch.inputs.lists[list].fields[*at];
                    let elements = patient.elements(list).enumerate();
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

    fn is_open(&self, patient: Row<'_>, step: StepId) -> bool {
        let column = patient.batch.table.column(step);
        let Step { op, domain, .. } = &self.program.steps[step.0];
        match (domain, column) {
            _ if matches!(op, Op::MayHaveMore(_)) => patient.could(step).yes,
            (Domain::Element(list), _) => patient.elements(*list).any(|row| open_at(column, row)),
            (Domain::Patient, Column::Truth(_)) => {
                let could = patient.could(step);
                !could.decided() || (could.yes && self.guards_list(step))
            }
            (Domain::Patient, _) => open_at(column, patient.row),
        }
    }

    /// Whether a list may hold more members: a sure yes leaves what is read from it open.
    fn guards_list(&self, step: StepId) -> bool {
        match &self.program.steps[step.0].op {
            Op::Of(_, items) => items.iter().any(|item| matches!(self.program.steps[item.0].op, Op::MayHaveMore(_))),
            _ => false,
        }
    }

    pub(super) fn field(&self, list: usize, at: usize) -> Option<&Fact> {
        match self.rulebase.schema.fact(self.program.lists[list]).ty {
            Type::List(finding) => self.rulebase.schema.finding(finding).fields.get(at),
            _ => None,
        }
    }

    /// One row a case, where the first hole counts fastest; with the cases that no `impossible` line rules out.
    fn try_cases<R>(
        &self,
        patient: Row<'_>,
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
            patient.batch.inputs.repeat(patient.row, cases, &needed.facts, &needed.lists, inputs);
            let mut stride = 1;
            for (hole, pieces) in split {
                for case in 0..cases {
                    put(inputs, (*hole, case), pieces[case / stride % pieces.len()], cases);
                }
                stride *= pieces.len();
            }
            run_some(&self.program, &self.rulebase.schema, inputs, table, &needed.steps);
            let ruled_out = |case: usize| impossible.iter().any(|step| table.truth(*step).could(case).surely_yes());
            let possible: Vec<bool> = (0..cases).map(|case| !ruled_out(case)).collect();
            read(table, &possible)
        })
    }

    pub(super) fn reads_hole(&self, slice: &Slice, hole: Hole) -> bool {
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
pub(super) fn open_at(column: &Column, row: usize) -> bool {
    !column.is_one(row)
}
