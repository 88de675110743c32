//! The command line: arguments in, text and an exit code out.

mod args;
mod ask;
mod blank;
mod cases;
mod check;
mod diff;
mod equal;
mod eval;
mod exit;
mod files;
mod fmt;
mod index;
mod mutate;
mod named;
mod new;
mod output;
mod prove;
mod records;
mod show;
mod summary;
mod test;
mod why;
mod work;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Arguments, Command};
use exit::Exit;

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            return match (error.use_stderr(), error.print()) {
                // nobody is left to tell if that fails
                (true, _) => Exit::Unusable.into(),
                (false, Ok(())) => Exit::Fine.into(),
                (false, Err(error)) => output::unwritable("standard output", &error).into(),
            };
        }
    };
    let Some(command) = arguments.command else {
        return output::stdout(&args::welcome()).into();
    };
    match command {
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Mutate(arguments) => mutate::run(&arguments),
        Command::Prove(arguments) => prove::run(&arguments),
        Command::Equal(arguments) => equal::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::Explain(arguments) => show::explain(&arguments),
        Command::Why(arguments) => why::run(&arguments),
        Command::Ask(arguments) => ask::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Index(arguments) => index::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Cases(arguments) => cases::run(&arguments),
        Command::Blank(arguments) => blank::run(&arguments),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "rulecheck", &mut text);
            output::stdout(&String::from_utf8_lossy(&text))
        }
    }
    .into()
}
