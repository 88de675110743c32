//! An empty record: every fact that the rules ask for, with what may be written.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Context;
use crate::answer::Read;
use crate::rulebase::{Fact, FactId, Schema, Type};
use crate::words::may_be_written;

/// The facts that the conclusions of the named files lean on. Facts of the files that the user named come first.
fn asked_for(context: Context<'_>) -> Vec<FactId> {
    let rulebase = &context.engine.rulebase;
    let asked = |id: &FactId| {
        let reading = context.engine.reading(Read::Fact(*id));
        reading.iter().any(|id| rulebase.books[rulebase.conclusions[id.0].book].asked_for)
    };
    let named = |id: &FactId| rulebase.asked_for().any(|book| book.file == file(context, *id));
    let mut facts: Vec<FactId> = (0..rulebase.schema.facts.len()).map(FactId).filter(asked).collect();
    facts.sort_by_key(|id| (!named(id), file(context, *id), rulebase.schema.fact(*id).span.start));
    facts
}

fn file(context: Context<'_>, id: FactId) -> String {
    context.sources.place(context.engine.rulebase.schema.fact(id).span).file
}

/// A record for programs: all is unknown, but for facts of which silence means no.
pub fn blank_json(context: Context<'_>) -> Value {
    let schema = &context.engine.rulebase.schema;
    let open = asked_for(context).into_iter().map(|id| schema.fact(id)).filter(|fact| !fact.no_if_not_recorded);
    let entries = open.map(|fact| (fact.name.clone(), json!("unknown")));
    Value::Object([("record".to_owned(), json!("patient"))].into_iter().chain(entries).collect())
}

/// YAML with one line a fact, all unknown.
pub fn blank(context: Context<'_>) -> String {
    let rulebase = &context.engine.rulebase;
    let mut out = String::from(
        "# Write a value in place of `unknown`, or take the line away. A missing value is never taken as \"no\".\n",
    );
    let _ = writeln!(out, "record: patient");
    let mut last = None;
    for id in asked_for(context) {
        let of = file(context, id);
        if last.as_ref() != Some(&of) {
            let book = rulebase.books.iter().find(|book| book.file == of);
            let title = book.and_then(|book| book.title.clone()).unwrap_or_else(|| of.clone());
            let _ = writeln!(out, "\n# {title}");
            last = Some(of);
        }
        entry(&rulebase.schema, rulebase.schema.fact(id), &mut out);
    }
    out
}

fn entry(schema: &Schema, fact: &Fact, out: &mut String) {
    // where silence means no, `unknown` would say something else
    let name = match fact.no_if_not_recorded {
        true => format!("# {}: no", fact.name),
        false => format!("{}: unknown", fact.name),
    };
    let definition = fact.definition.as_ref().map(|text| format!("; {text}")).unwrap_or_default();
    let _ = writeln!(out, "{name:32}  # {}{definition}", may_be_written(schema, fact));
    if let Type::List(finding) = fact.ty {
        for field in &schema.finding(finding).fields {
            let name = format!("#     {}:", field.name);
            let _ = writeln!(out, "{name:32}  # {}", may_be_written(schema, field));
        }
    }
}
