//! `fmt`: one layout for all rule files.

use std::path::{Path, PathBuf};

use rulecheck::diagnostic::{Diagnostic, code};
use rulecheck::source::Sources;
use rulecheck::syntax;

use super::args::Fmt;
use super::{Exit, files, output};

pub fn run(arguments: &Fmt) -> Exit {
    let stdin = arguments.rules.is_empty() || arguments.rules == [PathBuf::from("-")];
    if stdin {
        return standard_input(arguments.check);
    }
    let paths = match files::rule_files(&arguments.rules) {
        Ok(paths) => paths,
        Err(diagnostic) => {
            output::diagnostics(&[diagnostic], &Sources::default());
            return Exit::Unusable;
        }
    };
    paths.iter().map(|path| file(path, arguments.check)).max().unwrap_or(Exit::Fine)
}

fn standard_input(check: bool) -> Exit {
    let text = match files::text_of(std::io::stdin()) {
        Ok(text) => text,
        Err(why) => return unreadable("standard input", &why, "give it text in UTF-8"),
    };
    match format("standard input", &text) {
        Ok(formatted) if check => {
            if formatted == text {
                Exit::Fine
            } else {
                output::stderr("standard input would change\n");
                Exit::Findings
            }
        }
        Ok(formatted) => output::stdout(&formatted),
        Err(exit) => exit,
    }
}

fn unreadable(what: &str, why: &str, help: &str) -> Exit {
    let diagnostic = Diagnostic::general(code::CANNOT_READ, format!("{what} cannot be read: {why}")).help(help);
    output::diagnostics(&[diagnostic], &Sources::default());
    Exit::Unusable
}

/// The formatted text; it is read again before it may replace anything.
fn format(name: &str, text: &str) -> Result<String, Exit> {
    let mut sources = Sources::default();
    let source = sources.add(name, text);
    let formatted = syntax::format(&sources, source).map_err(|faults| {
        output::diagnostics(&faults, &sources);
        Exit::Unusable
    })?;
    let again = sources.add(name, formatted.as_str());
    let (_, faults) = syntax::parse(&sources, again);
    if faults.iter().any(Diagnostic::is_error) {
        output::diagnostics(&faults, &sources);
        output::stderr("the formatted text could not be read again, so nothing was changed; please report this\n");
        return Err(Exit::Unusable);
    }
    Ok(formatted)
}

fn file(path: &Path, check: bool) -> Exit {
    let text = match files::text(path) {
        Ok(text) => text,
        Err(why) => {
            return unreadable(&format!("`{}`", path.display()), &why, "check the name and whether you may read it");
        }
    };
    let formatted = match format(&path.display().to_string(), &text) {
        Ok(formatted) => formatted,
        Err(exit) => return exit,
    };
    if formatted == text {
        return Exit::Fine;
    }
    if check {
        output::stderr(&format!("{} would change; `rulecheck fmt {}` lays it out\n", path.display(), path.display()));
        return Exit::Findings;
    }
    let written =
        output::Sink::open(Some(path)).and_then(|mut sink| sink.write(&formatted).and_then(|()| sink.close()));
    match written {
        Ok(()) => output::stdout(&format!("{} laid out\n", path.display())),
        Err(exit) => exit,
    }
}
