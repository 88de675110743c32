//! A patient without the facts that are not needed to show what they show.

use super::pool::Pool;
use crate::answer::Engine;
use crate::eval::Value as Answered;
use crate::patients::{unknown, with, yes_no};
use crate::record::{Datum, Record, Value};
use crate::rulebase::{ConclusionId, FactId, Type};
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
    let mut record = record;
    let read = pool.goals.facts_of(pool.engine, &kept.conclusions);
    let given: Vec<usize> = (0..record.facts.len()).filter(|at| record.facts[*at].is_some()).collect();
    let mut bare = record.clone();
    for at in given.iter().filter(|at| !read.contains(&FactId(**at))) {
        bare.facts[*at] = None;
    }
    record = trimmer.first_that_keeps(vec![bare]).unwrap_or(record);
    for at in given {
        let fewer: Vec<Record> = smaller(&record, FactId(at));
        let mut fewer = fewer;
        // of a list, ever smaller ones
        while let Some(smaller_one) = trimmer.first_that_keeps(fewer) {
            record = smaller_one;
            fewer = smaller(&record, FactId(at));
        }
    }
    let told = trimmer.first_that_keeps(vec![said(pool, &record, kept)]).unwrap_or(record);
    trimmer.first_that_keeps(all_other_no(pool.engine, &told)).unwrap_or(told)
}

struct Trimmer<'p, 'e> {
    pool: &'p Pool<'e>,
    kept: &'p Kept,
    answers: Vec<(Status, Answered)>,
}

impl Trimmer<'_, '_> {
    fn first_that_keeps(&self, records: Vec<Record>) -> Option<Record> {
        let shown = self.pool.try_all(&records);
        let keeps = |(record, shown): &(Record, super::pool::Shown)| {
            let all = |wanted: &[usize], found: &[usize]| wanted.iter().all(|goal| found.binary_search(goal).is_ok());
            all(&self.kept.goals, &shown.reached)
                && all(&self.kept.well, &shown.well)
                && same(&self.answers, &answers(self.pool.engine, record, &self.kept.conclusions))
        };
        records.into_iter().zip(shown).find(keeps).map(|(record, _)| record)
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

/// The record without a fact; of a list, also without one element, one field, or that it is whole.
fn smaller(record: &Record, id: FactId) -> Vec<Record> {
    let Some(datum) = &record.facts[id.0] else { return Vec::new() };
    let mut all = vec![with(record, id, None)];
    if let Value::List { elements, whole } = &datum.value {
        let mut add = |elements: Vec<Vec<Option<Datum>>>, whole: bool| {
            let given = elements.iter().all(|element| element.iter().any(Option::is_some));
            if given && (whole || !elements.is_empty()) {
                let value = Value::List { elements, whole };
                all.push(with(record, id, Some(Datum { value, ..datum.clone() })));
            }
        };
        for at in 0..elements.len() {
            let mut fewer = elements.clone();
            fewer.remove(at);
            add(fewer, *whole);
        }
        if *whole {
            add(elements.clone(), false);
        }
        for (at, element) in elements.iter().enumerate() {
            for field in (0..element.len()).filter(|field| element[*field].is_some()) {
                let mut fewer = elements.clone();
                fewer[at][field] = None;
                add(fewer, *whole);
            }
        }
    }
    all
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
fn all_other_no(engine: &Engine, record: &Record) -> Vec<Record> {
    let schema = &engine.rulebase.schema;
    let is_no = |datum: &Option<Datum>| datum.as_ref().is_some_and(|datum| datum.value == Value::YesNo(false));
    let questions = schema.facts.iter().zip(&record.facts).filter(|(fact, _)| fact.ty == Type::YesNo);
    if questions.filter(|(_, datum)| is_no(datum)).count() < MANY_NO {
        return Vec::new();
    }
    let mut filled = record.clone();
    for (slot, fact) in filled.facts.iter_mut().zip(&schema.facts) {
        if slot.is_none() && fact.ty == Type::YesNo {
            *slot = Some(yes_no(false));
        }
    }
    vec![filled]
}
