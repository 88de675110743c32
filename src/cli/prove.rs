//! `prove`: what holds for every patient there could be.

use rulecheck::present::{self, Context};
use rulecheck::prove::{Options, prove};

use super::args::{PlainFormat, Prove};
use super::mutate::progress;
use super::{Exit, files, output, stop};

pub fn run(arguments: &Prove) -> Exit {
    let (engine, sources) = match files::engine(&arguments.rules, false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let options =
        Options { as_of: arguments.as_of.unwrap_or_else(files::today), elements: arguments.elements.map(usize::from) };
    let books = engine.rulebase.books.iter().filter(|book| book.asked_for).count();
    let bar = progress(books, "rulebooks");
    stop::watch();
    let report = prove(&engine, &options, &|done| {
        bar.set_position(done as u64);
        stop::goes_on()
    });
    bar.finish_and_clear();
    let context = Context { engine: &engine, sources: &sources, only: &[] };
    let text = match arguments.format {
        PlainFormat::Json => format!("{}\n", present::proof_json(context, &report)),
        PlainFormat::Text => present::proof(context, &report),
    };
    let written = output::stdout(&text);
    let faults = report.findings().any(|(_, finding)| finding.kind.is_fault()) || report.open().next().is_some();
    let strict = arguments.strict && report.findings().next().is_some();
    stop::unless_stopped(if faults || strict { Exit::Findings } else { written })
}
