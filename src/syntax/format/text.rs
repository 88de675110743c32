//! One line of text in the one spelling: plain quotes, single blanks, operators and keywords as the manual prints them.
//!
//! The grammar says what is an operator and what is part of a name or a unit, so that nothing has to be guessed.

use pest::iterators::Pair;

use super::super::grammar::Rule;
use super::super::layout::{is_blank, is_double_quote};
use super::mark::{Gap, Mark};
use super::words::{band_sign, is_whole, mark, token};

/// A line in its spelling, and where its columns begin.
#[derive(Debug, Clone, Default)]
pub struct Spelled {
    pub text: String,
    pub marks: Vec<(usize, Mark)>,
}

struct Token {
    start: usize,
    end: usize,
    text: String,
    gap: Gap,
}

/// Spells a line that the grammar has read. `keyword` says that its first word is a keyword.
pub fn spell(text: &str, pair: Pair<'_, Rule>, keyword: bool) -> Spelled {
    let mut found = Found::default();
    found.visit(pair, Rule::EOI);
    found.tokens.sort_by_key(|token| token.start);
    let first = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    if keyword && first > 0 && found.tokens.first().is_none_or(|token| token.start >= first) {
        let token = Token { start: 0, end: first, text: text[..first].to_lowercase(), gap: Gap::Around };
        found.tokens.insert(0, token);
    }
    found.write(text)
}

/// Spells a line that no production fits: blanks and quotes only.
pub fn squeeze(text: &str) -> Spelled {
    let mut out = Out::default();
    let mut quoted = false;
    for c in text.chars() {
        if is_double_quote(c) {
            quoted = !quoted;
            out.push('"');
        } else if quoted {
            out.text.push(c);
        } else {
            out.char(c, false);
        }
    }
    Spelled { text: out.text, marks: Vec::new() }
}

#[derive(Default)]
struct Found {
    tokens: Vec<Token>,
    marks: Vec<(usize, Mark)>,
}

impl Found {
    fn visit(&mut self, pair: Pair<'_, Rule>, parent: Rule) {
        let rule = pair.as_rule();
        if let Some(mark) = mark(rule, parent) {
            self.marks.push((pair.as_span().start(), mark));
        }
        let start = pair.as_span().start();
        if let Some((len, sign)) = band_sign(&pair) {
            self.tokens.push(Token { start, end: start + len, text: sign.to_owned(), gap: Gap::Around });
        } else if let Some((text, gap)) = token(&pair, parent) {
            let end = start + pair.as_str().trim_end_matches(is_blank).len();
            self.tokens.push(Token { start, end, text, gap });
        }
        if !is_whole(rule) {
            for part in pair.into_inner() {
                self.visit(part, rule);
            }
        }
    }

    fn write(self, text: &str) -> Spelled {
        let mut out = Out::default();
        let mut marks = self.marks.iter().peekable();
        let mut placed = Vec::new();
        let mut at = 0;
        for token in &self.tokens {
            out.gap(&text[at..token.start], at, &mut marks, &mut placed);
            while let Some((_, mark)) = marks.next_if(|(start, _)| *start <= token.start) {
                placed.push((out.next(token.gap), *mark));
            }
            out.token(token);
            at = token.end;
        }
        out.gap(&text[at..], at, &mut marks, &mut placed);
        Spelled { text: out.text, marks: placed }
    }
}

/// The text so far, and what must stand before the next character.
#[derive(Default)]
struct Out {
    text: String,
    blank: bool,
    glued: bool,
}

type Marks<'m> = std::iter::Peekable<std::slice::Iter<'m, (usize, Mark)>>;

impl Out {
    fn gap(&mut self, text: &str, from: usize, marks: &mut Marks<'_>, placed: &mut Vec<(usize, Mark)>) {
        for (at, c) in text.char_indices() {
            while let Some((_, mark)) = marks.next_if(|(start, _)| *start <= from + at) {
                placed.push((self.next(Gap::Kept), *mark));
            }
            self.char(c, true);
        }
    }

    /// A character between tokens; `signs` says that commas, colons and brackets are the language's own.
    fn char(&mut self, c: char, signs: bool) {
        match c {
            c if is_blank(c) || c.is_whitespace() => self.blank = true,
            '‘' | '’' => self.push('\''),
            ',' | ':' if signs => {
                self.blank = false;
                self.push(c);
                self.blank = true;
            }
            '(' if signs => {
                self.push(c);
                self.glued = true;
            }
            ')' if signs => {
                self.blank = false;
                self.push(c);
            }
            c => self.push(c),
        }
    }

    fn push(&mut self, c: char) {
        if self.blank && !self.glued && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.blank = false;
        self.glued = false;
        self.text.push(c);
    }

    fn token(&mut self, token: &Token) {
        self.blank |= token.gap == Gap::Around;
        let mut chars = token.text.chars();
        if let Some(first) = chars.next() {
            self.push(first);
        }
        self.text.push_str(chars.as_str());
        self.blank = token.gap == Gap::Around;
        self.glued = token.gap == Gap::Glued;
    }

    /// Where the next character will stand.
    fn next(&self, gap: Gap) -> usize {
        let blank = (self.blank || gap == Gap::Around) && !self.glued && !self.text.is_empty();
        self.text.len() + usize::from(blank)
    }
}
