//! YAML streams: cut into documents at their `---` lines, each document read alone.

use std::io::{self, BufRead};

use super::super::tree::At;
use super::lines::{Line, Lines};
use super::sink::{Sink, not_text, too_large, utf_16};
use super::{MAX_YAML_BYTES, yaml_tree};

/// The lines of one document so far.
#[derive(Default)]
struct Document {
    text: Vec<u8>,
    /// Number of the first line of `text`.
    first: usize,
    /// Number of the first line that says anything.
    content: Option<usize>,
    too_long: bool,
}

pub(super) fn read(input: impl BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut line = Vec::new();
    let mut document = Document::default();
    while !sink.stopped {
        let state = lines.next(&mut line, MAX_YAML_BYTES)?;
        match state {
            Line::End => break,
            Line::Utf16 => {
                sink.refuse(1, utf_16(), At { line: 1, column: 0 });
                return Ok(());
            }
            Line::Read | Line::TooLong => {}
        }
        if is_marker(&line, b"---") && document.content.is_some() || is_marker(&line, b"...") {
            finish(&mut document, sink);
            if line.starts_with(b"...") {
                continue;
            }
        }
        document.add(&line, lines.number, state == Line::TooLong);
    }
    finish(&mut document, sink);
    Ok(())
}

impl Document {
    fn add(&mut self, line: &[u8], number: usize, too_long: bool) {
        if self.first == 0 {
            self.first = number;
        }
        if self.content.is_none() && says_something(line) {
            self.content = Some(number);
        }
        self.too_long |= too_long || self.text.len() + line.len() > MAX_YAML_BYTES;
        if self.too_long {
            self.text = Vec::new();
        } else {
            self.text.extend_from_slice(line);
            self.text.push(b'\n');
        }
    }
}

fn finish(document: &mut Document, sink: &mut Sink<'_>) {
    let document = std::mem::take(document);
    let Some(line) = document.content else { return };
    if document.too_long {
        return sink.refuse(line, too_large("the document", MAX_YAML_BYTES), At { line, column: 0 });
    }
    if let Some((wrong, at)) = not_text(&document.text, document.first) {
        return sink.refuse(line, wrong, at);
    }
    let Ok(text) = std::str::from_utf8(&document.text) else { return };
    match yaml_tree::parse(text, document.first) {
        Ok(node) => sink.node(line, node),
        Err((wrong, at)) => sink.refuse(line, wrong, at),
    }
}

/// `---` or `...` in the first column, alone or followed by a blank.
fn is_marker(line: &[u8], marker: &[u8]) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| matches!(rest.first(), None | Some(b' ' | b'\t')))
}

/// Anything but a comment, a directive, a bare `---` or nothing.
fn says_something(line: &[u8]) -> bool {
    let line = if is_marker(line, b"---") { &line[3..] } else { line };
    !matches!(line.trim_ascii().first(), None | Some(b'#')) && !line.starts_with(b"%")
}
