//! Names and numbers as a rule file writes them.

use super::value::number_words;
use crate::syntax::tree::ENDING_WORDS;

/// A name as a rule file writes it: in single quotes if it holds a word that would end it, or begins like a number.
pub fn name(name: &str) -> String {
    let ends = |word: &str| ENDING_WORDS.iter().any(|ending| word.eq_ignore_ascii_case(ending));
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '\''));
    let begins = name.starts_with(char::is_alphabetic);
    match plain && begins && !name.split(' ').any(ends) {
        true => name.to_owned(),
        false => format!("'{name}'"),
    }
}

/// Its words are read back as the same number; one converted from another unit may have no such words.
pub fn is_short(number: f64) -> bool {
    number_words(number).parse() == Ok(number)
}
