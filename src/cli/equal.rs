//! `equal`: whether two versions of rule files say the same to everybody.

use rulecheck::prove::{Equality, Options, equal};
use rulecheck::report::{self, Context};

use super::args::{Equal, PlainFormat};
use super::work::Work;
use super::{Exit, files, output};

pub fn run(arguments: &Equal) -> Exit {
    let load = |path: &std::path::PathBuf| files::engine(std::slice::from_ref(path), false);
    let (old, new) = match (load(&arguments.old), load(&arguments.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    let options = Options {
        elements: arguments.elements.map(usize::from),
        ..Options::on(arguments.as_of.unwrap_or_else(files::today))
    };
    let work = Work::of(old.0.rulebase.conclusions.len(), "conclusions");
    let compared = equal(&old.0, &new.0, &options, &|done| work.at(done));
    work.end();
    let context = |(engine, sources)| Context { engine, sources, only: &[] };
    let contexts = (context((&old.0, &old.1)), context((&new.0, &new.1)));
    let text = match arguments.format {
        PlainFormat::Json => format!("{}\n", report::equality_json(contexts, &compared)),
        PlainFormat::Text => report::equality(contexts, &compared),
    };
    let written = output::stdout(&text);
    let same = compared.iter().all(|one| matches!(one.result, Equality::Same));
    Work::unless_stopped(if same { written } else { written.max(Exit::Findings) })
}
