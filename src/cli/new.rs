//! `new`: a rule file and a record to start from.

use std::io::Write;
use std::path::Path;

use rulecheck::diagnostic::{Diagnostic, code};
use rulecheck::source::Sources;

use super::args::New;
use super::{Exit, output};

const RULES: &str = include_str!("starter.rule");
const RECORD: &str = include_str!("starter.yaml");

pub fn run(arguments: &New) -> Exit {
    let record = arguments.file.with_extension("yaml");
    let mut written: Vec<&Path> = Vec::new();
    for (path, text) in [(arguments.file.as_path(), RULES), (record.as_path(), RECORD)] {
        if let Err(error) = create(path, text) {
            // both or none; nobody is left to tell if that fails
            written.iter().for_each(|path| drop(std::fs::remove_file(path)));
            let message = match error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    format!("`{}` is already there and was left alone", path.display())
                }
                _ => format!("`{}` cannot be written: {}", path.display(), output::plain(&error)),
            };
            let diagnostic =
                Diagnostic::general(code::CANNOT_WRITE, message).help("give another name: `rulecheck new other.rule`");
            output::diagnostics(&[diagnostic], &Sources::default());
            return Exit::Unusable;
        }
        written.push(path);
    }
    let (rules, record) = (arguments.file.display(), record.display());
    output::stdout(&format!(
        "wrote {rules} and {record}; now try\n\n  rulecheck check {rules}\n  rulecheck test {rules}\n  rulecheck eval {rules} {record}\n"
    ))
}

/// Writes a new file; never one that is there.
fn create(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
