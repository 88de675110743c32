//! What the productions of the grammar mean for spelling: which are keywords, operators, or the start of a column.

use pest::iterators::Pair;

use super::super::grammar::Rule;
use super::super::read;
use super::mark::{Gap, Mark};

/// The column that begins at a part of a line.
pub fn mark(rule: Rule, parent: Rule) -> Option<Mark> {
    use Rule as R;
    Some(match (rule, parent) {
        (R::version_number, R::book_version)
        | (R::word, R::book_status)
        | (R::date, R::book_reviewed | R::book_review_by) => Mark::Value,
        (R::name, R::book_answers) => Mark::Value,
        (R::text, R::book_text) | (R::item_condition, R::item_line) | (R::as_word, R::define_header) => Mark::Value,
        (R::when_word, R::when_clause | R::impossible_header) | (R::otherwise, _) => Mark::When,
        (R::text, R::field_line | R::band_line | R::classify_line) => Mark::Definition,
        (R::also, R::field_line | R::label_line) => Mark::Also,
        (R::review_note, R::field_line | R::label_line) => Mark::Review,
        _ => return None,
    })
}

/// Productions whose inside is spelled with them.
pub fn is_whole(rule: Rule) -> bool {
    use Rule as R;
    matches!(
        rule,
        R::text
            | R::quoted_name
            | R::first_of
            | R::all_other
            | R::no_if_not_recorded
            | R::to_word
            | R::verb
            | R::at_least_of
            | R::at_most_of
            | R::exactly_of
    ) || is_keyword(rule)
}

/// How a part of a line is spelled, where that is not left to how it was written.
pub fn token(pair: &Pair<'_, Rule>, parent: Rule) -> Option<(String, Gap)> {
    use Rule as R;
    let text = pair.as_str();
    let plain = |sign: &str| Some((sign.to_owned(), Gap::Around));
    match pair.as_rule() {
        R::text => {
            let inner = pair.clone().into_inner().next().map_or("", |inner| inner.as_str());
            Some((format!("\"{inner}\""), Gap::Kept))
        }
        R::quoted_name | R::rest_of_line | R::rule_words => Some((single_blanks(text), Gap::Kept)),
        R::first_of => Some(("first of".to_owned(), Gap::Kept)),
        R::all_other => Some(("all other yes or no: no".to_owned(), Gap::Kept)),
        R::no_if_not_recorded => Some(("no if not recorded".to_owned(), Gap::Kept)),
        R::or_never => Some(("or never".to_owned(), Gap::Kept)),
        R::unit_required => Some(("unit required".to_owned(), Gap::Kept)),
        R::source_value | R::version_number | R::date => Some((text.to_owned(), Gap::Kept)),
        R::minus | R::plus if parent == R::subtract => None,
        R::minus => Some(("-".to_owned(), Gap::Glued)),
        R::plus if parent == R::points_line => Some(("+".to_owned(), Gap::Around)),
        R::plus => Some(("+".to_owned(), Gap::Glued)),
        R::add => plain("+"),
        R::subtract => plain("-"),
        R::multiply => plain("*"),
        R::divide => plain("/"),
        R::sign_ge => plain(">="),
        R::sign_le => plain("<="),
        R::sign_gt => plain(">"),
        R::sign_lt => plain("<"),
        R::to_word => plain("to"),
        R::call_word => Some((text.to_lowercase(), Gap::Glued)),
        rule if is_keyword(rule) || is_whole(rule) => Some((single_blanks(text).to_lowercase(), Gap::Around)),
        _ => None,
    }
}

/// The sign that a band starts with: its length as written, and how it is spelled.
pub fn band_sign(pair: &Pair<'_, Rule>) -> Option<(usize, &'static str)> {
    use Rule as R;
    if !matches!(pair.as_rule(), R::band_least | R::band_most | R::band_above | R::band_below) {
        return None;
    }
    [("≥", ">="), ("≤", "<="), (">=", ">="), ("<=", "<="), (">", ">"), ("<", "<")]
        .into_iter()
        .find(|(written, _)| pair.as_str().starts_with(written))
        .map(|(written, spelled)| (written.len(), spelled))
}

/// Keywords that are a production of their own.
fn is_keyword(rule: Rule) -> bool {
    use Rule as R;
    matches!(
        rule,
        R::and_word
            | R::or_word
            | R::not_word
            | R::is_word
            | R::in_word
            | R::where_word
            | R::when_word
            | R::as_word
            | R::any_of
            | R::all_of
            | R::none_of
            | R::known_word
            | R::unknown_word
            | R::word_ge
            | R::word_le
            | R::word_gt
            | R::word_lt
            | R::before_word
            | R::after_word
            | R::of_word
            | R::any_word
            | R::every_word
            | R::no_word
            | R::aggregate_word
            | R::time_unit
            | R::otherwise
            | R::book_text_key
            | R::rather_than
            | R::source_key
            | R::rule_status
            | R::status_word
            | R::date_type
    ) || matches!(
        rule,
        R::w_answers
            | R::w_always
            | R::w_be
            | R::w_count
            | R::w_each
            | R::w_for
            | R::w_from
            | R::w_if
            | R::w_last
            | R::w_needs
            | R::w_never
            | R::w_no
            | R::w_number
            | R::w_of
            | R::w_past
            | R::w_rule
            | R::w_severe
            | R::w_since
            | R::w_the
            | R::w_to
            | R::w_whole
            | R::w_within
            | R::w_yes
    )
}

fn single_blanks(text: &str) -> String {
    read::single_blanks(text).replace(['‘', '’'], "'")
}
