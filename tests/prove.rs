//! Proofs are right: held against every record of small rule books, and against faults planted in sound ones.
//!
//! | property | test |
//! |---|---|
//! | what is proved of a small rule book, no record contradicts; what is found, some record shows | `every_claim_agrees_with_every_record` |
//! | a fault planted in a sound rule book is found, a change without effect is told as such | `planted` |
//! | the patient shown is the smallest one, as printed; lists up to a stated number of elements | `witness` |
//! | both commands: text, JSON, exit codes; what is printed can be pasted | `program` |
//! | what is still possible of a record with gaps is what its completions come to, no more and no less | `exact` |
//! | two versions are the same where no record tells them apart, and differ where one does | `two_versions_are_compared_rightly` |

#[path = "prove/alter.rs"]
mod alter;
#[path = "prove/book.rs"]
pub mod book;
#[path = "prove/brute.rs"]
mod brute;
#[path = "prove/condition.rs"]
mod condition;
#[path = "prove/exact.rs"]
mod exact;
#[path = "prove/planted.rs"]
mod planted;
#[path = "prove/program.rs"]
mod program;
#[path = "prove/traps.rs"]
mod traps;
#[path = "prove/witness.rs"]
mod witness;
#[path = "prove/world.rs"]
pub mod world;

use std::cell::{Cell, RefCell};

use crate::oracle::tape::Tape;
use alter::alter;
use brute::{Expected, Tally, agree, differing};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use rulecheck::answer::{Engine, Outcome as Judged, answer_words};
use rulecheck::program::{Op, StepId};
use rulecheck::prove::{Equality, IMPOSSIBLE, equal, prove};
use rulecheck::record::Record;
use rulecheck::rulebase::ConclusionId;
use world::{engine, everyone, options, today};

type Verdict = Result<(), TestCaseError>;

/// Tries a property on tapes. `PROPTEST_CASES` says on how many, `PROVE_SEED` on which.
fn holds(usual: u32, property: impl Fn(&[u16]) -> Verdict) {
    let cases = crate::random::cases(usual);
    let seed: u8 = std::env::var("PROVE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 300,
        max_global_rejects: cases * 9,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    match runner.run(&vec(any::<u16>(), 0..160), |tape| property(&tape)) {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{}", reason.message()),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn every_claim_agrees_with_every_record() {
    let (tally, books, records) = (RefCell::new(Tally::default()), RefCell::new(0), RefCell::new(0));
    let conditions = RefCell::new(0);
    holds(300, |tape| {
        let text = book::book(Tape::new(tape));
        let Some((engine, _)) = engine(&text).map_err(TestCaseError::fail)? else {
            return Err(TestCaseError::reject("refused by the checker"));
        };
        let cases = everyone(&engine);
        let known = text.contains(" is known") || text.contains(" is unknown");
        let expected = Expected::of(&engine, &cases, known);
        let report = prove(&engine, &options(), &|_| true);
        *books.borrow_mut() += 1;
        *records.borrow_mut() += cases.len();
        let fail = |message: String| TestCaseError::fail(format!("{message}\n{text}"));
        agree(&expected, &report, &mut tally.borrow_mut()).map_err(fail)?;
        // what the record says is no part of a condition's place
        if !known {
            *conditions.borrow_mut() += condition::agree(&text, &engine, &cases, &report).map_err(fail)?;
        }
        Ok(())
    });
    let tally = tally.into_inner();
    println!(
        "{} books, {} records, {} claims about conditions, {} others: {} faults, {} superfluous, {} not decided",
        books.into_inner(),
        records.into_inner(),
        conditions.into_inner(),
        tally.claims,
        tally.faults,
        tally.superfluous,
        tally.open.len()
    );
    tally.open.iter().for_each(|open| println!("not decided: {open}"));
    assert!(tally.faults > 50 && tally.superfluous > 100, "too few are found to mean anything: {tally:?}");
    assert!(tally.open.len() * 100 < tally.claims, "too many are not decided: {:#?}", tally.open);
}

/// Whether what is known of a patient, not only what is true, counts for a conclusion.
fn asks_what_is_known(engine: &Engine, id: ConclusionId) -> bool {
    let lowered = &engine.program.conclusions[id.0];
    let mut stack: Vec<StepId> = lowered.value.into_iter().chain(lowered.band).collect();
    let mut seen = Vec::new();
    while let Some(step) = stack.pop() {
        if seen.contains(&step) {
            continue;
        }
        seen.push(step);
        let op = &engine.program.steps[step.0].op;
        if matches!(op, Op::KnownFact(_) | Op::KnownField(_) | Op::KnownUnseen) {
            return true;
        }
        stack.extend(op.operands());
    }
    false
}

/// What a record is told by two versions, as far as it can be compared: labels by name, advice in words.
fn told(engine: &Engine, outcome: &Judged, id: ConclusionId) -> String {
    let answer = &outcome.answers[id.0];
    let advice = outcome.advice.iter().filter(|advised| advised.rule == id);
    let advice: Vec<String> = advice
        .map(|advised| format!("{:?} {}", advised.verb, engine.rulebase.actions[advised.action.0].name))
        .collect();
    format!("{} {advice:?}", answer_words(engine, id, answer))
}

#[test]
fn two_versions_are_compared_rightly() {
    let (pairs, same, differs, wide) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let open = RefCell::new(Vec::new());
    holds(300, |tape| {
        let (first, rest) = tape.split_at(tape.len().min(18));
        let text = book::book(Tape::new(rest));
        let reject = || TestCaseError::reject("refused by the checker, or no change");
        let mut first = Tape::new(first);
        let Ok(Some((old, _))) = engine(&text) else { return Err(reject()) };
        // a change may make a line wrong: another is tried
        let mut changes = (0..6).filter_map(|_| alter(&text, &mut first).filter(|changed| *changed != text));
        let changed = changes.find_map(|changed| Some((engine(&changed).ok()??.0, changed)));
        let Some((new, changed)) = changed else { return Err(reject()) };
        pairs.set(pairs.get() + 1);
        let (mine, theirs) = (everyone(&old), everyone(&new));
        let all = equal(&old, &new, &options(), &|_| true);
        // whom only one version calls possible is told of by itself
        let refused = all.iter().any(|one| one.name == IMPOSSIBLE);
        for compared in all {
            let fail = |message: String| {
                Err(TestCaseError::fail(format!("{}: {message}\n{text}\n--- and\n{changed}", compared.name)))
            };
            let (Some(a), Some(b)) = (compared.old, compared.new) else { continue };
            // where nobody asks what is known, complete records show all differences that there are
            let complete = refused || !asks_what_is_known(&old, a) && !asks_what_is_known(&new, b);
            // what is open may be wider than it need be, where sums and formulas are beyond reach
            let opens = |one: &Judged, other: &Judged| {
                [one.answers[a.0].value.is_open(), other.answers[b.0].value.is_open()].iter().filter(|is| **is).count()
            };
            let another = |one: &Judged, other: &Judged| told(&old, one, a) != told(&new, other, b);
            let surely =
                differing(&mine, &theirs, complete, |one, other| opens(one, other) == 0 && another(one, other));
            let perhaps =
                differing(&mine, &theirs, complete, |one, other| opens(one, other) == 1 && another(one, other));
            match &compared.result {
                Equality::Same if surely.is_some() => {
                    return fail(format!("not the same for {:?}", surely.map(|record| &record.facts)));
                }
                Equality::Same => {
                    same.set(same.get() + 1);
                    wide.set(wide.get() + usize::from(perhaps.is_some()));
                }
                Equality::Differs(difference) => {
                    differs.set(differs.get() + 1);
                    if differing(&mine, &theirs, false, another).is_none() {
                        return fail("the same for every record".to_owned());
                    }
                    let judged = |engine: &Engine, record: &Record, id: ConclusionId| {
                        engine.judge_one(record, today()).map(|outcome| told(engine, &outcome, id))
                    };
                    let (was, is) = (judged(&old, &difference.records.0, a), judged(&new, &difference.records.1, b));
                    if was == is || was.is_err() || is.is_err() {
                        return fail(format!("the patient shown gets {was:?} and {is:?}"));
                    }
                }
                Equality::CannotTell(why) => {
                    open.borrow_mut().push(format!("{}: {why}\n{text}\n{changed}", compared.name))
                }
                Equality::Missing | Equality::Refused { .. } => return fail("both have it".to_owned()),
            }
        }
        Ok(())
    });
    let (same, differs, wide, open) = (same.get(), differs.get(), wide.get(), open.into_inner());
    println!(
        "{} pairs, {same} conclusions the same, {differs} different, {wide} perhaps, {} not decided",
        pairs.get(),
        open.len()
    );
    open.iter().for_each(|open| println!("not decided: {}", open.lines().next().unwrap_or_default()));
    assert!(differs > 100, "{differs}");
    assert!((open.len() + wide) * 100 < same + differs, "{} {wide}", open.len());
}
