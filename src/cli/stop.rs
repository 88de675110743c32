//! Long work that is interrupted: it ends at the next opportunity, and what is done by then is told.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Exit, output};

static STOPPED: AtomicBool = AtomicBool::new(false);

/// From here on an interrupt (Ctrl-C, or a request to end) asks for an end; a second one is not waited for.
pub fn watch() {
    let stop = || {
        if STOPPED.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
        output::stderr("stopping; what is done is told. Once more to end at once\n");
    };
    // without it an interrupt ends the work as it always does
    drop(ctrlc::set_handler(stop));
}

/// Nobody has asked for an end.
pub fn goes_on() -> bool {
    !STOPPED.load(Ordering::Relaxed)
}

/// How the run ended, if it was not interrupted.
pub fn unless_stopped(exit: Exit) -> Exit {
    if goes_on() { exit } else { Exit::Interrupted }
}
