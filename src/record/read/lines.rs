//! Lines of a stream, none longer in memory than allowed.

use std::io::{self, BufRead};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Lines of a stream, counted.
pub(super) struct Lines<R> {
    input: R,
    /// The number of the line read last, from 1.
    pub number: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    End,
    /// Read, without its line end.
    Read,
    /// Longer than allowed; the rest of it was skipped.
    TooLong,
    /// Not in UTF-8; nothing of the stream can be used.
    Utf16,
}

impl<R: BufRead> Lines<R> {
    pub fn new(input: R) -> Lines<R> {
        Lines { input, number: 0 }
    }

    /// The next line replaces what `line` held.
    pub fn next(&mut self, line: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
        line.clear();
        let (mut any, mut too_long) = (false, false);
        loop {
            let available = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if available.is_empty() {
                break;
            }
            any = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let piece = &available[..end.unwrap_or(available.len())];
            // two more for a carriage return and a byte too many
            let room = (limit + 2).saturating_sub(line.len());
            line.extend_from_slice(&piece[..piece.len().min(room)]);
            too_long |= piece.len() > room;
            let used = end.map_or(available.len(), |end| end + 1);
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(Line::End);
        }
        self.number += 1;
        Ok(self.finish(line, limit, too_long))
    }

    fn finish(&self, line: &mut Vec<u8>, limit: usize, too_long: bool) -> Line {
        if self.number == 1 {
            if is_utf_16(line) {
                return Line::Utf16;
            }
            if line.starts_with(BOM) {
                line.drain(..BOM.len());
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        if too_long || line.len() > limit { Line::TooLong } else { Line::Read }
    }
}

/// The byte order marks of UTF-16 and UTF-32, or text that can only be UTF-16.
pub(super) fn is_utf_16(start: &[u8]) -> bool {
    let marked = [&b"\xff\xfe"[..], b"\xfe\xff", b"\x00\x00\xfe\xff"].iter().any(|mark| start.starts_with(mark));
    marked || matches!(start, [0, 1..=127, 0, 1..=127, ..] | [1..=127, 0, 1..=127, 0, ..])
}

pub(super) fn without_bom(text: &[u8]) -> &[u8] {
    text.strip_prefix(BOM).unwrap_or(text)
}
