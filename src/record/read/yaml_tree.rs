//! One YAML document to a tree: numbers as typed, duplicate names kept, a place for every entry.
//!
//! The parser gives the place of a value only with an error, so every scalar is noted down, answered with an error,
//! and taken up again with the place that error carries.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

use super::super::fault::{Wrong, quoted};
use super::super::tree::{At, Entry, Kind, Node};
use super::{MAX_ENTRIES, MAX_NESTING, yaml_words};
use crate::diagnostic::code;

type Broken = (Wrong, At);

/// The longest name of an entry, in bytes.
const LONGEST_NAME: usize = 400;
/// Open brackets beyond which a text is not given to the parser, whose time grows with their square.
const MOST_BRACKETS: i64 = 256;

/// Reads a document whose first line has the number `first` in its file.
pub(super) fn parse(text: &str, first: usize) -> Result<Node<'static>, Broken> {
    if let Some(line) = too_many_brackets(text) {
        return Err((too_deep(), At { line: first + line, column: 0 }));
    }
    let mut builder = Builder { cursor: Cursor::new(text, first), scalar: None, broken: None, values: 0 };
    let seed = Seed { builder: &mut builder, depth: 0 };
    let deserializer = serde_yaml::Deserializer::from_str(text);
    match seed.deserialize(deserializer) {
        Ok(node) => Ok(node),
        Err(error) => Err(builder.broken.take().unwrap_or_else(|| yaml_words::explain(&error, text, first))),
    }
}

fn too_many_brackets(text: &str) -> Option<usize> {
    let (mut open, mut line) = (0i64, 0);
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = (open - 1).max(0),
            _ => {}
        }
        if open > MOST_BRACKETS {
            return Some(line);
        }
    }
    None
}

fn too_deep() -> Wrong {
    Wrong::new(code::TOO_LARGE, "the record is nested too deeply")
        .help(format!("at most {MAX_NESTING} entries within one another are read"))
}

struct Builder<'t> {
    cursor: Cursor<'t>,
    scalar: Option<Scalar>,
    broken: Option<Broken>,
    values: usize,
}

/// A value that waits for its place.
enum Scalar {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
}

impl Builder<'_> {
    /// The scalar at the place that its error names.
    fn place(&mut self, scalar: Scalar, error: &str) -> Result<Node<'static>, Broken> {
        let (line, column) = yaml_words::last_place(error).unwrap_or((1, 1));
        if !self.cursor.advance(line, column) {
            // the parser went back in the text: to what an alias stands for
            return Err((yaml_words::no_aliases(), self.cursor.at()));
        }
        let at = self.cursor.at();
        let kind = match scalar {
            Scalar::Null => Kind::Null,
            Scalar::Bool(answer) => Kind::Bool(answer),
            Scalar::Text(text) => Kind::Text(text.into()),
            Scalar::Number(value) => {
                let typed = self.cursor.token();
                let known = typed.parse::<f64>().map_or(!typed.is_empty() && is_special(typed), |typed| typed == value);
                if !known {
                    return Err((yaml_words::no_aliases(), at));
                }
                Kind::Number(typed.to_owned().into())
            }
        };
        Ok(Node::new(at, kind))
    }

    fn fail<E: Error>(&mut self, wrong: Wrong) -> E {
        self.fail_at(wrong, self.cursor.at())
    }

    fn fail_at<E: Error>(&mut self, wrong: Wrong, at: At) -> E {
        self.broken.get_or_insert((wrong, at));
        E::custom("")
    }
}

/// Number texts of YAML that Rust reads otherwise or not at all; they are refused later, as typed.
fn is_special(typed: &str) -> bool {
    let folded = typed.trim_start_matches(['+', '-']).to_ascii_lowercase();
    ["0x", "0o", "0b", ".nan", ".inf"].iter().any(|start| folded.starts_with(start))
}

struct Seed<'b, 't> {
    builder: &'b mut Builder<'t>,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Node<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'static>, D::Error> {
        let Seed { builder, depth } = self;
        builder.values += 1;
        if depth > MAX_NESTING {
            return Err(builder.fail(too_deep()));
        }
        if builder.values > MAX_ENTRIES {
            let wrong = Wrong::new(code::TOO_LARGE, "the record is too large");
            return Err(builder.fail(wrong.help(format!("at most {MAX_ENTRIES} values are read"))));
        }
        match deserializer.deserialize_any(Seed { builder: &mut *builder, depth }) {
            Ok(node) => Ok(node),
            Err(error) => match builder.scalar.take() {
                Some(scalar) => {
                    let placed = builder.place(scalar, &error.to_string());
                    placed.map_err(|(wrong, at)| builder.fail_at(wrong, at))
                }
                None => Err(error),
            },
        }
    }
}

impl Seed<'_, '_> {
    fn scalar<E: Error>(self, scalar: Scalar) -> Result<Node<'static>, E> {
        self.builder.scalar = Some(scalar);
        Err(E::custom(""))
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Node<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Number(value as f64))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Number(value as f64))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node<'static>, E> {
        self.scalar(Scalar::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node<'static>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Seed { builder: &mut *self.builder, depth: self.depth + 1 })? {
            items.push(item);
        }
        let at = items.first().map_or(self.builder.cursor.at(), |item| item.at);
        Ok(Node::new(at, Kind::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'static>, A::Error> {
        let mut entries: Vec<Entry<'static>> = Vec::new();
        while let Some(name) = map.next_key_seed(Seed { builder: &mut *self.builder, depth: self.depth + 1 })? {
            let at = name.at;
            let name = match name_of(name) {
                Ok(name) => name,
                Err(wrong) => return Err(self.builder.fail_at(wrong, at)),
            };
            let value = map.next_value_seed(Seed { builder: &mut *self.builder, depth: self.depth + 1 })?;
            entries.push(Entry { name: name.into(), at, value });
        }
        let at = entries.first().map_or(self.builder.cursor.at(), |entry| entry.at);
        Ok(Node::new(at, Kind::Map(entries)))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node<'static>, A::Error> {
        Err(self.builder.fail(yaml_words::no_tags()))
    }
}

fn name_of(name: Node<'static>) -> Result<String, Wrong> {
    let text = name.text().filter(|text| !text.is_empty() && text.len() <= LONGEST_NAME);
    let Some(text) = text else {
        let message = format!("an entry begins with a name, found {}", name.described());
        return Err(Wrong::new(code::RECORD_SYNTAX, message).help("write `name: value`, as in `age: 44`"));
    };
    if text == "<<" {
        return Err(yaml_words::no_aliases());
    }
    if text.starts_with(['{', '[']) && text.len() > 60 {
        let message = format!("an entry begins with a name, found {}", quoted(text));
        return Err(Wrong::new(code::RECORD_SYNTAX, message).help("close every bracket"));
    }
    Ok(text.to_owned())
}

/// A place in the text that only moves forward.
struct Cursor<'t> {
    text: &'t str,
    pos: usize,
    /// As the parser counts, from 1.
    line: usize,
    column: usize,
    /// As editors count.
    at: At,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str, first: usize) -> Cursor<'t> {
        Cursor { text, pos: 0, line: 1, column: 1, at: At { line: first, column: 1 } }
    }

    fn at(&self) -> At {
        self.at
    }

    /// Whether the place lies here or further on.
    fn advance(&mut self, line: usize, column: usize) -> bool {
        if (line, column) < (self.line, self.column) {
            return false;
        }
        while (self.line, self.column) < (line, column) {
            let rest = &self.text[self.pos..];
            let Some(c) = rest.chars().next() else { return true };
            self.pos += c.len_utf8();
            let pair = c == '\r' && rest[1..].starts_with('\n');
            if matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}') && !pair {
                (self.line, self.column) = (self.line + 1, 1);
            } else if !pair {
                self.column += 1;
            }
            self.at = match c {
                '\n' => At { line: self.at.line + 1, column: 1 },
                _ => At { column: self.at.column + 1, ..self.at },
            };
        }
        true
    }

    /// The number that stands here.
    fn token(&self) -> &'t str {
        let rest = &self.text[self.pos..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-._".contains(c))).unwrap_or(rest.len());
        &rest[..end]
    }
}
