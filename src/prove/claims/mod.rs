//! What is asked about rule files: promises kept, no conflicts, no gaps, nothing that is for nobody.

mod conclusion;
mod condition;
mod fact;
mod promise;

use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;
use rayon::prelude::*;

use super::report::{Finding, Kind, Outcome, Proof, Report, Witness};
use super::variant::Variants;
use crate::answer::{Engine, Outcome as Judged, expected};
use crate::program::{Lowered, Op, Program, Slice, StepId};
use crate::record::Record;
use crate::rulebase::ConclusionId;
use crate::solve::{Effort, Goal, Possible, Prover, Verdict, Want, enough};
use crate::source::Span;
use condition::Altered;

/// Elements that a list has at most in a proof, where no rule counts further.
const ELEMENTS: usize = 2;
/// Counts that are followed; above, a proof of a list says less.
const MOST_ELEMENTS: usize = 6;
/// Elements with which it is looked again before something is said to be for nobody.
const LONGEST: usize = 24;

/// How proofs are made.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The day that counts as now: dates are proved relative to it.
    pub as_of: Date,
    /// Elements that a list has at most; `None`: as many as the rules count, and at least two.
    pub elements: Option<usize>,
    /// What is spent on each claim.
    pub effort: Effort,
    /// Lines and items that hold together with an earlier one are told, too.
    pub overlaps: bool,
}

impl Options {
    /// Thorough, with lists of as many elements as the rules ask for.
    pub fn on(as_of: Date) -> Options {
        Options { as_of, elements: None, effort: Effort::THOROUGH, overlaps: false }
    }
}

/// Is told how much is finished, and says whether to go on.
pub type GoOn<'a> = &'a (dyn Fn(usize) -> bool + Sync);

/// Asks everything about the files that were asked for. `go_on` is told how many of them are finished; what was proved
/// when it says no is reported.
pub fn prove(engine: &Engine, options: &Options, go_on: GoOn<'_>) -> Report {
    let books = engine.rulebase.books.iter().enumerate().filter(|(_, book)| book.asked_for);
    let books: Vec<usize> = books.map(|(at, _)| at).collect();
    let finished = AtomicUsize::new(0);
    let proofs: Vec<Vec<Proof>> = books
        .par_iter()
        .map(|book| {
            let (proofs, whole) = of_book(engine, options, *book, &|| go_on(finished.load(Ordering::Relaxed)));
            if whole {
                go_on(finished.fetch_add(1, Ordering::Relaxed) + 1);
            }
            proofs
        })
        .collect();
    let finished = finished.into_inner();
    let mut proofs: Vec<Proof> = proofs.into_iter().flatten().collect();
    proofs.sort_by_key(|proof| proof.span);
    let proofs = told_once(proofs);
    let elements = proofs.iter().any(|proof| proof.lists).then(|| elements(&engine.program, options));
    Report { proofs, elements, unfinished: (finished < books.len()).then_some((finished, books.len())) }
}

/// What `for each` repeats is told once.
fn told_once(proofs: Vec<Proof>) -> Vec<Proof> {
    let mut all: Vec<Proof> = Vec::new();
    for proof in proofs {
        let here = all.iter().rev().take_while(|other| other.span == proof.span);
        let again =
            matches!(proof.result, Outcome::Found(_)) && here.into_iter().any(|other| other.result == proof.result);
        if !again {
            all.push(proof);
        }
    }
    all
}

/// As many elements as a list needs for every count that the rules compare with to be passed.
pub(super) fn elements(program: &Program, options: &Options) -> usize {
    let number = |step: &StepId| match program.steps[step.0].op {
        Op::ConstantNumber(number) if number >= 0.0 => Some(number.min(MOST_ELEMENTS as f64).ceil() as usize),
        _ => None,
    };
    let is_count = |step: &StepId| matches!(program.steps[step.0].op, Op::CountMembers { .. });
    let counted = program.steps.iter().filter_map(|step| match &step.op {
        Op::Order(_, a, b) | Op::Equal(a, b) if is_count(a) => number(b),
        Op::Order(_, a, b) | Op::Equal(a, b) if is_count(b) => number(a),
        _ => None,
    });
    let most = counted.max().map_or(0, |most| most + 1);
    options.elements.unwrap_or(ELEMENTS.max(most).min(MOST_ELEMENTS))
}

/// What was proved about one file, and whether that is all.
fn of_book(engine: &Engine, options: &Options, book: usize, go_on: &dyn Fn() -> bool) -> (Vec<Proof>, bool) {
    if !go_on() {
        return (Vec::new(), false);
    }
    let mut variants = Variants::of(&engine.program);
    let altered = condition::altered(engine, book, &mut variants);
    let schema = &engine.rulebase.schema;
    let further: Vec<StepId> = altered.iter().flat_map(Altered::steps).collect();
    let mut roots: Vec<StepId> = Vec::new();
    let own = engine.rulebase.conclusions.iter().zip(&engine.program.conclusions);
    roots.extend(own.filter(|(one, _)| one.book == book).flat_map(|(_, lowered)| steps(engine, lowered)));
    roots.extend(promise::steps(engine, book));
    let impossible = meeting(engine, &variants.program, &roots);
    let count = elements(&engine.program, options);
    let prover = Prover::new((schema, &variants.program), &impossible, (&roots, &further), count, options.as_of)
        .spending(options.effort);
    let mut desk = Desk {
        engine,
        prover,
        program: &variants.program,
        as_of: options.as_of,
        proofs: Vec::new(),
        overlaps: options.overlaps,
        elements: count,
        effort: options.effort,
        told: Told::default(),
    };
    let whole = desk.all(book, &altered, options, go_on);
    (desk.proofs, whole)
}

/// The steps that a conclusion is asked about by.
fn steps(engine: &Engine, lowered: &Lowered) -> Vec<StepId> {
    let of = |note: &crate::program::NoteId| engine.program.notes[note.0].step;
    let mut all: Vec<StepId> = lowered.value.into_iter().chain(lowered.band).collect();
    all.extend(lowered.population.iter().map(of));
    all.extend(lowered.parts.iter().flat_map(|part| part.when.iter().map(of).chain(part.counts)));
    all.extend(lowered.conditions.iter().map(|(_, note)| of(note)));
    all
}

/// The `impossible` lines that read some of what these steps read.
fn meeting(engine: &Engine, program: &Program, roots: &[StepId]) -> Vec<StepId> {
    let read = Slice::of(program, roots.iter().copied());
    let lines = engine.program.impossible.iter().map(|note| engine.program.notes[note.0].step);
    lines.filter(|step| Slice::of(program, [*step]).meets(&read)).collect()
}

/// What a patient who was found has to show.
struct Sought<'a> {
    /// The conclusions that the example block is about.
    about: &'a [ConclusionId],
    /// The engine's judgement bears it out.
    shows: &'a dyn Fn(&Judged) -> bool,
}

/// Conclusions, and lines and items of others.
#[derive(Default)]
struct Told {
    conclusions: Vec<ConclusionId>,
    parts: Vec<(ConclusionId, Span)>,
}

impl Told {
    fn has(&self, id: ConclusionId, condition: Span) -> bool {
        let within =
            |part: &Span| part.source == condition.source && part.start <= condition.start && condition.end <= part.end;
        self.conclusions.contains(&id) || self.parts.iter().any(|(of, part)| *of == id && within(part))
    }
}

/// Where the claims about one file are looked into.
struct Desk<'e, 'p> {
    engine: &'e Engine,
    prover: Prover<'p>,
    program: &'p Program,
    as_of: Date,
    proofs: Vec<Proof>,
    overlaps: bool,
    /// Elements that lists are looked at with.
    elements: usize,
    effort: Effort,
    /// What was found to be for nobody or for everybody: there is no more to say about its conditions.
    told: Told,
}

impl Desk<'_, '_> {
    /// Everything that is asked about one file; says whether it came to the end.
    fn all(&mut self, book: usize, altered: &[Altered], options: &Options, go_on: &dyn Fn() -> bool) -> bool {
        let conclusions = self.engine.rulebase.conclusions.iter().enumerate();
        for (at, _) in conclusions.filter(|(_, conclusion)| conclusion.book == book) {
            if !go_on() {
                return false;
            }
            self.conclusion(ConclusionId(at));
        }
        for altered in altered {
            if !go_on() {
                return false;
            }
            self.altered(altered);
        }
        let rest: [&dyn Fn(&mut Self); 3] =
            [&|desk| desk.promises(book), &|desk| desk.decisions(book), &|desk| desk.facts(book, options)];
        for ask in rest {
            if !go_on() {
                return false;
            }
            ask(self);
        }
        true
    }

    fn step(&self, note: crate::program::NoteId) -> StepId {
        self.engine.program.notes[note.0].step
    }

    fn reads_lists(&self, goal: &Goal) -> bool {
        !Slice::of(self.program, goal.steps()).lists.is_empty()
    }

    fn record(&mut self, claim: String, span: Span, goal: &Goal, mut result: Outcome) {
        let lists = self.reads_lists(goal);
        // dates are held against one day: on another the answer may differ
        if let Outcome::Found(finding) = &mut result
            && finding.witness.is_none()
            && Slice::of(self.program, goal.steps()).as_of
        {
            finding.message.push_str(&format!(" (as of {})", self.as_of));
        }
        self.proofs.push(Proof { claim, span, lists, result });
    }

    /// A claim that some patient reaches a goal; `found` says what is wrong if none does.
    fn somebody(&mut self, claim: String, span: Span, goal: &Goal, found: impl FnOnce(&mut Self) -> Finding) -> bool {
        let possible = match self.prover.possible(goal) {
            Possible::No => self.with_longer_lists(goal),
            other => other,
        };
        let nobody = possible == Possible::No;
        let result = match possible {
            Possible::Yes => Outcome::Proved,
            Possible::No => Outcome::Found(found(self)),
            Possible::CannotTell(why) => Outcome::CannotTell(why),
        };
        self.record(claim, span, goal, result);
        !nobody
    }

    /// Whether nobody reaches a goal with longer lists either: with as many elements as show all that there could be.
    fn with_longer_lists(&mut self, goal: &Goal) -> Possible {
        let slice = Slice::of(self.program, goal.steps());
        let steps = goal.steps();
        let enough = |list: &usize| -> Option<usize> {
            steps
                .iter()
                .map(|step| enough(self.program, &slice, *step, *list))
                .try_fold(0, |most, one| Some(most.max(one?)))
        };
        let needed = slice.lists.iter().map(enough).try_fold(0, |most: usize, one| Some(most.max(one?)));
        match needed {
            Some(needed) if needed <= self.elements => Possible::No,
            Some(needed) if needed <= LONGEST => {
                let impossible = meeting(self.engine, self.program, &steps);
                let schema = &self.engine.rulebase.schema;
                Prover::quiet((schema, self.program), &impossible, &steps, needed, self.as_of)
                    .spending(self.effort)
                    .possible(goal)
            }
            _ => Possible::CannotTell(format!(
                "nobody with lists of up to {} elements, and longer ones are too many to look at",
                self.elements
            )),
        }
    }

    /// A claim that no patient reaches a goal; `found` says what is wrong with the one who does. `goals`: what
    /// shows it best, and what is enough.
    fn nobody(
        &mut self,
        claim: String,
        span: Span,
        goals: &[Goal],
        sought: &Sought<'_>,
        found: impl FnOnce(&mut Self, Option<Witness>) -> Finding,
    ) {
        let mut verdict = Verdict::Nobody;
        for goal in goals {
            match self.prover.smallest(goal) {
                Verdict::Nobody => {}
                other => verdict = other,
            }
            if matches!(verdict, Verdict::Somebody(_)) {
                break;
            }
        }
        let result = match verdict {
            Verdict::Nobody => Outcome::Proved,
            Verdict::Somebody(record) => match self.witness(record, sought) {
                Some(witness) => Outcome::Found(found(self, Some(witness))),
                None => Outcome::CannotTell("a patient was found whom the engine does not bear out".to_owned()),
            },
            Verdict::CannotTell(why) => Outcome::CannotTell(why),
        };
        if let Some(goal) = goals.first() {
            self.record(claim, span, goal, result);
        }
    }

    /// A patient as the engine judges it; none if that does not show what it should.
    fn witness(&self, mut record: Record, sought: &Sought<'_>) -> Option<Witness> {
        record.as_of = Some(self.as_of);
        let outcome = self.engine.judge_one(&record, self.as_of).ok().filter(sought.shows)?;
        let expect = sought.about.iter().flat_map(|id| expected(self.engine, *id, &outcome.answers[id.0])).collect();
        Some(Witness { record, expect, about: sought.about.to_vec() })
    }

    /// A small patient who reaches a goal, if there is one.
    fn shown(&mut self, goal: &Goal, about: &[ConclusionId]) -> Option<Witness> {
        match self.prover.smallest(goal) {
            Verdict::Somebody(record) => self.witness(record, &Sought { about, shows: &|_| true }),
            Verdict::Nobody | Verdict::CannotTell(_) => None,
        }
    }
}

fn goal(wants: impl IntoIterator<Item = Want>) -> Goal {
    Goal(wants.into_iter().collect())
}
