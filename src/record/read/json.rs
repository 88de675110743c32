//! JSON files: one record, or a list of records of which each is judged alone.

use std::io::{self, BufRead, Read};

use super::super::fault::Wrong;
use super::super::tree::At;
use super::lines::{is_utf_16, without_bom};
use super::ndjson::one;
use super::sink::{Sink, not_text, too_large, utf_16};
use super::{MAX_FILE_BYTES, MAX_RECORD_BYTES, json_text};
use crate::diagnostic::code;

pub(super) fn read(input: impl BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let start = At { line: 1, column: 1 };
    if bytes.len() > MAX_FILE_BYTES {
        let wrong = too_large("the file", MAX_FILE_BYTES)
            .help("write one record a line and end the file name in `.ndjson`; such files may have any length");
        sink.refuse(1, wrong, start);
    } else if is_utf_16(&bytes) {
        sink.refuse(1, utf_16(), start);
    } else {
        records(without_bom(&bytes), sink);
    }
    Ok(())
}

fn records(text: &[u8], sink: &mut Sink<'_>) {
    let mut cutter = Cutter { text, pos: 0, line: 1, line_start: 0 };
    cutter.skip_blanks();
    if cutter.pos == text.len() {
        return;
    }
    if text[cutter.pos] != b'[' {
        let at = cutter.at();
        return record(&text[cutter.pos..], at, sink);
    }
    cutter.pos += 1;
    cutter.skip_blanks();
    if text.get(cutter.pos) == Some(&b']') {
        cutter.pos += 1;
        return rest(&mut cutter, sink);
    }
    loop {
        cutter.skip_blanks();
        let at = cutter.at();
        let (element, sound) = cutter.element();
        if !sound {
            return unsound(element, at, sink);
        }
        if element.is_empty() && cutter.pos < text.len() {
            let message = "a record is missing: nothing stands in front of this comma or bracket";
            let wrong = Wrong::new(code::RECORD_SYNTAX, message).help("remove the comma too many");
            sink.refuse(at.line, wrong, at);
        } else if !element.is_empty() {
            record(element, at, sink);
        }
        if sink.stopped {
            return;
        }
        match text.get(cutter.pos) {
            Some(b',') => cutter.pos += 1,
            Some(_) => {
                cutter.pos += 1;
                return rest(&mut cutter, sink);
            }
            None => {
                let wrong = Wrong::new(code::RECORD_SYNTAX, "the file ends before its list of records does")
                    .help("check that the file was written completely; add the `]` that is missing");
                let at = cutter.at();
                return sink.refuse(at.line, wrong, at);
            }
        }
    }
}

fn record(text: &[u8], at: At, sink: &mut Sink<'_>) {
    if text.len() > MAX_RECORD_BYTES {
        return sink.refuse(at.line, too_large("the record", MAX_RECORD_BYTES), at);
    }
    one(text, at, sink);
}

/// A record that cannot be told from what follows: never guess where the next one begins.
fn unsound(text: &[u8], at: At, sink: &mut Sink<'_>) {
    let text = &text[..text.len().min(MAX_RECORD_BYTES)];
    let (mut wrong, place) = match std::str::from_utf8(text).map(|text| json_text::parse(text, at)) {
        Ok(Err(broken)) => broken,
        _ => not_text(text, at.line)
            .unwrap_or_else(|| (Wrong::new(code::RECORD_SYNTAX, "brackets or quotes of this record do not match"), at)),
    };
    wrong.help += &format!("; no record was read from line {} on", at.line);
    sink.refuse(at.line, wrong, place);
}

/// Nothing may stand behind the list.
fn rest(cutter: &mut Cutter<'_>, sink: &mut Sink<'_>) {
    cutter.skip_blanks();
    if cutter.pos < cutter.text.len() {
        let wrong =
            Wrong::new(code::RECORD_SYNTAX, "more text stands behind the end of the list of records; it was not read")
                .help("put all records between `[` and `]`, a comma between two");
        let at = cutter.at();
        sink.refuse(at.line, wrong, at);
    }
}

/// Cuts a list of records at its commas, without asking whether the records are sound.
struct Cutter<'a> {
    text: &'a [u8],
    pos: usize,
    line: usize,
    line_start: usize,
}

impl<'a> Cutter<'a> {
    fn skip_blanks(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.text.get(self.pos) {
            self.step(*byte);
        }
    }

    fn step(&mut self, byte: u8) {
        self.pos += 1;
        if byte == b'\n' {
            self.line += 1;
            self.line_start = self.pos;
        }
    }

    /// In bytes as long as nothing but records of ASCII stands in front on the same line; a hint, not a promise.
    fn at(&self) -> At {
        At { line: self.line, column: self.pos - self.line_start + 1 }
    }

    /// Up to the comma or bracket that ends a record, or the end of the text. False where quotes or brackets do not
    /// match, so that nobody knows where the next record begins.
    fn element(&mut self) -> (&'a [u8], bool) {
        let start = self.pos;
        let mut open: Vec<u8> = Vec::new();
        let mut quoted = false;
        while let Some(&byte) = self.text.get(self.pos) {
            match byte {
                b'\n' if quoted => return (&self.text[start..], false),
                b'\\' if quoted && self.text.get(self.pos + 1) != Some(&b'\n') => self.pos += 1,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'{' | b'[' => open.push(byte),
                b',' | b']' if open.is_empty() => break,
                // `[` and `]`, like `{` and `}`, are two apart
                b'}' | b']' if open.pop() != Some(byte - 2) => return (&self.text[start..], false),
                _ => {}
            }
            self.step(byte);
        }
        self.pos = self.pos.min(self.text.len());
        (self.text[start..self.pos].trim_ascii_end(), !quoted && open.is_empty())
    }
}
