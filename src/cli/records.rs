//! Records from disk: files, folders, patterns, standard input.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rulecheck::diagnostic::{Diagnostic, code};
use rulecheck::record::{Format, Lookup, Outcome, read};
use rulecheck::source::Sources;

use super::output;

/// Reads every record that the arguments name and hands it over, until told to stop. Says how many places could not be read.
pub fn each(arguments: &[String], lookup: &Lookup<'_>, each: &mut dyn FnMut(Outcome) -> ControlFlow<()>) -> usize {
    let mut unreadable = 0;
    let stopped = Cell::new(false);
    let mut each = |outcome| {
        let flow = each(outcome);
        stopped.set(flow.is_break());
        flow
    };
    for argument in arguments {
        let places = match places(argument) {
            Ok(places) => places,
            Err(diagnostic) => {
                output::diagnostics(&[*diagnostic], &Sources::default());
                unreadable += 1;
                continue;
            }
        };
        for place in places {
            if place.extension().is_some_and(|ending| ending == "rule") {
                let message = format!("`{}` is a rule file, not a record", place.display());
                let diagnostic = Diagnostic::general(code::BAD_ARGUMENT, message)
                    .help("one rule file, or a folder of them, comes first; then come the records");
                output::diagnostics(&[diagnostic], &Sources::default());
                unreadable += 1;
                continue;
            }
            if let Err(error) = one(&place, lookup, &mut each) {
                let message = format!("`{}` cannot be read: {}", place.display(), output::plain(&error));
                let diagnostic =
                    Diagnostic::general(code::CANNOT_READ, message).help("check the name and whether you may read it");
                output::diagnostics(&[diagnostic], &Sources::default());
                unreadable += 1;
            }
            if stopped.get() {
                return unreadable;
            }
        }
    }
    unreadable
}

fn one(place: &Path, lookup: &Lookup<'_>, each: &mut dyn FnMut(Outcome) -> ControlFlow<()>) -> io::Result<()> {
    if place == Path::new("-") {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin());
        let format = Format::sniff(input.fill_buf()?);
        return read(format, "standard input", input, lookup, each);
    }
    let name = place.display().to_string();
    let mut input = BufReader::with_capacity(1 << 16, File::open(place)?);
    let format = match Format::of(&name) {
        Some(format) => format,
        None => Format::sniff(input.fill_buf()?),
    };
    read(format, &name, input, lookup, each)
}

/// The files that an argument names.
fn places(argument: &str) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let path = Path::new(argument);
    if argument == "-" || path.is_file() || (path.exists() && !path.is_dir()) {
        return Ok(vec![path.to_path_buf()]);
    }
    let nothing = |message: String, help: &str| Box::new(Diagnostic::general(code::NOTHING_FOUND, message).help(help));
    if path.is_dir() {
        let mut found = Vec::new();
        walk(path, &mut found, 0)?;
        if found.is_empty() {
            let help = "record files end in .yaml, .yml, .json, .ndjson, .jsonl or .csv";
            return Err(nothing(format!("there is no record in `{argument}`"), help));
        }
        return Ok(found);
    }
    if !argument.contains(['*', '?', '[']) {
        let help =
            "check the name; records are files, folders, patterns such as `ward/*.yaml`, or - for standard input";
        return Err(nothing(format!("there is no record file `{argument}`"), help));
    }
    let found: Vec<PathBuf> = match glob::glob(argument) {
        Ok(paths) => paths.filter_map(Result::ok).filter(|path| path.is_file()).collect(),
        Err(_) => Vec::new(),
    };
    if found.is_empty() {
        return Err(nothing(
            format!("no file fits the pattern `{argument}`"),
            "check the pattern and the folder it starts in",
        ));
    }
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>, depth: usize) -> Result<(), Box<Diagnostic>> {
    let unreadable = |error: io::Error| {
        let message = format!("`{}` cannot be read: {}", folder.display(), output::plain(&error));
        Box::new(Diagnostic::general(code::CANNOT_READ, message).help("check whether you may open the folder"))
    };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    for entry in entries {
        if entry.is_dir() && depth < 32 {
            walk(&entry, found, depth + 1)?;
        } else if Format::of(&entry.display().to_string()).is_some() {
            found.push(entry);
        }
    }
    Ok(())
}
