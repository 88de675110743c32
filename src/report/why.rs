//! Why a conclusion has its answer, or what is advised on a decision, on a terminal.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::Paper;
use super::plan::{Alternative, alternatives, conflicts};
use super::{Context, settle};
use crate::answer::{Outcome, Subject};
use crate::explain::{self, Reason, advice_words, reasons};
use crate::rulebase::{ConclusionId, Kind};
use crate::syntax::tree::Status;

/// How many conclusions deep the reasons go.
const DEEPEST: usize = 6;

/// Why one conclusion has its answer.
pub fn why(context: Context<'_>, outcome: &Outcome, id: ConclusionId, paper: Paper) -> String {
    let conclusion = &context.engine.rulebase.conclusions[id.0];
    let answer = &outcome.answers[id.0];
    let mut out = String::new();
    let kind = if conclusion.kind == Kind::Rule { "rule " } else { "" };
    let words = explain::told_words(context.engine, outcome, id);
    let head = format!("{kind}{}: {words}", conclusion.name);
    let _ = writeln!(out, "{}", paper.bold(&head));
    let _ = writeln!(out, "  {}", paper.dim(&context.sources.place(conclusion.span).to_string()));
    for source in context.citations(id) {
        out.push_str(&paper.wrap("  from ", 4, &source));
    }
    if answer.by_cases {
        out.push_str(&paper.wrap("  ", 2, "Every possible value of what is missing gives this answer."));
    }
    if answer.status == Status::Applies
        && let Some(because) = explain::because(context.engine, outcome, id)
    {
        out.push_str(&paper.wrap("  because ", 4, &because));
    }
    let mut pages = Reasons { context, outcome, paper, told: HashSet::from([id]) };
    for reason in reasons(context.engine, outcome, id) {
        pages.write(&reason, 2, 0, &mut out);
    }
    if answer.status == Status::Undecided {
        settled_by(context, outcome, paper, id, &mut out);
    }
    for line in settle::turns(context, outcome, id) {
        out.push_str(&paper.wrap("  ", 4, &line));
    }
    out
}

/// What is advised on each alternative of a decision, by which rules, and why; if it is open, what would settle it.
pub fn why_decision(context: Context<'_>, outcome: &Outcome, decision: usize, paper: Paper) -> String {
    let declared = &context.engine.rulebase.decisions[decision];
    let mut out = String::new();
    let head = format!("decision {}: {}", declared.name, settle::plan(context, outcome, decision));
    let _ = writeln!(out, "{}", paper.bold(&head));
    let _ = writeln!(out, "  {}", paper.dim(&context.sources.place(declared.span).to_string()));
    for conflict in conflicts(context, outcome, decision) {
        out.push_str(&paper.wrap("  conflict: ", 4, &conflict));
    }
    // first what to do next: the reasons below may be long
    if context.engine.open_decisions(outcome).contains(&decision) {
        let (heading, lines) = settle::why(context, outcome, Subject::Decision(decision));
        let _ = writeln!(out, "  {heading}");
        lines.iter().for_each(|line| out.push_str(&paper.wrap("    - ", 6, line)));
    }
    let mut pages = Reasons { context, outcome, paper, told: HashSet::new() };
    for alternative in alternatives(context, outcome, decision) {
        write_alternative(&mut pages, &alternative, &mut out);
    }
    out
}

fn write_alternative(pages: &mut Reasons<'_>, alternative: &Alternative<'_>, out: &mut String) {
    let Reasons { context, outcome, paper, .. } = *pages;
    let action = &context.engine.rulebase.actions[alternative.action.0];
    out.push_str(&paper.wrap("  ", 4, &format!("{}: {}", action.name, alternative.stands)));
    for (rule, advice) in &alternative.rules {
        let answer = &outcome.answers[rule.0];
        let says = advice_words(context.engine, advice);
        let head =
            format!("rule {} ({says}): {}", context.name(*rule), explain::told_words(context.engine, outcome, *rule));
        out.push_str(&paper.wrap("    ", 6, &head));
        let place = context.sources.place(context.engine.rulebase.conclusions[rule.0].span);
        let _ = writeln!(out, "      {}", paper.dim(&place.to_string()));
        if answer.status == Status::Applies
            && let Some(because) = explain::because(context.engine, outcome, *rule)
        {
            out.push_str(&paper.wrap("      because ", 8, &because));
        }
        for reason in reasons(context.engine, outcome, *rule) {
            pages.write(&reason, 6, 0, out);
        }
    }
}

/// What would settle an open conclusion, and for a rule the decision that it advises on.
fn settled_by(context: Context<'_>, outcome: &Outcome, paper: Paper, id: ConclusionId, out: &mut String) {
    let (heading, lines) = settle::why(context, outcome, Subject::Conclusion(id));
    let _ = writeln!(out, "  {heading}");
    lines.iter().for_each(|line| out.push_str(&paper.wrap("    - ", 6, line)));
    for decision in context.engine.open_decisions(outcome) {
        if context.engine.rules_of(decision).contains(&id) {
            let (heading, lines) = settle::why(context, outcome, Subject::Decision(decision));
            let name = &context.engine.rulebase.decisions[decision].name;
            out.push_str(&paper.wrap("  ", 4, &format!("what is advised on {name}: {heading}")));
            lines.iter().for_each(|line| out.push_str(&paper.wrap("    - ", 6, line)));
        }
    }
}

/// Reasons, each with those of the conclusions it read.
struct Reasons<'a> {
    context: Context<'a>,
    outcome: &'a Outcome,
    paper: Paper,
    /// Conclusions whose reasons stand above already.
    told: HashSet<ConclusionId>,
}

impl Reasons<'_> {
    fn write(&mut self, reason: &Reason, indent: usize, depth: usize, out: &mut String) {
        let shallow = Reason { because: Vec::new(), ..reason.clone() };
        write_reason(self.paper, &shallow, indent, out);
        for used in &reason.used {
            if let Some(origin) = &used.origin
                && origin.line > 0
            {
                let place = format!("{} at {}:{}", used.name, origin.file, origin.line);
                let _ = writeln!(out, "{}{}", " ".repeat(indent + 4), self.paper.dim(&place));
            }
            if let Some(id) = used.conclusion
                && depth < DEEPEST
            {
                self.of_conclusion(id, indent + 4, depth + 1, out);
            }
        }
        for inner in &reason.because {
            self.write(inner, indent + 4, depth, out);
        }
    }

    fn of_conclusion(&mut self, id: ConclusionId, indent: usize, depth: usize, out: &mut String) {
        let reasons = reasons(self.context.engine, self.outcome, id);
        if !self.told.insert(id) && !reasons.is_empty() {
            let words = format!("{}: see above", self.context.name(id));
            out.push_str(&self.paper.wrap(&format!("{}- ", " ".repeat(indent)), indent + 2, &words));
            return;
        }
        for inner in reasons {
            self.write(&inner, indent, depth, out);
        }
    }
}

fn write_reason(paper: Paper, reason: &Reason, indent: usize, out: &mut String) {
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
