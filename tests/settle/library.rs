//! Over the shipped rules: whatever branch is shown, its value put into the record gives just that answer.

use super::*;
use crate::shipped;

/// One example in so many is tried: each asks for many judgements.
const EACH: usize = 40;

#[test]
fn every_branch_is_what_comes_out() {
    let (mut subjects, mut branches) = (0, 0);
    for (_, rules) in shipped::each() {
        let engine = &rules.engine;
        for (example, outcome) in rules.own_examples().zip(rules.outcomes()).step_by(EACH) {
            let open = (0..outcome.answers.len()).filter(|at| outcome.answers[*at].status == Status::Undecided);
            let open = open.map(|at| Subject::Conclusion(ConclusionId(at))).step_by(9);
            for subject in open.chain(engine.open_decisions(outcome).into_iter().map(Subject::Decision).take(2)) {
                let settling = engine.settle_one(outcome, subject);
                subjects += 1;
                branches += settling.facts.iter().map(|missing| missing.branches.len()).sum::<usize>();
                few_hold(engine, &example.record, subject, settling);
            }
        }
    }
    assert!(subjects > 100 && branches > 500, "{subjects} {branches}");
}

/// Of a subject that lacks much, the first facts and the last.
fn few_hold(engine: &Engine, record: &Record, subject: Subject, mut settling: Settling) {
    while settling.facts.len() > 4 {
        settling.facts.remove(2);
    }
    holds(engine, record, subject, &settling);
}

/// One conclusion in so many of an example.
const DECIDED: usize = 17;

#[test]
fn every_change_turns_the_answer() {
    let mut count = 0;
    for (_, rules) in shipped::each() {
        let engine = &rules.engine;
        for (example, outcome) in rules.own_examples().zip(rules.outcomes()).step_by(EACH) {
            let decided = (0..outcome.answers.len()).filter(|at| outcome.answers[*at].status != Status::Undecided);
            let of_one = decided.filter(|at| !matches!(engine.rulebase.conclusions[*at].ty, Type::List(_)));
            for at in of_one.step_by(DECIDED) {
                let id = ConclusionId(at);
                let turns = engine.turns(outcome, id).turns;
                count += turns.len();
                turns_hold(engine, &example.record, outcome, id, &turns[..turns.len().min(3)]);
            }
        }
    }
    assert!(count > 200, "{count}");
}
