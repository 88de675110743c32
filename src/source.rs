//! The texts rulecheck was given, and places in them.

use std::fmt;

/// Which of the [`Sources`] a place lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A stretch of one source text, as byte offsets: `start` is in it, `end` is the first byte behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The stretch from the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// One text and the name it is shown under, usually its path as the user gave it.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub text: String,
    line_starts: Vec<u32>,
}

impl Source {
    /// Line and column (in characters) of a byte offset, both counted from 1.
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start as usize..offset as usize).unwrap_or("");
        (line, before.chars().count() + 1)
    }

    /// The lines that a stretch touches, from the start of the first to the end of the last.
    pub fn whole_lines(&self, span: Span) -> std::ops::Range<usize> {
        let line = |offset: u32| self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts.get(line(span.start).wrapping_sub(1)).copied().unwrap_or(0);
        // the last byte of the stretch, not the one behind it, which may begin the next line
        let end = self.line_starts.get(line(span.end.saturating_sub(1).max(span.start)));
        start as usize..end.map_or(self.text.len(), |end| *end as usize)
    }
}

/// All texts of one run. A text is never removed, so a [`Span`] stays good.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// Adds a text. Texts over 4 GiB cannot be addressed and must be refused by whoever reads files.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
        self.all.push(Source { name: name.into(), text, line_starts });
        SourceId(self.all.len() as u32 - 1)
    }

    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// `file:line` of the start of a span.
    pub fn place(&self, span: Span) -> Place {
        let source = self.get(span.source);
        let (line, column) = source.line_column(span.start);
        Place { file: source.name.clone(), line, column }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.all.iter()
    }
}

/// A place as people say it; prints as `file:line`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
