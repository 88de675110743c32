//! `cases`: boundary patients for what the examples leave out.

use indicatif::{ProgressBar, ProgressStyle};
use rulecheck::cases::{Told, cases};
use rulecheck::outcome::Engine;
use rulecheck::present;
use rulecheck::source::Sources;

use super::args::{Cases, PlainFormat};
use super::{Exit, files, output, stop};

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
    let bar = progress();
    let mut written = Exit::Fine;
    let several = engine.rulebase.books.iter().filter(|book| book.asked_for).count() > 1;
    let mut last: Option<String> = None;
    stop::watch();
    let mut tell = |told: Told| match told {
        Told::Found(found, of) => {
            bar.set_length(of as u64);
            bar.set_position(found as u64);
        }
        Told::Case(case) if as_text => {
            let gap = if last.is_none() { "" } else { "\n" };
            let new = several && last.as_ref() != Some(&case.file);
            let file = if new { format!("# --- for {}\n\n", case.file) } else { String::new() };
            let text = format!("{gap}{file}{}", present::case(engine, case));
            last = Some(case.file.clone());
            written = written.max(bar.suspend(|| output::stdout(&text)));
        }
        Told::Case(_) => {}
    };
    let found = cases(engine, sources, today, arguments.all, &mut |told| {
        tell(told);
        stop::goes_on()
    });
    bar.finish_and_clear();
    if !as_text {
        return stop::unless_stopped(output::stdout(&format!("{}\n", present::cases_json(engine, &found))));
    }
    if found.stopped {
        let gap = if found.cases.is_empty() { "" } else { "\n" };
        output::stdout(&format!("{gap}# stopped: there may be more to show\n"));
        return Exit::Interrupted;
    }
    if found.cases.is_empty() && found.lacking.is_empty() {
        return output::stdout("# the examples show all that can be shown\n");
    }
    let lacking = present::cases_lacking(&found.lacking);
    let gap = if found.cases.is_empty() || lacking.is_empty() { "" } else { "\n" };
    written.max(output::stdout(&format!("{gap}{lacking}")))
}

/// A bar on standard error; none where that is no terminal.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new(0);
    match ProgressStyle::with_template("{wide_bar} {pos} of {len} have a patient") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
