//! What the rules say about one record: for each conclusion the answer, what decided it and what would settle it.

mod answer;
mod cuts;
mod draft;
mod judge;
mod lean;
mod memo;
mod piece;
mod question;
mod refine;
mod review;
mod sample;
mod settle;
mod slice;
mod turn;
mod vary;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::eval::{Could, Inputs, Table, run};
use crate::program::{Op, Program, StepId, lower};
use crate::record::{Datum, Ignored, Record};
use crate::rulebase::{Body, ConclusionId, FactId, Rulebase};
use crate::rules::{Example, Rules};
use crate::syntax::tree::{Duration, Status, Verb};

use memo::{Limits, Memo};
use refine::Pool;
pub(crate) use slice::Slice;

pub use answer::{Answer, Value};
pub use draft::Draft;
pub use judge::{Broken, Conflict};
pub use lean::Read;
pub use piece::Piece;
pub use refine::Hole;
pub use settle::{Branch, Filled, Missing, Settling, Subject, Together, Verdict};
pub use turn::{Change, Turn, Turns};

/// Records that one core takes at a time, and that share a table, which their explanations are read from.
pub const BATCH: usize = 128;

/// A rule base ready to be asked.
pub struct Engine {
    pub rulebase: Rulebase,
    /// The patients that are written into its files.
    pub examples: Vec<Example>,
    pub program: Program,
    /// For each conclusion, what it is computed from.
    needed: Vec<Slice>,
    /// For each `impossible` line, what it is computed from.
    impossible_needs: Vec<Slice>,
    /// For each conclusion, what its exact answer hangs on: what it is computed from, and the `impossible` lines that
    /// read some of that.
    hinges: Vec<Slice>,
    /// For each conclusion, whether it leans on each other one.
    leaning: Vec<Vec<bool>>,
    /// For each conclusion, the review marks of itself and of all that it leans on, but for those of labels.
    marks: Vec<Vec<String>>,
    /// Tables to try cases in.
    pool: Pool,
    /// Exact answers found so far.
    memo: Memo,
    limits: Limits,
}

/// A table and what it was filled from.
#[derive(Debug)]
pub struct Batch {
    pub table: Table,
    pub inputs: Inputs,
}

/// One row of a batch: a record, or a way that it could turn out.
#[derive(Clone, Copy)]
struct Row<'a> {
    batch: &'a Batch,
    row: usize,
}

impl Row<'_> {
    /// What a truth of the patient could be.
    fn could(self, step: StepId) -> Could {
        self.batch.table.truth(step).could(self.row)
    }

    /// The rows of the elements that are given of a list, by its position in [`Program::lists`].
    fn elements(self, list: usize) -> Range<usize> {
        self.batch.inputs.lists[list].of(self.row)
    }
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
    /// The table that this record is a row of, for explanations.
    pub batch: Arc<Batch>,
    pub row: usize,
    /// The record as read, for values and where they came from.
    pub facts: Vec<Option<Datum>>,
    /// For each conclusion that is open, what the record does not say and would change its answer.
    holes: Vec<Vec<Hole>>,
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
    pub fn new(rules: Rules) -> Engine {
        let program = lower(&rules);
        let Rules { rulebase, examples } = rules;
        let needed = refine::needed(&program);
        let leaning = lean::leaning(&rulebase);
        let impossible = program.impossible.iter().map(|note| program.notes[note.0].step);
        let impossible_needs: Vec<Slice> = impossible.map(|step| Slice::of(&program, [step])).collect();
        let hinge = |needed: &Slice| {
            let meeting = impossible_needs.iter().filter(|other| other.meets(needed));
            meeting.fold(needed.clone(), Slice::with)
        };
        let hinges = needed.iter().map(hinge).collect();
        let (marks, pool, memo) = (Vec::new(), Pool::default(), Memo::default());
        let limits = Limits::of(program.conclusions.len());
        let mut engine = Engine {
            rulebase,
            examples,
            program,
            needed,
            impossible_needs,
            hinges,
            leaning,
            marks,
            pool,
            memo,
            limits,
        };
        engine.marks = engine.marks();
        engine
    }

    /// Judges records, many at a time, in the order given. A record without an as-of date of its own takes `today`.
    pub fn judge(&self, records: &[Record], today: Date) -> Vec<Result<Outcome, Impossible>> {
        let dated: Vec<(&Record, Date)> =
            records.iter().map(|record| (record, record.as_of.unwrap_or(today))).collect();
        dated.par_chunks(BATCH).flat_map(|records| self.outcomes(records)).collect()
    }

    /// Judges one record.
    pub fn judge_one(&self, record: &Record, today: Date) -> Result<Outcome, Impossible> {
        let as_of = record.as_of.unwrap_or(today);
        let batch = Arc::new(self.batch(&[(record, as_of)]));
        Ok(self.draft(record, as_of, &batch, 0)?.finish())
    }

    fn outcomes(&self, records: &[(&Record, Date)]) -> Vec<Result<Outcome, Impossible>> {
        let batch = Arc::new(self.batch(records));
        let rows = records.par_iter().enumerate();
        rows.map(|(row, (record, as_of))| Ok(self.draft(record, *as_of, &batch, row)?.finish())).collect()
    }

    /// The table of some records, each with its as-of date.
    pub fn batch(&self, records: &[(&Record, Date)]) -> Batch {
        let dated: Vec<(&Record, i32)> =
            records.iter().map(|(record, as_of)| (*record, crate::calendar::days_since_epoch(*as_of))).collect();
        Batch::of(self, Inputs::of_records(&self.rulebase.schema, &dated))
    }

    /// The table of records that are columns already.
    pub fn table(&self, inputs: &Inputs) -> Table {
        let mut table = Table::default();
        run(&self.program, &self.rulebase.schema, inputs, &mut table);
        table
    }

    /// Advice and warnings of the rules that apply, and what they ask for.
    fn advise(&self, outcome: &mut Outcome, record: &Record) {
        for (at, conclusion) in self.rulebase.conclusions.iter().enumerate() {
            if outcome.answers[at].status == Status::Applies {
                for note in &conclusion.notes {
                    let id = ConclusionId(at);
                    let text = crate::explain::fill(self, outcome, note, id);
                    outcome.notes.push(Warned { rule: id, text });
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
                        let text = crate::explain::fill(self, outcome, template, id);
                        outcome.warnings.push(Warned { rule: id, text });
                    }
                    crate::rulebase::Outcome::AskFor(fact) => self.ask_for((outcome, record), *fact, id),
                }
            }
        }
        // strong advice first, then as the rules stand
        outcome.advice.sort_by_key(|advised| !matches!(advised.verb, Verb::Recommend | Verb::RecommendAgainst));
    }

    fn ask_for(&self, (outcome, record): (&mut Outcome, &Record), fact: FactId, rule: ConclusionId) {
        let declared = self.rulebase.schema.fact(fact);
        if record
            .facts
            .get(fact.0)
            .is_some_and(|datum| datum.as_ref().is_some_and(|datum| datum.value != crate::record::Value::Unknown))
        {
            return;
        }
        match outcome.needs.iter_mut().find(|need| need.fact == declared.name) {
            Some(need) => {
                need.asked_for = true;
                if !need.changes.contains(&rule) {
                    need.changes.push(rule);
                }
            }
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
        let rows = candidates.len() + 1;
        let mut inputs = Inputs::default();
        let facts: Vec<FactId> = (0..self.rulebase.schema.facts.len()).map(FactId).collect();
        let lists: Vec<usize> = (0..self.program.lists.len()).collect();
        outcome.batch.inputs.repeat(outcome.row, rows, &facts, &lists, &mut inputs);
        for (row, fact) in candidates.iter().enumerate() {
            inputs.forget(*fact, row);
            inputs.forget(*fact, candidates.len());
        }
        let without = Batch::of(self, inputs);
        let mut assumed: Vec<Vec<ConclusionId>> = vec![Vec::new(); candidates.len()];
        for (at, needed) in self.needed.iter().enumerate() {
            let read: Vec<usize> = (0..candidates.len()).filter(|row| needed.reads_fact(candidates[*row])).collect();
            if read.is_empty() {
                continue;
            }
            let id = ConclusionId(at);
            let is = self.answer(&outcome.batch.table, id, outcome.row).value;
            let differs = |row: usize| self.answer(&without.table, id, row).value != is;
            let alone: Vec<usize> = read.iter().copied().filter(|row| differs(*row)).collect();
            let named = match alone.is_empty() && differs(candidates.len()) {
                true => read.into_iter().filter(|row| self.reads_value(id, candidates[*row])).collect(),
                false => alone,
            };
            named.into_iter().for_each(|row| assumed[row].push(id));
        }
        let assumed = candidates.into_iter().zip(assumed).filter(|(_, conclusions)| !conclusions.is_empty());
        outcome.assumed.extend(assumed.map(|(fact, conclusions)| Assumed { fact, conclusions }));
    }

    /// Whether a conclusion reads a fact's value, not only whether it is known.
    fn reads_value(&self, id: ConclusionId, fact: FactId) -> bool {
        self.needed[id.0].steps.iter().any(|step| self.program.steps[*step].op == Op::Fact(fact))
    }

    /// Whether one conclusion is computed from another.
    pub fn leans(&self, id: ConclusionId, on: ConclusionId) -> bool {
        self.leaning[id.0][on.0]
    }
}

impl Batch {
    fn of(engine: &Engine, inputs: Inputs) -> Batch {
        Batch { table: engine.table(&inputs), inputs }
    }
}

impl Outcome {
    /// Entries of the record that hold a date after the as-of date: what they tell of has not happened yet.
    pub fn ahead(&self) -> Vec<&Datum> {
        fn add<'d>(data: &'d [Option<Datum>], as_of: i32, out: &mut Vec<&'d Datum>) {
            for datum in data.iter().flatten() {
                match &datum.value {
                    crate::record::Value::Date { first, .. } if *first > as_of => out.push(datum),
                    crate::record::Value::List { elements, .. } => {
                        elements.iter().for_each(|element| add(element, as_of, out));
                    }
                    _ => {}
                }
            }
        }
        let mut out = Vec::new();
        add(&self.facts, crate::calendar::days_since_epoch(self.as_of), &mut out);
        out
    }

    /// The same, with what belongs to these conclusions alone; a guarantee that is broken is told in any case.
    #[must_use]
    pub fn only(&self, ids: &[ConclusionId]) -> Outcome {
        let mut outcome = self.clone();
        outcome.conflicts.retain(|conflict| conflict.rules.iter().any(|rule| ids.contains(rule)));
        // what conflicts with advice belongs to it
        let told: Vec<ConclusionId> = outcome.conflicts.iter().flat_map(|conflict| conflict.rules.clone()).collect();
        outcome.advice.retain(|advised| ids.contains(&advised.rule) || told.contains(&advised.rule));
        outcome.warnings.retain(|warned| ids.contains(&warned.rule));
        outcome.notes.retain(|noted| ids.contains(&noted.rule));
        outcome.needs.iter_mut().for_each(|need| need.changes.retain(|id| ids.contains(id)));
        outcome.needs.retain(|need| !need.changes.is_empty());
        outcome.assumed.iter_mut().for_each(|one| one.conclusions.retain(|id| ids.contains(id)));
        outcome.assumed.retain(|one| !one.conclusions.is_empty());
        outcome.reviews.iter_mut().for_each(|(_, leaning)| leaning.retain(|id| ids.contains(id)));
        outcome.reviews.retain(|(_, leaning)| !leaning.is_empty());
        outcome
    }

    /// What the record does not say and would change an open answer.
    pub fn holes(&self, id: ConclusionId) -> &[Hole] {
        &self.holes[id.0]
    }

    fn at(&self) -> Row<'_> {
        Row { batch: &self.batch, row: self.row }
    }

    /// What a truth of the patient could be.
    pub fn could(&self, step: StepId) -> Could {
        self.at().could(step)
    }

    /// The rows of the elements that the record gives of a list, by its position in [`Program::lists`].
    pub fn elements(&self, list: usize) -> Range<usize> {
        self.at().elements(list)
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
