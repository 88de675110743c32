//! Rule files as text: read into a tree that knows places and comments, and written back in one layout.
//!
//! Only this module knows pest. Nothing here knows what a name means.

mod format;
mod grammar;
mod layout;
mod parse;
mod read;
mod slips;
pub mod tree;

pub use format::format;
pub use layout::{Comment, Line, Outline};

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics, code};
use crate::source::{SourceId, Sources, Span};

/// Reads a rule file: every block that can be read, and a diagnostic for every fault in the others.
pub fn parse(sources: &Sources, source: SourceId) -> (tree::File, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let outline = layout::outline(source, &sources.get(source).text, &mut diagnostics);
    if outline.blocks.is_empty() {
        let span = Span { source, start: 0, end: 0 };
        diagnostics.push(
            Diagnostic::error(code::NO_RULES, span, "this file holds no block")
                .help("start with `rulebook \"title\"`; `rulecheck new` writes a file to begin with"),
        );
    }
    let deep: Vec<Span> = diagnostics
        .clone()
        .into_sorted()
        .iter()
        .filter(|one| one.code == code::TOO_DEEP)
        .filter_map(|one| one.span)
        .collect();
    let file = read::file(source, &outline, &mut diagnostics);
    let line = |span: Span| sources.get(span.source).line_column(span.start).0;
    let open: HashSet<usize> = diagnostics.open_quotes().into_iter().map(line).collect();
    // lines behind one that is nested too deeply stand where they do not belong: what they lack says nothing
    let behind = |deep: Span| {
        let end =
            outline.blocks.iter().map(|block| block.span.start).find(|start| *start > deep.start).unwrap_or(u32::MAX);
        deep.start + 1..end
    };
    // a line with an open quote cannot be read: one message for it is enough
    let hidden: Vec<std::ops::Range<u32>> = deep.into_iter().map(behind).collect();
    let diagnostics = diagnostics.into_sorted().into_iter().filter(|diagnostic| {
        !diagnostic.span.is_some_and(|span| hidden.iter().any(|range| range.contains(&span.start)))
    });
    let diagnostics = diagnostics.filter(|diagnostic| {
        diagnostic.code == code::OPEN_QUOTE || !diagnostic.span.is_some_and(|span| open.contains(&line(span)))
    });
    (file, diagnostics.collect())
}

/// Reads an expression that stands inside a text, such as the `{…}` of a reason.
pub fn expression(text: &str, span: Span) -> Result<tree::Expr, Vec<Diagnostic>> {
    let line = layout::Line::of_text(text, span);
    let mut diagnostics = Diagnostics::default();
    match read::expression(&line, &mut diagnostics) {
        Some(expr) if !diagnostics.has_errors() => Ok(expr),
        _ => Err(diagnostics.into_sorted()),
    }
}
