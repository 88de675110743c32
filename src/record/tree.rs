//! A record as any format gives it: entries in their order, duplicates kept, each with its place.

use std::borrow::Cow;

/// A place in a file, both counted from 1; 0 where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct At {
    pub line: usize,
    pub column: usize,
}

/// A value and its place. `P` is [`At`] for records and a `Span` for examples in rule files.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a, P = At> {
    pub at: P,
    pub kind: Kind<'a, P>,
}

/// What a value can be before anyone asks what it means.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'a, P = At> {
    Null,
    Bool(bool),
    /// As typed.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Node<'a, P>>),
    Map(Vec<Entry<'a, P>>),
}

/// One `name: value`; the place is that of the name.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a, P = At> {
    pub name: Cow<'a, str>,
    pub at: P,
    pub value: Node<'a, P>,
}

impl<'a, P> Node<'a, P> {
    pub fn new(at: P, kind: Kind<'a, P>) -> Node<'a, P> {
        Node { at, kind }
    }

    /// A scalar's text as typed.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Number(text) | Kind::Text(text) => Some(text),
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            Kind::Null | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// `null`, nothing at all, or a sign for it: the record does not mention the value.
    pub fn is_blank(&self) -> bool {
        match &self.kind {
            Kind::Null => true,
            Kind::Text(text) => {
                let text = text.trim();
                text.is_empty() || text == "~" || text.eq_ignore_ascii_case("null")
            }
            _ => false,
        }
    }

    /// What it is, in words for a message.
    pub fn described(&self) -> String {
        match &self.kind {
            Kind::Null => "nothing".to_owned(),
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "entries of its own".to_owned(),
            _ => super::fault::quoted(self.text().unwrap_or_default()),
        }
    }
}
