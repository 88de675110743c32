//! What would settle an open answer: lines for people, data for programs.

use super::{Context, few};
use crate::answer::{Missing, Outcome, Settling, Subject, Turn, Turns, Verdict};
use crate::eval::Value;
use crate::explain::{missing_words, now_words, piece_words, together_words, turn_words, turns_to, verdict_words};
use crate::rulebase::{ConclusionId, Kind, Type};
use crate::syntax::tree::Status;

/// What would settle one subject.
#[derive(serde::Serialize)]
pub struct Settle {
    /// Every value is there, with its cases told apart; otherwise only values that settle the answer for sure.
    pub(super) exact: bool,
    pub(super) facts: Vec<Fact>,
    /// Where no single fact can: the fewest that can together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) together: Option<Together>,
}

#[derive(serde::Serialize)]
pub struct Fact {
    pub(super) fact: String,
    pub(super) what: String,
    pub(super) branches: Vec<Branch>,
}

#[derive(serde::Serialize)]
pub struct Branch {
    pub(super) when: String,
    pub(super) then: String,
    pub(super) settled: bool,
}

#[derive(serde::Serialize)]
pub struct Together {
    pub(super) facts: Vec<Chosen>,
    pub(super) then: String,
}

#[derive(serde::Serialize)]
pub struct Chosen {
    pub(super) fact: String,
    pub(super) what: String,
    pub(super) when: String,
}

/// Changes that would turn a decided answer.
#[derive(serde::Serialize)]
pub(super) struct Turned {
    /// Facts that each way changes.
    pub(super) size: usize,
    /// All changes of that size were tried.
    pub(super) all_tried: bool,
    pub(super) ways: Vec<Way>,
}

#[derive(serde::Serialize)]
pub(super) struct Way {
    pub(super) changes: Vec<Changed>,
    pub(super) then: String,
}

#[derive(serde::Serialize)]
pub(super) struct Changed {
    pub(super) fact: String,
    pub(super) what: String,
    pub(super) now: String,
    pub(super) to: String,
}

/// A decision that is open.
#[derive(serde::Serialize)]
pub(super) struct Decision {
    pub(super) decision: String,
    pub(super) settle: Settle,
}

/// As data; nothing where nothing was found out.
pub(super) fn data(context: Context<'_>, subject: Subject, settling: &Settling) -> Option<Settle> {
    let (engine, id) = (context.engine, conclusion_of(subject));
    let fact = |missing: &Missing| Fact {
        fact: missing.need.fact.clone(),
        what: missing.need.name.clone(),
        branches: missing
            .branches
            .iter()
            .map(|branch| Branch {
                when: piece_words(engine, missing.hole, &branch.pieces, &missing.all),
                then: verdict_words(engine, id, &branch.verdict),
                settled: branch.verdict.is_settled(),
            })
            .collect(),
    };
    let together = settling.together.as_ref().map(|together| Together {
        facts: together
            .values
            .iter()
            .map(|filled| Chosen {
                fact: filled.need.fact.clone(),
                what: filled.need.name.clone(),
                when: piece_words(engine, filled.hole, &[filled.piece], &filled.all),
            })
            .collect(),
        then: verdict_words(engine, id, &together.verdict),
    });
    let facts: Vec<Fact> = settling.facts.iter().map(fact).collect();
    (!facts.is_empty() || together.is_some()).then_some(Settle { exact: settling.exact, facts, together })
}

/// The open decisions of the rules that are shown, as data.
pub(super) fn decisions(context: Context<'_>, outcome: &Outcome, shown: &[ConclusionId]) -> Vec<Decision> {
    let open = open_decisions(context, outcome, shown);
    let subjects: Vec<Subject> = open.iter().map(|decision| Subject::Decision(*decision)).collect();
    let settlings = context.engine.settle(outcome, &subjects);
    let made = open.into_iter().zip(settlings).filter_map(|(decision, settling)| {
        let settle = data(context, Subject::Decision(decision), &settling)?;
        Some(Decision { decision: context.engine.rulebase.decisions[decision].name.clone(), settle })
    });
    made.collect()
}

/// What would settle each of these conclusions, if it is open.
pub(super) fn conclusions(context: Context<'_>, outcome: &Outcome, shown: &[ConclusionId]) -> Vec<Option<Settle>> {
    let open = |id: &ConclusionId| outcome.answers[id.0].status == Status::Undecided;
    let subjects: Vec<Subject> = shown.iter().copied().filter(open).map(Subject::Conclusion).collect();
    let mut settlings = subjects.iter().zip(context.engine.settle(outcome, &subjects));
    shown
        .iter()
        .map(|id| if open(id) { settlings.next() } else { None })
        .map(|found| found.and_then(|(subject, settling)| data(context, *subject, &settling)))
        .collect()
}

fn conclusion_of(subject: Subject) -> Option<ConclusionId> {
    match subject {
        Subject::Conclusion(id) => Some(id),
        Subject::Decision(_) => None,
    }
}

/// What is advised on a decision: `recommend scan`, `open: recommend scan or suggest wait`.
pub(super) fn plan(context: Context<'_>, outcome: &Outcome, decision: usize) -> String {
    let verdict = context.engine.verdict(outcome, Subject::Decision(decision));
    verdict_words(context.engine, None, &verdict).replacen("still open", "open", 1)
}

fn open_decisions(context: Context<'_>, outcome: &Outcome, shown: &[ConclusionId]) -> Vec<usize> {
    let mut open = context.engine.open_decisions(outcome);
    open.retain(|decision| context.engine.rules_of(*decision).iter().any(|rule| shown.contains(rule)));
    open
}

/// For the reasons of one conclusion: a heading and the lines below it.
pub(super) fn why(context: Context<'_>, outcome: &Outcome, subject: Subject) -> (String, Vec<String>) {
    let settling = context.engine.settle_one(outcome, subject);
    let id = conclusion_of(subject);
    let (can, cannot): (Vec<&Missing>, Vec<&Missing>) = settling.facts.iter().partition(|one| one.can_settle());
    let mut lines: Vec<String> = can.iter().map(|missing| missing_words(context.engine, id, missing)).collect();
    let mut names: Vec<&str> = cannot.iter().map(|missing| missing.need.name.as_str()).collect();
    if can.is_empty() {
        if let (Some(id), true) = (id, names.is_empty()) {
            names.extend(outcome.answers[id.0].needs.iter().map(String::as_str));
        }
        if let Some(together) = &settling.together {
            let words = together_words(context.engine, id, together);
            lines.push(format!("{} together can: {words}", together.values.len()));
        }
        if !names.is_empty() {
            lines.push(format!("open are {}", few(&names, 8)));
        }
        return ("no single fact settles it".to_owned(), lines);
    }
    if !names.is_empty() {
        lines.push(format!("not by one of these alone: {}", few(&names, 8)));
    }
    ("would be settled by".to_owned(), lines)
}

/// Ways to turn an answer that a page names for each other answer.
const MOST_WAYS: usize = 5;

/// Nothing can be told of a number that every other value changes.
fn can_turn(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> bool {
    let conclusion = &context.engine.rulebase.conclusions[id.0];
    let tells = !matches!(conclusion.ty, Type::Number { .. } | Type::Date)
        || matches!(conclusion.kind, Kind::Count | Kind::Score);
    tells && outcome.answers[id.0].status != Status::Undecided
}

/// The smallest changes that would turn a decided answer: what it would be, with the ways to it.
pub(super) fn turns(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> Vec<String> {
    if !can_turn(context, outcome, id) {
        return Vec::new();
    }
    let turns = context.engine.turns(outcome, id);
    if turns.turns.is_empty() {
        let tried = match turns.all_tried {
            true => "no change of one or two facts that would turn it was found",
            false => "no change of one fact would turn it; there are too many pairs of changes to try them all",
        };
        return vec![tried.to_owned()];
    }
    let groups = turns_to(context.engine, outcome, id, &turns);
    let line = |group: &crate::explain::TurnsTo<'_>| {
        let ways: Vec<String> = group.turns.iter().map(|turn| turn_words(context.engine, outcome, turn)).collect();
        let shown = if ways.len() <= MOST_WAYS + 1 { ways.len() } else { MOST_WAYS };
        let more = if shown < ways.len() { format!("; {} more", ways.len() - shown) } else { String::new() };
        format!("{}: {}{more}", group.words, ways[..shown].join(", or "))
    };
    groups.iter().map(line).collect()
}

/// The same as data: all ways.
pub(super) fn turned(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> Option<Turned> {
    if !can_turn(context, outcome, id) {
        return None;
    }
    let Turns { turns, size, all_tried } = context.engine.turns(outcome, id);
    let way = |turn: &Turn| {
        let value = match &turn.answer.value {
            Value::Score { band: Some(band), .. } => (**band).clone(),
            Value::Score { points, .. } => (**points).clone(),
            value => value.clone(),
        };
        let changes = turn.changes.iter().map(|change| Changed {
            fact: change.need.fact.clone(),
            what: change.need.name.clone(),
            now: now_words(context.engine, outcome, change.hole),
            to: piece_words(context.engine, change.hole, &change.pieces, &change.all),
        });
        let verdict = Verdict::Answer { status: turn.answer.status, value };
        Way { changes: changes.collect(), then: verdict_words(context.engine, Some(id), &verdict) }
    };
    Some(Turned { size, all_tried, ways: turns.iter().map(way).collect() })
}

/// What would settle one conclusion, with all its cases told apart.
pub(super) fn thorough(context: Context<'_>, outcome: &Outcome, subject: Subject) -> Option<Settle> {
    data(context, subject, &context.engine.settle_one(outcome, subject))
}
