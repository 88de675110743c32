//! Over the shipped rules: whatever branch is shown, its value put into the record gives just that answer.

use super::*;

/// One example in so many is tried: each asks for many judgements.
const EACH: usize = 40;

#[test]
fn every_branch_is_what_comes_out() {
    let mut read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
    let mut files: Vec<PathBuf> = glob::glob("rules/**/*.rule").unwrap().map(Result::unwrap).collect();
    files.sort();
    let (mut subjects, mut branches) = (0, 0);
    for path in files {
        let engine = engine(&path, &mut read);
        let own = engine.examples.iter().filter(|example| engine.rulebase.books[example.book].asked_for);
        for example in own.step_by(EACH) {
            let today = example.record.as_of.unwrap_or_else(today);
            let Ok(outcome) = engine.judge_one(&example.record, today) else { continue };
            let open = (0..outcome.answers.len()).filter(|at| outcome.answers[*at].status == Status::Undecided);
            let open = open.map(|at| Subject::Conclusion(ConclusionId(at))).step_by(9);
            for subject in open.chain(engine.open_decisions(&outcome).into_iter().map(Subject::Decision).take(2)) {
                let settling = engine.settle_one(&outcome, subject);
                subjects += 1;
                branches += settling.facts.iter().map(|missing| missing.branches.len()).sum::<usize>();
                few_hold(&engine, &example.record, subject, settling);
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
    let mut read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
    let mut files: Vec<PathBuf> = glob::glob("rules/**/*.rule").unwrap().map(Result::unwrap).collect();
    files.sort();
    let mut count = 0;
    for path in files {
        let engine = engine(&path, &mut read);
        let own = engine.examples.iter().filter(|example| engine.rulebase.books[example.book].asked_for);
        for example in own.step_by(EACH) {
            let today = example.record.as_of.unwrap_or_else(today);
            let Ok(outcome) = engine.judge_one(&example.record, today) else { continue };
            let decided = (0..outcome.answers.len()).filter(|at| outcome.answers[*at].status != Status::Undecided);
            let of_one = decided.filter(|at| !matches!(engine.rulebase.conclusions[*at].ty, Type::List(_)));
            for at in of_one.step_by(DECIDED) {
                let id = ConclusionId(at);
                let turns = engine.turns(&outcome, id).turns;
                count += turns.len();
                turns_hold(&engine, &example.record, &outcome, id, &turns[..turns.len().min(3)]);
            }
        }
    }
    assert!(count > 200, "{count}");
}
