//! What the rules conclude, in words or for programs.

use std::fmt::Write as _;

use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};

use super::Context;
use crate::answer::Engine;
use crate::explain::consequence_words;
use crate::rulebase::{Body, Choice, Conclusion, Expr, Fact, Item, Node, Rule, Type};
use crate::source::Sources;
use crate::syntax::tree::{ListKind, key};
use crate::words::may_be_written;

/// Each conclusion, or those of one name, as it was understood; empty if there is none.
pub fn show(context: Context<'_>, wanted: Option<&str>) -> String {
    let mut out = String::new();
    for conclusion in named(context, wanted) {
        one(context.engine, context.sources, conclusion, &mut out);
    }
    out
}

fn named<'c>(context: Context<'c>, wanted: Option<&str>) -> Vec<&'c Conclusion> {
    let wanted = wanted.map(key);
    let fits = |conclusion: &&Conclusion| {
        let has = |wanted: &String| key(&conclusion.name) == *wanted || key(conclusion.each_name()) == *wanted;
        wanted.as_ref().is_none_or(has)
    };
    context.engine.rulebase.conclusions.iter().filter(fits).collect()
}

/// The same for programs, with the facts that a record may hold and the decisions; `None` if no conclusion has the name.
pub fn show_json(context: Context<'_>, wanted: Option<&str>) -> Option<Value> {
    let base = &context.engine.rulebase;
    let conclusions: Vec<Value> =
        named(context, wanted).into_iter().map(|conclusion| conclusion_json(context, conclusion)).collect();
    if wanted.is_some() {
        return (!conclusions.is_empty()).then(|| json!({ "conclusions": conclusions }));
    }
    let decisions = base.decisions.iter().map(|decision| {
        let alternatives = decision.alternatives.iter().map(|action| base.actions[action.0].name.as_str());
        json!({ "name": decision.name, "alternatives": alternatives.collect::<Vec<&str>>() })
    });
    Some(json!({
        "facts": base.schema.facts.iter().map(|fact| fact_json(context, fact)).collect::<Vec<Value>>(),
        "conclusions": conclusions,
        "decisions": decisions.collect::<Vec<Value>>(),
    }))
}

fn labels(choice: &Choice) -> Vec<&str> {
    choice.labels.iter().map(|label| label.name.as_str()).collect()
}

/// What kind of value: `type`, and by it `labels`, `unit`, `whole` or `fields`.
fn type_json(context: Context<'_>, ty: &Type) -> Value {
    let schema = &context.engine.rulebase.schema;
    match ty {
        Type::YesNo => json!({ "type": "yes or no" }),
        Type::Date => json!({ "type": "date" }),
        Type::Choice(id) => json!({ "type": "label", "labels": labels(schema.choice(*id)) }),
        Type::Number { unit, whole } => {
            let unit = (!unit.is_one()).then(|| unit.to_string());
            json!({ "type": "number", "unit": unit, "whole": whole })
        }
        Type::List(id) => {
            let fields = schema.finding(*id).fields.iter().map(|field| fact_json(context, field));
            json!({ "type": "list", "of": schema.finding(*id).name, "fields": fields.collect::<Vec<Value>>() })
        }
    }
}

fn fact_json(context: Context<'_>, fact: &Fact) -> Value {
    let mut value = type_json(context, &fact.ty);
    let range = fact.range.map(|(low, high)| [low, high].map(|edge| edge.to_f64()));
    let synonyms: Vec<&str> = fact.synonyms.iter().map(|synonym| synonym.name.as_str()).collect();
    value["name"] = json!(fact.name);
    value["may_be"] = json!(may_be_written(&context.engine.rulebase.schema, fact));
    value["range"] = json!(range);
    value["synonyms"] = json!(synonyms);
    value["definition"] = json!(fact.definition);
    value["at"] = json!(context.sources.place(fact.span).to_string());
    value
}

fn conclusion_json(context: Context<'_>, conclusion: &Conclusion) -> Value {
    let base = &context.engine.rulebase;
    let of = |words: Option<&Expr>| words.map(full);
    let from = conclusion.cited.iter().map(|cited| base.citations[cited.citation].text.as_str());
    let mut value = json!({
        "name": conclusion.name,
        "kind": conclusion.kind.word(),
        "at": context.sources.place(conclusion.span).to_string(),
        "gives": type_json(context, &conclusion.ty),
        "applies_to": of(conclusion.applies_to.as_ref()),
        "from": from.collect::<Vec<&str>>(),
    });
    match &conclusion.body {
        Body::Value(expr) => value["is"] = json!(full(expr)),
        Body::Lines(lines) => {
            let lines = lines.iter().map(|line| json!({ "value": line.value.text, "when": of(line.when.as_ref()) }));
            value["lines"] = lines.collect();
        }
        Body::Count(criteria) => {
            let all = criteria.iter().map(|criterion| json!({ "name": criterion.name, "when": full(&criterion.when) }));
            value["counts"] = all.collect();
        }
        Body::Score { items, bands, choice } => {
            value["items"] = items.iter().map(item_json).collect();
            let schema = &base.schema;
            let bands = choice.iter().flat_map(|choice| bands.iter().map(|band| (schema.choice(*choice), band)));
            let bands = bands.map(|(choice, band)| {
                let edge = |edge: Option<(rust_decimal::Decimal, bool)>| {
                    edge.map(|(edge, included)| json!({ "points": edge.to_f64(), "included": included }))
                };
                json!({ "label": choice.labels[band.label].name, "from": edge(band.low), "to": edge(band.high) })
            });
            value["bands"] = bands.collect();
        }
        Body::Rule(rule) => {
            value["when"] = json!(of(rule.when.as_ref()));
            value["unless"] = rule.unless.iter().map(full).collect();
            let says = rule.outcomes.iter().map(|outcome| consequence_words(context.engine, outcome));
            value["says"] = says.collect();
            value["rather_than"] = json!(rule.rather_than);
            value["overridden_by"] = rule.overridden_by.iter().map(|id| base.conclusions[id.0].name.as_str()).collect();
        }
    }
    value
}

fn item_json(item: &Item) -> Value {
    match item {
        Item::Points { points, when, name, .. } => {
            json!({ "name": name, "points": points.text, "when": when.as_ref().map(full) })
        }
        Item::FirstOf(items) => json!({ "first_of": items.iter().map(item_json).collect::<Vec<Value>>() }),
    }
}

fn one(engine: &Engine, sources: &Sources, conclusion: &Conclusion, out: &mut String) {
    let schema = &engine.rulebase.schema;
    let gives = match &conclusion.ty {
        Type::YesNo => "yes or no".to_owned(),
        Type::Choice(id) => labels(schema.choice(*id)).join(", "),
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
                    let low = band.low.map(|(low, included)| (if included { "at least" } else { "more than" }, low));
                    let high = band.high.map(|(high, included)| (if included { "at most" } else { "below" }, high));
                    let points = match (low, high) {
                        (Some((_, low)), Some((_, high))) if low == high => low.to_string(),
                        (Some(("at least", low)), Some(("at most", high))) => format!("{low} to {high}"),
                        (Some((least, low)), Some((most, high))) => format!("{least} {low} and {most} {high}"),
                        (Some((word, edge)), None) | (None, Some((word, edge))) => format!("{word} {edge}"),
                        (None, None) => "any number of".to_owned(),
                    };
                    let _ = writeln!(out, "  {label}: {points} points");
                }
            }
        }
        Body::Rule(body) => rule(engine, body, out),
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

fn rule(engine: &Engine, rule: &Rule, out: &mut String) {
    if let Some(when) = &rule.when {
        let _ = writeln!(out, "  when {}", full(when));
    }
    for unless in &rule.unless {
        let _ = writeln!(out, "  unless {}", full(unless));
    }
    for outcome in &rule.outcomes {
        let _ = writeln!(out, "  {}", consequence_words(engine, outcome));
    }
    if let Some(text) = &rule.rather_than {
        let _ = writeln!(out, "  rather than {text}");
    }
    for id in &rule.overridden_by {
        let _ = writeln!(out, "  unless rule {} applies", engine.rulebase.conclusions[id.0].name);
    }
}
