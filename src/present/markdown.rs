//! Results as Markdown, for letters and reports.

use std::fmt::Write as _;

use super::Context;
use crate::answer::Outcome;
use crate::explain;
use crate::rulebase::{Body, Kind};
use crate::syntax::tree::Status;
use crate::words;

/// One record's results.
pub fn markdown(context: Context<'_>, outcome: &Outcome) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "## {}\n\nAs of {}.\n", escape(&outcome.record), outcome.as_of);
    table(context, outcome, &mut out);
    advice(context, outcome, &mut out);
    list("Conflict", outcome.conflicts.iter().map(|conflict| context.conflict(outcome, conflict)), &mut out);
    let guarantees = &context.engine.rulebase.guarantees;
    list("Broken promise", outcome.broken.iter().map(|broken| guarantees[broken.guarantee].text.clone()), &mut out);
    list("Warnings", outcome.warnings.iter().map(|warned| warned.text.clone()), &mut out);
    list("Notes", explain::notes(outcome, &context.shown()).iter().map(|noted| noted.text.clone()), &mut out);
    let needs = outcome.needs.iter().map(|need| {
        let changes = context.names(&need.changes).join(", ");
        format!("**{}** (for {changes})", need.name)
    });
    list("Missing, and would change an answer", needs, &mut out);
    let facts = &context.engine.rulebase.schema;
    list(
        "Taken as no, because not recorded",
        outcome.assumed.iter().map(|one| facts.fact(one.fact).name.clone()),
        &mut out,
    );
    list("After the as-of date, so taken as not yet happened", super::text::ahead(outcome).into_iter(), &mut out);
    list("Not used", outcome.ignored.iter().map(|ignored| ignored.name.clone()), &mut out);
    list("To be confirmed by a clinician before use", outcome.reviews.iter().map(|(mark, _)| mark.clone()), &mut out);
    let books = context.speaking(outcome);
    list("Rulebooks used, and for whom", books.iter().filter_map(|book| context.population(*book)), &mut out);
    out
}

/// How far the numbers that decided the answers are from their limits.
pub fn margins_markdown(context: Context<'_>, outcome: &Outcome) -> String {
    let mut out = String::new();
    let margins = explain::margins(context.engine, outcome, &context.of_margins());
    let lines = margins.iter().map(|margin| {
        let names = context.names(&margin.conclusions).join(", ");
        format!("{} (for {names})", margin.words())
    });
    list("How far from the limits, the nearest first", lines, &mut out);
    out
}

fn table(context: Context<'_>, outcome: &Outcome, out: &mut String) {
    out.push_str("| conclusion | answer | source |\n|---|---|---|\n");
    for id in context.shown() {
        let answer = &outcome.answers[id.0];
        let hidden = match context.kind(id) {
            _ if !context.only.is_empty() => false,
            Kind::Define => true,
            Kind::Rule => matches!(answer.status, Status::DoesNotApply | Status::NotApplicable),
            _ => answer.status == Status::NotApplicable,
        };
        if hidden {
            continue;
        }
        let mut words = explain::told_words(context.engine, outcome, id);
        if answer.status == Status::Undecided && context.kind(id) != Kind::Rule {
            words = format!("open: {words}");
        }
        if let Some(meaning) = explain::meaning(context.engine, answer, id) {
            let _ = write!(words, " ({meaning})");
        }
        let sources = context.citations(id).join("; ");
        let _ = writeln!(out, "| {} | {} | {} |", escape(context.name(id)), escape(&words), escape(&sources));
    }
}

fn advice(context: Context<'_>, outcome: &Outcome, out: &mut String) {
    let rulebase = &context.engine.rulebase;
    let lines = outcome.advice.iter().map(|advised| {
        let action = &rulebase.actions[advised.action.0];
        let duration = advised.duration.as_ref().map(|duration| format!(" for {}", words::duration_words(duration)));
        let certainty = match &rulebase.conclusions[advised.rule.0].body {
            Body::Rule(rule) => rule.certainty.as_ref().map(|certainty| format!(", {certainty} certainty")),
            _ => None,
        };
        let not = if advised.verb.is_against() { "do not: " } else { "" };
        let text = action.text.as_ref().map(|text| format!(": {not}{text}")).unwrap_or_default();
        let sources = context.citations(advised.rule).join("; ");
        format!(
            "**{} {}{}** ({}{}){text} [{sources}]",
            advised.verb.words(),
            action.name,
            duration.unwrap_or_default(),
            advised.verb.strength(),
            certainty.unwrap_or_default(),
        )
    });
    list("Advice", lines, out);
}

fn list(heading: &str, lines: impl Iterator<Item = String>, out: &mut String) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n### {heading}\n");
    for line in lines {
        let _ = writeln!(out, "- {}", line.replace('\n', " "));
    }
}

/// Text of rule files, with nothing in it that Markdown or the cell of a table would take for its own.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            '\\' | '|' | '<' | '*' | '`' | '[' | ']' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}
