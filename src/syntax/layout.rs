//! The outline of a rule file: which lines belong to which, what is comment, where the text of a line lies.
//!
//! Indentation carries meaning in two ways only: a line in the first column starts a block, and a deeper line belongs
//! to the one above it. Everything inside a line is the grammar's affair.

use crate::diagnostic::{Diagnostic, Diagnostics, code};
use crate::source::{SourceId, Span};

/// A comment, from its `#` to the end of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub text: String,
    /// Width of the indentation, as in a [`Line`].
    pub indent: usize,
    /// An empty line stands before it.
    pub apart: bool,
}

/// A line of text and the deeper lines that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The text, without indentation, bullet, comment and trailing blanks.
    pub span: Span,
    pub text: String,
    /// Width of the indentation, a tab reaching to the next multiple of four.
    pub indent: usize,
    pub bullet: bool,
    /// Comments on lines of their own right before this one.
    pub before: Vec<Comment>,
    /// The comment at the end of this line.
    pub comment: Option<String>,
    /// An empty line stands before this one (behind its comments, if it has any).
    pub apart: bool,
    pub children: Vec<Line>,
}

impl Line {
    /// A line that stands inside another text.
    pub fn of_text(text: &str, span: Span) -> Line {
        Line {
            span,
            text: text.to_owned(),
            indent: 0,
            bullet: false,
            before: Vec::new(),
            comment: None,
            apart: false,
            children: Vec::new(),
        }
    }

    /// The first word, in lower case.
    pub fn first_word(&self) -> String {
        self.text.split(|c: char| is_blank(c) || c == ':' || c == ',').next().unwrap_or("").to_lowercase()
    }

    /// The line goes on from the one before it: it starts with `and` or `or`.
    pub fn continues(&self) -> bool {
        !self.bullet && matches!(self.first_word().as_str(), "and" | "or")
    }

    pub fn is_text(&self) -> bool {
        !self.bullet && self.text.starts_with(is_double_quote)
    }

    /// The stretch from this line to the end of its last child.
    pub fn whole_span(&self) -> Span {
        self.children.last().map_or(self.span, |child| self.span.to(child.whole_span()))
    }
}

/// A file as an outline: top-level lines, and the comments behind the last one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    pub blocks: Vec<Line>,
    pub trailing: Vec<Comment>,
}

/// Blanks as rule files meet them, with the no-break and zero-width ones that word processors insert.
pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{200A}' | '\u{200B}' | '\u{202F}' | '\u{FEFF}')
}

pub fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '″')
}

fn is_bullet(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '−' | '•' | '◦' | '▪' | '·' | '*')
}

/// Cuts a file into its outline. Reports open quotes; never fails.
pub fn outline(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> Outline {
    let mut flat = Vec::new();
    let mut before = Vec::new();
    let mut apart = false;
    let mut offset = 0usize;
    for raw in text.split_inclusive('\n') {
        let start = offset;
        offset += raw.len();
        match read_line(source, raw, start, diagnostics) {
            Read::Empty => apart = true,
            Read::Comment(indent, text) => {
                before.push(Comment { text, indent, apart });
                apart = false;
            }
            Read::Line(mut line) => {
                line.apart = apart;
                line.before = std::mem::take(&mut before);
                apart = false;
                flat.push(line);
            }
        }
    }
    let (blocks, too_deep) = nest(flat);
    if let Some(span) = too_deep {
        diagnostics.push(
            Diagnostic::error(code::TOO_DEEP, span, "this line is nested too deeply below those above it")
                .help("give parts of the condition names of their own with `define`"),
        );
    }
    Outline { blocks, trailing: before }
}

enum Read {
    Empty,
    Comment(usize, String),
    Line(Line),
}

fn read_line(source: SourceId, raw: &str, start: usize, diagnostics: &mut Diagnostics) -> Read {
    let body = raw.trim_end_matches(['\n', '\r']);
    let (indent, skipped) = indentation(body);
    let content = &body[skipped..];
    if content.trim_matches(is_blank).is_empty() {
        return Read::Empty;
    }
    if let Some(comment) = content.strip_prefix('#') {
        return Read::Comment(indent, comment_text(comment));
    }
    let (text_end, comment, open_quote) = split_comment(content);
    if let Some(at) = open_quote {
        let from = (start + skipped + at) as u32;
        let to = (start + skipped + content.trim_end_matches(is_blank).len()) as u32;
        diagnostics.push(
            Diagnostic::error(code::OPEN_QUOTE, Span { source, start: from, end: to }, "this quote is not closed")
                .label("opened here")
                .help("put a closing `\"` at the end of the text; a long text goes on in a new line with quotes of its own"),
        );
    }
    let (bullet, bullet_len) = strip_bullet(&content[..text_end]);
    let text = content[bullet_len..text_end].trim_end_matches(is_blank);
    let from = start + skipped + bullet_len;
    Read::Line(Line {
        span: Span { source, start: from as u32, end: (from + text.len()) as u32 },
        text: text.to_owned(),
        indent,
        bullet,
        before: Vec::new(),
        comment,
        apart: false,
        children: Vec::new(),
    })
}

fn indentation(body: &str) -> (usize, usize) {
    let mut width = 0;
    for (at, c) in body.char_indices() {
        match c {
            '\t' => width = (width / 4 + 1) * 4,
            '\u{200B}' | '\u{FEFF}' => {}
            c if is_blank(c) => width += 1,
            _ => return (width, at),
        }
    }
    (width, body.len())
}

fn comment_text(comment: &str) -> String {
    comment.trim_end_matches(is_blank).to_owned()
}

/// End of the text before a comment, the comment, and where a quote was left open.
fn split_comment(content: &str) -> (usize, Option<String>, Option<usize>) {
    let mut quote: Option<usize> = None;
    let mut single: bool = false;
    let mut before_word = true;
    for (at, c) in content.char_indices() {
        if is_double_quote(c) && !single {
            quote = if quote.is_some() { None } else { Some(at) };
        } else if quote.is_none() && is_single_quote(c) {
            if single {
                single = false;
            } else if before_word && closes_single(&content[at + c.len_utf8()..]) {
                single = true;
            }
        } else if c == '#' && quote.is_none() && !single {
            return (at, Some(comment_text(&content[at + 1..])), None);
        }
        before_word = is_blank(c) || matches!(c, '(' | ':' | ',');
    }
    (content.len(), None, quote)
}

fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’')
}

fn closes_single(rest: &str) -> bool {
    rest.chars().any(is_single_quote)
}

fn strip_bullet(content: &str) -> (bool, usize) {
    let mut chars = content.char_indices();
    let Some((_, first)) = chars.next() else { return (false, 0) };
    let Some((_, second)) = chars.next() else { return (false, 0) };
    if !is_bullet(first) || !is_blank(second) {
        return (false, 0);
    }
    let rest = content.trim_start_matches(is_bullet).trim_start_matches(is_blank);
    // a weight such as `- 2 alternative diagnosis` is points, not a bullet
    let digits = first != '•' && rest.starts_with(|c: char| c.is_ascii_digit());
    if digits
        && !rest.contains(':')
        && content.chars().filter(|c| is_bullet(*c)).count() == 1
        && looks_like_weight(rest)
    {
        return (false, 0);
    }
    (true, content.len() - rest.len())
}

/// `2 words…`: a number, a blank, then a word that is no comparison.
fn looks_like_weight(rest: &str) -> bool {
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    after.starts_with(is_blank)
        && after.trim_start_matches(is_blank).starts_with(|c: char| c.is_alphabetic() || c == '\'')
}

/// How deep lines may belong to one another: far deeper than anyone reads, far shallower than a stack.
const DEEPEST: usize = 40;

/// Brackets, `not`, `of`, `where` and signs that one line may hold: each can be one level of nesting.
pub const NESTING: usize = 200;

/// Hangs every deeper line under the one it belongs to; gives the first line that stands too deep for that.
fn nest(flat: Vec<Line>) -> (Vec<Line>, Option<Span>) {
    let mut too_deep = None;
    let mut roots: Vec<Line> = Vec::new();
    let mut open: Vec<Line> = Vec::new();
    // for each open line, how deep it goes with what nests inside it and the lines above
    let mut depths: Vec<usize> = Vec::new();
    for line in flat {
        while let Some(last) = open.last() {
            // a bullet or an `and` at the height of the line above goes on from it
            let goes_on = !last.bullet && (line.bullet || (line.continues() && !last.continues()));
            let same = last.indent == line.indent && last.indent > 0 && goes_on;
            if last.indent < line.indent || same {
                break;
            }
            close(&mut open, &mut roots);
        }
        // what goes too deep by itself is refused where it is read
        let own = nesting(&line.text).min(NESTING);
        depths.truncate(open.len());
        while open.len() > DEEPEST || depths.last().is_some_and(|above| above + own > DEEPEST + NESTING) {
            too_deep = too_deep.or(Some(line.span));
            close(&mut open, &mut roots);
            depths.truncate(open.len());
        }
        depths.push(depths.last().map_or(0, |above| above + 1) + own);
        open.push(line);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    (roots, too_deep)
}

fn close(open: &mut Vec<Line>, roots: &mut Vec<Line>) {
    if let Some(done) = open.pop() {
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => roots.push(done),
        }
    }
}

/// How deep a line can go at most.
pub fn nesting(text: &str) -> usize {
    // a name in single quotes may hold a double one: then it is not known what is text
    let names = text.contains(['\'', '‘', '’']);
    let mut quoted = false;
    let bare: String = text
        .chars()
        .filter(|c| {
            quoted ^= is_double_quote(*c);
            names || !quoted
        })
        .collect();
    let signs =
        bare.chars().filter(|c| matches!(c, '(' | '+' | '-' | '−' | '–' | '*' | '×' | '·' | '/' | '÷' | '^')).count();
    let words = bare
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| ["not", "of", "where"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword)))
        .count();
    signs + words
}
