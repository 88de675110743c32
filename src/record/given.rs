//! The `given` entries of an example in a rule file, read like a record.

use std::borrow::Cow;

use super::assemble::{Assembler, Issue};
use super::lookup::Lookup;
use super::tree::{Entry, Kind, Node};
use super::{Datum, Ignored, Origin};
use crate::source::Span;
use crate::syntax::tree::{self, EntryValue};

/// What the entries of an example come to.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadGiven {
    pub facts: Vec<Option<Datum>>,
    pub ignored: Vec<(Ignored, Span)>,
    pub issues: Vec<Issue<Span>>,
}

/// Reads entries of a rule file against a schema.
pub fn given(lookup: &Lookup<'_>, entries: &[tree::Entry], place: &dyn Fn(Span, String) -> Origin) -> ReadGiven {
    let entries: Vec<Entry<'_, Span>> = entries.iter().map(entry).collect();
    let mut assembler = Assembler::new(lookup, place);
    let facts = assembler.facts(&entries);
    ReadGiven { facts, ignored: assembler.ignored, issues: assembler.issues }
}

fn entry(entry: &tree::Entry) -> Entry<'_, Span> {
    let value = Node::new(entry.span, kind(&entry.value, entry.span));
    Entry { name: Cow::Borrowed(&entry.name.text), at: entry.span, value }
}

fn kind(value: &EntryValue, span: Span) -> Kind<'_, Span> {
    match value {
        EntryValue::Date(date) => Kind::Text(date.date.to_string().into()),
        EntryValue::Quantity(quantity) => {
            let unit = quantity.unit.as_ref().map_or("", |unit| unit.value.as_str());
            Kind::Text(format!("{} {unit}", quantity.value).trim_end().to_owned().into())
        }
        EntryValue::Word(name) => Kind::Text(Cow::Borrowed(&name.text)),
        EntryValue::Text(text) => Kind::Text(Cow::Borrowed(&text.value)),
        EntryValue::List { elements, whole } => {
            let mut items: Vec<Node<'_, Span>> =
                elements.iter().map(|fields| Node::new(span, Kind::Map(fields.iter().map(entry).collect()))).collect();
            if *whole {
                items.push(Node::new(span, Kind::Text("no others".into())));
            }
            Kind::List(items)
        }
    }
}
