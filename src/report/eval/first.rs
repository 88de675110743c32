//! What the first screen says of one record: the answers to the title's question, the step that is open, and why.

use super::advice::certainty;
use super::shown::{confirmed, is_answer};
use crate::answer::{Advised, Missing, Outcome, Subject, Verdict};
use crate::eval::Value;
use crate::explain::{self, piece_words, verdict_words};
use crate::record::Record;
use crate::report::context::Context;
use crate::rulebase::{ConclusionId, Type};
use crate::syntax::tree::Status;
use crate::words;

/// Facts that a page asks for at a time.
const MOST_FACTS: usize = 3;
/// Labels that an open answer is told with, if it is not the step itself.
const MOST_LABELS: usize = 3;
/// Pieces of advice that are explained.
const MOST_REASONS: usize = 2;
/// Letters of a reason.
const MOST_LETTERS: usize = 120;

/// The answer to the question in the title of a rulebook.
#[derive(serde::Serialize)]
pub struct First {
    /// `52 years`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) age: Option<String>,
    pub(super) answers: Vec<Told>,
    /// The first of the title's subjects that is open, and what decides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) step: Option<Step>,
    /// Why, in clinical words.
    pub(super) because: Vec<String>,
    /// Facts that were taken as no because they were not recorded, and that what stands here leans on.
    pub(super) assumed: Vec<String>,
    /// Answers that the record has beside these.
    pub(super) more_answers: usize,
    /// What the title asks and that waits for something else.
    pub(super) more_open: usize,
    /// Points that a clinician has to confirm before use.
    pub(super) to_confirm: usize,
}

/// One answer.
#[derive(serde::Serialize)]
pub struct Told {
    pub(super) name: String,
    pub(super) is: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) meaning: Option<String>,
    pub(super) status: &'static str,
}

/// What is open, and the facts that decide it, in the order in which an interview asks for them.
#[derive(serde::Serialize)]
pub struct Step {
    pub(super) name: String,
    pub(super) kind: &'static str,
    /// What may still come of it; nothing where that is too much to list.
    pub(super) possible: Vec<String>,
    /// The first fact decides it, whatever it turns out to be.
    pub(super) one_decides: bool,
    pub(super) facts: Vec<Asked>,
}

#[derive(serde::Serialize)]
pub struct Asked {
    pub(super) fact: String,
    pub(super) what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) definition: Option<String>,
    pub(super) branches: Vec<Leads>,
}

/// What a value of a fact leads to.
#[derive(serde::Serialize)]
pub struct Leads {
    pub(super) when: String,
    pub(super) then: String,
    pub(super) settled: bool,
    /// Where one rule advises it: its certainty and sources.
    pub(super) sources: Vec<String>,
}

/// The first screen of one record.
pub(super) fn first(context: Context<'_>, outcome: &Outcome) -> First {
    let subjects = subjects(context);
    let (step, more_open) = step(context, outcome, &subjects);
    let open = step.as_ref().map(|(subject, _)| *subject);
    let answers: Vec<(ConclusionId, Told)> = subjects
        .iter()
        .filter_map(|subject| match subject {
            Subject::Conclusion(id) if says(context, outcome, *id, open) => Some((*id, told(context, outcome, *id))),
            _ => None,
        })
        .collect();
    let named: Vec<ConclusionId> =
        subjects.iter().flat_map(|subject| context.engine.conclusions_of(*subject)).collect();
    let mut first = First {
        age: age(context, outcome),
        because: because(context, outcome, &answers),
        assumed: assumed(context, outcome, &named),
        more_answers: more_answers(context, outcome, &answers, open),
        more_open,
        to_confirm: confirmed(context, outcome).count(),
        answers: answers.into_iter().map(|(_, told)| told).collect(),
        step: step.map(|(_, step)| step),
    };
    if first.answers.is_empty() && first.step.is_none() && outcome.advice.is_empty() {
        first.answers = outside(context, outcome, &subjects);
    }
    first
}

/// What the page answers: what was asked for by name, or what the titles ask.
fn subjects(context: Context<'_>) -> Vec<Subject> {
    match context.only {
        [] => context.engine.title.clone(),
        only => only.iter().copied().map(Subject::Conclusion).collect(),
    }
}

/// An answer is told where it is decided, where it is the step, and where little is left of it.
fn says(context: Context<'_>, outcome: &Outcome, id: ConclusionId, open: Option<Subject>) -> bool {
    match outcome.answers[id.0].status {
        Status::Applies | Status::DoesNotApply | Status::Failed => true,
        Status::NotApplicable => !context.only.is_empty(),
        Status::Undecided => open != Some(Subject::Conclusion(id)) && little_is_left(context, outcome, id),
    }
}

fn little_is_left(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> bool {
    match (&outcome.answers[id.0].value, &context.engine.rulebase.conclusions[id.0].ty) {
        // the points tell how far it got, if it got anywhere
        (value @ Value::Score { band: Some(band), .. }, _) => {
            matches!(&**band, Value::Labels { labels, failed: false, .. } if labels.len() <= MOST_LABELS)
                && *value != with_nothing_known(context, outcome, id)
        }
        (Value::Labels { labels, failed: false, .. }, Type::Choice(choice)) => {
            let all = context.engine.rulebase.schema.choice(*choice).labels.len();
            labels.len() < all && labels.len() <= MOST_LABELS
        }
        _ => false,
    }
}

/// What a conclusion comes to where a record says nothing.
fn with_nothing_known(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> Value {
    let batch = context.engine.batch(&[(&Record::default(), outcome.as_of)]);
    context.engine.answer(&batch.table, id, 0).value
}

fn told(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> Told {
    let answer = &outcome.answers[id.0];
    let words = explain::told_words(context.engine, outcome, id);
    let open = answer.status == Status::Undecided;
    Told {
        name: context.name(id).to_owned(),
        is: if open { format!("open: {words}") } else { words },
        meaning: explain::meaning(context.engine, answer, id),
        status: words::status_words(context.kind(id), answer.status),
    }
}

/// Nothing here is meant for this patient: that is the answer.
fn outside(context: Context<'_>, outcome: &Outcome, subjects: &[Subject]) -> Vec<Told> {
    let conclusions = subjects.iter().filter_map(|subject| match subject {
        Subject::Conclusion(id) => Some(*id),
        Subject::Decision(_) => None,
    });
    let told = |id: ConclusionId| {
        let population = &context.engine.rulebase.conclusions[id.0].applies_to;
        let only = population.as_ref().map(|population| format!(" (only where: {})", population.text));
        let mut told = told(context, outcome, id);
        told.is.push_str(&only.unwrap_or_default());
        told
    };
    conclusions.map(told).collect()
}

fn age(context: Context<'_>, outcome: &Outcome) -> Option<String> {
    let schema = &context.engine.rulebase.schema;
    let id = schema.find_fact("age")?;
    let datum = outcome.facts.get(id.0)?.as_ref()?;
    match datum.value {
        crate::record::Value::Number { low, high } if low == high => {
            let value = Value::Number { low, high, never: false, na: false, failed: false };
            Some(words::value_words(schema, &schema.fact(id).ty, &value))
        }
        _ => None,
    }
}

/// The first of the subjects that is open and waits for nothing else; and how many others are open.
fn step(context: Context<'_>, outcome: &Outcome, subjects: &[Subject]) -> (Option<(Subject, Step)>, usize) {
    let open = |subject: &Subject| context.engine.is_open_subject(outcome, *subject);
    let all = subjects.iter().filter(|subject| open(subject)).count();
    let mut decided = false;
    for subject in subjects {
        if !open(subject) {
            decided |= is_told(context, outcome, *subject);
            continue;
        }
        let facts = context.engine.deciding(outcome, *subject, MOST_FACTS);
        // behind a step that is decided, what no single answer brings forward waits for what that step asks for
        if !decided || facts.iter().any(brings_forward) {
            return (Some((*subject, step_of(context, outcome, *subject, &facts))), all - 1);
        }
    }
    (None, all)
}

/// Something was concluded, or advised.
fn is_told(context: Context<'_>, outcome: &Outcome, subject: Subject) -> bool {
    match context.engine.verdict(outcome, subject) {
        Verdict::Answer { status, .. } => status == Status::Applies,
        Verdict::Plan { advised, .. } => !advised.is_empty(),
    }
}

/// One of its values settles the subject with more than that nothing comes of it.
fn brings_forward(missing: &Missing) -> bool {
    missing.branches.iter().any(|branch| match &branch.verdict {
        Verdict::Answer { status, .. } => *status == Status::Applies,
        Verdict::Plan { advised, perhaps, .. } => perhaps.is_empty() && !advised.is_empty(),
    })
}

fn step_of(context: Context<'_>, outcome: &Outcome, subject: Subject, facts: &[Missing]) -> Step {
    let settles = |missing: &Missing| missing.branches.iter().all(|branch| branch.verdict.is_settled());
    let (name, kind) = match subject {
        Subject::Conclusion(id) => (context.name(id), context.kind(id).word()),
        Subject::Decision(decision) => (context.engine.rulebase.decisions[decision].name.as_str(), "decision"),
    };
    Step {
        name: name.to_owned(),
        kind,
        possible: possible(context, outcome, subject),
        one_decides: facts.first().is_some_and(settles),
        facts: facts.iter().map(|missing| asked(context, subject, missing)).collect(),
    }
}

fn possible(context: Context<'_>, outcome: &Outcome, subject: Subject) -> Vec<String> {
    match (subject, context.engine.verdict(outcome, subject)) {
        (Subject::Conclusion(id), _) if little_is_left(context, outcome, id) => {
            vec![explain::told_words(context.engine, outcome, id)]
        }
        (Subject::Decision(_), Verdict::Plan { perhaps, .. }) if perhaps.len() <= MOST_LABELS => {
            perhaps.iter().map(|advice| explain::plan_item(context.engine, *advice, &[])).collect()
        }
        _ => Vec::new(),
    }
}

fn asked(context: Context<'_>, subject: Subject, missing: &Missing) -> Asked {
    let id = match subject {
        Subject::Conclusion(id) => Some(id),
        Subject::Decision(_) => None,
    };
    let leads = |branch: &crate::answer::Branch| Leads {
        when: piece_words(context.engine, missing.hole, &branch.pieces, &missing.all),
        then: verdict_words(context.engine, id, &branch.verdict),
        settled: branch.verdict.is_settled(),
        sources: match &branch.verdict {
            Verdict::Plan { by, .. } => sources(context, by),
            Verdict::Answer { .. } => Vec::new(),
        },
    };
    Asked {
        fact: missing.need.fact.clone(),
        what: missing.need.name.clone(),
        definition: missing.need.definition.clone(),
        branches: missing.branches.iter().map(leads).collect(),
    }
}

/// The sources and the certainty of advice that just one rule gives.
fn sources(context: Context<'_>, by: &[ConclusionId]) -> Vec<String> {
    let [rule] = by else { return Vec::new() };
    let certainty = certainty(context, *rule).map(|certainty| format!("{certainty} certainty"));
    context.citations(*rule).into_iter().chain(certainty).collect()
}

/// Advice on a decision that the title asks for.
pub(super) fn is_of_title(context: Context<'_>, advised: &Advised) -> bool {
    let decision = context.engine.rulebase.actions[advised.action.0].decision;
    subjects(context).iter().any(|subject| match subject {
        Subject::Decision(other) => *other == decision,
        Subject::Conclusion(id) => *id == advised.rule,
    })
}

/// Why, of the advice, or else of the first answer that is decided.
fn because(context: Context<'_>, outcome: &Outcome, answers: &[(ConclusionId, Told)]) -> Vec<String> {
    let of_title = outcome.advice.iter().filter(|advised| is_of_title(context, advised));
    let mut ids: Vec<ConclusionId> = of_title.map(|advised| advised.rule).collect();
    ids.dedup();
    if ids.is_empty() {
        ids.extend(answers.iter().map(|(id, _)| *id));
    }
    let reasons = ids.into_iter().filter(|id| outcome.answers[id.0].status == Status::Applies).filter_map(|id| {
        let own = explain::because(context.engine, outcome, id);
        own.or_else(|| Some(within(&explain::sentence(context.engine, outcome, id))).filter(|words| !words.is_empty()))
    });
    let mut because: Vec<String> = Vec::new();
    reasons.for_each(|reason| {
        if !because.contains(&reason) {
            because.push(reason);
        }
    });
    because.truncate(MOST_REASONS);
    because
}

/// The clauses that fit two lines, and at least one.
fn within(sentence: &str) -> String {
    let mut out = String::new();
    for clause in sentence.split("; ") {
        if out.is_empty() {
            out.push_str(clause);
        } else if out.chars().count() + clause.chars().count() + 2 <= MOST_LETTERS {
            out.push_str("; ");
            out.push_str(clause);
        } else {
            out.push_str(" …");
            break;
        }
    }
    out
}

/// Facts taken as no, as far as one of these conclusions leans on them.
fn assumed(context: Context<'_>, outcome: &Outcome, named: &[ConclusionId]) -> Vec<String> {
    let leans = |ids: &[ConclusionId]| ids.iter().any(|id| named.contains(id));
    let assumed = outcome.assumed.iter().filter(|one| leans(&one.conclusions));
    assumed.map(|one| context.engine.rulebase.schema.fact(one.fact).name.clone()).collect()
}

/// Answers that a page could show beside those given.
fn more_answers(
    context: Context<'_>,
    outcome: &Outcome,
    answers: &[(ConclusionId, Told)],
    open: Option<Subject>,
) -> usize {
    let shown = context.shown().into_iter().filter(|id| is_answer(context, outcome, *id));
    let is_here =
        |id: &ConclusionId| answers.iter().any(|(told, _)| told == id) || open == Some(Subject::Conclusion(*id));
    shown.filter(|id| !is_here(id)).count()
}
