//! Columns: what stands below one another in the lines of a block.

use super::mark::Mark;
use super::row::{Role, Row};

/// A column and how wide a line may be before it and still take part; wider lines keep two blanks.
struct Column {
    mark: Mark,
    widest: usize,
}

const VALUES: Column = Column { mark: Mark::Value, widest: 40 };
const CONDITIONS: Column = Column { mark: Mark::When, widest: 40 };
const DEFINITIONS: Column = Column { mark: Mark::Definition, widest: 60 };
const SYNONYMS: Column = Column { mark: Mark::Also, widest: 60 };
const REVIEWS: Column = Column { mark: Mark::Review, widest: 90 };

/// Aligns the lines of a block, and of every group in it.
pub fn align(rows: &mut [Row<'_>], block: &str) {
    match block {
        "rulebook" => column(rows, &VALUES),
        "classify" => {
            column(rows, &CONDITIONS);
            column(rows, &DEFINITIONS);
        }
        "count" | "define" => column(rows, &CONDITIONS),
        "score" => {
            column(rows, &VALUES);
            column(rows, &CONDITIONS);
            column(rows, &DEFINITIONS);
        }
        "kind" | "finding" | "facts" => {
            column(rows, &DEFINITIONS);
            column(rows, &SYNONYMS);
            column(rows, &REVIEWS);
        }
        _ => return,
    }
    for row in rows.iter_mut().filter(|row| row.opens) {
        align(&mut row.children, block);
    }
}

/// Aligns the `as` of neighbouring one-line definitions.
pub fn align_defines(blocks: &mut [Row<'_>]) {
    let mut rest = blocks;
    while !rest.is_empty() {
        let mut len = usize::from(is_short_define(&rest[0]));
        while len > 0 && rest.get(len).is_some_and(|next| is_short_define(next) && stands_close(next)) {
            len += 1;
        }
        let (run, others) = rest.split_at_mut(len.max(1));
        if len > 1 {
            column(run, &Column { mark: Mark::Value, widest: 50 });
        }
        rest = others;
    }
}

fn is_short_define(row: &Row<'_>) -> bool {
    row.line.first_word() == "define"
        && row.children.is_empty()
        && row.marks.iter().any(|(_, mark)| *mark == Mark::Value)
}

/// No empty line stands between this line, its comments, and the line before them.
pub fn stands_close(row: &Row<'_>) -> bool {
    !row.line.apart && row.before().iter().all(|comment| !comment.apart)
}

fn column(rows: &mut [Row<'_>], column: &Column) {
    let at = |row: &Row<'_>| row.marks.iter().find(|(_, mark)| *mark == column.mark).map(|(at, _)| *at);
    let before = |row: &Row<'_>| at(row).map(|at| width(row.text[..at].trim_end()));
    let takes_part = |row: &Row<'_>| row.role == Role::Plain;
    let start = rows
        .iter()
        .filter(|row| takes_part(row))
        .filter_map(before)
        .filter(|width| *width <= column.widest)
        .max()
        .map_or(0, |width| width + 2);
    for row in rows.iter_mut().filter(|row| takes_part(row)) {
        let (Some(at), Some(width)) = (at(row), before(row)) else { continue };
        let fits = width <= column.widest;
        pad(row, at, if fits { start } else { width + 2 });
        if fits && column.mark == Mark::When {
            row.anchor = Some(start);
        }
    }
}

/// Moves what stands at `at` to the column `to`, with its marks and those behind it.
fn pad(row: &mut Row<'_>, at: usize, to: usize) {
    let head = row.text[..at].trim_end();
    let gap = to.saturating_sub(width(head));
    let text = format!("{head}{}{}", " ".repeat(gap), &row.text[at..]);
    let moved = head.len() + gap;
    for (place, _) in row.marks.iter_mut().filter(|(place, _)| *place >= at) {
        *place = *place - at + moved;
    }
    row.text = text;
}

/// How many characters wide a text is printed; marks that combine with a letter have no width.
pub fn width(text: &str) -> usize {
    text.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).count()
}
