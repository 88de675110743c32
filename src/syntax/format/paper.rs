//! What the formatter prints on: lines with their comments, empty lines, and the columns of comments.

use super::super::layout::{Comment, Line};
use super::columns::width;

/// Texts wider than this do not take part in aligning the comments behind them.
const WIDEST: usize = 80;

/// A printed line; empty, a comment, or a text with perhaps a comment behind it.
struct Printed {
    text: String,
    comment: Option<String>,
}

/// A line that the last line printed belongs to, or that line itself: its indentation before and now.
#[derive(Clone, Copy)]
struct Level {
    was: usize,
    is: usize,
}

#[derive(Default)]
pub struct Paper {
    lines: Vec<Printed>,
    levels: Vec<Level>,
}

impl Paper {
    /// The header of a block, with an empty line before it, or before those of its comments that stand with it.
    pub fn block(&mut self, line: &Line, apart: bool, text: &str) {
        let inner = line.before.iter().take_while(|comment| comment.indent > 0).count();
        let (inner, own) =
            if self.lines.is_empty() { (&[][..], &line.before[..]) } else { line.before.split_at(inner) };
        self.comments(inner, line.indent, 0);
        if apart {
            self.empty();
        }
        self.levels.clear();
        self.comments(own, line.indent, 0);
        if line.apart {
            self.empty();
        }
        self.text(line, 0, text);
    }

    /// A line of a block, with the comments before it.
    pub fn line(&mut self, line: &Line, indent: usize, text: &str) {
        self.comments(&line.before, line.indent, indent);
        if line.apart {
            self.empty();
        }
        self.text(line, indent, text);
    }

    /// Comments on lines of their own, before a line that stood at `was` and now stands at `indent`. A deeper one
    /// belongs to the lines above.
    pub fn comments(&mut self, comments: &[Comment], was: usize, indent: usize) {
        for comment in comments {
            if comment.apart {
                self.empty();
            }
            let column = if comment.indent > was { self.column_above(comment, indent) } else { indent };
            self.lines
                .push(Printed { text: format!("{}#{}", " ".repeat(column), trimmed(&comment.text)), comment: None });
        }
    }

    /// The column for a comment that stands deeper than the line behind it.
    fn column_above(&self, comment: &Comment, indent: usize) -> usize {
        let level = self.levels.iter().rev().find(|level| level.was <= comment.indent && level.is > indent);
        let shallowest = if self.levels.is_empty() { indent } else { indent.max(2) };
        level.map_or(shallowest, |level| level.is)
    }

    fn text(&mut self, line: &Line, indent: usize, text: &str) {
        while self.levels.last().is_some_and(|level| level.is >= indent) {
            self.levels.pop();
        }
        self.levels.push(Level { was: line.indent, is: indent });
        let text = format!("{}{text}", " ".repeat(indent)).trim_end().to_owned();
        self.lines.push(Printed { text, comment: line.comment.clone() });
    }

    /// One empty line; none at the top of the file, and never two.
    fn empty(&mut self) {
        if self.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.lines.push(Printed { text: String::new(), comment: None });
        }
    }

    /// The whole text, the comments of neighbouring lines below one another.
    pub fn finish(self) -> String {
        let mut out = String::new();
        for run in self.lines.chunk_by(|a, b| a.comment.is_some() && b.comment.is_some()) {
            let widths = run.iter().map(|line| width(&line.text)).filter(|width| *width <= WIDEST);
            let column = widths.max().unwrap_or(0);
            for line in run {
                out.push_str(&line.text);
                if let Some(comment) = &line.comment {
                    let gap = column.saturating_sub(width(&line.text)) + 2;
                    out.push_str(&format!("{}#{}", " ".repeat(gap), trimmed(comment)));
                }
                out.push('\n');
            }
        }
        out
    }
}

fn trimmed(comment: &str) -> &str {
    comment.trim_end_matches(|c: char| c.is_whitespace() || super::super::layout::is_blank(c))
}
