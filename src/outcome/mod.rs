//! What the rules say about one record: for each conclusion the answer, what decided it and what would settle it.

mod answer;
mod judge;
mod lean;
mod refine;
mod review;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::eval::{Inputs, Table, run};
use crate::program::{Program, lower};
use crate::record::{Datum, Ignored, Record};
use crate::rulebase::{Body, ConclusionId, FactId, Rulebase};
use crate::syntax::tree::{Duration, Status, Verb};

pub use answer::{Answer, Value};
pub use judge::{Broken, Conflict};
pub use lean::Read;

/// Records that one core takes at a time. Each is judged by a table of its own, which its explanations are read from.
const BATCH: usize = 512;

/// A rule base ready to be asked.
pub struct Engine {
    pub rulebase: Rulebase,
    pub program: Program,
    /// For each conclusion, the steps it is computed from.
    needed: Vec<Vec<bool>>,
    /// The steps that tell whether a record is impossible.
    impossible_needs: Vec<bool>,
    /// For each conclusion, whether it leans on each other one.
    leaning: Vec<Vec<bool>>,
    /// For each conclusion, the review marks of itself and of all that it leans on, but for those of labels.
    marks: Vec<Vec<String>>,
}

/// Everything the rules say about one record.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub record: String,
    pub as_of: Date,
    /// As [`Rulebase::conclusions`].
    pub answers: Vec<Answer>,
    pub advice: Vec<Advised>,
    pub warnings: Vec<Warned>,
    /// What stands with the answers given.
    pub notes: Vec<Warned>,
    /// What the record lacks and would change an answer.
    pub needs: Vec<Need>,
    /// Taken as no because not recorded, where that made a difference.
    pub assumed: Vec<Assumed>,
    pub ignored: Vec<Ignored>,
    pub conflicts: Vec<Conflict>,
    /// Guarantees that do not hold.
    pub broken: Vec<Broken>,
    /// What clinicians still have to confirm, and the conclusions that lean on it.
    pub reviews: Vec<(String, Vec<ConclusionId>)>,
    /// The table of this record alone, for explanations.
    pub table: Table,
    pub inputs: Inputs,
    /// The record as read, for values and where they came from.
    pub facts: Vec<Option<Datum>>,
}

/// A rule that applies and advises something.
#[derive(Debug, Clone)]
pub struct Advised {
    pub rule: ConclusionId,
    pub verb: Verb,
    pub action: crate::rulebase::ActionId,
    pub duration: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warned {
    pub rule: ConclusionId,
    pub text: String,
}

/// A fact that was taken as no because it was not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    pub fact: FactId,
    /// The conclusions that would be less certain without it.
    pub conclusions: Vec<ConclusionId>,
}

/// Something to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The name of the fact, or of the field with its list: `chronicity of thrombi`.
    pub name: String,
    /// The fact or field by its own name.
    pub fact: String,
    pub definition: Option<String>,
    /// Some rule that applies asks for it.
    pub asked_for: bool,
    /// The conclusions it would change.
    pub changes: Vec<ConclusionId>,
}

/// A record that cannot be judged: it holds a combination that the rules call impossible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    pub record: String,
    /// The author's words for the combination.
    pub what: String,
    /// Index into [`Rulebase::impossible`].
    pub at: usize,
}

impl Engine {
    pub fn new(rulebase: Rulebase) -> Engine {
        let program = lower(&rulebase);
        let needed = refine::needed(&program);
        let leaning = lean::leaning(&rulebase);
        let impossible = program.impossible.iter().map(|note| program.notes[note.0].step);
        let impossible_needs = refine::needed_for(&program, impossible);
        let mut engine = Engine { rulebase, program, needed, impossible_needs, leaning, marks: Vec::new() };
        engine.marks = engine.marks();
        engine
    }

    /// Judges records, many at a time, in the order given. A record without an as-of date of its own takes `today`.
    pub fn judge(&self, records: &[Record], today: Date) -> Vec<Result<Outcome, Impossible>> {
        records.par_chunks(BATCH).flat_map_iter(|batch| self.batch(batch, today)).collect()
    }

    /// Judges one record.
    pub fn judge_one(&self, record: &Record, today: Date) -> Result<Outcome, Impossible> {
        self.outcome(record, record.as_of.unwrap_or(today))
    }

    fn batch(&self, records: &[Record], today: Date) -> Vec<Result<Outcome, Impossible>> {
        records.iter().map(|record| self.judge_one(record, today)).collect()
    }

    fn outcome(&self, record: &Record, as_of: Date) -> Result<Outcome, Impossible> {
        let inputs = Inputs::of_records(&self.rulebase.schema, &[(record, crate::check::days_since_epoch(as_of))]);
        let mut table = Table::default();
        run(&self.program, &self.rulebase.schema, &inputs, &mut table);
        if let Some(at) = self.impossible(&table) {
            let what = self.rulebase.impossible[at].text.clone();
            return Err(Impossible { record: record.name.clone(), what, at });
        }
        let mut outcome = Outcome {
            record: record.name.clone(),
            as_of,
            answers: Vec::new(),
            advice: Vec::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
            needs: Vec::new(),
            assumed: Vec::new(),
            ignored: record.ignored.clone(),
            conflicts: Vec::new(),
            broken: Vec::new(),
            reviews: Vec::new(),
            table,
            inputs,
            facts: record.facts.clone(),
        };
        self.answers(&mut outcome);
        self.advise(&mut outcome);
        self.assume(&mut outcome);
        self.review(&mut outcome);
        outcome.conflicts = self.conflicts(&outcome);
        outcome.broken = self.broken(&outcome);
        Ok(outcome)
    }

    /// Advice and warnings of the rules that apply, and what they ask for.
    fn advise(&self, outcome: &mut Outcome) {
        for (at, conclusion) in self.rulebase.conclusions.iter().enumerate() {
            if outcome.answers[at].status == Status::Applies {
                for note in &conclusion.notes {
                    let noted = Warned { rule: ConclusionId(at), text: crate::explain::fill(self, outcome, note) };
                    outcome.notes.push(noted);
                }
            }
            let (Body::Rule(rule), Status::Applies) = (&conclusion.body, outcome.answers[at].status) else { continue };
            let id = ConclusionId(at);
            for one in &rule.outcomes {
                match one {
                    crate::rulebase::Outcome::Advice(advice) => outcome.advice.push(Advised {
                        rule: id,
                        verb: advice.verb,
                        action: advice.action,
                        duration: advice.duration.clone(),
                    }),
                    crate::rulebase::Outcome::Warn(template) => {
                        let text = crate::explain::fill(self, outcome, template);
                        outcome.warnings.push(Warned { rule: id, text });
                    }
                    crate::rulebase::Outcome::AskFor(fact) => self.ask_for(outcome, *fact, id),
                }
            }
        }
        // strong advice first, then as the rules stand
        outcome.advice.sort_by_key(|advised| !matches!(advised.verb, Verb::Recommend | Verb::RecommendAgainst));
    }

    fn ask_for(&self, outcome: &mut Outcome, fact: FactId, rule: ConclusionId) {
        let declared = self.rulebase.schema.fact(fact);
        if outcome
            .facts
            .get(fact.0)
            .is_some_and(|datum| datum.as_ref().is_some_and(|datum| datum.value != crate::record::Value::Unknown))
        {
            return;
        }
        match outcome.needs.iter_mut().find(|need| need.fact == declared.name) {
            Some(need) => need.asked_for = true,
            None => outcome.needs.push(Need {
                name: declared.name.clone(),
                fact: declared.name.clone(),
                definition: declared.definition.clone(),
                asked_for: true,
                changes: vec![rule],
            }),
        }
    }

    /// Facts that were taken as no because they were not recorded, with the answers that would be open without that.
    fn assume(&self, outcome: &mut Outcome) {
        let facts = self.rulebase.schema.facts.iter().enumerate();
        let candidates: Vec<FactId> = facts
            .filter(|(at, fact)| fact.no_if_not_recorded && outcome.facts.get(*at).is_none_or(Option::is_none))
            .map(|(at, _)| FactId(at))
            .collect();
        if candidates.is_empty() {
            return;
        }
        // a row for each without it, and one without any of them: two silences may hide one another
        let mut inputs = outcome.inputs.repeated(candidates.len() + 1);
        for (row, fact) in candidates.iter().enumerate() {
            inputs.forget(*fact, row);
            inputs.forget(*fact, candidates.len());
        }
        let mut table = Table::default();
        run(&self.program, &self.rulebase.schema, &inputs, &mut table);
        let differs = |id: ConclusionId, row: usize| {
            self.answer(&table, id, row).value != self.answer(&outcome.table, id, 0).value
        };
        for (row, fact) in candidates.iter().enumerate() {
            let reads = |id: ConclusionId| {
                let steps = self.program.steps.iter().zip(&self.needed[id.0]);
                steps.filter(|(_, needed)| **needed).any(|(step, _)| step.op == crate::program::Op::Fact(*fact))
            };
            let ids = (0..self.rulebase.conclusions.len()).map(ConclusionId);
            let conclusions: Vec<ConclusionId> = ids
                .filter(|id| {
                    let alone = (0..candidates.len()).any(|row| differs(*id, row));
                    differs(*id, row) || (!alone && differs(*id, candidates.len()) && reads(*id))
                })
                .collect();
            if !conclusions.is_empty() {
                outcome.assumed.push(Assumed { fact: *fact, conclusions });
            }
        }
    }

    /// Whether one conclusion is computed from another.
    pub fn leans(&self, id: ConclusionId, on: ConclusionId) -> bool {
        self.leaning[id.0][on.0]
    }
}

impl crate::rulebase::Conclusion {
    /// The name it was declared under.
    pub fn each_name(&self) -> &str {
        self.each.as_ref().map_or(self.name.as_str(), |each| each.group.as_str())
    }

    /// It stands alone, or is the first instance of a `for each`: what is said once for each header is said here.
    pub fn is_first(&self) -> bool {
        self.each.as_ref().is_none_or(|each| each.label == 0)
    }
}
