//! A patient who would have noticed an alteration: found by trying, and told with as few facts as possible.

use std::cell::OnceCell;

use jiff::civil::Date;

use super::alteration::Alteration;
use super::notice::{Examples, Reach};
use super::part::part;
use super::pool::{Chance, Pool};
use super::tell::{Told, is_sound, told};
use crate::answer::Engine;
use crate::eval::Batch;
use crate::patients::shrink;
use crate::prove::{Equality, Options, equal_of};
use crate::record::{Datum, Record, Value};
use crate::rulebase::ConclusionId;
use crate::rules::Rules;
use crate::syntax::tree::Status;

/// Patients that share a table.
const BATCH: usize = 256;
/// Tables of patients that come from examples, and of patients made up.
const TABLES: (usize, usize) = (6, 18);
/// Examples whose patients are changed.
const MODELS: usize = 24;
/// Patients for whom the tables differ that are looked at exactly.
const LOOKED_AT: usize = 12;

/// What became of an alteration.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// By this example of the rule base.
    Noticed(usize),
    /// It makes no difference for any patient: proved; where a list is read, for lists of up to so many elements.
    Equivalent(Option<usize>),
    /// No example notices. This patient would have.
    Survived(Witness),
    /// No example notices, and neither a patient nor a proof that there is none was found.
    NotProved,
}

/// A patient for whom the author's rules and the altered ones say something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    pub record: Record,
    /// What the author's rules say: a line of an example.
    pub expect: String,
    pub about: ConclusionId,
}

/// Where to look for patients who notice alterations of one conclusion.
pub(super) struct Search<'e> {
    examples: &'e Examples<'e>,
    reach: &'e Reach<'e>,
    /// The author's rules, as far as they matter.
    old: Engine,
    watched: Vec<ConclusionId>,
    pool: Pool,
    /// Patients to try, each table filled when it is first needed.
    tables: Vec<OnceCell<Batch>>,
    today: Date,
}

impl<'e> Search<'e> {
    pub fn new(examples: &'e Examples<'e>, reach: &'e Reach<'e>) -> Search<'e> {
        let engine = examples.engine;
        let watched = reach.watched.clone();
        let rulebase = part(engine, watched.iter().copied().chain(reach.advising()));
        let old = Engine::new(Rules { rulebase, examples: Vec::new() }, engine.workers);
        let pool = Pool::new(&old, &old.facts_of(&watched), examples.today);
        let tables = (0..TABLES.0 + TABLES.1).map(|_| OnceCell::new()).collect();
        Search { examples, reach, old, watched, pool, tables, today: examples.today }
    }

    /// The altered rules, as far as they matter.
    pub fn altered(&self, alteration: &Alteration) -> Engine {
        let mut rulebase = self.old.rulebase.clone();
        alteration.apply(&mut rulebase);
        Engine::new(Rules { rulebase, examples: Vec::new() }, self.old.workers)
    }

    /// A patient who notices.
    pub fn find(&self, new: &Engine) -> Option<Witness> {
        let mut looked_at = 0;
        for (number, table) in self.tables.iter().enumerate() {
            let was = table.get_or_init(|| {
                let patients = self.patients(number);
                let dated: Vec<(&Record, Date)> =
                    patients.iter().map(|record| (record, record.as_of.unwrap_or(self.today))).collect();
                self.old.batch(&dated)
            });
            let differing = self.differing(new, was);
            if differing.is_empty() {
                continue;
            }
            let patients = self.patients(number);
            for (at, id) in differing {
                if let Some(witness) = self.witness(new, &patients[at], id) {
                    return Some(witness);
                }
                looked_at += 1;
                if looked_at >= LOOKED_AT {
                    return None;
                }
            }
        }
        None
    }

    /// The patients of a table, the same every time.
    fn patients(&self, table: usize) -> Vec<Record> {
        let models: Vec<&Record> =
            self.reach.examples().iter().take(MODELS).map(|at| self.examples.record(*at).0).collect();
        let mut chance = Chance::new(table as u64);
        match table < TABLES.0 && !models.is_empty() {
            true if table == 0 => models.into_iter().cloned().collect(),
            true => (0..BATCH).map(|at| self.pool.changed(models[at % models.len()], &mut chance)).collect(),
            false => (0..BATCH).map(|_| self.pool.made_up(&mut chance)).collect(),
        }
    }

    /// Patients for whom the tables differ, with the conclusion; each patient once.
    fn differing(&self, new: &Engine, before: &Batch) -> Vec<(usize, ConclusionId)> {
        let (after, rows) = (new.table(&before.inputs), before.inputs.rows);
        let mut found: Vec<(usize, ConclusionId)> = Vec::new();
        for id in &self.watched {
            let was = self.old.at_a_glance(&before.table, rows, *id);
            let is = new.at_a_glance(&after, rows, *id);
            let advises = !self.old.rulebase.conclusions[id.0].advice().eq(new.rulebase.conclusions[id.0].advice());
            for (at, pair) in was.iter().zip(&is).enumerate() {
                let (Some(was), Some(is)) = pair else { continue };
                let applies = was.status == Status::Applies;
                if (was.status, &was.value) != (is.status, &is.value) || (advises && applies) {
                    found.push((at, *id));
                }
            }
        }
        found.sort();
        found.dedup_by_key(|(at, _)| *at);
        found
    }

    /// What a patient is told apart by, with no more facts than it takes.
    fn witness(&self, new: &Engine, patient: &Record, id: ConclusionId) -> Option<Witness> {
        let was = told(&self.old, patient, self.today, id)?;
        let mut record = patient.clone();
        record.name.clear();
        record.ignored.clear();
        let holds = |record: &Record| self.expectation(new, record, id, &was).is_some();
        if !holds(&record) {
            return None;
        }
        self.shorten(&mut record, &holds);
        let expect = self.expectation(new, &record, id, &was)?;
        is_sound(self.examples.engine, &record, self.today).then_some(Witness { record, expect, about: id })
    }

    /// The line that tells the two apart, where the author's rules still say the same.
    fn expectation(&self, new: &Engine, record: &Record, id: ConclusionId, was: &Told) -> Option<String> {
        let still = told(&self.old, record, self.today, id)?;
        if still != *was && !(was.is_decided() && still.answers_like(was)) {
            return None;
        }
        let is = told(new, record, self.today, id)?;
        still.apart(&is, &self.old.rulebase, id)
    }

    /// Where no patient was found by trying: the prover finds one, or proves that there is none.
    pub fn prove(&self, new: &Engine) -> Fate {
        let pairs: Vec<_> = self.watched.iter().map(|id| (Some(*id), Some(*id))).collect();
        let options = Options::on(self.today);
        let mut elements = None;
        let mut open = false;
        for compared in equal_of(&self.old, new, &pairs, &options, &|_| true) {
            match (compared.result, compared.old) {
                (Equality::Same, _) => elements = elements.max(compared.elements),
                (Equality::Differs(difference), Some(id)) => {
                    if let Some(witness) = self.witness(new, &difference.records.0, id) {
                        return Fate::Survived(witness);
                    }
                    open = true;
                }
                _ => open = true,
            }
        }
        if open { Fate::NotProved } else { Fate::Equivalent(elements) }
    }

    /// Whether an earlier patient notices this alteration too, and by which line.
    pub fn notices(&self, new: &Engine, witness: &Witness) -> Option<String> {
        let was = told(&self.old, &witness.record, self.today, witness.about)?;
        let is = told(new, &witness.record, self.today, witness.about)?;
        was.apart(&is, &self.old.rulebase, witness.about)
    }

    /// Takes away what can be taken away, and makes numbers rounder.
    fn shorten(&self, record: &mut Record, holds: &dyn Fn(&Record) -> bool) {
        let given = std::mem::take(record);
        *record = shrink(given, &self.pool.facts, &mut |records| records.iter().position(holds));
        for (at, id) in self.pool.facts.iter().enumerate() {
            for number in self.pool.rounder(at, record) {
                if try_out(record, holds, |record| record.facts[id.0] = Some(number.clone())) {
                    break;
                }
            }
        }
        let dated = record.facts.iter().flatten().any(has_date);
        if !dated {
            try_out(record, holds, |record| record.as_of = None);
        } else if record.as_of.is_none() {
            record.as_of = Some(self.today);
        }
    }
}

/// Keeps a change of the record if it still holds what it must.
fn try_out(record: &mut Record, holds: &dyn Fn(&Record) -> bool, alter: impl FnOnce(&mut Record)) -> bool {
    let mut shorter = record.clone();
    alter(&mut shorter);
    let kept = shorter != *record && holds(&shorter);
    if kept {
        *record = shorter;
    }
    kept
}

fn has_date(datum: &Datum) -> bool {
    match &datum.value {
        Value::Date { .. } => true,
        Value::List { elements, .. } => elements.iter().flatten().flatten().any(has_date),
        _ => false,
    }
}
