//! The shipped rules and records, loaded once for all tests: what is found out for one of them serves the others.

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;
use rulecheck::answer::{Engine, Outcome};
use rulecheck::compile::compile;
use rulecheck::record::{Format, Record, read_all};
use rulecheck::rules::Example;
use rulecheck::source::Sources;
use rulecheck::workers::Cores;

/// Some of the shipped rules, with what they use.
pub struct Rules {
    pub engine: Engine,
    pub sources: Sources,
    outcomes: OnceLock<Vec<Outcome>>,
}

/// The date that counts as now where neither example nor record says: the day the rules were reviewed.
pub fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

/// Files below a folder with one ending, in order. None at all is a mistake: everything would pass unseen.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let found = glob::glob(&format!("{folder}/**/*.{ending}")).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut files: Vec<PathBuf> = found.map(Result::unwrap).collect();
    files.sort();
    assert!(!files.is_empty(), "there is no .{ending} file in {folder}");
    files
}

/// All files as one rule base.
pub fn whole() -> &'static Rules {
    static WHOLE: LazyLock<Rules> = LazyLock::new(|| Rules::of(&files("rules", "rule")));
    &WHOLE
}

/// Each file with what it uses.
pub fn each() -> &'static [(PathBuf, Rules)] {
    static EACH: LazyLock<Vec<(PathBuf, Rules)>> = LazyLock::new(|| {
        let files = files("rules", "rule").into_par_iter();
        files.map(|path| (path.clone(), Rules::of(std::slice::from_ref(&path)))).collect()
    });
    &EACH
}

impl Rules {
    fn of(paths: &[PathBuf]) -> Rules {
        let mut read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
        let (rules, sources) = compile(paths, &mut read, today()).sound().unwrap_or_else(|errors| panic!("{errors}"));
        Rules { engine: Engine::new(rules, &Cores), sources, outcomes: OnceLock::new() }
    }

    /// The examples of the files that were named, not of those that they use.
    pub fn own_examples(&self) -> impl Iterator<Item = &Example> {
        self.engine.examples.iter().filter(|example| self.engine.rulebase.books[example.book].asked_for)
    }

    /// What each of them comes to. Not to be asked in a parallel loop: it is one itself, and would wait for its own end.
    pub fn outcomes(&self) -> &[Outcome] {
        self.outcomes.get_or_init(|| {
            let records: Vec<Record> = self.own_examples().map(|example| example.record.clone()).collect();
            let judged = self.engine.judge(&records, today()).into_iter();
            judged.map(|outcome| outcome.unwrap_or_else(|impossible| panic!("{impossible:?}"))).collect()
        })
    }

    /// The shipped records, by the names of their files.
    pub fn records(&self) -> Vec<(String, Record)> {
        let mut all = Vec::new();
        for path in files("rules/records", "yaml") {
            let text = std::fs::read(&path).unwrap();
            let file = path.display().to_string();
            for record in read_all(Format::Yaml, &file, &text, &self.engine.rulebase.schema) {
                let record = record.unwrap_or_else(|refused| panic!("{refused}"));
                assert!(record.as_of.is_some(), "{file} names no as-of date: its answers would change from day to day");
                all.push((name(&path), record));
            }
        }
        assert!(!all.is_empty());
        all
    }
}

/// A file's name without its folder and ending.
pub fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}
