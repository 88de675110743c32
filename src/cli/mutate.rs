//! `mutate`: what the examples would not notice.

use indicatif::{ProgressBar, ProgressStyle};
use rulecheck::mutate::{alterations, mutate};
use rulecheck::present::Survivors;
use rulecheck::test::run as run_examples;

use super::args::{Mutate, PlainFormat};
use super::{Exit, files, named, output, stop};

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
    let bar = progress(all.len(), "alterations");
    let mut survivors = Survivors::new(&engine, &sources, all.len());
    let mut exit = Exit::Fine;
    stop::watch();
    mutate(&engine, &all, today, &mut |tried| {
        match arguments.format {
            PlainFormat::Text => {
                let text = survivors.text(&tried);
                exit = exit.max(bar.suspend(|| output::stdout(&text)));
            }
            PlainFormat::Json => survivors.keep(&tried),
        }
        bar.inc(tried.alterations.len() as u64);
        stop::goes_on()
    });
    bar.finish_and_clear();
    exit = exit.max(match arguments.format {
        PlainFormat::Text => output::stdout(&survivors.summary()),
        PlainFormat::Json => output::stdout(&format!("{}\n", survivors.json())),
    });
    stop::unless_stopped(if survivors.survived() > 0 { exit.max(Exit::Findings) } else { exit })
}

/// A bar on standard error; none where that is no terminal.
pub fn progress(count: usize, of: &str) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    let style = ProgressStyle::with_template(&format!("{{wide_bar}} {{pos}} of {{len}} {of}, {{eta}} left"));
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
