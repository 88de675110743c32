//! The first screen of one record: what a clinician reads in ten seconds, and never more than a screen.

use super::advice::advice_words;
use super::data::{Advice, Report};
use super::first::{Asked, Leads, Step, Told};
use crate::report::document::{Document, Line, Mark, Term, Text};
use crate::report::text::{Paper, text};

/// The most lines that a first screen takes, at the width it is made for.
const LINES: usize = 24;
const PAPER: Paper = Paper { width: 80, colour: false };

/// How much is said; what does not fit the screen is counted in its last line.
#[derive(Clone, Copy)]
struct Detail {
    advice: usize,
    texts: bool,
    facts: usize,
    branches: usize,
    cautions: usize,
    reasons: usize,
    answers: usize,
    made_for: bool,
}

const ALL: Detail =
    Detail { advice: 6, texts: true, facts: 3, branches: 5, cautions: 6, reasons: 2, answers: 12, made_for: true };

/// From all there is to say to the least that a screen may say, step by step.
const STEPS: [Detail; 7] = [
    ALL,
    Detail { made_for: false, ..ALL },
    Detail { made_for: false, texts: false, ..ALL },
    Detail { made_for: false, texts: false, reasons: 1, facts: 2, branches: 4, ..ALL },
    Detail { made_for: false, texts: false, reasons: 1, facts: 1, branches: 4, cautions: 3, answers: 8, ..ALL },
    Detail { made_for: false, texts: false, reasons: 1, facts: 1, branches: 3, cautions: 2, answers: 5, advice: 4 },
    Detail { made_for: false, texts: false, reasons: 0, facts: 1, branches: 2, cautions: 1, answers: 4, advice: 3 },
];

/// The first screen of one record.
pub fn page(report: &Report) -> Document {
    let pages = STEPS.iter().map(|detail| with(report, *detail));
    let fits = |page: &Document| text(page, PAPER).lines().count() <= LINES;
    let mut last = Document::default();
    for page in pages {
        last = page;
        if fits(&last) {
            break;
        }
    }
    last
}

fn with(report: &Report, detail: Detail) -> Document {
    let mut page = Document::default();
    head(report, &mut page);
    let told = report.first.answers.iter().take(detail.answers).map(answer);
    let terms = [
        Term::new("CONFLICT", report.conflicts.iter().map(|text| strong(text))).urgent(),
        Term::new("BROKEN PROMISE", report.broken_guarantees.iter().map(|text| strong(text))).urgent(),
    ];
    page.terms(terms.into_iter().chain(told).chain([plan(report, detail), next(report, detail)]).chain([
        cautions(report, detail),
        Term::new("BECAUSE", report.first.because.iter().take(detail.reasons).map(|text| Line::new(text.as_str()))),
        assumed(report),
        Term::new("MADE FOR", made_for(report).filter(|_| detail.made_for)),
        rest(report, detail),
    ]));
    page
}

/// `anna, 52 years, as of 2026-11-20`, and which rulebook it is.
fn head(report: &Report, page: &mut Document) {
    let age = report.first.age.as_ref().map(|age| format!(", {age}")).unwrap_or_default();
    let books: Vec<String> = report.rulebooks.iter().filter(|book| book.asked_for).map(|book| book.title()).collect();
    let aside = match books.as_slice() {
        [one] => one.clone(),
        many => format!("{} rulebooks", many.len()),
    };
    page.title(format!("{}{age}, as of {}", report.record, report.as_of), aside);
}

fn strong(text: &str) -> Line {
    Line::new(Text::strong(text))
}

fn answer(told: &Told) -> Term {
    let meaning = told.meaning.as_ref().map(|meaning| format!(" ({meaning})")).unwrap_or_default();
    let open = told.status == "undecided";
    let mark = if open { Mark::Plain } else { Mark::Strong };
    Term::new(
        told.name.to_uppercase(),
        [Line::new(Text::default().and(mark, told.is.as_str()).and(Mark::Plain, meaning))],
    )
}

/// What is advised, and the decision that is open.
fn plan(report: &Report, detail: Detail) -> Term {
    let advised = advised(report);
    let shown = advised.iter().take(detail.advice);
    let mut lines: Vec<Line> = shown.flat_map(|(words, advice)| advice_lines(words, advice, detail)).collect();
    if let Some(more) = advised.len().checked_sub(detail.advice).filter(|more| *more > 0) {
        lines.push(Line::new(format!("and {more} more pieces of advice")));
    }
    if let Some(step) = report.first.step.as_ref().filter(|step| step.kind == "decision") {
        lines.extend(step_lines(step, detail));
    }
    if lines.is_empty() && report.is_silent {
        lines.push(Line::new("no advice: no rule that advises anything applies"));
    }
    Term::new("PLAN", lines)
}

/// The advice, each once, with all rules that give it.
fn advised(report: &Report) -> Vec<(String, Vec<&Advice>)> {
    let mut out: Vec<(String, Vec<&Advice>)> = Vec::new();
    for advice in &report.advice {
        let words = advice_words(&advice.advice);
        match out.iter_mut().find(|(known, _)| *known == words) {
            Some((_, all)) => all.push(advice),
            None => out.push((words, vec![advice])),
        }
    }
    out
}

/// A step of the pathway that is open, if it is no decision.
fn next(report: &Report, detail: Detail) -> Term {
    match report.first.step.as_ref().filter(|step| step.kind != "decision") {
        Some(step) => Term::new(step.name.to_uppercase(), step_lines(step, detail)),
        None => Term::new("", []),
    }
}

fn advice_lines(words: &str, advice: &[&Advice], detail: Detail) -> Vec<Line> {
    let grounds = advice.iter().map(|one| {
        let certainty = one.certainty.as_ref().map(|certainty| format!("{certainty} certainty"));
        let said: Vec<String> = one.sources.iter().cloned().chain(certainty).collect();
        said.join(", ")
    });
    let mut all: Vec<String> = Vec::new();
    grounds.filter(|one| !one.is_empty()).for_each(|one| {
        if !all.contains(&one) {
            all.push(one);
        }
    });
    let rather = advice.iter().find_map(|one| one.rather_than.as_ref());
    let rather = rather.map(|other| format!(" rather than {other}")).unwrap_or_default();
    let grounds = if all.is_empty() { String::new() } else { format!(" ({})", all.join("; ")) };
    let head = Text::strong(words).and(Mark::Plain, rather).and(Mark::Quiet, grounds);
    let text = advice.iter().filter(|one| detail.texts && !one.is_against).find_map(|one| one.text.as_ref());
    [Line::new(head)].into_iter().chain(text.map(|text| Line::new(text.as_str()).inside(1))).collect()
}

/// What is open, the questions that decide it, and what is asked for then.
fn step_lines(step: &Step, detail: Detail) -> Vec<Line> {
    let possible = match step.possible.as_slice() {
        [] => String::new(),
        some => format!(": {}", some.join(" or ")),
    };
    let decides = match (step.facts.len(), step.one_decides) {
        (0, _) => "",
        (_, true) => "; one answer decides",
        (_, false) => "",
    };
    let mut lines = vec![Line::new(Text::strong("open").and(Mark::Plain, format!("{possible}{decides}")))];
    let (decide, then): (Vec<&Asked>, Vec<&Asked>) =
        step.facts.iter().partition(|fact| fact.branches.iter().any(|leads| leads.settled));
    lines.extend(decide.iter().take(detail.facts).flat_map(|fact| asked(fact, detail)));
    let then: Vec<&str> = then.iter().map(|fact| fact.what.as_str()).collect();
    if !then.is_empty() {
        let first = if decide.is_empty() { "to be asked first: " } else { "then: " };
        lines.push(Line::new(Text::plain(first).and(Mark::Strong, then.join(", "))).inside(1));
    }
    lines
}

/// The question, and what each value of it leads to; on one line where they are short.
fn asked(fact: &Asked, detail: Detail) -> Vec<Line> {
    const SHORT: usize = 58;
    let question = format!("{}?", fact.what);
    // what settles nothing is said once, behind what does
    let (ends, stays): (Vec<&Leads>, Vec<&Leads>) = fact.branches.iter().partition(|leads| leads.settled);
    let mut told: Vec<Text> = ends.iter().take(detail.branches).map(|leads| lead(leads)).collect();
    if ends.len() > detail.branches {
        told.push(Text::plain(format!("and {} more", ends.len() - detail.branches)));
    }
    match stays.as_slice() {
        [] => {}
        [one] => told.push(Text::plain(format!("{} → still open", one.when))),
        _ => told.push(Text::plain("otherwise → still open")),
    }
    let whole = told.iter().map(Text::words).collect::<Vec<_>>().join(" · ");
    if question.chars().count() + 1 + whole.chars().count() <= SHORT {
        return vec![Line::new(Text::strong(question).and(Mark::Plain, format!(" {whole}"))).inside(1)];
    }
    let lines = told.into_iter().map(|text| Line::new(text).inside(2));
    [Line::new(Text::strong(question)).inside(1)].into_iter().chain(lines).collect()
}

fn lead(leads: &Leads) -> Text {
    let sources = match leads.sources.as_slice() {
        [] => String::new(),
        some => format!(" ({})", some.join(", ")),
    };
    Text::plain(format!("{} → {}", leads.when, leads.then)).and(Mark::Quiet, sources)
}

fn cautions(report: &Report, detail: Detail) -> Term {
    let mut texts: Vec<&str> = Vec::new();
    for warning in &report.warnings {
        if !texts.contains(&warning.text.as_str()) {
            texts.push(&warning.text);
        }
    }
    let more = texts.len().saturating_sub(detail.cautions);
    let mut lines: Vec<Line> = texts.iter().take(detail.cautions).map(|text| Line::new(*text)).collect();
    if more > 0 {
        lines.push(strong(&format!("and {more} more: --full")));
    }
    Term::new("CAUTION", lines).urgent()
}

fn assumed(report: &Report) -> Term {
    let line = match report.first.assumed.as_slice() {
        [] => None,
        some => Some(Line::new(format!("no: {} (not recorded)", super::rows::few(some, 4)))),
    };
    Term::new("ASSUMED", line)
}

fn made_for(report: &Report) -> impl Iterator<Item = Line> + '_ {
    let mut asked = report.rulebooks.iter().filter(|book| book.asked_for);
    let only = asked.next().filter(|_| asked.next().is_none());
    only.into_iter().filter_map(|book| book.population()).map(|text| Line::new(Text::quiet(text)))
}

/// What else there is, counted, and how to see it.
fn rest(report: &Report, detail: Detail) -> Term {
    let count = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let hidden = report.first.answers.len().saturating_sub(detail.answers);
    let parts: Vec<String> = [
        count(report.first.to_confirm, "point to confirm", "points to confirm"),
        count(report.first.more_answers + hidden, "more answer", "more answers"),
        count(report.first.more_open, "further question open", "further questions open"),
        count(report.notes.len(), "note", "notes"),
        count(report.ignored.len(), "entry not used", "entries not used"),
        count(report.ahead.len(), "date after the as-of date", "dates after the as-of date"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let line = (!parts.is_empty()).then(|| Line::new(Text::quiet(format!("{}: --full shows them", parts.join(" · ")))));
    Term::new("ALSO", line)
}
