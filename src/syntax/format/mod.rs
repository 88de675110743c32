//! Writes a rule file in its one layout.
//!
//! It works on the outline and not on the tree: every line and every comment of the file is printed, so none can be
//! lost. The grammar only tells what the words of a line are.

mod columns;
mod mark;
mod paper;
mod row;
mod text;
mod words;

use super::layout;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources};
use columns::{align, align_defines, stands_close};
use mark::Mark;
use paper::Paper;
use row::{Role, Row};

/// The file in its one layout. A file that cannot be read is refused, with the diagnostics that say why.
pub fn format(sources: &Sources, source: SourceId) -> Result<String, Vec<Diagnostic>> {
    let (_, diagnostics) = super::parse(sources, source);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    let outline = layout::outline(source, &sources.get(source).text, &mut Diagnostics::default());
    let mut blocks: Vec<Row<'_>> = outline.blocks.iter().map(row::block).collect();
    for block in &mut blocks {
        align(&mut block.children, &block.line.first_word());
    }
    align_defines(&mut blocks);
    let mut paper = Paper::default();
    let mut last: Option<&Row<'_>> = None;
    for block in &blocks {
        let apart = last.is_some_and(|last| !stand_together(last, block));
        paper.block(block.line, apart, &block.text);
        print_children(block, 0, &mut paper);
        last = Some(block);
    }
    paper.comments(&outline.trailing, 0, 0);
    Ok(paper.finish())
}

/// Neighbouring blocks of one line that stood together: `use`, `define … as …`.
fn stand_together(last: &Row<'_>, next: &Row<'_>) -> bool {
    let short = last.children.is_empty() && next.children.is_empty();
    short && last.line.first_word() == next.line.first_word() && stands_close(next)
}

/// Prints the rows that belong to a row whose text starts in column `left`.
fn print_children(row: &Row<'_>, left: usize, paper: &mut Paper) {
    for child in &row.children {
        let indent = indent(row, left, child);
        let bullet = child.role == Role::Bullet;
        let text = if bullet { format!("- {}", child.text) } else { child.text.clone() };
        paper.line(child.line, indent, &text);
        print_children(child, if bullet { indent + 2 } else { indent }, paper);
    }
}

/// The column for a row that belongs to `above`, whose text starts in column `left`.
fn indent(above: &Row<'_>, left: usize, row: &Row<'_>) -> usize {
    let header = left == 0;
    match row.role {
        Role::Bullet if above.opens => left + 2,
        Role::Bullet => match above.anchor {
            Some(anchor) => left + anchor + 2,
            // below the text of an item, four deeper than its `-`
            None if above.role == Role::Bullet => left + 2,
            None => left + 4,
        },
        Role::Continued if header && above.anchor.is_none() => 3,
        Role::Continued => left + above.anchor.unwrap_or(0) + 1,
        Role::Text if !header => text_column(above).map_or(left + 2, |column| left + column),
        Role::Plain if above.role == Role::Bullet => left,
        _ => left + 2,
    }
}

/// Where the first text in quotes of a row stands, unless the row starts with it.
fn text_column(row: &Row<'_>) -> Option<usize> {
    let at = row.marks.iter().find(|(_, mark)| *mark == Mark::Definition).map(|(at, _)| *at);
    let at = at.or_else(|| row.text.find('"'))?;
    (at > 0).then(|| columns::width(&row.text[..at]))
}
