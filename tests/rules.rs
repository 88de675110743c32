//! The shipped rules: what each of their examples and records comes to, pinned, and that the examples leave nothing out.
//!
//! A changed answer shows as a changed snapshot; `INSTA_UPDATE=always cargo test rules::` takes it over.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::Date;
use rayon::prelude::*;
use rulecheck::answer::{BATCH, Engine, Outcome, answer_words, is_list};
use rulecheck::check::check;
use rulecheck::coverage::{Kind as Part, coverage, never_open};
use rulecheck::diagnostic::Diagnostic;
use rulecheck::load::load;
use rulecheck::prove::{Options, prove};
use rulecheck::record::{Format, Record, read_all};
use rulecheck::report::{self, Context, Paper};
use rulecheck::rulebase::{ConclusionId, Kind};
use rulecheck::rules::Example;
use rulecheck::source::Sources;
use rulecheck::syntax::tree::Status;
use rulecheck::test;
use rulecheck::words::duration_words;

/// The date that counts as now where neither example nor record says: the day the rules were reviewed.
fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

/// Files below a folder with one ending, in order. None at all is a mistake: everything below would pass unseen.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let found = glob::glob(&format!("{folder}/**/*.{ending}")).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut files: Vec<PathBuf> = found.map(Result::unwrap).collect();
    files.sort();
    assert!(!files.is_empty(), "there is no .{ending} file in {folder}");
    files
}

fn engine(paths: &[PathBuf]) -> (Engine, Sources) {
    let mut sources = Sources::default();
    let mut read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
    let (loaded, mut diagnostics) = load(paths, &mut sources, &mut read);
    let checked = check(&sources, &loaded, today());
    diagnostics.extend(checked.diagnostics);
    diagnostics.retain(Diagnostic::is_error);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    (Engine::new(checked.rules.expect("no errors, so a rule base")), sources)
}

/// The whole library, once for all tests: what is found out about one example serves others.
fn all_rules() -> &'static (Engine, Sources) {
    static ALL: LazyLock<(Engine, Sources)> = LazyLock::new(|| engine(&files("rules", "rule")));
    &ALL
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn judge(engine: &Engine, record: &Record) -> Outcome {
    engine.judge_one(record, today()).unwrap_or_else(|impossible| panic!("{impossible:?}"))
}

fn records(engine: &Engine) -> Vec<(String, Record)> {
    let mut all = Vec::new();
    for path in files("rules/records", "yaml") {
        let text = std::fs::read(&path).unwrap();
        let file = path.display().to_string();
        for record in read_all(Format::Yaml, &file, &text, &engine.rulebase.schema) {
            let record = record.unwrap_or_else(|refused| panic!("{refused}"));
            assert!(record.as_of.is_some(), "{file} names no as-of date: its answers would change from day to day");
            all.push((name(&path), record));
        }
    }
    assert!(!all.is_empty());
    all
}

/// `  conclusion | answer | advice`, one a line.
fn lines(engine: &Engine, outcome: &Outcome, ids: &[ConclusionId]) -> String {
    let mut out = String::new();
    for id in ids {
        let conclusion = &engine.rulebase.conclusions[id.0];
        let words = answer_words(engine, *id, &outcome.answers[id.0]);
        let advice: Vec<String> = outcome
            .advice
            .iter()
            .filter(|advised| advised.rule == *id)
            .map(|advised| {
                let duration = advised.duration.as_ref().map(|duration| format!(" for {}", duration_words(duration)));
                let action = &engine.rulebase.actions[advised.action.0].name;
                format!(" | {} {action}{}", advised.verb.words(), duration.unwrap_or_default())
            })
            .chain(outcome.warnings.iter().filter(|warned| warned.rule == *id).map(|_| " | warns".to_owned()))
            .collect();
        let _ = writeln!(out, "  {} | {words}{}", conclusion.name, advice.concat());
    }
    out
}

// --- what they say ---------------------------------------------------------------------------------------------------

/// All files as one rule base, and each file with what it uses.
#[test]
fn every_example_passes() {
    let tried = |(engine, sources): &(Engine, Sources), what: &Path| {
        let tested = test::run(engine, sources, today());
        let failed: Vec<&test::Tested> = tested.iter().filter(|one| !one.failures.is_empty()).collect();
        assert!(failed.is_empty(), "{}: {failed:#?}", what.display());
        tested.len()
    };
    files("rules", "rule").into_par_iter().for_each(|path| {
        tried(&engine(std::slice::from_ref(&path)), &path);
    });
    assert!(tried(all_rules(), Path::new("rules")) > 0, "the shipped rules hold no example");
}

/// Each condition was yes, no and unknown in some example, each band and line was the answer, each rule applied, did not
/// apply and was undecided; what cannot be has a reason that is proved.
#[test]
fn the_examples_cover_every_condition() {
    let (engine, sources) = all_rules();
    let coverage = coverage(engine, sources, today());
    assert!(coverage.of(Part::Condition).count() > 500);
    // some thresholds are still without a patient just on them
    let missing: Vec<_> =
        coverage.parts.iter().filter(|part| part.kind != Part::Threshold && !part.missing().is_empty()).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The examples of each file, under that file and what it uses, as `rulecheck test FILE` judges them.
#[test]
fn every_conclusion_of_every_example() {
    let all: Vec<(PathBuf, String)> =
        files("rules", "rule").into_par_iter().map(|path| (path.clone(), answers_of_examples(&path))).collect();
    for (path, answers) in all.iter().filter(|(_, answers)| !answers.is_empty()) {
        insta::assert_snapshot!(format!("examples_{}", name(path)), answers);
    }
}

fn answers_of_examples(path: &Path) -> String {
    let (engine, sources) = engine(&[path.to_owned()]);
    let shown = Context { engine: &engine, sources: &sources, only: &[] }.shown();
    let own: Vec<&Example> =
        engine.examples.iter().filter(|example| engine.rulebase.books[example.book].asked_for).collect();
    let records: Vec<Record> = own.iter().map(|example| example.record.clone()).collect();
    let mut out = String::new();
    for (example, outcome) in own.iter().zip(engine.judge(&records, today())) {
        let outcome = outcome.unwrap_or_else(|impossible| panic!("{}: {impossible:?}", example.name));
        assert!(outcome.ignored.is_empty(), "{}: {:?}", example.name, outcome.ignored);
        let _ = writeln!(out, "{}", example.name);
        out.push_str(&lines(&engine, &outcome, &shown));
        let needs: Vec<&str> = outcome.needs.iter().map(|need| need.name.as_str()).collect();
        let _ = writeln!(out, "  needs: {}\n", needs.join(", "));
    }
    // files of names, facts and what is derived from them alone may go without examples
    let mut conclusions = engine.rulebase.conclusions.iter().filter(|one| one.kind != Kind::Define);
    let concludes = conclusions.any(|one| engine.rulebase.books[one.book].asked_for);
    assert!(!concludes || !own.is_empty(), "{} concludes something and has no example", path.display());
    out
}

/// The records under all rules, as `rulecheck eval rules rules/records` prints them, and every answer below.
#[test]
fn every_conclusion_of_every_record() {
    let (engine, sources) = all_rules();
    let context = Context { engine, sources, only: &[] };
    for (name, record) in records(engine) {
        let outcome = judge(engine, &record);
        let page = report::eval::page(&report::report(context, &outcome));
        let text = report::text::text(&page, Paper { width: 80, colour: false });
        let answers = lines(engine, &outcome, &context.shown());
        insta::assert_snapshot!(format!("record_{name}"), format!("{text}\nevery answer\n{answers}"));
    }
}

#[test]
fn no_example_and_no_record_breaks_a_promise() {
    let (engine, _) = all_rules();
    let examples = engine.examples.iter().map(|example| example.record.clone());
    let all: Vec<Record> = examples.chain(records(engine).into_iter().map(|(_, record)| record)).collect();
    let dated: Vec<(&Record, Date)> = all.iter().map(|record| (record, record.as_of.unwrap_or(today()))).collect();
    dated.par_chunks(BATCH).flat_map(|records| engine.drafts(records)).for_each(|draft| {
        let mut draft = draft.unwrap_or_else(|impossible| panic!("{impossible:?}"));
        draft.advise();
        let outcome = draft.so_far();
        assert!(outcome.conflicts.is_empty(), "{}: {:?}", outcome.record, outcome.conflicts);
        assert!(outcome.broken.is_empty(), "{}: {:?}", outcome.record, outcome.broken);
    });
}

// --- that nothing is left out ----------------------------------------------------------------------------------------

/// What the examples show of the conclusions that are declared under one name.
#[derive(Default)]
struct Seen {
    applies: bool,
    /// Does not apply, or is not applicable.
    not: bool,
    undecided: bool,
    failed: bool,
}

/// What no example shows.
fn gaps(engine: &Engine) -> Vec<String> {
    let conclusions = &engine.rulebase.conclusions;
    let counted: Vec<usize> = (0..conclusions.len())
        .filter(|at| conclusions[*at].kind != Kind::Define && !is_list(engine, ConclusionId(*at)))
        .collect();
    let mut seen: BTreeMap<(&str, &str), Seen> = BTreeMap::new();
    for at in &counted {
        seen.entry((conclusions[*at].kind.word(), conclusions[*at].each_name())).or_default();
    }
    let records: Vec<Record> = engine.examples.iter().map(|example| example.record.clone()).collect();
    for outcome in records.chunks(BATCH).flat_map(|records| engine.judge(records, today())) {
        let outcome = outcome.unwrap_or_else(|impossible| panic!("{impossible:?}"));
        for at in &counted {
            let seen = seen.get_mut(&(conclusions[*at].kind.word(), conclusions[*at].each_name())).unwrap();
            match outcome.answers[*at].status {
                Status::Applies => seen.applies = true,
                Status::DoesNotApply | Status::NotApplicable => seen.not = true,
                Status::Undecided => seen.undecided = true,
                Status::Failed => seen.failed = true,
            }
        }
    }
    for (at, never) in never_open(engine).into_iter().enumerate().filter(|(at, _)| counted.contains(at)) {
        let seen = seen.get_mut(&(conclusions[at].kind.word(), conclusions[at].each_name())).unwrap();
        seen.undecided |= never;
    }
    let mut gaps = Vec::new();
    for ((kind, name), seen) in &seen {
        let wanted = match *kind {
            "rule" => vec![("applies", seen.applies), ("does not apply", seen.not), ("is undecided", seen.undecided)],
            _ => vec![("is decided", seen.applies), ("is undecided", seen.undecided)],
        };
        for (what, found) in wanted {
            if !found {
                gaps.push(format!("no example in which {kind} {name} {what}"));
            }
        }
        if seen.failed {
            gaps.push(format!("an example in which {kind} {name} failed"));
        }
    }
    gaps
}

#[test]
fn examples_show_every_rule_and_every_answer() {
    let (engine, _) = all_rules();
    let count = |kind| engine.rulebase.conclusions.iter().filter(|one| one.kind == kind).count();
    assert!(count(Kind::Rule) > 0 && count(Kind::Classify) > 0 && count(Kind::Score) > 0 && count(Kind::Count) > 0);
    assert!(!engine.examples.is_empty());
    let gaps = gaps(engine);
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

/// The guard itself: a rule without examples, and a count that is never open, are found.
#[test]
fn a_missing_example_is_found() {
    let text = r#"
facts
  smoker: yes or no
count burdens
  smoker
decision plan
  advice: "Talk about it"
rule smokers are advised
  when smoker
  recommend advice
example "one who smokes"
  given
    smoker: yes
  expect
    burdens is 1
"#;
    let mut sources = Sources::default();
    let mut read = |_: &Path| Ok(text.to_owned());
    let (loaded, _) = load(&[PathBuf::from("guard.rule")], &mut sources, &mut read);
    let engine = Engine::new(check(&sources, &loaded, today()).rules.unwrap());
    let found = gaps(&engine).join("\n");
    assert_eq!(
        found,
        "no example in which count burdens is undecided\n\
         no example in which rule smokers are advised does not apply\n\
         no example in which rule smokers are advised is undecided"
    );
}

/// Every guarantee holds for every possible patient, no advice conflicts, every conclusion has an answer for everybody,
/// nothing is superfluous, and nothing is left undecided.
#[test]
fn the_library_is_proved() {
    let (engine, sources) = all_rules();
    let report = prove(engine, &Options::on(today()), &|_| true);
    assert!(report.proved() > 5000, "{}", report.proved());
    let found: Vec<String> = report
        .findings()
        .map(|(proof, finding)| format!("{}: {}", sources.place(proof.span), finding.message))
        .collect();
    assert_eq!(found, Vec::<String>::new());
    let open: Vec<String> = report.open().map(|(proof, why)| format!("{}: {why}", proof.claim)).collect();
    assert_eq!(open, Vec::<String>::new());
}

/// Those that give no answer of their own: names of veins, and what other guidelines say.
#[test]
fn the_rulebooks_name_what_answers_their_title() {
    let base = &all_rules().0.rulebase;
    let silent = ["rules/locate/veins.rule", "rules/treat/isolated_distal_dvt_other_guidelines.rule"];
    for book in base.books.iter().filter(|book| !book.file.starts_with("rules/shared/")) {
        let named = if silent.contains(&book.file.as_str()) { 0..=0 } else { 1..=4 };
        assert!(named.contains(&book.answers.len()), "{}: {:?}", book.file, book.answers);
    }
}
