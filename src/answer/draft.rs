//! A record judged only as far as it is asked.
//!
//! A table is quickly filled; going through the cases of what it leaves open is not. A draft does so for the answers that
//! somebody wants to see, and for the rules that could turn out to apply, whatever is missing: what is advised is whole.

use std::sync::Arc;

use jiff::civil::Date;

use super::conclusion::Answer;
use super::engine::Engine;
use super::fill::{fill, settled_by};
use super::hole::Hole;
use super::memo::Exact;
use super::outcome::{Impossible, Outcome};
use super::sample::Samples;
use crate::eval::Batch;
use crate::program::StepId;
use crate::record::Record;
use crate::rulebase::{Body, ConclusionId, Kind, Outcome as Consequence, Part, Template};
use crate::syntax::tree::{Status, Verb};

/// Open answers that are settled in one piece of work.
const SHARE: usize = 16;

/// One record and what has been found out about it.
pub struct Draft<'a> {
    pub engine: &'a Engine,
    record: &'a Record,
    /// Its answers are the table's, but for those that are settled.
    outcome: Outcome,
    settled: Vec<bool>,
    /// Those of its batch.
    samples: Option<Arc<Samples>>,
}

impl Engine {
    /// Drafts of records, each with its as-of date: one table for all of them.
    pub fn drafts<'a>(&'a self, records: &[(&'a Record, Date)]) -> Vec<Result<Draft<'a>, Impossible>> {
        let batch = Arc::new(self.batch(records));
        let samples = Arc::new(Samples::of(self, &batch.inputs));
        let rows = records.iter().enumerate();
        rows.map(|(row, (record, as_of))| {
            let mut draft = self.draft(record, *as_of, &batch, row)?;
            draft.samples = Some(Arc::clone(&samples));
            Ok(draft)
        })
        .collect()
    }

    /// A draft of one record.
    pub fn draft_one<'a>(&'a self, record: &'a Record, as_of: Date) -> Result<Draft<'a>, Impossible> {
        self.draft(record, as_of, &Arc::new(self.batch(&[(record, as_of)])), 0)
    }

    /// What the table says of one record of a batch.
    pub(super) fn draft<'a>(
        &'a self,
        record: &'a Record,
        as_of: Date,
        batch: &Arc<Batch>,
        row: usize,
    ) -> Result<Draft<'a>, Impossible> {
        if let Some(at) = self.impossible(&batch.table, row) {
            let what = self.rulebase.impossible[at].text.clone();
            return Err(Impossible { record: record.name.clone(), what, at });
        }
        let count = self.rulebase.conclusions.len();
        let answers = (0..count).map(|at| self.answer(&batch.table, ConclusionId(at), row)).collect();
        let outcome = Outcome {
            record: record.name.clone(),
            as_of,
            answers,
            advice: Vec::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
            needs: Vec::new(),
            assumed: Vec::new(),
            ignored: record.ignored.clone(),
            conflicts: Vec::new(),
            broken: Vec::new(),
            reviews: Vec::new(),
            batch: Arc::clone(batch),
            row,
            facts: Vec::new(),
            holes: vec![Vec::new(); count],
        };
        Ok(Draft { engine: self, record, outcome, settled: vec![false; count], samples: None })
    }
}

impl<'a> Draft<'a> {
    /// What is known so far. Only [`Draft::answer`] makes sure that an answer is as exact as it can be.
    pub fn so_far(&self) -> &Outcome {
        &self.outcome
    }

    /// The answer, with cases told apart where the table leaves it open.
    pub fn answer(&mut self, id: ConclusionId) -> &Answer {
        if self.is_open(id) {
            let (answer, holes) = self.refined(id);
            self.settle(id, answer, holes);
        }
        &self.outcome.answers[id.0]
    }

    /// The exact status of one answer, which is not kept.
    pub fn status(&self, id: ConclusionId) -> Status {
        if self.is_open(id) { self.refined(id).0.status } else { self.outcome.answers[id.0].status }
    }

    /// The status of a rule, as far as it can be told without going through the cases.
    pub fn glance(&self, rule: ConclusionId) -> Option<Status> {
        if !self.is_open(rule) {
            return Some(self.outcome.answers[rule.0].status);
        }
        let samples = self.samples.as_ref()?;
        let step = self.engine.program.conclusions[rule.0].value?;
        let mut applies = samples.of_record(self.outcome.row, step).map(|could| could.surely_yes());
        let first = applies.next()?;
        applies.any(|other| other != first).then_some(Status::Undecided)
    }

    /// Everything there is to say about the record.
    pub fn finish(mut self) -> Outcome {
        self.settle_all();
        let Draft { engine, record, mut outcome, .. } = self;
        (outcome.advice, outcome.warnings, outcome.notes) = (Vec::new(), Vec::new(), Vec::new());
        outcome.needs = engine.needs(&outcome.holes);
        outcome.facts.clone_from(&record.facts);
        engine.advise(&mut outcome, record);
        engine.assume(&mut outcome);
        engine.review(&mut outcome);
        outcome.conflicts = engine.conflicts(&outcome);
        outcome.broken = engine.broken(&outcome, None);
        outcome
    }

    /// Whether a condition is surely met.
    pub fn surely(&self, condition: StepId) -> bool {
        self.engine.surely(&self.outcome, condition)
    }

    /// Whether one of these facts or fields is among what would change an answer, or is asked for.
    pub fn needs(&mut self, name: &str) -> bool {
        if self.outcome.needs.iter().any(|need| need.fact == name) {
            return true;
        }
        let needs = |answer: &Answer| answer.needs.iter().any(|need| need == name);
        // an example mostly needs what the conclusions that it has asked about read
        if self.outcome.answers.iter().any(needs) {
            return true;
        }
        let ids = self.engine.reading_name(name);
        ids.into_iter().any(|id| needs(self.answer(id)))
    }

    /// Whether some rule advises for this action (or against it): surely, and perhaps.
    pub fn advised(&mut self, verb: Verb, action: crate::rulebase::ActionId) -> (bool, bool) {
        let rules: Vec<ConclusionId> = self.engine.rulebase.advising(action, verb.is_against()).collect();
        rules.into_iter().for_each(|rule| {
            self.answer(rule);
        });
        self.engine.advised(&self.outcome, verb, action)
    }

    /// The names of all that would change an answer, or is asked for.
    pub fn all_needs(&mut self) -> Vec<String> {
        self.settle_all();
        let asked = self.outcome.needs.iter().map(|need| need.fact.clone());
        let mut names: Vec<String> = self.engine.needs(&self.outcome.holes).into_iter().map(|need| need.fact).collect();
        for name in asked {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn settle_all(&mut self) {
        let ids = (0..self.settled.len()).map(ConclusionId);
        let open: Vec<ConclusionId> = ids.filter(|id| self.is_open(*id)).collect();
        let refine = |share: &[ConclusionId]| -> Vec<Exact> { share.iter().map(|id| self.refined(*id)).collect() };
        let refined = self.engine.workers.map(open.chunks(SHARE), refine);
        for (id, (answer, holes)) in open.iter().zip(refined.into_iter().flatten()) {
            self.settle(*id, answer, holes);
        }
    }

    /// The exact answer, from the cases or from a record that says the same of what it hangs on.
    fn refined(&self, id: ConclusionId) -> Exact {
        self.engine.recalled(self.outcome.at(), id)
    }

    fn is_open(&self, id: ConclusionId) -> bool {
        !self.settled[id.0] && self.outcome.answers[id.0].value.is_open()
    }

    fn settle(&mut self, id: ConclusionId, mut answer: Answer, holes: Vec<Hole>) {
        self.settled[id.0] = true;
        if answer.status == Status::Undecided {
            let mut names: Vec<String> = Vec::new();
            for name in holes.iter().map(|hole| self.engine.hole_name(*hole).fact) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            answer.needs = names;
            self.outcome.holes[id.0] = holes;
        }
        self.outcome.answers[id.0] = answer;
    }

    /// Finds the advice of the rules that apply, what conflicts and what breaks a guarantee. An open rule may apply only
    /// if no sample says otherwise.
    pub fn advise(&mut self) {
        for (at, conclusion) in self.engine.rulebase.conclusions.iter().enumerate() {
            let id = ConclusionId(at);
            if conclusion.kind == Kind::Rule && self.is_open(id) && self.may_apply(id) {
                self.answer(id);
            }
        }
        let (engine, record) = (self.engine, self.record);
        engine.advise(&mut self.outcome, record);
        self.outcome.conflicts = engine.conflicts(&self.outcome);
        self.outcome.broken = engine.broken(&self.outcome, self.samples.as_deref());
    }

    fn may_apply(&self, rule: ConclusionId) -> bool {
        match (&self.samples, self.engine.program.conclusions[rule.0].value) {
            (Some(samples), Some(step)) => samples.of_record(self.outcome.row, step).all(|could| could.surely_yes()),
            _ => true,
        }
    }

    /// Whether a rule that is open, or has failed, would give a warning that begins with this text.
    pub fn may_warn(&mut self, text: &str) -> bool {
        let engine = self.engine;
        let rules = engine.rulebase.conclusions.iter().enumerate();
        for (at, conclusion) in rules {
            let Body::Rule(rule) = &conclusion.body else { continue };
            let warns = rule.outcomes.iter().any(|one| match one {
                Consequence::Warn(template) => {
                    fill(engine, &self.outcome, template, ConclusionId(at)).starts_with(text)
                }
                _ => false,
            });
            if warns && matches!(self.answer(ConclusionId(at)).status, Status::Undecided | Status::Failed) {
                return true;
            }
        }
        false
    }

    /// Settles the answers that a text shows, so that it says what the page would say.
    fn settle_text(&mut self, text: &Template, own: ConclusionId) {
        for part in &text.parts {
            match part {
                Part::Own => drop(self.answer(own)),
                Part::Value(expr) => drop(settled_by(expr).map(|id| self.answer(id))),
                Part::Text(_) | Part::ListOf(..) => {}
            }
        }
    }

    /// Whether a note that begins with this text stands with an answer given: surely, and perhaps.
    pub fn notes(&mut self, text: &str) -> (bool, bool) {
        let engine = self.engine;
        let mut perhaps = false;
        for (at, conclusion) in engine.rulebase.conclusions.iter().enumerate() {
            let id = ConclusionId(at);
            conclusion.notes.iter().for_each(|note| self.settle_text(note, id));
            if conclusion.notes.iter().any(|note| fill(engine, &self.outcome, note, id).starts_with(text)) {
                match self.answer(id).status {
                    Status::Applies => return (true, true),
                    Status::Undecided | Status::Failed => perhaps = true,
                    Status::DoesNotApply | Status::NotApplicable => {}
                }
            }
        }
        (false, perhaps)
    }
}
