//! Rule files from disk: found, loaded, checked.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::compile::{Compiled, compile};
use rulecheck::diagnostic::{Diagnostic, code};
use rulecheck::record::Format;
use rulecheck::source::Sources;
use rulecheck::workers::Cores;

use super::summary::summary;
use super::{Exit, output};

/// The largest rule file that is read.
const MAX_RULE_BYTES: u64 = 16 * 1024 * 1024;

/// Today's date, from the clock of this machine.
pub fn today() -> Date {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    rulecheck::calendar::day((seconds / 86_400) as f64).unwrap_or(Date::ZERO)
}

/// The rule files that paths name: files as they are, folders with all `.rule` files below them, in order.
pub fn rule_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            walk(path, &mut files, 0)?;
            if files.len() == before {
                return Err(Diagnostic::general(
                    code::NOTHING_FOUND,
                    format!("there is no rule file in `{}`", path.display()),
                )
                .help("rule files end in `.rule`; `rulecheck new` writes one to begin with"));
            }
        } else {
            files.push(path.clone());
        }
    }
    files.dedup();
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, depth: usize) -> Result<(), Diagnostic> {
    let unreadable = |error: std::io::Error| {
        Diagnostic::general(
            code::CANNOT_READ,
            format!("`{}` cannot be read: {}", folder.display(), output::plain(&error)),
        )
        .help("check the name and whether you may open the folder")
    };
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    for entry in entries {
        if entry.is_dir() && depth < 32 {
            walk(&entry, files, depth + 1)?;
        } else if entry.extension().is_some_and(|ending| ending == "rule") {
            files.push(entry);
        }
    }
    Ok(())
}

/// The rules of files and of those they use.
pub fn compiled(paths: &[PathBuf], today: Date) -> Result<Compiled, Exit> {
    let paths = rule_files(paths).map_err(|diagnostic| {
        output::diagnostics(&[diagnostic], &Sources::default());
        Exit::Unusable
    })?;
    let compiled = compile(&paths, &mut |path| text(path), today);
    if let Some(record) = paths.iter().find(|path| is_record(path, &compiled)) {
        let message = format!("`{}` looks like a record, not like a rule file", record.display());
        let diagnostic = Diagnostic::general(code::BAD_ARGUMENT, message).help(
            "rule files end in `.rule`; where a command takes both, rules come first: `rulecheck eval RULES RECORDS`",
        );
        output::diagnostics(&[diagnostic], &compiled.sources);
        return Err(Exit::Unusable);
    }
    Ok(compiled)
}

/// A file that ends like a record, and cannot be read as rules.
fn is_record(path: &Path, compiled: &Compiled) -> bool {
    let name = path.display().to_string();
    let mut files = compiled.files.iter().map(|loaded| &loaded.file);
    let unreadable = files.any(|file| {
        let faulty = file.blocks.is_empty() || !(file.whole || file.lacks_file);
        faulty && compiled.sources.get(file.source).name == name
    });
    Format::of(&name).is_some() && unreadable
}

/// The text of a rule file.
pub fn text(path: &Path) -> Result<String, String> {
    text_of(File::open(path).map_err(|error| output::plain(&error))?)
}

/// Text from a file, or from a device or a pipe, which do not tell their size.
pub fn text_of(input: impl Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    input.take(MAX_RULE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| output::plain(&error))?;
    if bytes.len() as u64 > MAX_RULE_BYTES {
        return Err("it is larger than 16 MiB, which no rule file is".to_owned());
    }
    if bytes.contains(&0) {
        return Err("it is not text: it holds NUL bytes".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not text in UTF-8".to_owned())
}

/// The rules of files, ready to be asked; prints what there is to say about them. Warnings show where `warnings` says so.
pub fn engine(paths: &[PathBuf], warnings: bool) -> Result<(Engine, Sources), Exit> {
    let Compiled { sources, rules, diagnostics: mut all, .. } = compiled(paths, today())?;
    all.retain(|diagnostic| warnings || diagnostic.is_error() || diagnostic.code == code::REVIEW_OVERDUE);
    output::diagnostics(&all, &sources);
    match rules {
        Some(rules) => {
            if rules.rulebase.conclusions.is_empty() {
                let nothing = Diagnostic::general(code::NO_RULES, "these rule files conclude nothing")
                    .help("add a `classify`, `score`, `count` or `rule` block, or name the file that has them");
                output::diagnostics(&[nothing], &sources);
                return Err(Exit::Unusable);
            }
            Ok((Engine::new(rules, &Cores), sources))
        }
        None => {
            output::stderr(&format!("{}\n", summary(&all)));
            Err(Exit::Unusable)
        }
    }
}
