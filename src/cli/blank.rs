//! `blank`: an empty record for rule files.

use rulecheck::present::{self, Context};

use super::args::Blank;
use super::{Exit, files, output};

pub fn run(arguments: &Blank) -> Exit {
    match files::engine(&arguments.rules, false) {
        Ok((engine, sources)) => {
            output::stdout(&present::blank(Context { engine: &engine, sources: &sources, only: &[] }))
        }
        Err(exit) => exit,
    }
}
