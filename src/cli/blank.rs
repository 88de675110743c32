//! `blank`: an empty record for rule files.

use rulecheck::report::{self, Context};

use super::args::{Blank, PlainFormat};
use super::{Exit, files, output};

pub fn run(arguments: &Blank) -> Exit {
    let (engine, sources) = match files::engine(&arguments.rules, false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let context = Context { engine: &engine, sources: &sources, only: &[] };
    output::stdout(&match arguments.format {
        PlainFormat::Text => report::blank(context),
        PlainFormat::Json => format!("{}\n", report::blank_json(context)),
    })
}
