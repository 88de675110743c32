//! A document as text for a terminal: terms in one column, lines broken at blanks, nothing wider than the paper.

use super::document::{Block, Document, Line, Mark, Span, Term, Text};

/// How wide, and whether colours may be used.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    pub width: usize,
    pub colour: bool,
}

/// The widest column of terms; a longer name reaches into the lines behind it.
const TERM_WIDTH: usize = 22;
const DEEPER: usize = 2;

/// The document as text, with a newline at its end.
pub fn text(document: &Document, paper: Paper) -> String {
    let mut out = String::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let close = matches!(
            (block, at.checked_sub(1).map(|before| &document.blocks[before])),
            (_, None | Some(Block::Heading(_)))
        );
        if !close {
            out.push('\n');
        }
        write(block, paper, &mut out);
    }
    out
}

fn write(block: &Block, paper: Paper, out: &mut String) {
    match block {
        Block::Title { text, aside } => title(text, aside, paper, out),
        Block::Heading(text) => out.push_str(&format!("{}\n", paper.marked(Mark::Strong, text))),
        Block::Paragraph(text) => paper.flow("", 0, text, out),
        Block::Terms(terms) => self::terms(terms, paper, out),
        Block::List(lines) => lines.iter().for_each(|line| item(line, paper, out)),
        Block::Table { head, rows } => table(head, rows, paper, out),
    }
}

/// What the page is about on the left, the aside on the right where both fit one line.
fn title(text: &str, aside: &str, paper: Paper, out: &mut String) {
    let (left, right) = (text.chars().count(), aside.chars().count());
    let strong = Text::strong(text);
    if right == 0 {
        return paper.flow("", 0, &strong, out);
    }
    if left + 2 + right <= paper.width {
        let gap = " ".repeat(paper.width - left - right);
        out.push_str(&format!("{}{gap}{aside}\n", paper.marked(Mark::Strong, text)));
        return;
    }
    paper.flow("", 0, &strong, out);
    paper.flow("", 0, &Text::plain(aside), out);
}

fn terms(terms: &[Term], paper: Paper, out: &mut String) {
    let lengths = terms.iter().map(|term| term.name.chars().count());
    let width = lengths.filter(|length| *length <= TERM_WIDTH).max().unwrap_or(0);
    for term in terms {
        let gap = (width + 2).saturating_sub(term.name.chars().count()).max(2);
        let mut first = Some(format!("{}{}", paper.marked(Mark::Strong, &term.name), " ".repeat(gap)));
        for line in &term.lines {
            let indent = width + 2 + line.depth * DEEPER;
            let start = first.take().unwrap_or_else(|| " ".repeat(indent));
            paper.flow(&start, indent, &line.text, out);
        }
    }
}

fn item(line: &Line, paper: Paper, out: &mut String) {
    let indent = 2 + line.depth * 2 * DEEPER;
    paper.flow(&format!("{}- ", " ".repeat(indent)), indent + 2, &line.text, out);
}

/// Columns as wide as they need to be; the last takes what is left.
fn table(head: &[String], rows: &[Vec<Text>], paper: Paper, out: &mut String) {
    let cell = |row: &Vec<Text>, at: usize| row.get(at).map(Text::words).unwrap_or_default();
    let widest = |at: usize| {
        let cells = rows.iter().map(|row| cell(row, at).chars().count());
        cells.chain([head[at].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(widest).collect();
    let last = head.len().saturating_sub(1);
    let mut line = |cells: Vec<Text>, mark: Option<Mark>| {
        let mut start = String::from("  ");
        for (at, width) in widths.iter().enumerate().take(last) {
            let words = cells[at].words();
            let gap = " ".repeat(width + 2 - words.chars().count());
            start.push_str(&format!("{}{gap}", mark.map_or(words.clone(), |mark| paper.marked(mark, &words))));
        }
        let indent = 2 + widths.iter().take(last).map(|width| width + 2).sum::<usize>();
        let end = match mark {
            Some(mark) => Text::default().and(mark, cells[last].words()),
            None => cells[last].clone(),
        };
        paper.flow(&start, indent.min(paper.width / 2), &end, out);
    };
    line(head.iter().map(Text::plain).collect(), Some(Mark::Strong));
    for row in rows {
        line((0..head.len()).map(|at| row.get(at).cloned().unwrap_or_default()).collect(), None);
    }
}

impl Paper {
    fn marked(self, mark: Mark, text: &str) -> String {
        match mark {
            Mark::Strong if self.colour => format!("\u{1b}[1m{text}\u{1b}[0m"),
            Mark::Quiet if self.colour => format!("\u{1b}[2m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.marked(Mark::Strong, text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.marked(Mark::Quiet, text)
    }

    /// Text broken at blanks, every line behind the same indentation.
    pub(super) fn wrap(self, first: &str, indent: usize, text: &str) -> String {
        let mut out = String::new();
        self.flow(first, indent, &Text::plain(text), &mut out);
        out
    }

    /// Text broken at blanks behind what the first line begins with, every further line behind the same indentation.
    fn flow(self, first: &str, indent: usize, text: &Text, out: &mut String) {
        let mut column = visible(first);
        out.push_str(first);
        let mut fresh = true;
        for word in words(text) {
            let length: usize = word.iter().map(|(_, part)| part.chars().count()).sum();
            if !fresh && column + 1 + length > self.width {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                (column, fresh) = (indent, true);
            }
            if !fresh {
                out.push(' ');
                column += 1;
            }
            word.iter().for_each(|(mark, part)| out.push_str(&self.marked(*mark, part)));
            (column, fresh) = (column + length, false);
        }
        while out.ends_with(' ') {
            out.pop();
        }
        out.push('\n');
    }
}

/// The words between blanks, each in parts that are marked alike.
fn words(text: &Text) -> Vec<Vec<(Mark, &str)>> {
    let mut words: Vec<Vec<(Mark, &str)>> = Vec::new();
    let mut goes_on = false;
    for Span { mark, text } in &text.0 {
        goes_on &= !text.starts_with(char::is_whitespace);
        for part in text.split_whitespace() {
            match words.last_mut().filter(|_| goes_on) {
                Some(word) => word.push((*mark, part)),
                None => words.push(vec![(*mark, part)]),
            }
            goes_on = false;
        }
        goes_on = !text.ends_with(char::is_whitespace);
    }
    words
}

/// How many columns a text takes, colours left out.
fn visible(text: &str) -> usize {
    let mut inside = false;
    let shows = |c: char| {
        let was = inside;
        inside = if c == '\u{1b}' { true } else { was && c != 'm' };
        !(was || inside)
    };
    text.chars().map(shows).filter(|shows| *shows).count()
}
