//! Which patients to show: always the one that shows most of what is left, until nothing is left that has a patient.

use std::collections::BTreeSet;

use super::goals::Goals;
use super::pool::{Pool, Shown};
use super::trim::{Kept, trim};
use super::words::{rank, shows, words};
use super::{Case, Cases, Lacking, Tell, Told};
use crate::answer::{Answer, Outcome};
use crate::coverage::Kind;
use crate::patients::Menu;
use crate::record::Record;
use crate::rulebase::{ConclusionId, FactId};
use crate::source::{SourceId, Sources};
use crate::syntax::tree::key;

/// Changes made to a patient so that it shows more.
const CHANGES: usize = 8;

/// What a patient is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// What is known, in an answer that is decided.
    Known,
    /// What is not known.
    Open,
    /// The rest.
    Any,
}

/// A case shows parts of one file: there it can be pasted, and read by those who wrote the file.
pub(super) fn choose(pool: &mut Pool, sources: &Sources, tell: Tell<'_>) -> Cases {
    let mut cases = Cases::default();
    let examples = pool.engine.examples.iter();
    let mut names: BTreeSet<String> = examples.map(|example| key(&example.name)).collect();
    let goals = 0..pool.goals.all.len();
    let mut files: Vec<SourceId> = goals.map(|goal| pool.goals.topic(goal).span.source).collect();
    files.sort_by(|a, b| sources.get(*a).name.cmp(&sources.get(*b).name));
    files.dedup();
    let menu = Menu::new(pool.engine);
    for file in files {
        if !of_file(pool, &menu, (file, sources), &mut names, &mut cases, tell) {
            cases.stopped = true;
            break;
        }
    }
    cases
}

/// Says whether to go on.
fn of_file(
    pool: &mut Pool,
    menu: &Menu,
    (file, sources): (SourceId, &Sources),
    names: &mut BTreeSet<String>,
    cases: &mut Cases,
    tell: Tell<'_>,
) -> bool {
    let all = 0..pool.goals.all.len();
    let mut left: BTreeSet<usize> = all.filter(|goal| pool.goals.topic(*goal).span.source == file).collect();
    for pass in [Pass::Known, Pass::Open, Pass::Any] {
        let mut refused: BTreeSet<usize> = BTreeSet::new();
        while let Some(best) = best(pool, pass, &left, &refused) {
            let record = climb(pool, menu, pool.candidates[best].record.clone(), pass, &left);
            let Some((mut case, shown)) = case(pool, &record, pass, &left, names) else {
                refused.insert(best);
                continue;
            };
            case.file.clone_from(&sources.get(file).name);
            left.retain(|goal| !shown.contains(goal));
            let goes_on = tell(Told::Case(&case));
            cases.cases.push(case);
            if !goes_on {
                return false;
            }
        }
    }
    // what a case reaches without being chosen for it is shown all the same
    let records: Vec<Record> = cases.cases.iter().map(|case| case.record.clone()).collect();
    for shown in pool.try_all(&records) {
        left.retain(|goal| !shown.reached.contains(goal));
    }
    cases.lacking.extend(left.into_iter().map(|goal| lacking(pool.goals, sources, goal)));
    true
}

fn lacking(goals: &Goals, sources: &Sources, goal: usize) -> Lacking {
    Lacking { place: sources.place(goals.topic(goal).span), words: words(goals, goal, false) }
}

/// The goals that a patient is chosen for.
fn counted(goals: &Goals, shown: &Shown, pass: Pass, left: &BTreeSet<usize>) -> Vec<usize> {
    let from = if pass == Pass::Any { &shown.reached } else { &shown.well };
    let fits = |goal: &&usize| match pass {
        Pass::Known => !goals.all[**goal].open,
        Pass::Open => goals.all[**goal].open,
        Pass::Any => true,
    };
    from.iter().filter(|goal| left.contains(goal)).filter(fits).copied().collect()
}

fn best(pool: &Pool, pass: Pass, left: &BTreeSet<usize>, refused: &BTreeSet<usize>) -> Option<usize> {
    let all = pool.candidates.iter().enumerate().filter(|(at, _)| !refused.contains(at));
    let counted = all.map(|(at, one)| (counted(pool.goals, &one.shown, pass, left).len(), at));
    // of equals the first: it is nearest to an example
    counted.filter(|(count, _)| *count > 0).max_by_key(|(count, at)| (*count, std::cmp::Reverse(*at))).map(|(_, at)| at)
}

/// The patient changed, fact by fact, as long as it shows more and goes on showing what it did.
fn climb(pool: &Pool, menu: &Menu, mut record: Record, pass: Pass, left: &BTreeSet<usize>) -> Record {
    let of = |record: &Record| pool.try_all(std::slice::from_ref(record)).remove(0);
    let mut has = counted(pool.goals, &of(&record), pass, left);
    for _ in 0..CHANGES {
        let wanted = left.iter().filter(|goal| !has.contains(goal)).map(|goal| &pool.goals.all[*goal]);
        let facts: BTreeSet<FactId> = wanted.flat_map(|goal| goal.facts.iter().copied()).collect();
        let others: Vec<Record> = facts.iter().flat_map(|fact| menu.of(&record, *fact)).collect();
        let shown = pool.try_all(&others);
        let counts = shown.iter().map(|shown| counted(pool.goals, shown, pass, left));
        let better = counts
            .enumerate()
            .filter(|(_, count)| count.len() > has.len() && has.iter().all(|goal| count.contains(goal)));
        let Some((at, count)) = better.max_by_key(|(at, count)| (count.len(), std::cmp::Reverse(*at))) else { break };
        (record, has) = (others[at].clone(), count);
    }
    record
}

/// The case of a patient and the goals that it shows, if the rules say something of it that is to be confirmed.
fn case(
    pool: &Pool,
    record: &Record,
    pass: Pass,
    left: &BTreeSet<usize>,
    names: &mut BTreeSet<String>,
) -> Option<(Case, Vec<usize>)> {
    let shown = pool.try_all(std::slice::from_ref(record)).remove(0);
    let goals = counted(pool.goals, &shown, pass, left);
    let conclusions = homes(pool, &goals);
    let well = goals.iter().copied().filter(|goal| shown.well.contains(goal)).collect();
    let kept = Kept { goals, well, conclusions };
    let trimmed = trim(pool, record.clone(), &kept);
    let as_of = record.as_of.unwrap_or_default();
    let (record, outcome) = [trimmed, record.clone()].into_iter().find_map(|record| {
        pool.engine.judge_one(&record, as_of).ok().filter(is_sound).map(|outcome| (record, outcome))
    })?;
    let shown = pool.try_all(std::slice::from_ref(&record)).remove(0);
    // what some other patient shows well is left to that one
    let enough = |goal: &usize| pass == Pass::Any || shown.well.contains(goal) || !pool.is_well_shown(*goal);
    let mut new: Vec<usize> = shown.reached.iter().copied().filter(|goal| left.contains(goal)).filter(enough).collect();
    new.sort_by_key(|goal| (!kept.goals.contains(goal), rank(pool.goals, *goal)));
    let words: Vec<String> = new.iter().map(|goal| shows(pool, &record, *goal)).collect();
    let answer = |goal: &usize| matches!(pool.goals.topic(*goal).kind, Kind::Band | Kind::Line | Kind::Rule);
    let told: Vec<usize> = new.iter().copied().filter(|goal| kept.goals.contains(goal) || answer(goal)).collect();
    let answers = answers(pool, &outcome, &homes(pool, &told));
    let name = name(words.first()?, names);
    Some((Case { file: String::new(), name, shows: words, record, answers }, new))
}

/// Two alternatives at once, or a promise that is broken, is a finding of its own and nothing to confirm.
fn is_sound(outcome: &Outcome) -> bool {
    outcome.conflicts.is_empty() && outcome.broken.is_empty()
}

fn homes(pool: &Pool, goals: &[usize]) -> Vec<ConclusionId> {
    let homes: BTreeSet<ConclusionId> =
        goals.iter().flat_map(|goal| pool.goals.all[*goal].homes.iter().copied()).collect();
    homes.into_iter().collect()
}

/// What the rules say of the conclusions that the goals stand in, and of the scores and rules that lean on them.
fn answers(pool: &Pool, outcome: &Outcome, homes: &[ConclusionId]) -> Vec<(ConclusionId, Answer)> {
    let leaning = pool.goals.leaning(pool.engine, homes);
    let ids: BTreeSet<ConclusionId> = homes.iter().copied().chain(leaning).collect();
    ids.into_iter().map(|id| (id, outcome.answers[id.0].clone())).collect()
}

/// The first words, and a number where there is such a name already.
fn name(words: &str, names: &mut BTreeSet<String>) -> String {
    let words = words.replace('"', "'");
    let mut name = words.clone();
    let mut count = 1;
    while !names.insert(key(&name)) {
        count += 1;
        name = format!("{words} ({count})");
    }
    name
}
