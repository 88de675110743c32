//! JSON text to a tree: numbers as typed, duplicate names kept, a place for every entry.
//!
//! `serde_json` gives neither the places nor the digits of a number, so the grammar of RFC 8259 is read here.

use std::borrow::Cow;

use super::super::fault::{Wrong, quoted};
use super::super::tree::{At, Entry, Kind, Node};
use super::{MAX_ENTRIES, MAX_NESTING};
use crate::diagnostic::code;

type Broken = (Wrong, At);

/// One JSON value and nothing else. `start` is the place of the first character.
pub(super) fn parse(text: &str, start: At) -> Result<Node<'_>, Broken> {
    let mut parser = Parser { text, pos: 0, line: start.line, counted: 0, column: start.column.max(1), values: 0 };
    let node = parser.value(0)?;
    parser.skip_blanks();
    if parser.pos < text.len() {
        let help = "put one record on a line of an `.ndjson` file, or all between `[` and `]` with commas";
        return Err(parser.broken("more text stands behind the end of the record", help));
    }
    Ok(node)
}

struct Parser<'a> {
    text: &'a str,
    pos: usize,
    line: usize,
    /// Up to where `column` is counted.
    counted: usize,
    column: usize,
    values: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    fn at(&mut self) -> At {
        let since = self.text.get(self.counted..self.pos).unwrap_or_default();
        self.column += since.chars().count();
        self.counted = self.pos;
        At { line: self.line, column: self.column }
    }

    fn broken(&mut self, message: impl Into<String>, help: impl Into<String>) -> Broken {
        (Wrong::new(code::RECORD_SYNTAX, message).help(help), self.at())
    }

    fn skip_blanks(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.pos += 1;
            if byte == b'\n' {
                (self.line, self.counted, self.column) = (self.line + 1, self.pos, 1);
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node<'a>, Broken> {
        self.skip_blanks();
        self.values += 1;
        if depth > MAX_NESTING || self.values > MAX_ENTRIES {
            let what = if depth > MAX_NESTING { "nested too deeply" } else { "too large" };
            let wrong = Wrong::new(code::TOO_LARGE, format!("the record is {what}"))
                .help(format!("at most {MAX_NESTING} entries within one another and {MAX_ENTRIES} values are read"));
            return Err((wrong, self.at()));
        }
        let at = self.at();
        let kind = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node::new(at, kind))
    }

    fn map(&mut self, depth: usize) -> Result<Kind<'a>, Broken> {
        self.pos += 1;
        let mut entries = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'}') if entries.is_empty() => break,
                Some(b'"') => {}
                Some(b'}') => return Err(self.broken("a comma stands in front of `}`", "remove the comma")),
                None => return Err(self.unclosed('}')),
                _ => {
                    let message = format!("a name in double quotes is expected, found {}", self.found());
                    return Err(self.broken(message, "write every entry as `\"name\": value`, decimals with a point"));
                }
            }
            let at = self.at();
            let name = self.string()?;
            self.skip_blanks();
            if self.peek() != Some(b':') {
                let message = format!("`:` is expected behind the name {}, found {}", quoted(&name), self.found());
                return Err(self.broken(message, "write every entry as `\"name\": value`"));
            }
            self.pos += 1;
            let value = self.value(depth + 1)?;
            entries.push(Entry { name, at, value });
            if self.ends(b'}')? {
                break;
            }
        }
        self.pos += 1;
        Ok(Kind::Map(entries))
    }

    fn list(&mut self, depth: usize) -> Result<Kind<'a>, Broken> {
        self.pos += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b']') if items.is_empty() => break,
                Some(b']') => return Err(self.broken("a comma stands in front of `]`", "remove the comma")),
                None => return Err(self.unclosed(']')),
                _ => {}
            }
            items.push(self.value(depth + 1)?);
            if self.ends(b']')? {
                break;
            }
        }
        self.pos += 1;
        Ok(Kind::List(items))
    }

    /// A comma, which is read, or the closing bracket, which is not.
    fn ends(&mut self, close: u8) -> Result<bool, Broken> {
        self.skip_blanks();
        match self.peek() {
            Some(b',') => {
                self.pos += 1;
                Ok(false)
            }
            Some(byte) if byte == close => Ok(true),
            None => Err(self.unclosed(char::from(close))),
            _ => {
                let message = format!("`,` or `{}` is expected, found {}", char::from(close), self.found());
                Err(self.broken(message, "put a comma between two entries; close every bracket and quote"))
            }
        }
    }

    fn unclosed(&mut self, close: char) -> Broken {
        self.broken(format!("the record ends before its `{close}`"), "check that the record was written completely")
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Broken> {
        let start = self.pos + 1;
        let bytes = self.text.as_bytes();
        let mut end = start;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(0..=0x1f) | None => {
                    let help = "close the quote; inside a text, write `\\n` for a new line and `\\t` for a tab";
                    return Err(self.broken("a quote is not closed on its line", help));
                }
                Some(_) => end += 1,
            }
        }
        let raw = self.text.get(start..end).unwrap_or_default();
        if !raw.contains('\\') {
            self.pos = end + 1;
            return Ok(Cow::Borrowed(raw));
        }
        let Some(text) = unescape(raw) else {
            let help = "write `\\\\` for a backslash, `\\\"` for a quote, `\\u00b5` for a character by its number";
            return Err(self.broken("a backslash in this text is followed by a sign that has no meaning", help));
        };
        self.pos = end + 1;
        Ok(Cow::Owned(text))
    }

    fn number(&mut self) -> Result<Kind<'a>, Broken> {
        let raw = self.token();
        if !is_number(raw) {
            let message = format!("{} is no number of JSON", quoted(raw));
            return Err(self.broken(message, "write it as `0.5` or `-12`; put anything else in double quotes"));
        }
        self.pos += raw.len();
        Ok(Kind::Number(Cow::Borrowed(raw)))
    }

    fn word(&mut self) -> Result<Kind<'a>, Broken> {
        let kind = match self.token() {
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "null" => Kind::Null,
            _ => {
                let message = format!("a value is expected, found {}", self.found());
                return Err(self.broken(message, "put text in double quotes; `true`, `false`, `null` are lower case"));
            }
        };
        self.pos += self.token().len();
        Ok(kind)
    }

    fn token(&self) -> &'a str {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "+-._".contains(c))).unwrap_or(rest.len());
        &rest[..end]
    }

    fn found(&self) -> String {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        match (self.token(), rest.chars().next()) {
            (_, None) => "the end".to_owned(),
            ("", Some(c)) => quoted(&c.to_string()),
            (token, _) => quoted(token),
        }
    }
}

fn is_number(raw: &str) -> bool {
    let raw = raw.strip_prefix('-').unwrap_or(raw);
    let (mantissa, power) = raw.split_once(['e', 'E']).unwrap_or((raw, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    digits(before) && digits(after) && digits(power) && (before == "0" || !before.starts_with('0'))
}

fn unescape(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let sign = rest[at + 1..].chars().next()?;
        rest = &rest[at + 1 + sign.len_utf8()..];
        out.push(match sign {
            '"' | '\\' | '/' => sign,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let (c, after) = by_number(rest)?;
                rest = after;
                c
            }
            _ => return None,
        });
    }
    out.push_str(rest);
    Some(out)
}

/// The character of `00b5`, or of the pair `d83d\ude00`.
fn by_number(rest: &str) -> Option<(char, &str)> {
    let (first, rest) = four_digits(rest)?;
    if let Some(c) = char::from_u32(first) {
        return Some((c, rest));
    }
    let (second, rest) = four_digits(rest.strip_prefix("\\u")?)?;
    let pair = char::decode_utf16([u16::try_from(first).ok()?, u16::try_from(second).ok()?]).next()?;
    Some((pair.ok()?, rest))
}

fn four_digits(text: &str) -> Option<(u32, &str)> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((u32::from_str_radix(digits, 16).ok()?, &text[4..]))
}
