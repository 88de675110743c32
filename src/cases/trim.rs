//! A patient without the facts that are not needed to show what they show.

use super::pool::Pool;
use crate::answer::Engine;
use crate::eval::Value as Answered;
use crate::patients::{shrink, unknown, yes_no};
use crate::record::{Datum, Record, Value};
use crate::rulebase::{ConclusionId, Type};
use crate::syntax::tree::Status;

/// From so many facts that are no on, one line says that all others are.
const MANY_NO: usize = 3;

/// What must stay as it is.
pub(super) struct Kept {
    pub goals: Vec<usize>,
    /// Those of them that are to stay well shown.
    pub well: Vec<usize>,
    pub conclusions: Vec<ConclusionId>,
}

/// Drops what makes no difference to what is kept.
pub(super) fn trim(pool: &Pool, record: Record, kept: &Kept) -> Record {
    let trimmer = Trimmer { pool, kept, answers: answers(pool.engine, &record, &kept.conclusions) };
    let read = pool.goals.facts_of(pool.engine, &kept.conclusions);
    let record = shrink(record, &read, &mut |records| trimmer.first(records));
    let told = said(pool, &record, kept);
    let record = trimmer.or(record, told);
    match all_other_no(pool.engine, &record) {
        Some(filled) => trimmer.or(record, filled),
        None => record,
    }
}

struct Trimmer<'p, 'e> {
    pool: &'p Pool<'e>,
    kept: &'p Kept,
    answers: Vec<(Status, Answered)>,
}

impl Trimmer<'_, '_> {
    fn first(&self, records: &[Record]) -> Option<usize> {
        let shown = self.pool.try_all(records);
        let keeps = |(record, shown): (&Record, &super::pool::Shown)| {
            let all = |wanted: &[usize], found: &[usize]| wanted.iter().all(|goal| found.binary_search(goal).is_ok());
            all(&self.kept.goals, &shown.reached)
                && all(&self.kept.well, &shown.well)
                && same(&self.answers, &answers(self.pool.engine, record, &self.kept.conclusions))
        };
        records.iter().zip(&shown).position(keeps)
    }

    /// The other record, if it keeps what is to be kept.
    fn or(&self, record: Record, other: Record) -> Record {
        if self.first(std::slice::from_ref(&other)).is_some() { other } else { record }
    }
}

/// What is decided stays so, and what is open may be open in other ways.
fn same(before: &[(Status, Answered)], after: &[(Status, Answered)]) -> bool {
    before
        .iter()
        .zip(after)
        .all(|(before, after)| before.0 == after.0 && (before.0 == Status::Undecided || before.1 == after.1))
}

fn answers(engine: &Engine, record: &Record, ids: &[ConclusionId]) -> Vec<(Status, Answered)> {
    let batch = engine.batch(&[(record, record.as_of.unwrap_or_default())]);
    let answer = |id: &ConclusionId| {
        let answer = engine.answer(&batch.table, *id, 0);
        (answer.status, answer.value)
    };
    ids.iter().map(answer).collect()
}

/// The record that says of the facts which are shown to be unknown that they are.
fn said(pool: &Pool, record: &Record, kept: &Kept) -> Record {
    let mut record = record.clone();
    for goal in kept.goals.iter().map(|goal| &pool.goals.all[*goal]).filter(|goal| goal.open && goal.facts.len() == 1) {
        let slot = &mut record.facts[goal.facts[0].0];
        if slot.is_none() {
            *slot = Some(unknown());
        }
    }
    record
}

/// The record in which one line says no to all that it does not name.
fn all_other_no(engine: &Engine, record: &Record) -> Option<Record> {
    let schema = &engine.rulebase.schema;
    let is_no = |datum: &Option<Datum>| datum.as_ref().is_some_and(|datum| datum.value == Value::YesNo(false));
    let questions = schema.facts.iter().zip(&record.facts).filter(|(fact, _)| fact.ty == Type::YesNo);
    if questions.filter(|(_, datum)| is_no(datum)).count() < MANY_NO {
        return None;
    }
    let mut filled = record.clone();
    for (slot, fact) in filled.facts.iter_mut().zip(&schema.facts) {
        if slot.is_none() && fact.ty == Type::YesNo {
            *slot = Some(yes_no(false));
        }
    }
    Some(filled)
}
