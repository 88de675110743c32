//! A rule base ready to be asked: judges records, in batches.

use std::sync::Arc;

use jiff::civil::Date;

use super::leaning::leaning;
use super::limits::Limits;
use super::memo::Memo;
use super::outcome::{Impossible, Outcome};
use super::pool::Pool;
use super::subject::Subject;
use crate::calendar::days_since_epoch;
use crate::eval::{Batch, Inputs, Table, run};
use crate::program::{Lowered, Program, Slice, lower};
use crate::record::Record;
use crate::rulebase::{ConclusionId, Rulebase};
use crate::rules::{Example, Rules};
use crate::workers::Workers;

/// Records that one core takes at a time, and that share a table, which their explanations are read from.
pub const BATCH: usize = 128;

/// A rule base ready to be asked.
pub struct Engine {
    pub rulebase: Rulebase,
    /// The patients that are written into its files.
    pub examples: Vec<Example>,
    pub program: Program,
    /// For each conclusion, what it is computed from.
    pub(super) needed: Vec<Slice>,
    /// For each `impossible` line, what it is computed from.
    pub(super) impossible_needs: Vec<Slice>,
    /// For each conclusion, what its exact answer hangs on: what it is computed from, and the `impossible` lines that
    /// read some of that.
    pub(super) hinges: Vec<Slice>,
    /// For each conclusion, whether it leans on each other one.
    pub(super) leaning: Vec<Vec<bool>>,
    /// For each conclusion, the review marks of itself and of all that it leans on, but for those of labels.
    pub(super) marks: Vec<Vec<String>>,
    /// Tables to try cases in.
    pub(super) pool: Pool,
    /// Exact answers found so far.
    pub(super) memo: Memo,
    pub(super) limits: Limits,
    /// Who does what can be done side by side.
    pub workers: &'static dyn Workers,
    /// What the titles of the rulebooks that the user named ask, in order.
    pub title: Vec<Subject>,
}

impl Engine {
    pub fn new(rules: Rules, workers: &'static dyn Workers) -> Engine {
        let program = lower(&rules);
        let Rules { rulebase, examples } = rules;
        let needed = needed(&program);
        let leaning = leaning(&rulebase);
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
            workers,
            title: Vec::new(),
        };
        engine.marks = engine.marks();
        engine.title = engine.title();
        engine
    }

    /// Judges records, many at a time, in the order given. A record without an as-of date of its own takes `today`.
    pub fn judge(&self, records: &[Record], today: Date) -> Vec<Result<Outcome, Impossible>> {
        let dated: Vec<(&Record, Date)> =
            records.iter().map(|record| (record, record.as_of.unwrap_or(today))).collect();
        self.workers.map(dated.chunks(BATCH), |records| self.outcomes(records)).into_iter().flatten().collect()
    }

    /// Judges one record.
    pub fn judge_one(&self, record: &Record, today: Date) -> Result<Outcome, Impossible> {
        let as_of = record.as_of.unwrap_or(today);
        let batch = Arc::new(self.batch(&[(record, as_of)]));
        Ok(self.draft(record, as_of, &batch, 0)?.finish())
    }

    fn outcomes(&self, records: &[(&Record, Date)]) -> Vec<Result<Outcome, Impossible>> {
        let batch = Arc::new(self.batch(records));
        let rows = records.iter().enumerate();
        self.workers.map(rows, |(row, (record, as_of))| Ok(self.draft(record, *as_of, &batch, row)?.finish()))
    }

    /// The table of some records, each with its as-of date.
    pub fn batch(&self, records: &[(&Record, Date)]) -> Batch {
        let dated: Vec<(&Record, i32)> =
            records.iter().map(|(record, as_of)| (*record, days_since_epoch(*as_of))).collect();
        Batch::of(&self.program, &self.rulebase.schema, Inputs::of_records(&self.rulebase.schema, &dated))
    }

    /// The table of records that are columns already.
    pub fn table(&self, inputs: &Inputs) -> Table {
        let mut table = Table::default();
        run(&self.program, &self.rulebase.schema, inputs, &mut table);
        table
    }

    /// Whether one conclusion is computed from another.
    pub fn leans(&self, id: ConclusionId, on: ConclusionId) -> bool {
        self.leaning[id.0][on.0]
    }
}

/// For each conclusion, what it is computed from.
fn needed(program: &Program) -> Vec<Slice> {
    let roots =
        |lowered: &Lowered| [lowered.value, lowered.band, lowered.members.map(|(step, _)| step)].into_iter().flatten();
    program.conclusions.iter().map(|lowered| Slice::of(program, roots(lowered))).collect()
}
