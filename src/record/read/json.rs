//! JSON files: one record, or a list of records of which each is judged alone.

use std::io::{self, BufRead, Read};

use super::super::fault::Wrong;
use super::super::tree::At;
use super::lines::{is_utf_16, without_bom};
use super::ndjson::one;
use super::sink::{Sink, too_large, utf_16};
use super::{MAX_FILE_BYTES, MAX_RECORD_BYTES};
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
        let element = cutter.element();
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

    /// Up to the comma or bracket that ends a record, or the end of the text. A quote ends at the line at the latest.
    fn element(&mut self) -> &'a [u8] {
        let start = self.pos;
        let (mut depth, mut quoted) = (0usize, false);
        while let Some(&byte) = self.text.get(self.pos) {
            match byte {
                b'\\' if quoted => {
                    self.step(byte);
                    if matches!(self.text.get(self.pos), None | Some(b'\n')) {
                        continue;
                    }
                }
                b'"' => quoted = !quoted,
                b'\n' => quoted = false,
                _ if quoted => {}
                b'{' | b'[' => depth += 1,
                b',' | b']' if depth == 0 => break,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.step(byte);
        }
        self.text[start..self.pos].trim_ascii_end()
    }
}
