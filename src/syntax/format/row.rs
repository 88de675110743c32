//! The rows of a block: its lines spelled, each with the lines that belong to it, in the order they are printed.

use super::super::grammar::Rule;
use super::super::layout::{Comment, Line};
use super::super::parse;

use super::super::read;
use super::mark::Mark;
use super::text::{Spelled, spell, squeeze};

/// What a row is to the row above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A line of its own, or an entry of a list in an example.
    Plain,
    /// An item of a list.
    Bullet,
    /// It starts with `and` or `or`.
    Continued,
    /// Text in quotes that goes on from the line above.
    Text,
}

/// A line as it will be printed.
#[derive(Debug, Clone)]
pub struct Row<'l> {
    pub line: &'l Line,
    pub role: Role,
    /// The text, with its columns aligned once [`super::columns`] has seen it.
    pub text: String,
    pub marks: Vec<(usize, Mark)>,
    /// How far behind the start of the text its condition stands, where conditions are aligned.
    pub anchor: Option<usize>,
    /// It may own rows of its own kind: `given`, `expect`, `first of`, a list in an example.
    pub opens: bool,
    pub children: Vec<Row<'l>>,
}

impl Row<'_> {
    pub fn before(&self) -> &[Comment] {
        &self.line.before
    }
}

/// What the lines at some place in a file are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place<'w> {
    Block(&'w str),
    FirstOf,
    Given,
    Expect,
    Element,
    Condition,
}

/// A block: its header, with its lines as children.
pub fn block(line: &Line) -> Row<'_> {
    let word = line.first_word();
    let spelled = first_fit(header(&word), line);
    let mut row = row(line, spelled);
    if word == "impossible" {
        row.anchor = row.marks.iter().find(|(_, mark)| *mark == Mark::When).map(|(at, _)| *at);
    }
    let place = Place::Block(&word);
    let heads = matches!(word.as_str(), "define" | "impossible");
    let (below, own): (Vec<&Line>, Vec<&Line>) =
        line.children.iter().partition(|child| heads && (child.bullet || child.continues()));
    row.children = conditions(&below);
    row.children.extend(own.into_iter().flat_map(|child| rows(child, place)));
    row
}

/// A line with all that belongs to it, then the lines that were only indented too deeply to stand beside it.
fn rows<'l>(line: &'l Line, place: Place<'_>) -> Vec<Row<'l>> {
    let mut own = row(line, first_fit(&productions(place, line), line));
    own.opens = read::opens_lines(line);
    let (mut inner, mut beside) = (Vec::new(), Vec::new());
    let list = matches!(place, Place::Given) && line.children.iter().any(|child| child.bullet);
    for child in &line.children {
        if list && child.bullet || place == Place::Element {
            inner.extend(rows(child, Place::Element));
        } else if own.opens {
            inner.extend(rows(child, opened(line, place)));
        } else if child.bullet || child.continues() || child.is_text() && place != Place::Block("source") {
            inner.push(condition(child));
        } else if is_note(place, child) {
            inner.push(row(child, first_fit(&[Rule::note_line], child)));
        } else {
            beside.extend(rows(child, place));
        }
    }
    own.opens |= list;
    if !own.opens {
        inner.sort_by_key(|row| order(row.role));
    }
    own.children = inner;
    if own.opens || !own.children.is_empty() {
        drop_colon(&mut own.text);
    }
    let mut all = vec![own];
    all.extend(beside);
    all
}

/// Synonyms and review notes on a line of their own below a label, a field or a fact.
fn is_note(place: Place<'_>, line: &Line) -> bool {
    let declares = matches!(place, Place::Block("kind" | "finding" | "facts"));
    declares && matches!(line.first_word().as_str(), "also" | "review")
}

/// What stands below `given`, `expect` and `first of`.
fn opened<'w>(line: &Line, place: Place<'w>) -> Place<'w> {
    match line.first_word().as_str() {
        "given" => Place::Given,
        "expect" => Place::Expect,
        "first" => Place::FirstOf,
        _ => place,
    }
}

/// A list must stand right below the line that it belongs to; a text follows the whole condition.
fn order(role: Role) -> u8 {
    match role {
        Role::Plain | Role::Bullet => 0,
        Role::Continued => 1,
        Role::Text => 2,
    }
}

fn conditions<'l>(lines: &[&'l Line]) -> Vec<Row<'l>> {
    let mut all: Vec<Row<'l>> = lines.iter().map(|line| condition(line)).collect();
    all.sort_by_key(|row| order(row.role));
    all
}

/// An item, or a line that goes on from the one above, with all below it.
fn condition(line: &Line) -> Row<'_> {
    let spelled =
        if line.continues() { continued(line) } else { first_fit(&productions(Place::Condition, line), line) };
    let mut row = row(line, spelled);
    row.children = conditions(&line.children.iter().collect::<Vec<_>>());
    if !row.children.is_empty() {
        drop_colon(&mut row.text);
    }
    row
}

fn row(line: &Line, spelled: Spelled) -> Row<'_> {
    let role = match line {
        line if line.bullet => Role::Bullet,
        line if line.continues() => Role::Continued,
        line if line.is_text() => Role::Text,
        _ => Role::Plain,
    };
    Row { line, role, text: spelled.text, marks: spelled.marks, anchor: None, opens: false, children: Vec::new() }
}

/// `and …`: the word, then a condition.
fn continued(line: &Line) -> Spelled {
    let word = line.first_word();
    let rest = line.text.get(word.len()..).unwrap_or("").trim_start_matches(super::super::layout::is_blank);
    let rest = Line { text: rest.to_owned(), ..line.clone() };
    let spelled = first_fit(&[Rule::condition_line], &rest);
    Spelled { text: format!("{word} {}", spelled.text), marks: Vec::new() }
}

/// `any of:` and `given:` mean the same without the colon.
fn drop_colon(text: &mut String) {
    if let Some(rest) = text.strip_suffix(':') {
        *text = rest.trim_end().to_owned();
    }
}

fn first_fit(rules: &[Rule], line: &Line) -> Spelled {
    for rule in rules {
        if let Ok(pair) = parse::line(*rule, line) {
            return spell(&line.text, pair, is_clause(*rule));
        }
    }
    squeeze(&line.text)
}

/// Productions whose first word is a keyword.
fn is_clause(rule: Rule) -> bool {
    use Rule as R;
    !matches!(
        rule,
        R::source_line
            | R::kind_line
            | R::field_line
            | R::define_line
            | R::classify_line
            | R::count_line
            | R::score_line
            | R::alternative_line
            | R::condition_line
            | R::entry_line
            | R::element_line
            | R::expectation_line
    )
}

fn header(word: &str) -> &'static [Rule] {
    match word {
        "rulebook" => &[Rule::rulebook_header],
        "use" => &[Rule::use_header],
        "source" => &[Rule::source_header],
        "kind" => &[Rule::kind_header],
        "finding" => &[Rule::finding_header],
        "facts" => &[Rule::facts_header],
        "define" => &[Rule::define_header],
        "classify" => &[Rule::classify_header],
        "count" => &[Rule::count_header],
        "score" => &[Rule::score_header],
        "decision" => &[Rule::decision_header],
        "rule" => &[Rule::rule_header],
        "impossible" => &[Rule::impossible_header],
        "guarantee" => &[Rule::guarantee_header],
        "example" => &[Rule::example_header],
        _ => &[],
    }
}

/// The productions by which a line may have been read, the one that the reader tries first standing first.
fn productions(place: Place<'_>, line: &Line) -> Vec<Rule> {
    use Rule as R;
    if line.is_text() {
        return vec![R::source_line];
    }
    match place {
        Place::FirstOf => vec![R::score_line, R::points_line],
        Place::Given => vec![R::entry_line],
        Place::Expect => vec![R::expectation_line],
        Place::Element => vec![R::element_line],
        Place::Condition => vec![R::condition_line],
        Place::Block(word) => {
            let mut rules = clause(word, &line.first_word()).to_vec();
            rules.extend(own_lines(word));
            rules
        }
    }
}

/// Clauses that several blocks share, by their first word.
fn clause(block: &str, word: &str) -> &'static [Rule] {
    let concludes = matches!(block, "define" | "classify" | "count" | "score" | "rule" | "guarantee");
    match word {
        "from" if concludes => &[Rule::from_line],
        "because" if concludes => &[Rule::because_line],
        "review" if concludes => &[Rule::review_line],
        "note" if concludes => &[Rule::note_clause],
        "applies" if concludes => &[Rule::applies_line],
        "when" => &[Rule::when_line],
        "unless" => &[Rule::unless_line],
        "recommend" | "suggest" if block == "rule" => &[Rule::advice_line],
        "warn" if block == "rule" => &[Rule::warn_line],
        "ask" if block == "rule" => &[Rule::ask_line],
        "certainty" if block == "rule" => &[Rule::certainty_line],
        "rather" if block == "rule" => &[Rule::rather_line],
        "overrides" if block == "rule" => &[Rule::overrides_line],
        "never" if block == "guarantee" => &[Rule::never_line],
        "always" if block == "guarantee" => &[Rule::always_line],
        "like" if block == "example" => &[Rule::like_line],
        "as" if block == "example" => &[Rule::as_of_line],
        "given" if block == "example" => &[Rule::given_line],
        "expect" if block == "example" => &[Rule::expect_line],
        _ => &[],
    }
}

fn own_lines(block: &str) -> &'static [Rule] {
    match block {
        "rulebook" => &[Rule::rulebook_line],
        "source" => &[Rule::source_line],
        "kind" => &[Rule::kind_line],
        "finding" | "facts" => &[Rule::field_line],
        "define" => &[Rule::define_line],
        "classify" => &[Rule::classify_line],
        "count" => &[Rule::count_line],
        "score" => &[Rule::score_line, Rule::points_line],
        "decision" => &[Rule::alternative_line],
        _ => &[],
    }
}
