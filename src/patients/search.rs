//! Whether some patient meets a goal: one answer for everyone who asks.

use super::options::{Options, elements};
use crate::answer::Engine;
use crate::program::{Program, Slice, StepId};
use crate::solve::{Goal, Possible, Prover, enough};

/// Elements with which it is looked again before something is said to be for nobody.
const LONGEST: usize = 24;

/// Asks about the patients of one rule base.
pub(crate) struct Search<'p> {
    engine: &'p Engine,
    /// The rules' own steps, and others behind them.
    pub program: &'p Program,
    pub prover: Prover<'p>,
    pub options: Options,
    /// Elements that lists are looked at with.
    pub elements: usize,
    /// The `impossible` lines hold.
    lines: bool,
}

impl<'p> Search<'p> {
    /// `steps`: what will be asked about; `further`: what may be, and reads nothing more.
    pub fn new(
        engine: &'p Engine,
        program: &'p Program,
        (steps, further): (&[StepId], &[StepId]),
        options: Options,
    ) -> Search<'p> {
        Search::of(engine, program, (steps, further), options, true)
    }

    /// Patients whom the `impossible` lines rule out are among those asked about.
    pub fn with_impossible(engine: &'p Engine, program: &'p Program, steps: &[StepId], options: Options) -> Self {
        Search::of(engine, program, (steps, &[]), options, false)
    }

    fn of(
        engine: &'p Engine,
        program: &'p Program,
        (steps, further): (&[StepId], &[StepId]),
        options: Options,
        lines: bool,
    ) -> Search<'p> {
        let elements = elements(&engine.program, &options);
        let impossible = if lines { meeting(engine, program, steps) } else { Vec::new() };
        let rules = (&engine.rulebase.schema, program);
        let prover = Prover::new(rules, &impossible, (steps, further), elements, options.as_of);
        Search { engine, program, prover: prover.spending(options.effort), options, elements, lines }
    }

    /// Whether some patient reaches a goal, with lists as long as it takes.
    pub fn possible(&mut self, goal: &Goal) -> Possible {
        match self.prover.possible(goal) {
            Possible::No => self.with_longer_lists(goal),
            other => other,
        }
    }

    /// Whether nobody reaches a goal with longer lists either: with as many elements as show all that there could be.
    fn with_longer_lists(&self, goal: &Goal) -> Possible {
        let steps = goal.steps();
        let slice = Slice::of(self.program, steps.iter().copied());
        let enough = |list: &usize| -> Option<usize> {
            let mut each = steps.iter().map(|step| enough(self.program, &slice, *step, *list));
            each.try_fold(0, |most, one| Some(most.max(one?)))
        };
        let needed = slice.lists.iter().map(enough).try_fold(0, |most: usize, one| Some(most.max(one?)));
        match needed {
            Some(needed) if needed <= self.elements => Possible::No,
            Some(needed) if needed <= LONGEST => {
                let impossible = if self.lines { meeting(self.engine, self.program, &steps) } else { Vec::new() };
                let rules = (&self.engine.rulebase.schema, self.program);
                Prover::quiet(rules, &impossible, &steps, needed, self.options.as_of)
                    .spending(self.options.effort)
                    .possible(goal)
            }
            _ => Possible::CannotTell(format!(
                "nobody with lists of up to {} elements, and longer ones are too many to look at",
                self.elements
            )),
        }
    }
}

/// The `impossible` lines that bear on some steps: those that read what these read, or what such a line reads.
pub(crate) fn meeting(engine: &Engine, program: &Program, roots: &[StepId]) -> Vec<StepId> {
    let mut read = Slice::of(program, roots.iter().copied());
    let lines = engine.program.impossible.iter().map(|note| engine.program.notes[note.0].step);
    let mut left: Vec<(StepId, Slice)> = lines.map(|step| (step, Slice::of(program, [step]))).collect();
    let mut met = Vec::new();
    while let Some(at) = left.iter().position(|(_, slice)| slice.meets(&read)) {
        let (step, slice) = left.remove(at);
        read = read.with(&slice);
        met.push(step);
    }
    met.sort();
    met.dedup();
    met
}
