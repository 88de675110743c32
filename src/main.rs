//! The `rulecheck` program: it hands files, arguments and today's date to the library and prints what comes back.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
