//! `cases`: boundary patients for what the examples leave out.

use rulecheck::answer::Engine;
use rulecheck::cases::{Told, cases};
use rulecheck::report;
use rulecheck::source::Sources;

use super::args::{Cases, PlainFormat};
use super::work::Work;
use super::{Exit, files, output};

pub fn run(arguments: &Cases) -> Exit {
    match files::engine(&arguments.rules, false) {
        Ok((engine, sources)) => print(arguments, &engine, &sources),
        Err(exit) => exit,
    }
}

/// Each case is printed as soon as it is ready.
fn print(arguments: &Cases, engine: &Engine, sources: &Sources) -> Exit {
    let today = arguments.as_of.unwrap_or_else(files::today);
    let as_text = arguments.format == PlainFormat::Text;
    let work = Work::of(0, "have a patient");
    let mut written = Exit::Fine;
    let several = engine.rulebase.asked_for().count() > 1;
    let mut last: Option<String> = None;
    let mut tell = |told: Told| match told {
        Told::Found(found, of) => {
            work.is_of(of);
            work.at(found);
        }
        Told::Case(case) if as_text => {
            let gap = if last.is_none() { "" } else { "\n" };
            let new = several && last.as_ref() != Some(&case.file);
            let file = if new { format!("# --- for {}\n\n", case.file) } else { String::new() };
            let text = format!("{gap}{file}{}", report::case(engine, case));
            last = Some(case.file.clone());
            written = written.max(work.print(&text));
        }
        Told::Case(_) => {}
    };
    let found = cases(engine, sources, today, arguments.all, &mut |told| {
        tell(told);
        Work::goes_on()
    });
    work.end();
    if !as_text {
        return Work::unless_stopped(output::stdout(&format!("{}\n", report::cases_json(engine, &found))));
    }
    if found.stopped {
        let gap = if found.cases.is_empty() { "" } else { "\n" };
        output::stdout(&format!("{gap}# stopped: there may be more to show\n"));
        return Exit::Interrupted;
    }
    if found.cases.is_empty() && found.lacking.is_empty() {
        return output::stdout("# the examples show all that can be shown\n");
    }
    let lacking = report::cases_lacking(&found.lacking);
    let gap = if found.cases.is_empty() || lacking.is_empty() { "" } else { "\n" };
    written.max(output::stdout(&format!("{gap}{lacking}")))
}
