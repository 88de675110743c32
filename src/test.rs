//! The examples of rule files, run: each expectation against what the rules say.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::answer::{Advised, BATCH, Draft, Engine, Impossible, Outcome, answer_words};
use crate::coverage::{Side, cannot_be};
use crate::diagnostic::{Diagnostic, code};
use crate::eval::Value;
use crate::record::Record;
use crate::rulebase::{Advice, Body, ConclusionId, Kind};
use crate::rules::{Example, Expectation, Expected};
use crate::source::{Place, Sources, Span};
use crate::syntax::tree::{Duration, Status};
use crate::words::{number_words, status_words};

/// One example after its run.
#[derive(Debug, Clone)]
pub struct Tested {
    pub name: String,
    pub place: Place,
    /// Empty when all that was expected came true.
    pub failures: Vec<Failure>,
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub place: Place,
    pub span: Span,
    pub expected: String,
    pub found: String,
}

/// Runs every example. One without an `as of` line takes `today`.
pub fn run(engine: &Engine, sources: &Sources, today: Date) -> Vec<Tested> {
    let examples: Vec<(usize, &Example)> = engine.examples.iter().enumerate().collect();
    let batches = engine.workers.map(examples.chunks(BATCH), |batch| {
        let drafts = engine.drafts(&records(batch, today));
        engine.workers.map(drafts.into_iter().zip(batch), |(draft, (at, example))| {
            let failures = match draft {
                Ok(mut draft) => {
                    draft.advise();
                    failures(sources, &mut draft, *at)
                }
                Err(impossible) => vec![refused(sources, example.span, &impossible)],
            };
            Tested { name: example.name.clone(), place: sources.place(example.span), failures }
        })
    });
    let mut tested: Vec<Tested> = batches.into_iter().flatten().collect();
    tested.sort_by(|a, b| a.place.cmp(&b.place));
    tested
}

fn records<'e>(examples: &[(usize, &'e Example)], today: Date) -> Vec<(&'e Record, Date)> {
    examples.iter().map(|(_, example)| (&example.record, example.record.as_of.unwrap_or(today))).collect()
}

/// The failures of examples, as messages; but for what breaks a guarantee or conflicts, which is proved.
pub fn failing(engine: &Engine, tested: &[Tested]) -> Vec<Diagnostic> {
    let examples = engine.examples.iter();
    let own: HashSet<Span> =
        examples.flat_map(|one| one.expect.iter().map(|expected| expected.span).chain([one.span])).collect();
    let of = |one: &Tested, failure: &Failure| {
        let message = format!("example \"{}\" fails: expected `{}`", one.name, failure.expected);
        Diagnostic::error(code::EXAMPLE_FAILS, failure.span, message)
            .label(format!("found: {}", failure.found))
            .help("either the rules or the example are wrong: read both beside the source")
    };
    let failures = tested.iter().flat_map(|one| one.failures.iter().map(move |failure| (one, failure)));
    failures.filter(|(_, failure)| own.contains(&failure.span)).map(|(one, failure)| of(one, failure)).collect()
}

/// What examples must show of each rule, where it can be.
const SHOWN: [(&[Status], Side, &str); 3] = [
    (&[Status::Applies], Side::Applies, "applies"),
    (&[Status::DoesNotApply, Status::NotApplicable], Side::DoesNotApply, "does not apply"),
    (&[Status::Undecided], Side::Undecided, "is undecided"),
];

/// Rules of the named files that lack an example in which they apply, do not apply, or are undecided.
pub fn unexercised(engine: &Engine, today: Date) -> Vec<Diagnostic> {
    let examples: Vec<(usize, &Example)> = engine.examples.iter().enumerate().collect();
    let rules: Vec<ConclusionId> = (0..engine.rulebase.conclusions.len())
        .map(ConclusionId)
        .filter(|id| {
            let conclusion = &engine.rulebase.conclusions[id.0];
            conclusion.kind == Kind::Rule && engine.rulebase.books[conclusion.book].asked_for
        })
        .collect();
    let batches = engine.workers.map(examples.chunks(BATCH), |batch| engine.drafts(&records(batch, today)));
    let drafts: Vec<Draft> = batches.into_iter().flatten().flatten().collect();
    let shown = engine.workers.map(&rules, |rule| shown(&drafts, *rule));
    let unshown = rules.iter().zip(&shown).flat_map(|(rule, shown)| {
        let sides = SHOWN.iter().zip(shown).filter(|(_, shown)| !**shown);
        sides.map(|((_, side, words), _)| ((*rule, *side), *words))
    });
    let (unshown, words): (Vec<(ConclusionId, Side)>, Vec<&str>) = unshown.unzip();
    let cannot = cannot_be(engine, &unshown, today);
    let mut missing = Vec::new();
    for id in rules {
        let conclusion = &engine.rulebase.conclusions[id.0];
        let lacks = unshown.iter().zip(&words).zip(&cannot).filter(|(((rule, _), _), cannot)| *rule == id && !**cannot);
        let lacks: Vec<&str> = lacks.map(|((_, words), _)| *words).collect();
        if !lacks.is_empty() {
            let message =
                format!("there is no example in which `{}` {}", conclusion.name, lacks.join(", none in which it "));
            missing.push(
                Diagnostic::warning(code::EXAMPLE_MISSING, conclusion.span, message)
                    .help("add an `example` for each: it shows readers what the rule does, and keeps it so"),
            );
        }
    }
    missing
}

/// Which of [`SHOWN`] some examples show of a rule. Only what a glance at all of them leaves open is gone into.
fn shown(drafts: &[Draft], rule: ConclusionId) -> [bool; 3] {
    let mut shown = [false; 3];
    let mut show = |status: Status| {
        let place = SHOWN.iter().position(|(wanted, ..)| wanted.contains(&status));
        place.into_iter().for_each(|place| shown[place] = true);
        shown == [true; 3]
    };
    let mut unclear = Vec::new();
    for draft in drafts {
        match draft.glance(rule) {
            Some(status) if show(status) => return [true; 3],
            Some(_) => {}
            None => unclear.push(draft),
        }
    }
    for draft in unclear {
        if show(draft.status(rule)) {
            break;
        }
    }
    shown
}

fn refused(sources: &Sources, span: Span, impossible: &Impossible) -> Failure {
    Failure {
        place: sources.place(span),
        span,
        expected: "a possible patient".to_owned(),
        found: format!("a combination that is impossible: {}", impossible.what),
    }
}

fn failures(sources: &Sources, draft: &mut Draft, example: usize) -> Vec<Failure> {
    let engine = draft.engine;
    let expect = &engine.examples[example].expect;
    let mut failures: Vec<Failure> = expect
        .iter()
        .enumerate()
        .filter_map(|(at, expectation)| {
            let found = unmet(draft, (example, at), expectation)?;
            let span = expectation.span;
            Some(Failure { place: sources.place(span), span, expected: expectation.text.clone(), found })
        })
        .collect();
    let outcome = draft.so_far();
    for broken in &outcome.broken {
        let guarantee = &engine.rulebase.guarantees[broken.guarantee];
        let span = guarantee.promises[broken.promise].span;
        failures.push(Failure {
            place: sources.place(span),
            span,
            expected: format!("guarantee: {}", guarantee.text),
            found: "this example breaks it".to_owned(),
        });
    }
    for conflict in &outcome.conflicts {
        let rules: Vec<&str> =
            conflict.rules.iter().map(|id| engine.rulebase.conclusions[id.0].name.as_str()).collect();
        let span = engine.rulebase.decisions[conflict.decision].span;
        failures.push(Failure {
            place: sources.place(span),
            span,
            expected: "one alternative at a time".to_owned(),
            found: format!("conflicting advice from the rules {}", rules.join(" and ")),
        });
    }
    failures
}

/// Whether an example fails: it expects something else, or breaks what must hold.
pub(crate) fn fails(draft: &mut Draft, example: usize) -> bool {
    draft.advise();
    if !draft.so_far().broken.is_empty() || !draft.so_far().conflicts.is_empty() {
        return true;
    }
    let expect = draft.engine.examples[example].expect.iter().enumerate();
    expect.into_iter().any(|(at, expectation)| unmet(draft, (example, at), expectation).is_some())
}

/// What was found instead, where an expectation is not met.
fn unmet(draft: &mut Draft, at: (usize, usize), expectation: &Expectation) -> Option<String> {
    let engine = draft.engine;
    match &expectation.what {
        Expected::Holds(_) => {
            let note = engine.program.expectations[at.0][at.1]?;
            let step = engine.program.notes[note.0].step;
            if draft.surely(step) {
                return None;
            }
            Some(found_values(draft, note))
        }
        Expected::Advised { negated, advice, certainty } => {
            // what must not be advised must not be advised in a stronger or weaker word either
            let perhaps = if *negated { draft.advised(advice.verb, advice.action) } else { (false, false) };
            unadvised(engine, draft.so_far(), (*negated, advice, certainty.as_deref()), perhaps)
        }
        Expected::Lists { conclusion, parts } => unlisted(engine, draft.so_far(), *conclusion, parts),
        Expected::Noted { negated, text } => match (negated, draft.notes(text)) {
            (false, (false, _)) => Some("no such note".to_owned()),
            (true, (true, _)) => Some("that note".to_owned()),
            (true, (false, true)) => Some("that note is still undecided".to_owned()),
            _ => None,
        },
        Expected::Warned { negated, text } => {
            let given = draft.so_far().warnings.iter().any(|warned| warned.text.starts_with(text.as_str()));
            match (negated, given) {
                (false, false) => Some("no such warning".to_owned()),
                (true, true) => Some("that warning".to_owned()),
                (true, false) if draft.may_warn(text) => Some("that warning is still undecided".to_owned()),
                _ => None,
            }
        }
        Expected::Status { conclusion, status } => {
            let answer = draft.answer(*conclusion);
            (answer.status != *status).then(|| status_found(draft, *conclusion))
        }
        Expected::CouldBe { conclusion, labels } => {
            let value = match &draft.answer(*conclusion).value {
                Value::Score { band: Some(band), .. } => (**band).clone(),
                other => other.clone(),
            };
            let fits = matches!(&value, Value::Labels { labels: found, na: false, failed: false } if found == labels);
            (!fits).then(|| status_found(draft, *conclusion))
        }
        Expected::CouldRange { conclusion, low, high } => {
            let value = match &draft.answer(*conclusion).value {
                Value::Score { points, .. } => (**points).clone(),
                other => other.clone(),
            };
            let is =
                |number: f64, wanted: &rust_decimal::Decimal| number_words(number) == wanted.normalize().to_string();
            let fits = matches!(
                &value,
                Value::Number { low: a, high: b, never: false, na: false, failed: false } if is(*a, low) && is(*b, high)
            );
            (!fits).then(|| status_found(draft, *conclusion))
        }
        Expected::Needs(names) => {
            let met = names.iter().all(|name| draft.needs(name));
            (!met).then(|| match draft.all_needs().as_slice() {
                [] => "nothing is missing".to_owned(),
                needed => format!("needed: {}", needed.join(", ")),
            })
        }
    }
}

/// Advice that was to be given, or not.
fn unadvised(
    engine: &Engine,
    outcome: &Outcome,
    (negated, advice, certainty): (bool, &Advice, Option<&str>),
    (advised, perhaps_advised): (bool, bool),
) -> Option<String> {
    let certain = |rule: ConclusionId| match &engine.rulebase.conclusions[rule.0].body {
        Body::Rule(rule) => rule.certainty.as_deref(),
        _ => None,
    };
    let fits = |one: &&Advised| {
        one.verb == advice.verb
            && one.action == advice.action
            && certainty.is_none_or(|wanted| certain(one.rule) == Some(wanted))
    };
    let length = |duration: &Option<Duration>| duration.as_ref().map(|one| (one.count, one.unit));
    let mut given = outcome.advice.iter().filter(fits).peekable();
    let sure = if negated { advised } else { given.peek().is_some() };
    let duration_fits =
        advice.duration.is_none() || given.any(|given| length(&given.duration) == length(&advice.duration));
    match (negated, sure, perhaps_advised) {
        (false, true, _) if duration_fits => None,
        (true, false, false) => None,
        (false, true, _) => Some("the same advice for another length of time".to_owned()),
        (true, false, true) => Some("that advice is still undecided".to_owned()),
        _ => Some(advice_words(engine, outcome)),
    }
}

/// Criteria of a count, or items of a score, that were to hold and no others.
fn unlisted(engine: &Engine, outcome: &Outcome, conclusion: ConclusionId, parts: &[String]) -> Option<String> {
    let found = crate::answer::holding(engine, outcome, conclusion);
    let open = crate::answer::open_parts(engine, outcome, conclusion);
    let (mut is, mut wanted) = (found.clone(), parts.to_vec());
    is.sort();
    wanted.sort();
    let words = |parts: &[String]| if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
    match (is == wanted, open.is_empty()) {
        (true, true) => None,
        (_, true) => Some(words(&found)),
        (_, false) => Some(format!("{}; undecided: {}", words(&found), words(&open))),
    }
}

fn found_values(draft: &mut Draft, note: crate::program::NoteId) -> String {
    use crate::program::About;
    let engine = draft.engine;
    let note = &engine.program.notes[note.0];
    let mut words = Vec::new();
    for child in note.children.iter().map(|child| &engine.program.notes[child.0]) {
        if let About::Conclusion(id) = child.about {
            let name = &engine.rulebase.conclusions[id.0].name;
            words.push(format!("{name}: {}", answer_words(engine, id, draft.answer(id))));
        }
    }
    if words.is_empty() {
        let value = engine.value(draft.so_far(), note.step);
        words.push(crate::words::value_words(&engine.rulebase.schema, &crate::rulebase::Type::YesNo, &value));
    }
    words.join("; ")
}

fn status_found(draft: &mut Draft, id: ConclusionId) -> String {
    let engine = draft.engine;
    let answer = draft.answer(id);
    let kind = engine.rulebase.conclusions[id.0].kind;
    match kind {
        Kind::Rule => status_words(kind, answer.status).to_owned(),
        _ if answer.status == Status::Undecided => format!("undecided: {}", answer_words(engine, id, answer)),
        _ => answer_words(engine, id, answer),
    }
}

fn advice_words(engine: &Engine, outcome: &Outcome) -> String {
    let all: Vec<String> = outcome
        .advice
        .iter()
        .map(|advised| format!("{} {}", advised.verb.words(), engine.rulebase.actions[advised.action.0].name))
        .collect();
    if all.is_empty() { "no advice".to_owned() } else { all.join(", ") }
}
