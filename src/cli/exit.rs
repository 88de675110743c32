//! How a run ended.

use std::process::ExitCode;

/// How a run ended. Scripts rely on these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// Something was found: a failed example, a refused record, a broken promise.
    Findings = 1,
    /// Wrong use, or rules that cannot be used.
    Unusable = 2,
    /// Stopped by who started it, with what was done by then told.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
