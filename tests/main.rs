//! All tests as one program: each file beside this one is a module of it, and so is each folder with a `mod.rs`.

mod answer;
mod approval;
mod ask;
mod cases;
mod cli;
mod coverage;
mod diagnostics;
mod diff;
mod docs;
mod engine;
mod example;
mod format;
mod layers;
mod mutate;
mod oracle;
mod patients;
mod prove;
mod random;
mod record;
mod report;
mod robust;
mod rules;
mod settle;
mod shipped;
mod stop;
mod unit;

use std::path::Path;

/// A file that nobody names here would be no test, and nobody would notice.
#[test]
fn every_file_is_a_module() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let entries = std::fs::read_dir(tests).unwrap().map(|entry| entry.unwrap().path());
    let files =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "rs") || path.join("mod.rs").exists());
    let mut files: Vec<String> = files.map(|file| file.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    files.sort();
    let named = include_str!("main.rs").lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let mut named: Vec<&str> = named.chain(["main"]).collect();
    named.sort_unstable();
    assert_eq!(files, named);
}
