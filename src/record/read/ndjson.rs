//! NDJSON: a record on each line.

use std::io::{self, BufRead};

use super::super::tree::At;
use super::lines::{Line, Lines};
use super::sink::{Sink, not_text, too_large, utf_16};
use super::{MAX_RECORD_BYTES, json_text};

pub(super) fn read(input: impl BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut line = Vec::new();
    while !sink.stopped {
        let state = lines.next(&mut line, MAX_RECORD_BYTES)?;
        let at = At { line: lines.number, column: 0 };
        match state {
            Line::End => break,
            Line::Utf16 => {
                sink.refuse(1, utf_16(), at);
                break;
            }
            Line::TooLong => sink.refuse(at.line, too_large("the line", MAX_RECORD_BYTES), at),
            Line::Read if line.trim_ascii().is_empty() => {}
            Line::Read => one(&line, At { line: at.line, column: 1 }, sink),
        }
    }
    Ok(())
}

/// One record as JSON text that starts at a place.
pub(super) fn one(text: &[u8], start: At, sink: &mut Sink<'_>) {
    if let Some((wrong, at)) = not_text(text, start.line) {
        return sink.refuse(start.line, wrong, at);
    }
    let Ok(text) = std::str::from_utf8(text) else { return };
    match json_text::parse(text, start) {
        Ok(node) => sink.node(start.line, node),
        Err((wrong, at)) => sink.refuse(start.line, wrong, at),
    }
}
