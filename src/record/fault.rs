//! What is wrong with a record, where, and what to do about it.

use std::fmt;

use super::datum::Origin;
use crate::diagnostic::{Code, code};
use crate::rulebase::Fact;

/// The longest piece of a record that a message repeats, in characters.
const LONGEST_SHOWN: usize = 60;

/// One fault of a record; the wording rules are those of [`crate::diagnostic::Diagnostic`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: Code,
    pub message: String,
    /// The next step; may be empty.
    pub help: String,
    pub origin: Origin,
    /// In characters from 1; 0 when it is not known.
    pub column: usize,
}

/// A record that cannot be used, with all its faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// As far as it is known.
    pub name: Option<String>,
    pub origin: Origin,
    pub faults: Vec<Fault>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin.file)?;
        if self.origin.line > 0 {
            write!(f, ":{}", self.origin.line)?;
        }
        write!(f, ": error[{}]: {}", self.code, self.message)?;
        if !self.help.is_empty() {
            write!(f, "\n  help: {}", self.help)?;
        }
        Ok(())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

/// What is wrong with a value, before anyone says where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub code: Code,
    pub message: String,
    pub help: String,
}

impl Wrong {
    pub fn new(code: Code, message: impl Into<String>) -> Wrong {
        Wrong { code, message: message.into(), help: String::new() }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Wrong {
        self.help = help.into();
        self
    }
}

/// A piece of a record for a message: cut where it is long, without control characters.
pub(super) fn shown(text: &str) -> String {
    let text = text.trim();
    if text.len() <= LONGEST_SHOWN && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(LONGEST_SHOWN).map(harmless).collect();
    if out.len() < text.len() && text.chars().nth(LONGEST_SHOWN).is_some() {
        out.push('…');
    }
    out
}

/// The same in backticks.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", shown(text))
}

fn harmless(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => ' ',
        // control characters, and those that turn the direction of the text around them
        c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => '\u{fffd}',
        c => c,
    }
}

/// The message for two entries of one fact.
pub(super) fn twice(fact: &Fact, first: &str, second: &str, line: usize) -> Wrong {
    let place = if line > 0 { format!(" in line {line}") } else { String::new() };
    let message = if first == second {
        format!("`{}` is given twice, first{place}", fact.name)
    } else {
        format!("`{}` is given twice: as {} and, first, as {}{place}", fact.name, quoted(second), quoted(first))
    };
    let message = message.trim_end_matches(", first").to_owned();
    Wrong::new(code::ENTRY_TWICE, message).help("keep the one that is right and remove the other")
}
