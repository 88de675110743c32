//! Rule files from disk: found, loaded, checked.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::check::{Loaded, check};
use rulecheck::diagnostic::{Diagnostic, code};
use rulecheck::load::load;
use rulecheck::record::Format;
use rulecheck::source::Sources;

use super::summary::summary;
use super::{Exit, output};

/// The largest rule file that is read.
const MAX_RULE_BYTES: u64 = 16 * 1024 * 1024;

/// Rule files as loaded.
pub struct Files {
    pub sources: Sources,
    pub loaded: Vec<Loaded>,
    pub diagnostics: Vec<Diagnostic>,
}

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

/// Loads rule files and those they use.
pub fn read(paths: &[PathBuf]) -> Result<Files, Exit> {
    let mut sources = Sources::default();
    let paths = rule_files(paths).map_err(|diagnostic| {
        output::diagnostics(&[diagnostic], &sources);
        Exit::Unusable
    })?;
    let (loaded, diagnostics) = load(&paths, &mut sources, &mut |path| text(path));
    if let Some(record) = paths.iter().find(|path| is_record(path, &diagnostics, &sources)) {
        let message = format!("`{}` looks like a record, not like a rule file", record.display());
        let diagnostic = Diagnostic::general(code::BAD_ARGUMENT, message).help(
            "rule files end in `.rule`; where a command takes both, rules come first: `rulecheck eval RULES RECORDS`",
        );
        output::diagnostics(&[diagnostic], &sources);
        return Err(Exit::Unusable);
    }
    Ok(Files { sources, loaded, diagnostics })
}

/// A file that ends like a record, and cannot be read as rules.
fn is_record(path: &Path, diagnostics: &[Diagnostic], sources: &Sources) -> bool {
    let name = path.display().to_string();
    let faulty = |diagnostic: &Diagnostic| {
        diagnostic.is_error() && diagnostic.span.is_some_and(|span| sources.get(span.source).name == name)
    };
    Format::of(&name).is_some() && diagnostics.iter().any(faulty)
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

/// Loads and checks rule files; prints what there is to say about them. Warnings show where `warnings` says so.
pub fn engine(paths: &[PathBuf], warnings: bool) -> Result<(Engine, Sources), Exit> {
    let files = read(paths)?;
    let checked = check(&files.sources, &files.loaded, today());
    let mut all = files.diagnostics;
    let broken = all.iter().any(Diagnostic::is_error);
    all.extend(checked.diagnostics);
    all.retain(|diagnostic| warnings || diagnostic.is_error() || diagnostic.code == code::REVIEW_OVERDUE);
    output::diagnostics(&all, &files.sources);
    match checked.rules {
        Some(rules) if !broken => {
            if rules.rulebase.conclusions.is_empty() {
                let nothing = Diagnostic::general(code::NO_RULES, "these rule files conclude nothing")
                    .help("add a `classify`, `score`, `count` or `rule` block, or name the file that has them");
                output::diagnostics(&[nothing], &files.sources);
                return Err(Exit::Unusable);
            }
            Ok((Engine::new(rules), files.sources))
        }
        _ => {
            output::stderr(&format!("{}\n", summary(&all)));
            Err(Exit::Unusable)
        }
    }
}
