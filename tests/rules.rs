//! The shipped rules: what each of their examples and records comes to, pinned, and that the examples leave nothing out.
//!
//! A changed answer shows as a changed line of a snapshot; `INSTA_UPDATE=always cargo test rules::` takes it over.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;
use rulecheck::answer::{BATCH, Engine, Outcome, answer_words, is_list};
use rulecheck::compile::compile;
use rulecheck::coverage::{Kind as Part, coverage, never_open};
use rulecheck::prove::{Options, prove};
use rulecheck::record::Record;
use rulecheck::report::{self, Context, Paper};
use rulecheck::rulebase::{ConclusionId, Kind};
use rulecheck::syntax::tree::Status;
use rulecheck::test;
use rulecheck::words::duration_words;
use rulecheck::workers::Cores;

use crate::shipped::{self, Rules, name, today};

/// The largest snapshot that a person still reviews, in bytes.
const PAGE: usize = 40_000;
/// So many examples stand on one page.
const EXAMPLES: usize = 20;
/// So many facts that would settle an answer are named.
const NEEDS: usize = 3;

fn judge(engine: &Engine, record: &Record) -> Outcome {
    engine.judge_one(record, today()).unwrap_or_else(|impossible| panic!("{impossible:?}"))
}

/// What each conclusion of the named files comes to, one line each.
fn lines(engine: &Engine, outcome: &Outcome) -> Vec<String> {
    let name = |id: &ConclusionId| &engine.rulebase.conclusions[id.0].name;
    own(engine).iter().map(|id| format!("  {}: {}\n", name(id), line(engine, outcome, *id))).collect()
}

/// The answer; of a rule that applies also what it says, of what is open what it could be and what would settle it.
fn line(engine: &Engine, outcome: &Outcome, id: ConclusionId) -> String {
    let answer = &outcome.answers[id.0];
    let words = answer_words(engine, id, answer);
    if answer.status == Status::Undecided {
        let possible = match words.as_str() {
            "undecided" | "unknown" => String::new(),
            _ => format!(": {words}"),
        };
        let more = match answer.needs.len().saturating_sub(NEEDS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let needs: Vec<&str> = answer.needs.iter().take(NEEDS).map(String::as_str).collect();
        return format!("open{possible}; needs {}{more}", needs.join(", "));
    }
    let advice = outcome.advice.iter().filter(|advised| advised.rule == id).map(|advised| {
        let duration = advised.duration.as_ref().map(|duration| format!(" for {}", duration_words(duration)));
        let action = &engine.rulebase.actions[advised.action.0].name;
        format!("; {} {action}{}", advised.verb.words(), duration.unwrap_or_default())
    });
    let warnings = outcome.warnings.iter().filter(|warned| warned.rule == id);
    let warnings = warnings.map(|warned| format!("; warns {:?}", warned.text));
    format!("{words}{}", advice.chain(warnings).collect::<String>())
}

/// What the named files themselves conclude, as they stand in them: lists have no answer of their own.
fn own(engine: &Engine) -> Vec<ConclusionId> {
    let all = (0..engine.rulebase.conclusions.len()).map(ConclusionId);
    all.filter(|id| engine.rulebase.books[engine.rulebase.conclusions[id.0].book].asked_for && !is_list(engine, *id))
        .collect()
}

// --- what they say ---------------------------------------------------------------------------------------------------

/// Each file with what it uses, and all files as one rule base.
#[test]
fn every_example_passes() {
    let tried = |rules: &Rules, what: &Path| {
        let tested = test::run(&rules.engine, &rules.sources, today());
        let failed: Vec<&test::Tested> = tested.iter().filter(|one| !one.failures.is_empty()).collect();
        assert!(failed.is_empty(), "{}: {failed:#?}", what.display());
        tested.len()
    };
    shipped::each().par_iter().for_each(|(path, rules)| {
        tried(rules, path);
    });
    assert!(tried(shipped::whole(), Path::new("rules")) > 0, "the shipped rules hold no example");
}

/// Each condition was yes, no and unknown in some example, each band and line was the answer, each rule applied, did not
/// apply and was undecided; what cannot be has a reason that is proved.
#[test]
fn the_examples_cover_every_condition() {
    let Rules { engine, sources, .. } = shipped::whole();
    let coverage = coverage(engine, sources, today());
    assert!(coverage.of(Part::Condition).count() > 500);
    // some thresholds are still without a patient just on them
    let missing: Vec<_> =
        coverage.parts.iter().filter(|part| part.kind != Part::Threshold && !part.missing().is_empty()).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The examples of each file, under that file and what it uses, as `rulecheck test FILE` judges them: what the file itself
/// concludes. What it only uses is pinned where it is written.
#[test]
fn every_conclusion_of_every_example() {
    for (path, rules) in shipped::each() {
        let all: Vec<_> = rules.own_examples().zip(rules.outcomes()).collect();
        // files of names, facts and what is derived from them alone may go without examples
        let concludes =
            own(&rules.engine).iter().any(|id| rules.engine.rulebase.conclusions[id.0].kind != Kind::Define);
        assert!(!concludes || !all.is_empty(), "{} concludes something and has no example", path.display());
        for (number, part) in all.chunks(EXAMPLES).enumerate() {
            let told: Vec<(&str, Vec<String>)> =
                part.iter().map(|(example, outcome)| (example.name.as_str(), lines(&rules.engine, outcome))).collect();
            part.iter().for_each(|(example, outcome)| assert_eq!(outcome.ignored, [], "{}", example.name));
            let name = name(path);
            let name = if number == 0 { name } else { format!("{name}_{}", number + 1) };
            pin(&format!("examples_{name}"), &page(&told));
        }
    }
}

/// What most examples of a page come to, once; then of each example the lines that differ.
fn page(examples: &[(&str, Vec<String>)]) -> String {
    let conclusions = examples.first().map_or(0, |(_, lines)| lines.len());
    let usual: Vec<&String> = (0..conclusions).map(|at| most(examples.iter().map(|(_, lines)| &lines[at]))).collect();
    let mut page = String::from("where nothing else is said\n");
    usual.iter().for_each(|line| page.push_str(line));
    for (name, lines) in examples {
        let _ = writeln!(page, "\n{name}");
        lines.iter().zip(&usual).filter(|(line, usual)| line != *usual).for_each(|(line, _)| page.push_str(line));
    }
    page
}

/// The most frequent of some lines, of equally frequent ones the first in the alphabet.
fn most<'l>(lines: impl Iterator<Item = &'l String>) -> &'l String {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    lines.for_each(|line| *counts.entry(line).or_default() += 1);
    let most = counts.into_iter().max_by_key(|(line, count)| (*count, Reverse(*line)));
    most.expect("a page has examples").0
}

fn pin(name: &str, page: &str) {
    assert!(page.len() <= PAGE, "{name} has {} bytes: nobody reviews that", page.len());
    insta::assert_snapshot!(name, page);
}

/// What all rules conclude about the shipped records; what is open is left out, as most rules were made for other patients.
#[test]
fn every_answer_about_every_record() {
    let rules = shipped::whole();
    for (name, record) in rules.records() {
        let outcome = judge(&rules.engine, &record);
        let decided = own(&rules.engine).into_iter().filter(|id| outcome.answers[id.0].status != Status::Undecided);
        let lines = decided.map(|id| {
            let name = &rules.engine.rulebase.conclusions[id.0].name;
            format!("{name}: {}\n", line(&rules.engine, &outcome, id))
        });
        pin(&format!("record_{name}"), &lines.collect::<String>());
    }
}

/// Whole pages, as `rulecheck eval --full rules/pathways/gastrocnemius.rule rules/records/anna.yaml` prints them.
#[test]
fn whole_pages() {
    let pathway = Path::new("rules/pathways/gastrocnemius.rule");
    let (_, rules) = shipped::each().iter().find(|(path, _)| path == pathway).unwrap();
    let context = Context { engine: &rules.engine, sources: &rules.sources, only: &[] };
    let records = rules.records().into_iter().filter(|(name, _)| ["anna", "bruno", "carla"].contains(&name.as_str()));
    for (name, record) in records {
        let outcome = judge(&rules.engine, &record);
        let page = report::eval::full(&report::report(context, &outcome), false);
        pin(&format!("page_{name}"), &report::text::text(&page, Paper { width: 80, colour: false }));
    }
}

#[test]
fn no_example_and_no_record_breaks_a_promise() {
    let rules = shipped::whole();
    let engine = &rules.engine;
    let examples = engine.examples.iter().map(|example| example.record.clone());
    let all: Vec<Record> = examples.chain(rules.records().into_iter().map(|(_, record)| record)).collect();
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

impl Seen {
    fn note(&mut self, status: Status) {
        match status {
            Status::Applies => self.applies = true,
            Status::DoesNotApply | Status::NotApplicable => self.not = true,
            Status::Undecided => self.undecided = true,
            Status::Failed => self.failed = true,
        }
    }
}

/// What no example shows of what its own file concludes: it is pinned nowhere.
fn gaps<'r>(files: impl IntoIterator<Item = (&'r Engine, &'r [Outcome])>) -> Vec<String> {
    let mut all: BTreeMap<(&str, &str), Seen> = BTreeMap::new();
    for (engine, outcomes) in files {
        let never_open = never_open(engine);
        for id in own(engine) {
            let conclusion = &engine.rulebase.conclusions[id.0];
            if conclusion.kind == Kind::Define {
                continue;
            }
            let seen = all.entry((conclusion.kind.word(), conclusion.each_name())).or_default();
            seen.undecided |= never_open[id.0];
            outcomes.iter().for_each(|outcome| seen.note(outcome.answers[id.0].status));
        }
    }
    let mut gaps = Vec::new();
    for ((kind, name), seen) in &all {
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
    let conclusions = &shipped::whole().engine.rulebase.conclusions;
    for kind in [Kind::Rule, Kind::Classify, Kind::Score, Kind::Count] {
        assert!(conclusions.iter().any(|one| one.kind == kind), "no {}", kind.word());
    }
    let gaps = gaps(shipped::each().iter().map(|(_, rules)| (&rules.engine, rules.outcomes())));
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
    let (rules, _) = compile(&["guard.rule"], &mut |_| Ok(text.to_owned()), today()).sound().unwrap();
    let engine = Engine::new(rules, &Cores);
    let record = engine.examples[0].record.clone();
    let outcomes = [judge(&engine, &record)];
    let found = gaps([(&engine, outcomes.as_slice())]).join("\n");
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
    let Rules { engine, sources, .. } = shipped::whole();
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
    let base = &shipped::whole().engine.rulebase;
    let silent = ["rules/locate/veins.rule", "rules/treat/isolated_distal_dvt_other_guidelines.rule"];
    for book in base.books.iter().filter(|book| !book.file.starts_with("rules/shared/")) {
        let named = if silent.contains(&book.file.as_str()) { 0..=0 } else { 1..=4 };
        assert!(named.contains(&book.answers.len()), "{}: {:?}", book.file, book.answers);
    }
}
