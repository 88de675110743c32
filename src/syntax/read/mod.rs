//! From the outline of a file to its tree: each block alone, so that a fault in one never hides another.

mod conclude;
mod declare;
mod example;
mod expr;
mod quantity;
mod repair;

use std::collections::HashSet;

use pest::iterators::Pair;

use super::grammar::{Rule, fits};
use super::layout::{Line, Outline};
use super::parse;

use super::slips;
use super::tree::{Block, File, Item, Name, Text};
use crate::diagnostic::{Diagnostic, Diagnostics, code};
use crate::source::{SourceId, Span};

/// Reads every block of an outline.
pub fn file(source: SourceId, outline: &Outline, diagnostics: &mut Diagnostics) -> File {
    let mut file = File { source, blocks: Vec::new(), unread: Vec::new(), lacks_file: false, whole: true };
    let (lines, lost) = repair::repaired(&outline.blocks, diagnostics);
    file.unread.extend(lost.iter().flat_map(slips::would_declare));
    for line in &lines {
        let mut own = Diagnostics::default();
        let mut reader =
            Reader { base: line.span, bullets: None, tried: HashSet::new(), unread: Vec::new(), diagnostics: &mut own };
        match reader.block(line) {
            Some(item) => {
                file.blocks.push(Block { span: line.span, item });
                if !reader.diagnostics.has_errors() {
                    reader.strays(line);
                }
            }
            None => reader.unread.extend(slips::would_declare(line)),
        }
        file.unread.append(&mut reader.unread);
        diagnostics.extend(own.into_sorted());
    }
    file.whole = !diagnostics.has_errors();
    file
}

/// Reads one expression.
pub fn expression(line: &Line, diagnostics: &mut Diagnostics) -> Option<super::tree::Expr> {
    Reader { base: line.span, bullets: None, tried: HashSet::new(), unread: Vec::new(), diagnostics }.nested(line)
}

/// Reads the lines of one block.
struct Reader<'d> {
    /// Where the line being read stands.
    base: Span,
    /// The `-` items below the line being read, until a list takes them.
    bullets: Option<Vec<super::tree::Expr>>,
    /// The ends of the lines that a production was tried on.
    tried: HashSet<u32>,
    /// What the lines that cannot be read would have declared.
    unread: Vec<String>,
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_> {
    fn block(&mut self, line: &Line) -> Option<Item> {
        if line.text.ends_with(':') {
            self.diagnostics.push(slips::header_colon(line));
            let text = line.text.trim_end_matches(|c: char| c == ':' || super::layout::is_blank(c)).to_owned();
            let span = Span { end: line.span.start + text.len() as u32, ..line.span };
            return self.block(&Line { text, span, ..line.clone() });
        }
        match line.first_word().as_str() {
            "rulebook" => self.rulebook(line),
            "use" => self.use_block(line),
            "source" => self.source(line),
            "kind" => self.kind(line),
            "finding" => self.finding(line),
            "facts" => self.facts(line),
            "define" => self.define(line),
            "classify" => self.classify(line),
            "count" => self.count(line),
            "score" => self.score(line),
            "decision" => self.decision(line),
            "rule" => self.rule(line),
            "impossible" => self.impossible(line),
            "guarantee" => self.guarantee(line),
            "example" => self.example(line),
            _ => None,
        }
    }

    /// Reads one line by a production; reports why it cannot.
    fn parse<'i>(&mut self, rule: Rule, line: &'i Line) -> Option<Pair<'i, Rule>> {
        self.base = line.span;
        self.tried.insert(line.span.end);
        let read = match slips::beforehand(rule, line) {
            Some(slip) => Err(Box::new(slip)),
            None => parse::line(rule, line),
        };
        match read {
            Ok(pair) => Some(pair),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                self.unread.extend(slips::declares(rule, line));
                None
            }
        }
    }

    /// Reports the lines below a line that nothing has read: no line of a file may pass unseen.
    fn strays(&mut self, line: &Line) {
        for child in &line.children {
            if self.tried.contains(&child.span.end) {
                self.strays(child);
            } else {
                self.diagnostics.push(
                    Diagnostic::error(code::UNKNOWN_CLAUSE, child.span, "this line belongs to nothing")
                        .related(line.span, "it stands below this line, which has no place for it")
                        .help("indent it like the lines that it stands beside, or write it in one line with the one above"),
                );
            }
        }
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let text = pair.as_str();
        let trimmed = text.trim_end_matches(super::layout::is_blank).len();
        let start = self.base.start + pair.as_span().start() as u32;
        Span { source: self.base.source, start, end: start + trimmed as u32 }
    }

    /// Any of the `name…` productions.
    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        let span = self.span(pair);
        let text = pair.as_str().trim_matches(super::layout::is_blank);
        let quoted = pair.clone().into_inner().next().is_some_and(|inner| inner.as_rule() == Rule::quoted_name);
        let text = if quoted { text.trim_matches(['\'', '‘', '’']) } else { text };
        Name { text: single_blanks(text), span }
    }

    fn text(&self, pair: &Pair<'_, Rule>) -> Text {
        let value = pair.clone().into_inner().next().map_or("", |inner| inner.as_str());
        Text { value: value.to_owned(), span: self.span(pair) }
    }

    fn raw(&self, pair: &Pair<'_, Rule>) -> Text {
        Text { value: pair.as_str().trim_matches(super::layout::is_blank).to_owned(), span: self.span(pair) }
    }

    /// The texts of a line and of the quoted lines below it, as one.
    fn joined(&mut self, pairs: impl Iterator<Item = Text>, line: &Line) -> Option<Text> {
        let mut texts: Vec<Text> = pairs.collect();
        for child in line.children.iter().filter(|child| child.is_text()) {
            if let Some(pair) = self.parse(Rule::source_line, child) {
                texts
                    .extend(pair.into_inner().filter(|part| part.as_rule() == Rule::text).map(|part| self.text(&part)));
            }
        }
        let span = texts.first()?.span.to(texts.last()?.span);
        let value = texts.iter().map(|text| text.value.trim()).collect::<Vec<_>>().join(" ");
        Some(Text { value, span })
    }

    /// Sets a clause that may stand once.
    fn once<T>(&mut self, slot: &mut Option<T>, value: Option<T>, line: &Line) {
        let Some(value) = value else { return };
        if slot.is_some() {
            self.diagnostics.push(
                Diagnostic::error(code::CLAUSE_TWICE, line.span, format!("`{}` is given twice", keyword(line)))
                    .label("the second one")
                    .help(match line.first_word().as_str() {
                        "when" | "applies" => "keep one of the two, or join their conditions with `and`",
                        _ => "keep one of the two, or join them into one line",
                    }),
            );
        } else {
            *slot = Some(value);
        }
    }

    fn missing(&mut self, line: &Line, what: &str, help: &str) {
        if self.diagnostics.has_errors() {
            return;
        }
        self.diagnostics.push(
            Diagnostic::error(code::CLAUSE_MISSING, line.span, format!("this `{}` has no {what}", line.first_word()))
                .help(help),
        );
    }

    /// Nothing in a block; where a line of it could not be read, that was said already.
    fn empty(&mut self, line: &Line, help: &str) {
        if self.diagnostics.has_errors() {
            return;
        }
        self.diagnostics.push(
            Diagnostic::error(code::EMPTY_BLOCK, line.span, format!("this `{}` has nothing in it", line.first_word()))
                .help(help),
        );
    }
}

/// The words that a line starts with, such as `when` or `use for`.
fn keyword(line: &Line) -> String {
    let text = single_blanks(&line.text).to_lowercase();
    let long = ["use for", "not for", "review by", "applies to", "rather than"];
    long.into_iter().find(|words| text.starts_with(words)).map_or_else(|| line.first_word(), str::to_owned)
}

/// The lines of a block, with lines that were indented too deeply brought back up: only `-`, `and`, `or`, quoted
/// text and the lines of `first of`, `given` and `expect` belong to the line above them.
pub(super) fn body(line: &Line) -> Vec<&Line> {
    fn add<'l>(line: &'l Line, out: &mut Vec<&'l Line>) {
        out.push(line);
        if opens_lines(line) {
            return;
        }
        for child in without_items(line) {
            if !child.bullet && !child.continues() && !child.is_text() && !is_note(child) {
                add(child, out);
            }
        }
    }
    let mut out = Vec::new();
    for child in without_items(line) {
        add(child, &mut out);
    }
    out
}

/// The lines below a line, without items of a list whose `-` was forgotten.
fn without_items(line: &Line) -> impl Iterator<Item = &Line> {
    let items = slips::bare_items(line);
    line.children.iter().filter(move |child| !items.iter().any(|item| std::ptr::eq(*item, *child)))
}

/// `also "…"` or `review "…"` on a line of its own, below a label or a fact.
fn is_note(line: &Line) -> bool {
    matches!(line.first_word().as_str(), "also" | "review") && fits(Rule::note_line, line)
}

/// `first of`, `given` and `expect` own the plain lines below them.
pub(super) fn opens_lines(line: &Line) -> bool {
    let words = single_blanks(line.text.trim_end_matches(':')).to_lowercase();
    matches!(words.as_str(), "first of" | "given" | "expect")
}

pub(super) fn single_blanks(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || super::layout::is_blank(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
