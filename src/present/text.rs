//! Results on a terminal: the answer first, then the advice, then what is missing. Fits 80 columns.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::{Context, few, settle};
use crate::answer::{self, Outcome};
use crate::explain::{self, Reason, reasons};
use crate::rulebase::{Body, ConclusionId, Kind};
use crate::syntax::tree::Status;
use crate::words;

/// How wide, and whether colours may be used.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    pub width: usize,
    pub colour: bool,
}

impl Paper {
    pub(super) fn bold(&self, text: &str) -> String {
        if self.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(super) fn dim(&self, text: &str) -> String {
        if self.colour { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Text broken at blanks, every line behind the same indentation.
    pub(super) fn wrap(&self, first: &str, indent: usize, text: &str) -> String {
        let mut out = String::from(first);
        let mut column = first.chars().count();
        let mut fresh = true;
        for word in text.split_whitespace() {
            let length = word.chars().count();
            if !fresh && column + 1 + length > self.width {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                column = indent;
                fresh = true;
            }
            if !fresh {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
            fresh = false;
        }
        out.push('\n');
        out
    }
}

/// Open rules of rulebooks that are only used, of which a page shows the nearest.
const MOST_OPEN: usize = 6;

/// One record's results; with `--why`, the reasons too.
pub fn text(context: Context<'_>, outcome: &Outcome, paper: Paper, with_reasons: bool) -> String {
    let mut out = String::new();
    let title = format!("{} (as of {})", outcome.record, outcome.as_of);
    let _ = writeln!(out, "{}", paper.bold(&title));
    section(paper, "Conflict: advice that cannot be followed together", &conflicts(context, outcome), &mut out);
    section(paper, "Broken promise", &broken(context, outcome), &mut out);
    if !outcome.conflicts.is_empty() || !outcome.broken.is_empty() {
        out.push('\n');
    }
    answers(context, outcome, paper, with_reasons, &mut out);
    advice(context, outcome, paper, &mut out);
    let far = if with_reasons { HashSet::new() } else { far_off(context, outcome) };
    section(paper, "Not decided yet", &open_rules(context, outcome, &far), &mut out);
    let near: Vec<ConclusionId> = context.shown().into_iter().filter(|id| !far.contains(id)).collect();
    settling(paper, &settle::lines(context, outcome, &near), &mut out);
    let warnings: Vec<String> = outcome.warnings.iter().map(|warned| warned.text.clone()).collect();
    section(paper, "Warning", &warnings, &mut out);
    let notes = explain::notes(outcome, &context.shown());
    section(paper, "Note", &notes.iter().map(|noted| noted.text.clone()).collect::<Vec<_>>(), &mut out);
    needs(context, outcome, &far, paper, &mut out);
    section(paper, "Taken as no, because not recorded", &assumed(context, outcome), &mut out);
    section(paper, "After the as-of date, so taken as not yet happened", &ahead(outcome), &mut out);
    section(paper, "Not used: no rule knows these entries", &ignored(outcome), &mut out);
    section(paper, "To be confirmed by a clinician before use", &reviews(context, outcome, &far), &mut out);
    out
}

/// How far the numbers that decided the answers above are from their limits.
pub fn margins(context: Context<'_>, outcome: &Outcome, paper: Paper) -> String {
    let mut out = String::new();
    let shown = context.of_margins();
    let _ = writeln!(out, "\n{}", paper.bold("How far from the limits, the nearest first"));
    let margins = explain::margins(context.engine, outcome, &shown);
    if margins.is_empty() {
        out.push_str("  no number decided an answer\n");
    }
    for margin in margins {
        out.push_str(&paper.wrap("  - ", 4, &margin.words()));
        let names = context.names(&margin.conclusions);
        out.push_str(&paper.dim(&paper.wrap("    for ", 8, &few(&names, 4))));
    }
    out
}

/// For whom the rulebooks are meant that gave the answers above: once, below all records.
pub fn rulebooks(context: Context<'_>, books: &[usize], paper: Paper) -> String {
    let mut out = String::new();
    let lines: Vec<String> = books.iter().filter_map(|book| context.population(*book)).collect();
    section(paper, "Rulebooks used, and for whom", &lines, &mut out);
    out
}

fn section(paper: Paper, heading: &str, lines: &[String], out: &mut String) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paper.bold(heading));
    for line in lines {
        out.push_str(&paper.wrap("  - ", 4, line));
    }
}

/// Open answers, each with the facts that would settle it.
fn settling(paper: Paper, subjects: &[(String, Vec<String>)], out: &mut String) {
    if subjects.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paper.bold("What would settle it"));
    for (name, lines) in subjects {
        out.push_str(&paper.wrap("  - ", 4, name));
        lines.iter().for_each(|line| out.push_str(&paper.wrap("    ", 6, line)));
    }
}

/// The answers, names in one column. Rules and definitions show only where somebody asked for reasons.
fn answers(context: Context<'_>, outcome: &Outcome, paper: Paper, with_reasons: bool, out: &mut String) {
    let shows = |id: &ConclusionId| {
        let answer = &outcome.answers[id.0];
        match context.kind(*id) {
            _ if with_reasons || !context.only.is_empty() => true,
            Kind::Rule => answer.status == Status::Failed,
            Kind::Define => false,
            _ => answer.status != Status::NotApplicable,
        }
    };
    let mut ids: Vec<ConclusionId> = context.shown().into_iter().filter(shows).collect();
    if ids.is_empty() {
        // an empty page would say nothing: these rules are not meant for this patient
        let outside = |id: &ConclusionId| outcome.answers[id.0].status == Status::NotApplicable;
        ids = context.shown().into_iter().filter(outside).collect();
    }
    let width = ids.iter().map(|id| context.name(*id).chars().count()).filter(|width| *width <= 34).max().unwrap_or(0);
    for kind in [false, true] {
        for id in ids.iter().filter(|id| (context.kind(**id) == Kind::Rule) == kind) {
            answer(context, outcome, paper, *id, width, out);
            if with_reasons {
                for reason in reasons(context.engine, outcome, *id) {
                    write_reason(paper, &reason, 4, out);
                }
            }
        }
    }
}

fn answer(context: Context<'_>, outcome: &Outcome, paper: Paper, id: ConclusionId, width: usize, out: &mut String) {
    let answer = &outcome.answers[id.0];
    let name = match context.kind(id) {
        Kind::Rule => format!("rule {}", context.name(id)),
        _ => context.name(id).to_owned(),
    };
    let mut words = explain::told_words(context.engine, outcome, id);
    if answer.status == Status::Undecided && context.kind(id) != Kind::Rule {
        words = format!("open: {words}");
    }
    if let (Status::NotApplicable, Some(population)) =
        (answer.status, &context.engine.rulebase.conclusions[id.0].applies_to)
    {
        let _ = write!(words, " (only where: {})", population.text);
    }
    if context.kind(id) == Kind::Count && answer.status != Status::NotApplicable {
        let holding = answer::holding(context.engine, outcome, id);
        if !holding.is_empty() {
            let _ = write!(words, " ({})", holding.join(", "));
        }
    }
    if let Some(meaning) = explain::meaning(context.engine, answer, id) {
        let _ = write!(words, " ({meaning})");
    }
    if answer.by_cases {
        words.push_str(", whatever is missing");
    }
    let padded = format!("  {name:width$}  ");
    if padded.chars().count() > width + 4 {
        out.push_str(&paper.wrap("  ", 6, &format!("{name}: {words}")));
    } else {
        out.push_str(&paper.wrap(&padded, width + 4, &words));
    }
}

pub(super) fn write_reason(paper: Paper, reason: &Reason, indent: usize, out: &mut String) {
    let used: Vec<String> = reason.used.iter().map(|used| format!("{} {}", used.name, used.value)).collect();
    let same = matches!(reason.used.as_slice(), [one] if one.name == reason.text);
    let detail = match (same, used.is_empty()) {
        (true, _) => reason.used[0].value.clone(),
        (false, true) => reason.is.clone(),
        (false, false) => format!("{} ({})", reason.is, used.join("; ")),
    };
    out.push_str(&paper.wrap(&format!("{}- ", " ".repeat(indent)), indent + 2, &format!("{}: {detail}", reason.text)));
    for inner in &reason.because {
        write_reason(paper, inner, indent + 4, out);
    }
}

/// The rulebooks that the user named advise on something, but not for this patient, whatever is missing.
fn is_silent(context: Context<'_>, outcome: &Outcome) -> bool {
    let rulebase = &context.engine.rulebase;
    let advises = |conclusion: &&crate::rulebase::Conclusion| {
        rulebase.books[conclusion.book].asked_for && conclusion.advice().next().is_some()
    };
    context.only.is_empty()
        && rulebase.conclusions.iter().any(|conclusion| advises(&conclusion))
        && context.engine.open_decisions(outcome).is_empty()
}

fn advice(context: Context<'_>, outcome: &Outcome, paper: Paper, out: &mut String) {
    let rulebase = &context.engine.rulebase;
    if outcome.advice.is_empty() && !is_silent(context, outcome) {
        return;
    }
    let _ = writeln!(out, "\n{}", paper.bold("Advice"));
    if outcome.advice.is_empty() {
        out.push_str("  none: no rule that advises anything applies\n");
    }
    for advised in &outcome.advice {
        let action = &rulebase.actions[advised.action.0];
        let duration = advised.duration.as_ref().map(|duration| format!(" for {}", words::duration_words(duration)));
        let certainty = match &rulebase.conclusions[advised.rule.0].body {
            Body::Rule(rule) => rule.certainty.as_ref().map(|certainty| format!(", {certainty} certainty")),
            _ => None,
        };
        let head = format!("{} {}{}", advised.verb.words(), action.name, duration.unwrap_or_default());
        let strength = format!("({}{})", advised.verb.strength(), certainty.unwrap_or_default());
        let _ = writeln!(out, "  {} {strength}", paper.bold(&head));
        if let Some(text) = &action.text {
            let first = if advised.verb.is_against() { "    do not: " } else { "    " };
            out.push_str(&paper.wrap(first, 4, text));
        }
        if let Some(because) = explain::because(context.engine, outcome, advised.rule) {
            out.push_str(&paper.wrap("    because ", 4, &because));
        }
        let sources = context.citations(advised.rule).join("; ");
        let rule = format!(
            "rule: {}{}",
            context.name(advised.rule),
            if sources.is_empty() { String::new() } else { format!(" [{sources}]") }
        );
        out.push_str(&paper.dim(&paper.wrap("    ", 4, &rule)));
    }
}

/// Open rules of the rulebooks that are only used, but for the few that lack the least: a page that lists every rule
/// of a long way ahead hides the next step.
fn far_off(context: Context<'_>, outcome: &Outcome) -> HashSet<ConclusionId> {
    let rulebase = &context.engine.rulebase;
    let used = |id: &ConclusionId| !rulebase.books[rulebase.conclusions[id.0].book].asked_for;
    let mut open: Vec<(bool, usize, ConclusionId)> = context
        .shown()
        .into_iter()
        .filter(|id| outcome.answers[id.0].status == Status::Undecided && used(id))
        .filter_map(|id| match &rulebase.conclusions[id.0].body {
            Body::Rule(rule) => {
                let only_warns = !rule.outcomes.iter().any(|one| matches!(one, crate::rulebase::Outcome::Advice(_)));
                Some((only_warns, outcome.answers[id.0].needs.len(), id))
            }
            _ => None,
        })
        .collect();
    open.sort_unstable();
    open.into_iter().skip(MOST_OPEN).map(|(_, _, id)| id).collect()
}

/// What rules would advise that are still undecided.
fn open_rules(context: Context<'_>, outcome: &Outcome, far: &HashSet<ConclusionId>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut more = 0;
    for id in context.shown() {
        let Body::Rule(rule) = &context.engine.rulebase.conclusions[id.0].body else { continue };
        let answer = &outcome.answers[id.0];
        // a rule that only notes something would change nothing
        if answer.status != Status::Undecided || rule.outcomes.is_empty() {
            continue;
        }
        if far.contains(&id) {
            more += 1;
            continue;
        }
        let would: Vec<String> = rule.outcomes.iter().map(|one| outcome_words(context, one)).collect();
        let mut needs = answer.needs.clone();
        if needs.len() > 4 {
            let more = needs.len() - 3;
            needs.truncate(3);
            needs.push(format!("{more} more"));
        }
        let needs = if needs.is_empty() { String::new() } else { format!("; depends on {}", needs.join(", ")) };
        lines.push(format!("{} (rule {}){needs}", would.join(", "), context.name(id)));
    }
    if more > 0 {
        lines.push(format!("{more} more rules, for which more is missing; `--why` lists them"));
    }
    lines
}

fn outcome_words(context: Context<'_>, outcome: &crate::rulebase::Outcome) -> String {
    match outcome {
        crate::rulebase::Outcome::Warn(_) => "a warning".to_owned(),
        outcome => explain::consequence_words(context.engine, outcome),
    }
}

fn conflicts(context: Context<'_>, outcome: &Outcome) -> Vec<String> {
    outcome.conflicts.iter().map(|conflict| context.conflict(outcome, conflict)).collect()
}

fn broken(context: Context<'_>, outcome: &Outcome) -> Vec<String> {
    let guarantees = &context.engine.rulebase.guarantees;
    outcome.broken.iter().map(|broken| format!("{} does not hold here", guarantees[broken.guarantee].text)).collect()
}

/// What to find out, each with the answers it would change; facts with the same answers together.
fn needs(context: Context<'_>, outcome: &Outcome, far: &HashSet<ConclusionId>, paper: Paper, out: &mut String) {
    let named = context.shown().into_iter().filter(|id| context.kind(*id) != Kind::Define && !far.contains(id));
    let named: HashSet<&str> = named.map(|id| context.name(id)).collect();
    let wanted: Vec<_> = outcome
        .needs
        .iter()
        .map(|need| {
            let mut changes = context.names(&need.changes);
            changes.retain(|name| named.contains(name));
            (need, changes)
        })
        .filter(|(need, changes)| !changes.is_empty() || need.asked_for)
        .collect();
    if wanted.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paper.bold("Missing, and would change an answer"));
    for (need, changes) in wanted {
        let definition = need.definition.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
        out.push_str(&paper.wrap("  - ", 4, &format!("{}{definition}", need.name)));
        let mut listed: Vec<String> = changes.iter().take(4).map(|name| (*name).to_owned()).collect();
        if changes.len() > 4 {
            listed.push(format!("and {} more", changes.len() - 4));
        }
        out.push_str(&paper.dim(&paper.wrap("    for ", 8, &listed.join(", "))));
    }
}

/// Each with the answers that lean on it.
fn assumed(context: Context<'_>, outcome: &Outcome) -> Vec<String> {
    let shown = context.shown();
    let mut lines = Vec::new();
    for one in &outcome.assumed {
        let ids: Vec<ConclusionId> = one.conclusions.iter().copied().filter(|id| shown.contains(id)).collect();
        if !ids.is_empty() {
            let fact = &context.engine.rulebase.schema.fact(one.fact).name;
            let names = context.names(&ids);
            let more = if names.len() > 2 { format!(" and {} more", names.len() - 2) } else { String::new() };
            lines.push(format!("{fact} (for {}{more})", names[..names.len().min(2)].join(", ")));
        }
    }
    lines
}

pub fn ahead(outcome: &Outcome) -> Vec<String> {
    outcome.ahead().into_iter().map(|datum| format!("{}: {}", datum.origin.path, datum.written)).collect()
}

fn ignored(outcome: &Outcome) -> Vec<String> {
    outcome
        .ignored
        .iter()
        .map(|ignored| match ignored.nearest.as_slice() {
            [] => ignored.name.clone(),
            near => format!("{}: did you mean {}?", ignored.name, crate::diagnostic::one_of(near)),
        })
        .collect()
}

fn reviews(context: Context<'_>, outcome: &Outcome, far: &HashSet<ConclusionId>) -> Vec<String> {
    let shown = context.shown();
    let seen = |ids: &[ConclusionId]| ids.iter().any(|id| shown.contains(id) && !far.contains(id));
    outcome.reviews.iter().filter(|(_, ids)| seen(ids)).map(|(mark, _)| mark.clone()).collect()
}
