//! The pages of `eval`: the first screen of every shipped record, and the same facts in every form.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::compile::compile;
use rulecheck::record::{Format, Record, read_all};
use rulecheck::report::document::Document;
use rulecheck::report::{Context, Paper, Report, eval, html, markdown, report, text};
use rulecheck::source::Sources;
use rulecheck::workers::Cores;
use serde_json::Value as Json;

use crate::shipped::{self, Rules};

const PAPER: Paper = Paper { width: 80, colour: false };

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn load_rules(paths: &[PathBuf], read: &mut dyn FnMut(&Path) -> Result<String, String>) -> (Engine, Sources) {
    let (rules, sources) = compile(paths, read, today()).sound().unwrap_or_else(|errors| panic!("{errors}"));
    (Engine::new(rules, &Cores), sources)
}

fn records(engine: &Engine, name: &str, text: &str) -> Vec<Record> {
    let read = read_all(Format::Yaml, name, text.as_bytes(), &engine.rulebase.schema);
    // rules that know nothing of what a record holds refuse it
    read.into_iter().filter_map(Result::ok).collect()
}

/// What the rules of one shipped file say.
struct Told {
    path: &'static Path,
    /// Of the shipped records.
    shipped: Vec<Report>,
    sparse: Vec<Report>,
}

/// Of each shipped file, once for all tests.
fn told() -> &'static [Told] {
    static TOLD: LazyLock<Vec<Told>> = LazyLock::new(|| {
        let told = |(path, rules): &'static (PathBuf, Rules)| {
            let of = |records: &[Record]| reports(&rules.engine, &rules.sources, records);
            let text = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
            let read = |path: &PathBuf| records(&rules.engine, &path.display().to_string(), &text(path));
            let all: Vec<Record> = shipped::files("rules/records", "yaml").iter().flat_map(read).collect();
            Told { path, shipped: of(&all), sparse: of(&records(&rules.engine, "sparse.yaml", SPARSE)) }
        };
        shipped::each().iter().map(told).collect()
    });
    &TOLD
}

fn pathways() -> impl Iterator<Item = &'static Told> {
    let pathways: Vec<&Told> = told().iter().filter(|told| told.path.starts_with("rules/pathways")).collect();
    assert!(pathways.len() > 1);
    pathways.into_iter()
}

fn reports(engine: &Engine, sources: &Sources, records: &[Record]) -> Vec<Report> {
    let context = Context { engine, sources, only: &[] };
    let judged = engine.judge(records, today());
    judged.into_iter().map(|outcome| report(context, &outcome.unwrap())).collect()
}

// --- the first screen ------------------------------------------------------------------------------------------------

/// A page fits a screen: 24 lines of 80 columns.
fn screen(report: &Report) -> String {
    let page = text::text(&eval::page(report), PAPER);
    assert!(page.lines().count() <= 24, "{} lines:\n{page}", page.lines().count());
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    page
}

/// Somebody of whom little is known yet.
const SPARSE: &str = "
record: an age alone
as of: 2026-11-20
age: 48 years
---
record: a girl
as of: 2026-11-20
age: 15 years
sex: female
";

#[test]
fn first_screens_of_the_pathways() {
    for told in pathways() {
        assert_eq!((told.shipped.len(), told.sparse.len()), (8, 2));
        let mut pages = String::new();
        for report in told.shipped.iter().chain(&told.sparse) {
            let _ = writeln!(pages, "{}", screen(report));
        }
        insta::assert_snapshot!(format!("first_{}", shipped::name(told.path)), pages);
    }
}

#[test]
fn first_screens_of_every_rulebook_fit() {
    for told in told() {
        told.shipped.iter().chain(&told.sparse).for_each(|report| drop(screen(report)));
    }
}

/// What waits for something else is not listed as open: only the pathway's own step is.
#[test]
fn one_step_is_open_at_a_time() {
    for told in pathways() {
        for report in &told.sparse {
            let page = screen(report);
            let open = page.replace("open: --full", "");
            assert_eq!(open.matches("  open").count(), 1, "{page}");
        }
    }
}

// --- the same facts in every form ------------------------------------------------------------------------------------

/// The words of a text without its layout.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A page as text, Markdown and HTML, each without its marks.
fn forms(document: &Document) -> [String; 3] {
    let text = text::text(document, Paper { width: 100_000, colour: false });
    let markdown = markdown::markdown(document).replace('\\', "").replace("**", "");
    let mut html = html::html(document);
    while let Some(start) = html.find('<') {
        let end = start + html[start..].find('>').unwrap();
        html.replace_range(
            start..=end,
            if html[start..].starts_with("</p") || html[start..].starts_with("<p") { " " } else { "" },
        );
    }
    let html = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    [text, markdown, html].map(|text| plain(&text))
}

/// Every text that the data holds and a reader may need.
fn facts(json: &Json) -> Vec<String> {
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let list = |key: &str, of: &[&str]| -> Vec<String> {
        let all = json[key].as_array().unwrap().iter();
        all.flat_map(|one| of.iter().filter_map(|part| one.get(part)).map(text).collect::<Vec<_>>()).collect()
    };
    let mut facts = vec![text(&json["record"]), text(&json["as_of"])];
    facts.extend(json["conclusions"].as_object().unwrap().keys().cloned());
    for conclusion in json["conclusions"].as_object().unwrap().values() {
        facts.extend(conclusion.get("value").and_then(Json::as_str).map(str::to_owned));
    }
    facts.extend(list("advice", &["verb", "action", "text", "strength", "certainty", "rule", "reason", "rather_than"]));
    facts.extend(list("open_rules", &["rule"]));
    facts.extend(list("open_decisions", &["decision"]));
    facts.extend(list("warnings", &["text"]));
    facts.extend(list("notes", &["text"]));
    facts.extend(list("needs", &["what", "definition"]));
    facts.extend(list("assumed", &["fact"]));
    facts.extend(list("ignored", &["entry"]));
    facts.extend(list("reviews", &["mark"]));
    facts.extend(["conflicts", "broken_guarantees"].iter().flat_map(|key| json[key].as_array().unwrap()).map(text));
    let speaks = |book: &&Json| book["speaks"] == true;
    facts.extend(json["rulebooks"].as_array().unwrap().iter().filter(speaks).map(|book| text(&book["name"])));
    facts
}

#[test]
fn every_form_holds_the_same_facts() {
    let mut told = 0;
    for one in pathways() {
        for report in &one.shipped {
            let facts = facts(&serde_json::to_value(report).unwrap());
            told += facts.len();
            let forms = forms(&eval::full(report, false));
            for fact in facts.iter().map(|fact| plain(fact)) {
                for form in &forms {
                    assert!(form.contains(&fact), "`{fact}` is not in\n{form}");
                }
            }
        }
    }
    assert!(told > 1000, "{told}");
}

/// What is needed changes something that the same data shows.
#[test]
fn needs_change_what_is_shown() {
    for told in told() {
        for report in &told.shipped {
            let json = serde_json::to_value(report).unwrap();
            for need in json["needs"].as_array().unwrap() {
                let shown = |name: &Json| json["conclusions"].get(name.as_str().unwrap()).is_some();
                assert!(need["changes"].as_array().unwrap().iter().all(shown), "{need}");
                assert!(need["changes"].as_array().unwrap().len() + usize::from(need["asked_for"] == true) > 0);
            }
        }
    }
}

// --- hostile words ---------------------------------------------------------------------------------------------------

#[test]
fn nothing_of_a_record_or_a_rule_is_taken_for_markup() {
    let rules = "facts\n  a: yes or no\nrule r\n  when a\n  warn \"<script>alert(1)</script> & *bold* | cell\"\n";
    let (engine, sources) = load_rules(&[PathBuf::from("x.rule")], &mut |_| Ok(rules.to_owned()));
    let text = "record: \"<img src=x onerror=alert(1)>\"\nas of: 2026-11-20\na: yes\n";
    let report = reports(&engine, &sources, &records(&engine, "x.yaml", text)).remove(0);
    for page in [eval::page(&report), eval::full(&report, true)] {
        let html = html::html(&page);
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; *bold*"), "{html}");
        let markdown = markdown::markdown(&page);
        assert!(markdown.contains("\\*bold\\* \\| cell") && markdown.contains("\\<script>"), "{markdown}");
    }
}
