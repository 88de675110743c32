//! `index`: the page that lists the rulebooks of a folder.

use rulecheck::approval::Approval;
use rulecheck::compile::plain;
use rulecheck::report::{self, Context};

use super::args::Index;
use super::{Exit, files, output};

pub fn run(arguments: &Index) -> Exit {
    let (engine, sources) = match files::engine(std::slice::from_ref(&arguments.folder), false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let context = Context { engine: &engine, sources: &sources, only: &[] };
    let approval = Approval::of(&engine, &sources, files::today());
    let folder = if arguments.folder.is_dir() { Some(arguments.folder.as_path()) } else { arguments.folder.parent() };
    let root = folder.map(plain).unwrap_or_default();
    output::stdout(&report::index(context, &approval, &root.to_string_lossy()))
}
