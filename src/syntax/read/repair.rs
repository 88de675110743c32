//! Lines that stand in the wrong column, and block keywords that are misspelt: reported, then read as they were meant,
//! so that one slip gives one message.

use super::super::grammar::{self, BLOCK_WORDS, Rule};
use super::super::layout::Line;

use super::super::slips;
use crate::diagnostic::Diagnostics;
use crate::source::Span;

/// The blocks of a file as they were meant, and the lines that stay without meaning.
pub fn repaired(blocks: &[Line], diagnostics: &mut Diagnostics) -> (Vec<Line>, Vec<Line>) {
    let (mut out, mut lost): (Vec<Line>, Vec<Line>) = (Vec::new(), Vec::new());
    let mut reported = false;
    for line in blocks {
        let mut hoisted = Vec::new();
        let line = without_blocks(line, &mut hoisted);
        if is_block_word(&line) {
            reported = false;
            out.push(line);
        } else if let Some(above) = out.last_mut().filter(|above| belongs_to(&line, above)) {
            if !reported {
                diagnostics.push(slips::not_indented(&line));
                reported = true;
            }
            attach(above, line);
        } else {
            diagnostics.push(slips::unknown_block(&line));
            match respelt(&line) {
                Some(line) => out.push(line),
                None => lost.push(line),
            }
        }
        for line in hoisted {
            diagnostics.push(slips::indented_block(&line));
            out.push(line);
        }
    }
    (out, lost)
}

fn is_block_word(line: &Line) -> bool {
    !line.bullet && BLOCK_WORDS.contains(&line.first_word().trim_end_matches(':'))
}

/// A line in the first column that can only be meant as part of the block above.
fn belongs_to(line: &Line, above: &Line) -> bool {
    if line.bullet || line.continues() || line.is_text() || slips::CLAUSE_WORDS.contains(&line.first_word().as_str()) {
        return true;
    }
    if slips::near_block(line).is_some() {
        return false;
    }
    fits_block(line, above)
}

/// A line that reads as one of the block above, whatever its first word is: `score 3 of left when …`.
fn fits_block(line: &Line, above: &Line) -> bool {
    let fits = |rule: Rule| grammar::fits(rule, line);
    match above.first_word().as_str() {
        "facts" | "finding" => fits(Rule::field_line),
        "kind" => line.text.contains(':') && fits(Rule::kind_line),
        "decision" => line.text.contains(':') && fits(Rule::alternative_line),
        "define" => fits(Rule::define_line),
        "classify" => fits(Rule::classify_line),
        "count" => slips::has_word(&line.text, "when") && fits(Rule::count_line),
        "score" => fits(Rule::score_line),
        "example" => line.text.contains(':') && fits(Rule::entry_line),
        _ => false,
    }
}

fn attach(above: &mut Line, mut line: Line) {
    line.indent = line.indent.max(2);
    let goes_on = line.bullet || line.continues() || line.is_text();
    let given = |child: &Line| matches!(child.first_word().as_str(), "given" | "expect");
    let clause = slips::CLAUSE_WORDS.contains(&line.first_word().as_str());
    match above.children.last_mut() {
        Some(last) if goes_on || (given(last) && !clause) => attach(last, line),
        _ => above.children.push(line),
    }
}

/// A misspelt block keyword, put right. The text moves so that every place behind the keyword stays true.
fn respelt(line: &Line) -> Option<Line> {
    let near = slips::near_block(line)?;
    let word = line.first_word().len();
    let rest = line.text.get(word..)?;
    let start = (line.span.start as usize + word).checked_sub(near.len())?;
    let span = Span { start: start as u32, ..line.span };
    Some(Line { text: format!("{near}{rest}"), span, ..line.clone() })
}

/// Takes the blocks that were indented out of the lines of another block.
fn without_blocks(line: &Line, hoisted: &mut Vec<Line>) -> Line {
    let mut line = line.clone();
    take_blocks(&mut line, hoisted);
    line
}

fn take_blocks(line: &mut Line, hoisted: &mut Vec<Line>) {
    // `rule … applies` is what an example expects
    if matches!(line.first_word().as_str(), "given" | "expect") {
        return;
    }
    let mut kept = Vec::new();
    let mut children = std::mem::take(&mut line.children).into_iter().peekable();
    while let Some(mut child) = children.next() {
        let block = is_block_word(&child) && !child.text.contains(':') && !fits_block(&child, line);
        let beside = block && children.peek().is_some_and(of_block);
        if beside || block && holds_block(&child) {
            // the lines of the block may stand below its header, or beside it
            while beside && let Some(next) = children.next_if(|next| !is_block_word(next)) {
                child.children.push(next);
            }
            let mut inner = Vec::new();
            take_blocks(&mut child, &mut inner);
            hoisted.push(child);
            hoisted.append(&mut inner);
        } else {
            take_blocks(&mut child, hoisted);
            kept.push(child);
        }
    }
    line.children = kept;
}

/// Whether the lines below a line are those of a block: a label such as `rule out when any of` has items instead.
fn holds_block(line: &Line) -> bool {
    let first = line.children.iter().find(|child| !child.bullet && !child.continues() && !child.is_text());
    first.is_some_and(|child| of_block(child) || child.text.contains(':'))
}

/// A line as blocks hold them, and no fact.
fn of_block(line: &Line) -> bool {
    slips::CLAUSE_WORDS.contains(&line.first_word().as_str())
        || line.text.starts_with(['+', '-'])
        || slips::has_word(&line.text, "when")
        || slips::has_word(&line.text, "otherwise")
}
