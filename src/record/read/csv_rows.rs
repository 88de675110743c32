//! Rows of a CSV text (RFC 4180, strictly): a row with a quote gone wrong does not take the rows behind it along.
//!
//! The `csv` crate reads on to the end of the file behind an open quote and mends `"a"b` in silence, so rows are cut here.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead};

use super::MAX_RECORD_BYTES;
use super::lines::{Line, Lines};

/// Lines that one row may span.
const MOST_LINES: usize = 100;

/// One row: its line and cells, or what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row {
    End,
    Blank,
    Cells,
    OpenQuote,
    StrayQuote,
    TooLong,
    Utf16,
}

/// Cuts a stream into rows.
pub(super) struct Rows<R> {
    lines: Lines<R>,
    /// Lines to be read once more.
    again: VecDeque<(usize, Vec<u8>)>,
    pub delimiter: u8,
    /// The row read last, and the number of its first line.
    pub text: Vec<u8>,
    pub line: usize,
    cells: Vec<Cell>,
    /// Where the lines of the row begin in `text`.
    starts: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    start: usize,
    end: usize,
    /// Holds quotes that are written twice.
    doubled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted cell.
    Closed,
}

impl<R: BufRead> Rows<R> {
    pub fn new(input: R) -> Rows<R> {
        Rows {
            lines: Lines::new(input),
            again: VecDeque::new(),
            delimiter: b',',
            text: Vec::new(),
            line: 0,
            cells: Vec::new(),
            starts: Vec::new(),
        }
    }

    /// Reads the first line and finds out what separates its cells, before anything is cut.
    pub fn sniff(&mut self) -> io::Result<()> {
        let mut line = Vec::new();
        let state = self.lines.next(&mut line, MAX_RECORD_BYTES)?;
        let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
        let mut quoted = false;
        for byte in &line {
            quoted ^= *byte == b'"';
            for (delimiter, count) in &mut counts {
                *count += usize::from(!quoted && byte == delimiter);
            }
        }
        // the first of equals: a comma
        self.delimiter = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter);
        match state {
            Line::Read => self.again.push_back((1, line)),
            Line::End => {}
            Line::TooLong | Line::Utf16 => self.starts.push(if state == Line::Utf16 { 1 } else { 0 }),
        }
        Ok(())
    }

    pub fn next(&mut self) -> io::Result<Row> {
        if let Some(utf_16) = self.starts.first().copied().filter(|_| self.line == 0) {
            (self.line, self.starts) = (1, Vec::new());
            return Ok(if utf_16 == 1 { Row::Utf16 } else { Row::TooLong });
        }
        self.text.clear();
        self.cells.clear();
        self.starts.clear();
        let mut cutter = Cutter { state: State::Start, start: 0, doubled: false };
        loop {
            let mut line = Vec::new();
            let (number, state) = self.next_line(&mut line)?;
            if self.starts.is_empty() {
                self.line = number;
                if let Some(row) = no_cells(state, &line) {
                    return Ok(row);
                }
            } else if state != Line::Read {
                self.retry();
                return Ok(Row::OpenQuote);
            } else {
                self.text.push(b'\n');
            }
            let start = self.text.len();
            self.starts.push(start);
            self.text.extend_from_slice(&line);
            if !cutter.cut(&self.text, start, self.delimiter, &mut self.cells) {
                self.retry();
                return Ok(Row::StrayQuote);
            }
            if cutter.state != State::Quoted {
                cutter.finish(self.text.len(), &mut self.cells);
                return Ok(Row::Cells);
            }
            if self.starts.len() >= MOST_LINES || self.text.len() > MAX_RECORD_BYTES {
                self.retry();
                return Ok(Row::OpenQuote);
            }
        }
    }

    fn next_line(&mut self, line: &mut Vec<u8>) -> io::Result<(usize, Line)> {
        if let Some((number, text)) = self.again.pop_front() {
            *line = text;
            return Ok((number, Line::Read));
        }
        let state = self.lines.next(line, MAX_RECORD_BYTES)?;
        Ok((self.lines.number, state))
    }

    /// The row went wrong: all its lines but the first are read again as rows of their own.
    pub fn retry(&mut self) {
        let mut end = self.text.len();
        for (at, start) in self.starts.iter().enumerate().skip(1).rev() {
            let text = self.text[*start..end].to_vec();
            self.again.push_front((self.line + at, text));
            end = start.saturating_sub(1);
        }
        self.starts.truncate(1);
        self.text.truncate(end);
    }

    pub fn width(&self) -> usize {
        self.cells.len()
    }
}

/// The cells of the row read last.
impl<R> Rows<R> {
    /// Where the text of every cell stands, for a text known to be UTF-8.
    pub fn cells<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Cow<'t, str>> {
        self.cells.iter().map(move |cell| {
            let raw = text.get(cell.start..cell.end).unwrap_or_default();
            if cell.doubled { Cow::Owned(raw.replace("\"\"", "\"")) } else { Cow::Borrowed(raw) }
        })
    }
}

/// The row that begins with a line without cells.
fn no_cells(state: Line, line: &[u8]) -> Option<Row> {
    match state {
        Line::End => Some(Row::End),
        Line::Utf16 => Some(Row::Utf16),
        Line::TooLong => Some(Row::TooLong),
        Line::Read => line.trim_ascii().is_empty().then_some(Row::Blank),
    }
}

struct Cutter {
    state: State,
    start: usize,
    doubled: bool,
}

impl Cutter {
    /// Goes on from `pos`; false where a quote stands that belongs to nothing.
    fn cut(&mut self, text: &[u8], pos: usize, delimiter: u8, cells: &mut Vec<Cell>) -> bool {
        for (at, byte) in text.iter().enumerate().skip(pos) {
            match (self.state, *byte) {
                (State::Quoted, b'"') => self.state = State::Closed,
                (State::Quoted, _) => {}
                (State::Start | State::Plain | State::Closed, byte) if byte == delimiter => {
                    self.finish(at, cells);
                    (self.state, self.start, self.doubled) = (State::Start, at + 1, false);
                }
                (State::Start, b'"') => (self.state, self.start) = (State::Quoted, at + 1),
                (State::Start, _) => self.state = State::Plain,
                (State::Closed, b'"') => (self.state, self.doubled) = (State::Quoted, true),
                (State::Closed, _) => return false,
                (State::Plain, b'"') if !self.inches(text, at, delimiter) => return false,
                (State::Plain, _) => {}
            }
        }
        true
    }

    /// A quote that ends a plain cell, as in `7"`, is a unit; `say "no"` is not.
    fn inches(&self, text: &[u8], at: usize, delimiter: u8) -> bool {
        text.get(at + 1).is_none_or(|next| *next == delimiter)
            && !text[self.start..at].contains(&b'"')
            && text[self.start..at].last().is_some_and(u8::is_ascii_digit)
    }

    fn finish(&self, end: usize, cells: &mut Vec<Cell>) {
        let end = if self.state == State::Closed { end.saturating_sub(1) } else { end };
        cells.push(Cell { start: self.start.min(end), end, doubled: self.doubled });
    }
}
