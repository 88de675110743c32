//! Messages for programs.

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};

/// One object a message; places with lines and columns (in characters) that are counted from 1, `to` being the first
/// one behind the place.
pub fn diagnostics_json(all: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    let one = |diagnostic: &Diagnostic| {
        let related = diagnostic.related.iter().map(|(span, label)| {
            let mut place = place(*span, sources);
            place["label"] = json!(label);
            place
        });
        let mut value = json!({
            "code": diagnostic.code.as_str(),
            "severity": if diagnostic.is_error() { "error" } else { "warning" },
            "message": diagnostic.message,
            "at": diagnostic.span.map(|span| place(span, sources)),
            "related": related.collect::<Vec<Value>>(),
            "help": diagnostic.help,
        });
        for (name, text) in [("label", &diagnostic.label), ("example", &diagnostic.example)] {
            if !text.is_empty() {
                value[name] = json!(text);
            }
        }
        value
    };
    all.iter().map(one).collect()
}

fn place(span: Span, sources: &Sources) -> Value {
    let source = sources.get(span.source);
    let at = |offset: u32| {
        let (line, column) = source.line_column(offset);
        json!({ "line": line, "column": column })
    };
    json!({ "file": source.name, "from": at(span.start), "to": at(span.end) })
}
