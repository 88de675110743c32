//! Long work: a bar shows how far it is, and when it is interrupted, what is done by then is told.

use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Exit, output};

static STOPPED: AtomicBool = AtomicBool::new(false);

/// Work that is going on. From its start an interrupt (Ctrl-C, or a request to end) asks for an end; a second one is
/// not waited for.
pub struct Work {
    /// On standard error; none where that is no terminal.
    bar: ProgressBar,
}

impl Work {
    /// So many of these things are to be done.
    pub fn of(count: usize, things: &str) -> Work {
        let stop = || {
            if STOPPED.swap(true, Ordering::Relaxed) {
                std::process::exit(Exit::Interrupted as i32);
            }
            output::stderr("stopping; what is done is told. Once more to end at once\n");
        };
        // without it an interrupt ends the work as it always does
        drop(ctrlc::set_handler(stop));
        let bar = ProgressBar::new(count as u64);
        let style = ProgressStyle::with_template(&format!("{{wide_bar}} {{pos}} of {{len}} {things}, {{eta}} left"));
        Work {
            bar: match style {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            },
        }
    }

    /// Shows that so much is done; says whether to go on.
    pub fn at(&self, done: usize) -> bool {
        self.bar.set_position(done as u64);
        Work::goes_on()
    }

    /// Nobody has asked for an end.
    pub fn goes_on() -> bool {
        !STOPPED.load(Ordering::Relaxed)
    }

    /// Shows that more is to be done than was known.
    pub fn is_of(&self, count: usize) {
        self.bar.set_length(count as u64);
    }

    /// Prints a part of the result while the work goes on.
    pub fn print(&self, text: &str) -> Exit {
        self.bar.suspend(|| output::stdout(text))
    }

    /// The work is over, or was interrupted.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// How the run ended, if it was not interrupted.
    pub fn unless_stopped(exit: Exit) -> Exit {
        if Work::goes_on() { exit } else { Exit::Interrupted }
    }
}
