//! What went wrong on a line, in the words of the person who wrote it: the usual slips first, the grammar's own
//! expectation last.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::layout::{Line, is_blank};
use super::parse::Rule;
use super::read::BLOCK_WORDS;
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::source::Span;

/// Words that people write for ours.
const OTHER_WORDS: [(&str, &str); 9] = [
    ("if", "when"),
    ("except", "unless"),
    ("source", "from"),
    ("give", "recommend"),
    ("advise", "recommend"),
    ("do", "recommend"),
    ("consider", "suggest"),
    ("note", "warn"),
    ("evidence", "certainty"),
];

/// The words that end a name, as in the grammar.
const ENDS_A_NAME: [&str; 10] = ["is", "and", "or", "not", "where", "when", "unless", "otherwise", "within", "in"];

/// The diagnostic for a line that a production does not fit.
pub fn explain(rule: Rule, line: &Line, error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(line.text.len()),
    };
    if matches!(&error.variant, ErrorVariant::CustomError { .. }) {
        return Diagnostic::error(code::TOO_DEEP, line.span, "this line is nested too deeply to be read")
            .help("give parts of it names of their own with `define`");
    }
    usual_slip(rule, line, at).unwrap_or_else(|| {
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => nouns(positives),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        not_understood(rule, line, at, &expected)
    })
}

/// The general message: what was expected where.
pub fn not_understood(rule: Rule, line: &Line, at: usize, expected: &[&'static str]) -> Diagnostic {
    let place = word_at(line, at);
    let found = text_of(line, place);
    let message = match (expected, found) {
        ([], "") => format!("{} ends too early", noun(rule)),
        ([], found) => format!("`{found}` does not fit here"),
        (expected, "") => format!("expected {}, found the end of the line", join(expected)),
        (expected, found) => format!("expected {}, found `{found}`", join(expected)),
    };
    Diagnostic::error(code::NOT_UNDERSTOOD, place, message).label(format!("in {}", noun(rule))).help(pattern(rule))
}

fn usual_slip(rule: Rule, line: &Line, at: usize) -> Option<Diagnostic> {
    let text = &line.text;
    let rest = &text[at..];
    if let Some(found) = brackets(line) {
        return Some(found);
    }
    if let Some((start, number)) = comma_number(text)
        && start.abs_diff(at) <= number.len()
    {
        return Some(decimal_comma(part(line, start, number.len()), number));
    }
    if let Some(sign) = ["!=", "≠", "<>", "==", "="].iter().find(|sign| rest.starts_with(**sign)) {
        return Some(wrong_sign(part(line, at, sign.len()), matches!(*sign, "!=" | "≠" | "<>")));
    }
    if let Some(found) = cut_name(rule, line) {
        return Some(found);
    }
    let first = line.first_word();
    match rule {
        Rule::classify_line | Rule::count_line | Rule::define_line if !has_word(text, "when") && !has_word(text, "otherwise") => {
            if let Some(word) = ["if", "where", "unless", "is"].into_iter().find(|word| has_word(text, word)) {
                return Some(missing_when(line, word));
            }
            if rule != Rule::count_line {
                return Some(missing_when(line, ""));
            }
            None
        }
        Rule::when_line | Rule::unless_line | Rule::condition_line | Rule::applies_line if has_word(rest, "if") => None,
        Rule::advice_line => Some(
            Diagnostic::error(code::NOT_UNDERSTOOD, word_at(line, at), format!("`{first}` needs the name of an action, and perhaps a duration"))
                .help(pattern(rule)),
        ),
        Rule::score_line if !text.starts_with(['+', '-', '−', '–']) && !text.contains(':') => Some(
            Diagnostic::error(code::NOT_UNDERSTOOD, line.span, "this line has no points")
                .label("in a score")
                .help("start an item with its points, such as `+1 active cancer`; write a band as `likely: at least 2`"),
        ),
        Rule::field_line if !text.contains(':') => Some(
            Diagnostic::error(code::NOT_UNDERSTOOD, line.span, "this line does not say what kind of value it is")
                .help("write a colon and the kind of value: `severe symptoms: yes or no`, `age: years, 0 to 120`"),
        ),
        Rule::rulebook_line => Some(unknown_clause(
            line,
            "a rulebook",
            &["version", "status", "authors", "reviewed", "review by", "use for", "not for", "licence"],
        )),
        Rule::entry_line | Rule::element_line if !text.contains(':') => Some(
            Diagnostic::error(code::NOT_UNDERSTOOD, line.span, "this line gives no value")
                .help("write the name, a colon and the value: `age: 44 years`"),
        ),
        _ => None,
    }
}

/// `pain in chest: yes or no`: a name before a colon that holds a word which ends names.
fn cut_name(rule: Rule, line: &Line) -> Option<Diagnostic> {
    let named = matches!(rule, Rule::field_line | Rule::kind_line | Rule::entry_line | Rule::alternative_line);
    let (name, _) = line.text.split_once(':').filter(|(name, _)| named && !name.contains(['\'', '‘', '’', '"']))?;
    let word = ENDS_A_NAME.into_iter().find(|word| has_word(name, word))?;
    Some(
        Diagnostic::error(code::NOT_UNDERSTOOD, part(line, 0, name.len()), format!("this name holds `{word}`, which ends a name"))
            .help(format!("put the name in single quotes, here and wherever it is used: `'{}'`", name.trim())),
    )
}

/// A line in the first column that opens no block.
pub fn unknown_block(line: &Line) -> Diagnostic {
    let word = line.first_word();
    let clauses = [
        "when", "and", "or", "unless", "suggest", "recommend", "warn", "from", "because", "given", "expect", "applies", "as",
        "version", "status", "trait", "certainty", "overrides", "like",
    ];
    let place = Span { end: line.span.start + first_word_len(line) as u32, ..line.span };
    if clauses.contains(&word.as_str()) {
        return Diagnostic::error(code::CLAUSE_NOT_INDENTED, place, format!("`{word}` stands in the first column"))
            .label("belongs to the block above")
            .help("indent this line by two blanks");
    }
    let near = nearest(&word, BLOCK_WORDS);
    let help = match near.first() {
        Some(near) => format!("did you mean `{near}`? If the line belongs to the block above, indent it by two blanks"),
        None => format!("a block starts with one of: {}; a line that belongs to a block is indented", BLOCK_WORDS.join(", ")),
    };
    Diagnostic::error(code::UNKNOWN_BLOCK, place, format!("`{}` does not start a block", text_of(line, place))).help(help)
}

/// A line that its block has no place for.
pub fn unknown_clause(line: &Line, block: &str, clauses: &[&str]) -> Diagnostic {
    let word = line.first_word();
    let place = Span { end: line.span.start + first_word_len(line) as u32, ..line.span };
    let other = OTHER_WORDS.iter().find(|(other, ours)| *other == word && clauses.contains(ours)).map(|(_, ours)| *ours);
    let help = match other.or_else(|| nearest(&word, clauses.iter().copied()).first().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the lines of {block} start with {}", one_of(clauses)),
    };
    Diagnostic::error(code::UNKNOWN_CLAUSE, place, format!("`{}` is no line of {block}", text_of(line, place))).help(help)
}

pub fn mixed(span: Span, line: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(code::MIXED_AND_OR, span, "`and` and `or` are mixed, which can be read in two ways")
        .help("put brackets around the part that belongs together, or write it as an `any of` list");
    if span == line { diagnostic } else { diagnostic.related(line, "in this condition") }
}

pub fn wrong_sign(span: Span, unequal: bool) -> Diagnostic {
    let word = if unequal { "is not" } else { "is" };
    Diagnostic::error(code::SIGN_FOR_WORD, span, format!("expected the word `{word}`, found a sign"))
        .label(format!("write `{word}`"))
        .help(format!("write `{word}`, as in `sex {word} male`; the signs `>=`, `>`, `<=`, `<` compare numbers"))
}

pub fn decimal_comma(span: Span, number: &str) -> Diagnostic {
    let point = number.replace(',', ".");
    let none = number.replace(',', "");
    let help = if number.matches(',').count() == 1 {
        format!("write `{point}` if the comma marks the decimals, `{none}` if it groups thousands")
    } else {
        format!("write `{none}`")
    };
    Diagnostic::error(code::DECIMAL_COMMA, span, format!("`{number}` holds a comma")).label("read in two ways").help(help)
}

pub fn glued_unit(span: Span, text: &str) -> Diagnostic {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    Diagnostic::error(code::MISSING_BLANK, span, format!("`{text}` has no blank between number and unit"))
        .help(format!("write `{number} {unit}`"))
}

fn missing_when(line: &Line, word: &str) -> Diagnostic {
    let help = match word {
        "if" => "write `when` instead of `if`",
        _ => "write the name, then `when`, then the condition; the last line may be `… otherwise`",
    };
    Diagnostic::error(code::MISSING_WHEN, line.span, "this line has no `when`").help(help)
}

fn brackets(line: &Line) -> Option<Diagnostic> {
    let mut open = Vec::new();
    for (at, c) in outside_quotes(&line.text) {
        match c {
            '(' => open.push(at),
            ')' if open.pop().is_none() => {
                return Some(
                    Diagnostic::error(code::OPEN_BRACKET, part(line, at, 1), "this bracket was never opened")
                        .help("remove it, or put a `(` where it belongs"),
                );
            }
            _ => {}
        }
    }
    open.pop().map(|at| {
        Diagnostic::error(code::OPEN_BRACKET, part(line, at, 1), "this bracket is not closed")
            .help("put the missing `)`; a bracket is closed on the line that opens it")
    })
}

fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut inside = false;
    text.char_indices().filter(move |(_, c)| {
        if super::layout::is_double_quote(*c) {
            inside = !inside;
        }
        !inside
    })
}

/// The first `2,5` of a line: its offset and text.
fn comma_number(text: &str) -> Option<(usize, &str)> {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let at = outside_quotes(text).find(|(at, c)| *c == ',' && *at > 0 && digit(at - 1) && digit(at + 1))?.0;
    let start = text[..at].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |before| before + 1);
    let start = if text.is_char_boundary(start) { start } else { return None };
    let end = text[at + 1..].find(|c: char| !c.is_ascii_digit() && c != ',').map_or(text.len(), |after| at + 1 + after);
    Some((start, &text[start..end]))
}

fn has_word(text: &str, word: &str) -> bool {
    let plain: String = outside_quotes(text).map(|(_, c)| c).collect();
    plain.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').any(|other| other.eq_ignore_ascii_case(word))
}

fn first_word_len(line: &Line) -> usize {
    line.text.find(|c: char| is_blank(c) || c == ':').unwrap_or(line.text.len()).max(1).min(line.text.len())
}

fn part(line: &Line, at: usize, len: usize) -> Span {
    let start = line.span.start + at as u32;
    Span { start, end: start + len as u32, ..line.span }
}

/// The word that starts at an offset of a line, or its end.
fn word_at(line: &Line, at: usize) -> Span {
    let rest = &line.text[at..];
    let blank = rest.len() - rest.trim_start_matches(is_blank).len();
    let rest = &rest[blank..];
    let end = rest.find(is_blank).unwrap_or(rest.len());
    part(line, at + blank, end)
}

fn text_of(line: &Line, span: Span) -> &str {
    let start = (span.start - line.span.start) as usize;
    let end = (span.end - line.span.start) as usize;
    line.text.get(start..end).unwrap_or("")
}

fn join(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// What may stand at the failing place, as a reader would name it, each once.
fn nouns(rules: &[Rule]) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    for rule in rules {
        let noun = noun(*rule);
        if !noun.is_empty() && !out.contains(&noun) {
            out.push(noun);
        }
    }
    out.truncate(5);
    out
}

/// What a production is called in a message; empty where naming it would not help.
fn noun(rule: Rule) -> &'static str {
    match rule {
        Rule::EOI => "the end of the line",
        Rule::blank | Rule::letter | Rule::word_char | Rule::bare_number | Rule::noted | Rule::single | Rule::quote => "",
        Rule::unit_word | Rule::unit_char | Rule::power_unit | Rule::superscript | Rule::unit_stop | Rule::method | Rule::hyphened => "",
        Rule::w_always | Rule::w_be | Rule::w_count | Rule::w_each | Rule::w_for | Rule::w_from | Rule::w_if | Rule::w_last | Rule::w_needs | Rule::w_never | Rule::w_no | Rule::w_number | Rule::w_of | Rule::w_past | Rule::w_rule | Rule::w_severe | Rule::w_since | Rule::w_the | Rule::w_to | Rule::w_warn | Rule::w_whole | Rule::w_within | Rule::w_yes => "",
        Rule::comparing | Rule::last_joint | Rule::is_item | Rule::known_glued | Rule::rule_status_words => "",
        Rule::WHITESPACE | Rule::word | Rule::reserved | Rule::infix | Rule::plus | Rule::minus => "",
        Rule::add | Rule::subtract | Rule::multiply | Rule::divide | Rule::power => "",
        Rule::name
        | Rule::quoted_name
        | Rule::plain_name
        | Rule::name_before_of
        | Rule::plain_name_before_of
        | Rule::name_before_as
        | Rule::plain_name_before_as
        | Rule::name_before_for
        | Rule::plain_name_before_for
        | Rule::name_before_could
        | Rule::plain_name_before_could
        | Rule::rest_of_line
        | Rule::rule_words
        | Rule::entry_name
        | Rule::choice_item
        | Rule::listing => "a name",
        Rule::text | Rule::text_inner => "a text in quotes",
        Rule::number | Rule::signed_number | Rule::quantity | Rule::signed_quantity | Rule::version_number => "a number",
        Rule::unit => "a unit",
        Rule::date => "a date such as `2026-11-20`",
        Rule::duration | Rule::time_unit => "a length of time such as `3 months`",
        Rule::condition | Rule::conjunction | Rule::negation | Rule::comparison => "a condition",
        Rule::and_word => "`and`",
        Rule::or_word => "`or`",
        Rule::not_word => "",
        Rule::list_head
        | Rule::inline_list
        | Rule::list_kind
        | Rule::any_of
        | Rule::all_of
        | Rule::none_of
        | Rule::at_least_of
        | Rule::at_most_of
        | Rule::exactly_of
        | Rule::how_many => "",
        Rule::sign_compare
        | Rule::sign_ge
        | Rule::sign_le
        | Rule::sign_gt
        | Rule::sign_lt
        | Rule::wrong_sign
        | Rule::equal_sign
        | Rule::unequal_sign
        | Rule::is_phrase
        | Rule::is_word => "a comparison such as `is` or `>=`",
        Rule::known_word
        | Rule::unknown_word
        | Rule::between
        | Rule::among
        | Rule::word_compare
        | Rule::word_ge
        | Rule::word_le
        | Rule::word_gt
        | Rule::word_lt => "",
        Rule::is_target | Rule::this_label => "a label or a value",
        Rule::within_phrase | Rule::within_last | Rule::within_relative => "`within …`",
        Rule::before_word | Rule::after_word | Rule::of_word => "`before`, `after` or `of`",
        Rule::sum | Rule::operand | Rule::factor | Rule::group => "a value",
        Rule::in_word => "",
        Rule::comma_number | Rule::glued_unit => "",
        Rule::since
        | Rule::count_of
        | Rule::aggregate
        | Rule::aggregate_word
        | Rule::most_severe
        | Rule::quantifier
        | Rule::any_word
        | Rule::every_word
        | Rule::no_word
        | Rule::call
        | Rule::call_word => "",
        Rule::where_word => "`where`",
        Rule::rulebook_header => "a rulebook header",
        Rule::use_header => "a use line",
        Rule::source_header => "a source header",
        Rule::kind_header => "a kind header",
        Rule::finding_header => "a finding header",
        Rule::facts_header => "the facts header",
        Rule::define_header => "a definition",
        Rule::as_word => "`as`",
        Rule::classify_header => "a classify header",
        Rule::count_header => "a count header",
        Rule::score_header => "a score header",
        Rule::for_each => "`for each`",
        Rule::decision_header => "a decision header",
        Rule::rule_header => "a rule header",
        Rule::impossible_header => "an impossible line",
        Rule::guarantee_header => "a guarantee header",
        Rule::example_header => "an example header",
        Rule::rulebook_line
        | Rule::book_version
        | Rule::book_status
        | Rule::book_reviewed
        | Rule::book_review_by
        | Rule::book_text
        | Rule::book_text_key => "a line of a rulebook",
        Rule::source_line => "a line of a source",
        Rule::source_id | Rule::source_key | Rule::source_value => "`doi`, `pmid` or `url`",
        Rule::kind_line | Rule::trait_line | Rule::label_line => "a line of a kind",
        Rule::note_line => "`also` or `review`",
        Rule::also => "`also \"…\"`",
        Rule::review_note => "`review \"…\"`",
        Rule::field_line => "a line that declares a fact",
        Rule::field_type
        | Rule::yes_or_no
        | Rule::date_type
        | Rule::list_type
        | Rule::choice
        | Rule::number_type
        | Rule::unit_type
        | Rule::kind_or_unit => "a kind of value",
        Rule::field_option
        | Rule::complete_if
        | Rule::no_if_not_recorded
        | Rule::or_never
        | Rule::molar_mass => "`complete if`, `no if not recorded` or `or never`",
        Rule::range | Rule::range_of => "a range such as `0 to 120`",
        Rule::to_word => "`to`",
        Rule::define_line => "a line of a definition",
        Rule::as_clause => "`as …`",
        Rule::value_line => "a value with `when`",
        Rule::when_clause | Rule::when_word => "`when`",
        Rule::otherwise => "`otherwise`",
        Rule::classify_line => "a line of a classification",
        Rule::count_line => "a line of a count",
        Rule::score_line | Rule::first_of | Rule::item_line | Rule::weight | Rule::item_condition | Rule::points_line => {
            "a line of a score"
        }
        Rule::band_line
        | Rule::band
        | Rule::band_range
        | Rule::band_least
        | Rule::band_most
        | Rule::band_above
        | Rule::band_below => "a band such as `at least 2`",
        Rule::alternative_line => "an alternative",
        Rule::condition_line => "a condition",
        Rule::when_line => "a condition",
        Rule::unless_line => "an exception",
        Rule::applies_line => "a population",
        Rule::from_line => "a source line",
        Rule::because_line => "a reason",
        Rule::certainty_line => "a certainty line",
        Rule::certainty => "`high`, `moderate`, `low` or `very low`",
        Rule::review_line => "a review note",
        Rule::overrides_line => "an overrides line",
        Rule::advice_line
        | Rule::advice
        | Rule::verb
        | Rule::recommend_against
        | Rule::recommend
        | Rule::suggest_against
        | Rule::suggest => "advice such as `suggest …`",
        Rule::warn_line => "a warning",
        Rule::ask_line => "an ask line",
        Rule::never_line | Rule::always_line | Rule::promise | Rule::promise_list => "a promise",
        Rule::like_line => "a like line",
        Rule::as_of_line => "an as-of line",
        Rule::given_line => "`given`",
        Rule::expect_line => "`expect`",
        Rule::entry_line | Rule::entry | Rule::list_entry | Rule::all_other => "an entry such as `age: 44 years`",
        Rule::entry_value => "a value",
        Rule::element_line | Rule::no_others => "an element such as `vein: soleal, side: left`",
        Rule::expectation_line
        | Rule::expect_needs
        | Rule::expect_warning
        | Rule::expect_advice
        | Rule::expect_rule
        | Rule::expect_could
        | Rule::expect_status => "an expectation",
        Rule::rule_status | Rule::status_word => "`applies`, `does not apply`, `is undecided` or `is not applicable`",
    }
}

/// What such a line looks like, for the next step.
fn pattern(rule: Rule) -> &'static str {
    match rule {
        Rule::rulebook_header => "write `rulebook \"title\"`",
        Rule::use_header => "write `use \"veins.rule\"`",
        Rule::source_header => "write `source CHEST 2021`, the citation in quotes on the next line",
        Rule::source_line => "write the citation in quotes, or `doi`, `pmid` or `url` with its value",
        Rule::kind_header | Rule::finding_header | Rule::decision_header => "write the keyword, then a name",
        Rule::kind_line => "write `trait depth: deep or superficial`, or a label: `soleal: deep, distal  also \"soleus\"`",
        Rule::facts_header => "write `facts` on a line of its own, then one fact a line below it",
        Rule::field_line => {
            "write `name: yes or no`, `name: a, b or c`, `name: date`, `name: list of finding` or `name: unit, 0 to 100`"
        }
        Rule::define_header => "write `define name as …`, or `define name` with lines below it",
        Rule::define_line => "write `as …`, `value when condition` or `value otherwise`",
        Rule::classify_header | Rule::count_header | Rule::score_header => {
            "write the keyword, then a name, then perhaps `for each FIELD of FINDING`"
        }
        Rule::classify_line => "write `label when condition` or `label otherwise`",
        Rule::count_line => "write `name when condition`, or the name of a yes-or-no fact",
        Rule::score_line => "write `+1 condition`, `+1 name when condition`, `first of`, or a band such as `likely: at least 2`",
        Rule::points_line => "write `+ expression`, such as `+ age in years`",
        Rule::alternative_line => "write `name: \"what it means\"`",
        Rule::impossible_header => "write `impossible when condition`",
        Rule::guarantee_header | Rule::example_header => "write the keyword, then its name in quotes",
        Rule::from_line => "write `from SOURCE` or `from SOURCE, \"where in it\"`",
        Rule::because_line | Rule::review_line | Rule::warn_line => "write the text in quotes behind the keyword",
        Rule::certainty_line => "write `certainty high`, `moderate`, `low` or `very low`",
        Rule::advice_line => "write `suggest ACTION`, `recommend against ACTION` or `suggest ACTION for 3 months`",
        Rule::ask_line => "write `ask for FACT`",
        Rule::never_line => "write `never suggest ACTION when condition`",
        Rule::always_line => "write `always exactly one of suggest A, suggest B`, or `always condition`",
        Rule::like_line => "write `like \"name of another example\"`",
        Rule::as_of_line => "write `as of 2026-11-20`",
        Rule::entry_line => "write `name: value`, or a list name with its elements below, each starting with `- `",
        Rule::element_line => "write `- field: value, field: value`, or `- no others`",
        Rule::expectation_line => {
            "write a condition, advice, `NAME is undecided`, `rule NAME applies`, `needs FACT` or `NAME could be A or B`"
        }
        _ => "compare it with the language reference; names that hold a word such as `is`, `and` or `in` need single quotes",
    }
}
