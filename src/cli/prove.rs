//! `prove`: what holds for every patient there could be.

use rulecheck::prove::{Options, Weight, prove};
use rulecheck::report::{self, Context};

use super::args::{PlainFormat, Prove};
use super::work::Work;
use super::{Exit, files, output};

pub fn run(arguments: &Prove) -> Exit {
    let (engine, sources) = match files::engine(&arguments.rules, false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let options = Options {
        elements: arguments.elements.map(usize::from),
        overlaps: arguments.overlaps,
        ..Options::on(arguments.as_of.unwrap_or_else(files::today))
    };
    let work = Work::of(engine.rulebase.asked_for().count(), "rulebooks");
    let report = prove(&engine, &options, &|done| work.at(done));
    work.end();
    let context = Context { engine: &engine, sources: &sources, only: &[] };
    let text = match arguments.format {
        PlainFormat::Json => format!("{}\n", report::proof_json(context, &report)),
        PlainFormat::Text => report::proof(context, &report),
    };
    let written = output::stdout(&text);
    let faults = report.weighing(Weight::Fault).next().is_some() || report.open().next().is_some();
    let strict = arguments.strict && report.weighing(Weight::Superfluous).next().is_some();
    Work::unless_stopped(if faults || strict { written.max(Exit::Findings) } else { written })
}
