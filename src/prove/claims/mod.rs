//! What is asked about rule files: promises kept, no conflicts, no gaps, nothing that is for nobody.

mod conclusion;
mod condition;
mod desk;
mod fact;
mod promise;

use std::sync::atomic::{AtomicUsize, Ordering};

use super::report::{Outcome, Proof, Report};
use super::variant::Variants;
use crate::answer::Engine;
use crate::patients::{GoOn, Options, Search, elements};
use crate::program::{Lowered, NoteId, StepId};
use crate::rulebase::ConclusionId;
use condition::Altered;
use desk::{Desk, Told};

/// Asks everything about the files that were asked for. `go_on` is told how many of them are finished; what was proved
/// when it says no is reported.
pub fn prove(engine: &Engine, options: &Options, go_on: GoOn<'_>) -> Report {
    let books = engine.rulebase.books.iter().enumerate().filter(|(_, book)| book.asked_for);
    let books: Vec<usize> = books.map(|(at, _)| at).collect();
    let finished = AtomicUsize::new(0);
    let proofs = engine.workers.map(&books, |book| {
        let (proofs, whole) = of_book(engine, options, *book, &|| go_on(finished.load(Ordering::Relaxed)));
        if whole {
            go_on(finished.fetch_add(1, Ordering::Relaxed) + 1);
        }
        proofs
    });
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

/// What was proved about one file, and whether that is all.
fn of_book(engine: &Engine, options: &Options, book: usize, go_on: &dyn Fn() -> bool) -> (Vec<Proof>, bool) {
    if !go_on() {
        return (Vec::new(), false);
    }
    let mut variants = Variants::of(&engine.program);
    let altered = condition::altered(engine, book, &mut variants);
    let further: Vec<StepId> = altered.iter().flat_map(Altered::steps).collect();
    let mut roots: Vec<StepId> = Vec::new();
    let own = engine.rulebase.conclusions.iter().zip(&engine.program.conclusions);
    roots.extend(own.filter(|(one, _)| one.book == book).flat_map(|(_, lowered)| steps(engine, lowered)));
    roots.extend(promise::steps(engine, book));
    let mut desk = Desk {
        engine,
        search: Search::new(engine, &variants.program, (&roots, &further), *options),
        proofs: Vec::new(),
        told: Told::default(),
    };
    let whole = desk.all(book, &altered, options, go_on);
    (desk.proofs, whole)
}

/// The steps that a conclusion is asked about by.
fn steps(engine: &Engine, lowered: &Lowered) -> Vec<StepId> {
    let of = |note: &NoteId| engine.program.notes[note.0].step;
    let mut all: Vec<StepId> = lowered.value.into_iter().chain(lowered.band).collect();
    all.extend(lowered.population.iter().map(of));
    all.extend(lowered.parts.iter().flat_map(|part| part.when.iter().map(of).chain(part.counts)));
    all.extend(lowered.conditions.iter().map(|(_, note)| of(note)));
    all
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
}
