//! `mutate`: what the examples would not notice.

use rulecheck::mutate::{alterations, mutate};
use rulecheck::report::Survivors;
use rulecheck::test::run as run_examples;

use super::args::{Mutate, PlainFormat};
use super::work::Work;
use super::{Exit, files, named, output};

pub fn run(arguments: &Mutate) -> Exit {
    let (engine, sources) = match files::engine(&arguments.rules, false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let only = match named::conclusions(&engine, &arguments.only) {
        Ok(only) => only,
        Err(exit) => return exit,
    };
    let today = arguments.as_of.unwrap_or_else(files::today);
    let failed = run_examples(&engine, &sources, today).iter().filter(|one| !one.failures.is_empty()).count();
    if failed > 0 {
        output::stderr(&format!(
            "error: {failed} of the examples fail\n  help: an example that fails notices nothing; see `rulecheck test`\n"
        ));
        return Exit::Findings;
    }
    let mut all = alterations(&engine.rulebase);
    all.retain(|one| only.is_empty() || one.conclusions.iter().any(|(id, _)| only.contains(id)));
    let work = Work::of(all.len(), "alterations");
    let mut survivors = Survivors::new(&engine, &sources, all.len());
    let mut exit = Exit::Fine;
    let mut done = 0;
    mutate(&engine, &all, today, &mut |tried| {
        match arguments.format {
            PlainFormat::Text => {
                let text = survivors.text(&tried);
                exit = exit.max(work.print(&text));
            }
            PlainFormat::Json => survivors.keep(&tried),
        }
        done += tried.alterations.len();
        work.at(done)
    });
    work.end();
    exit = exit.max(match arguments.format {
        PlainFormat::Text => output::stdout(&survivors.summary()),
        PlainFormat::Json => output::stdout(&format!("{}\n", survivors.json())),
    });
    Work::unless_stopped(if survivors.survived() > 0 { exit.max(Exit::Findings) } else { exit })
}
