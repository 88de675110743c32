//! `show` and `explain`: what rulecheck made of rule files, and what its messages mean.

use std::fmt::Write as _;

use rulecheck::diagnostic::{Diagnostic, all_codes, code, page};
use rulecheck::explain::consequence_words;
use rulecheck::outcome::Engine;
use rulecheck::rulebase::{Body, Conclusion, Expr, Item, Node, Type};
use rulecheck::source::Sources;
use rulecheck::syntax::tree::{ListKind, key};

use super::args::{Explain, Show, Stage};
use super::{Exit, files, output};

pub fn explain(arguments: &Explain) -> Exit {
    let Some(wanted) = &arguments.code else {
        let lines: Vec<String> = all_codes().iter().map(|(code, title)| format!("{code}  {title}")).collect();
        return output::stdout(&format!("{}\n", lines.join("\n")));
    };
    match page(wanted) {
        Some(page) => output::stdout(&format!("{}\n", page.trim_start_matches("## "))),
        None => {
            let diagnostic = Diagnostic::general(code::BAD_ARGUMENT, format!("there is no code `{wanted}`"))
                .help("codes stand in messages, such as error[R0203]; `rulecheck explain` lists them all");
            output::diagnostics(&[diagnostic], &Sources::default());
            Exit::Unusable
        }
    }
}

pub fn run(arguments: &Show) -> Exit {
    if arguments.stage == Stage::Tree {
        return tree(arguments);
    }
    let (engine, sources) = match files::engine(&arguments.rules, false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let wanted = arguments.only.as_deref().map(key);
    let text = match arguments.stage {
        Stage::Program => program(&engine),
        _ => words(&engine, &sources, wanted.as_deref()),
    };
    if text.is_empty() {
        let name = arguments.only.as_deref().unwrap_or_default();
        let diagnostic =
            Diagnostic::general(code::NO_SUCH_CONCLUSION, format!("the rules have no conclusion `{name}`"))
                .help("`rulecheck show RULES` lists all conclusions");
        output::diagnostics(&[diagnostic], &sources);
        return Exit::Unusable;
    }
    output::stdout(&text)
}

fn tree(arguments: &Show) -> Exit {
    match files::read(&arguments.rules) {
        Ok(files) => {
            output::diagnostics(&files.diagnostics, &files.sources);
            let text: String = files.loaded.iter().map(|loaded| format!("{:#?}\n", loaded.file)).collect();
            let written = output::stdout(&text);
            if files.diagnostics.iter().any(Diagnostic::is_error) { Exit::Unusable } else { written }
        }
        Err(exit) => exit,
    }
}

fn program(engine: &Engine) -> String {
    let mut out = String::new();
    for (at, step) in engine.program.steps.iter().enumerate() {
        let _ = writeln!(out, "{at:4}  {:?}  {:?}", step.domain, step.op);
    }
    out
}

fn words(engine: &Engine, sources: &Sources, wanted: Option<&str>) -> String {
    let mut out = String::new();
    for conclusion in &engine.rulebase.conclusions {
        let fits = wanted.is_none_or(|wanted| key(&conclusion.name) == wanted || key(conclusion.each_name()) == wanted);
        if fits {
            one(engine, sources, conclusion, &mut out);
        }
    }
    out
}

fn one(engine: &Engine, sources: &Sources, conclusion: &Conclusion, out: &mut String) {
    let schema = &engine.rulebase.schema;
    let gives = match &conclusion.ty {
        Type::YesNo => "yes or no".to_owned(),
        Type::Choice(id) => {
            schema.choice(*id).labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>().join(", ")
        }
        Type::Number { unit, .. } if unit.is_one() => "a number".to_owned(),
        Type::Number { unit, .. } => format!("a number in {unit}"),
        Type::Date => "a date".to_owned(),
        Type::List(id) => format!("a list of {}", schema.finding(*id).name),
    };
    let _ = writeln!(out, "{} {} ({})", conclusion.kind.word(), conclusion.name, sources.place(conclusion.span));
    if let Some(population) = &conclusion.applies_to {
        let _ = writeln!(out, "  applies to {}", full(population));
    }
    match &conclusion.body {
        Body::Value(value) => {
            let _ = writeln!(out, "  is {}: {}", gives, full(value));
        }
        Body::Lines(lines) => {
            for line in lines {
                let when = line.when.as_ref().map_or("otherwise".to_owned(), |when| format!("when {}", full(when)));
                let _ = writeln!(out, "  {} {when}", line.value.text);
            }
        }
        Body::Count(criteria) => {
            for criterion in criteria {
                let _ = writeln!(out, "  counts {}: {}", criterion.name, full(&criterion.when));
            }
        }
        Body::Score { items, bands, choice } => {
            items.iter().for_each(|item| score_item(item, 2, out));
            if let Some(choice) = choice {
                for band in bands {
                    let label = &schema.choice(*choice).labels[band.label].name;
                    let edge = |edge: Option<(rust_decimal::Decimal, bool)>| edge.map(|(edge, _)| edge.to_string());
                    let points = match (edge(band.low), edge(band.high)) {
                        (Some(low), Some(high)) if low == high => low,
                        (Some(low), Some(high)) => format!("{low} to {high}"),
                        (Some(low), None) => format!("{low} or more"),
                        (None, Some(high)) => format!("{high} or less"),
                        (None, None) => "any number of".to_owned(),
                    };
                    let _ = writeln!(out, "  {label}: {points} points");
                }
            }
        }
        Body::Rule(_) => rule(engine, conclusion, out),
    }
    for cited in &conclusion.cited {
        let citation = &engine.rulebase.citations[cited.citation];
        let _ = writeln!(out, "  from {}", citation.text);
    }
    out.push('\n');
}

/// A condition in words, the items of its lists included.
fn full(expr: &Expr) -> String {
    match &expr.node {
        Node::Not(inner) if matches!(inner.node, Node::Of { .. }) => format!("not ({})", full(inner)),
        Node::Of { kind, items } => {
            let all: Vec<String> = items
                .iter()
                .map(|item| if matches!(item.node, Node::Of { .. }) { format!("({})", full(item)) } else { full(item) })
                .collect();
            let words = match kind {
                ListKind::All => return all.join(" and "),
                ListKind::Any => return all.join(" or "),
                ListKind::None => "none of".to_owned(),
                ListKind::AtLeast(n) => format!("at least {n} of"),
                ListKind::AtMost(n) => format!("at most {n} of"),
                ListKind::Exactly(n) => format!("exactly {n} of"),
            };
            format!("{words} ({})", all.join("; "))
        }
        _ => expr.text.clone(),
    }
}

fn score_item(item: &Item, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match item {
        Item::Points { points, when, name, .. } => {
            let words = when.as_ref().map(full).unwrap_or_default();
            let when = if words.is_empty() || words == *name { String::new() } else { format!(" when {words}") };
            let points = if points.text.starts_with('-') { points.text.clone() } else { format!("+{}", points.text) };
            let _ = writeln!(out, "{pad}{points}  {name}{when}");
        }
        Item::FirstOf(items) => {
            let _ = writeln!(out, "{pad}the first of these that holds");
            items.iter().for_each(|item| score_item(item, indent + 2, out));
        }
    }
}

fn rule(engine: &Engine, conclusion: &Conclusion, out: &mut String) {
    let Body::Rule(rule) = &conclusion.body else { return };
    if let Some(when) = &rule.when {
        let _ = writeln!(out, "  when {}", full(when));
    }
    for unless in &rule.unless {
        let _ = writeln!(out, "  unless {}", full(unless));
    }
    for outcome in &rule.outcomes {
        let _ = writeln!(out, "  {}", consequence_words(engine, outcome));
    }
    for id in &rule.overridden_by {
        let _ = writeln!(out, "  unless rule {} applies", engine.rulebase.conclusions[id.0].name);
    }
}
