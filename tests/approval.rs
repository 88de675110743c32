//! What the clinician who signs is shown: every review mark, none lost, with what leans on it; and the page of rulebooks.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::approval::{Approval, Item};
use rulecheck::compile::compile;
use rulecheck::report::document::Document;
use rulecheck::report::{self, Context, Paper, html, markdown, text};
use rulecheck::source::Sources;
use rulecheck::workers::Cores;
use serde_json::{Value as Json, json};

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

/// Rules and what there is to confirm in them.
struct Asked {
    engine: Engine,
    sources: Sources,
    approval: Approval,
}

fn ask(paths: &[PathBuf], read: &mut dyn FnMut(&Path) -> Result<String, String>) -> Asked {
    let (rules, sources) = compile(paths, read, today()).sound().unwrap_or_else(|errors| panic!("{errors}"));
    let engine = Engine::new(rules, &Cores);
    let approval = Approval::of(&engine, &sources, today());
    Asked { engine, sources, approval }
}

/// Rule texts by name; those of the first list are asked for.
fn small(asked: &[&str], texts: &[(&str, &str)]) -> Asked {
    let paths: Vec<PathBuf> = asked.iter().map(PathBuf::from).collect();
    ask(&paths, &mut |path| {
        let text = texts.iter().find(|(name, _)| Path::new(name) == path);
        text.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "there is no such file".to_owned())
    })
}

impl Asked {
    fn context(&self) -> Context<'_> {
        Context { engine: &self.engine, sources: &self.sources, only: &[] }
    }

    fn item(&self, text: &str) -> &Item {
        self.approval.items().find(|item| item.text == text).unwrap_or_else(|| panic!("no item `{text}`"))
    }

    fn leaning(&self, text: &str) -> Vec<&str> {
        let conclusions = &self.engine.rulebase.conclusions;
        self.item(text).leaning.iter().map(|id| conclusions[id.0].name.as_str()).collect()
    }

    fn written(&self, write: impl Fn(&Document) -> String) -> String {
        let report = report::approval_report(self.context(), &self.approval);
        report::approval_pages(&report).iter().map(|page| write(page) + "\n").collect()
    }

    fn text(&self) -> String {
        self.written(|page| text::text(page, Paper { width: 80, colour: false }))
    }

    fn markdown(&self) -> String {
        self.written(markdown::markdown)
    }

    /// The data, which keeps its contract.
    fn json(&self) -> Json {
        let json = serde_json::to_value(report::approval_report(self.context(), &self.approval)).unwrap();
        assert_eq!(faults(&json), [""; 0], "{json:#}");
        json
    }
}

/// What `tests/check_report.schema.json` finds wrong.
fn faults(json: &Json) -> Vec<String> {
    let schema: Json = serde_json::from_str(include_str!("check_report.schema.json")).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    schema.iter_errors(json).map(|fault| format!("{}: {fault}", fault.instance_path)).collect()
}

/// Where the review marks of a rule text stand, found without reading the language: lines, counted from 1.
fn marks(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        // what stands in quotes or behind a # says nothing
        let mut bare = String::new();
        for (part, piece) in line.split('"').enumerate() {
            if part % 2 == 0 {
                bare.push_str(piece.split('#').next().unwrap());
                if piece.contains('#') {
                    break;
                }
            } else {
                bare.push('"');
            }
        }
        let words: Vec<&str> = bare.split_whitespace().collect();
        let count = words.windows(2).filter(|pair| pair[0].trim_matches(',') == "review" && pair[1].starts_with('"'));
        found.extend(count.map(|_| at + 1));
    }
    found
}

fn rule_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rule_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rule") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Marks of every kind and in every place where one may stand.
const MARKED: &str = r##"rulebook "Marked"
  version    0.1.0
  status     draft
  reviewed   2025-01-01
  review by  2026-01-01
  use for    "Adults"
  not for    "Children"

source Textbook
  "A textbook. 2026."
  doi 10.1000/a(b)c
  pmid 12345

kind vein
  trait depth: deep or superficial
  soleal: deep                   review "label, in its line"
  great saphenous: superficial   # review "a comment is no mark"
    also "GSV"
    review "label, below"
    review "project convention: a second mark of one label"

finding clot
  vein: vein
  side: right or left
  length: cm, 0 to 100, review "field, as an option"
  width: mm, 0 to 100
    review "field, below"

facts
  clots: list of clot    review "fact, a list"
  fever: yes or no       "Fever: the review of #1"  also "hot"  review "fact, behind its definition"
  cough: yes or no, review "Project conventions: a fact, as an option"
  unread: yes or no      review "fact that nothing reads"

define long clots as clots where length > 5 cm

define ill
  as fever or cough
  review "define"

classify leg for each side of clot
  long   when any long clots where side is this side
  short  otherwise
  from Textbook, "page 1"
  review "classify"

count signs
  fever
  cough
  review "count, without a source"

score points
  +1  ill
  +1  fever
  low: at most 1
  high: 2
  from Textbook
  review "score, in a text that is so long that it goes on"
         "in a second line"

decision plan
  treat
  wait

rule the ill are treated
  when points is high
  suggest treat
  from Textbook
  review "rule"

rule a long clot waits
  when leg of left is long
  recommend wait
  from Textbook

guarantee "nothing"
  never recommend wait when fever and cough and not ill
"##;

#[test]
fn no_mark_of_a_rule_text_is_lost() {
    let asked = small(&["a.rule"], &[("a.rule", MARKED)]);
    let lines: Vec<usize> = marks(MARKED);
    assert_eq!(lines.len(), 14);
    let mut shown: Vec<usize> = asked.approval.items().map(|item| item.place.line).collect();
    shown.sort_unstable();
    assert_eq!(shown, lines);
    let numbers: Vec<usize> = asked.approval.items().map(|item| item.number).collect();
    assert_eq!(numbers, (1..=14).collect::<Vec<_>>());
}

#[test]
fn no_mark_of_the_shipped_rules_is_lost() {
    let files = rule_files(Path::new("rules"));
    let asked = ask(&files, &mut |path| std::fs::read_to_string(path).map_err(|error| error.to_string()));
    let mut wanted = 0;
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let name = file.display().to_string();
        let items = asked.approval.items().filter(|item| item.place.file == name);
        let mut shown: Vec<usize> = items.map(|item| item.place.line).collect();
        shown.sort_unstable();
        assert_eq!(shown, marks(&text), "{name}");
        wanted += shown.len();
    }
    assert!(wanted > 0);
    assert_eq!(asked.approval.items().count(), wanted);
    assert_eq!(asked.approval.volumes.len(), files.len());
    assert_eq!(asked.approval.unnamed, (0, 0));
    // what is counted is also written
    let (text, markdown, json) = (asked.text(), asked.markdown(), asked.json());
    assert_eq!(text.matches("[ ] confirmed").count(), wanted);
    assert_eq!(markdown.matches("- [ ] confirmed").count(), wanted);
    let written = json["rulebooks"].as_array().unwrap().iter().map(|book| book["items"].as_array().unwrap().len());
    assert_eq!(written.sum::<usize>(), wanted);
    for file in files {
        assert!(text.contains(&file.display().to_string()));
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn each_item_says_what_carries_it_and_what_leans_on_it() {
    let asked = small(&["a.rule"], &[("a.rule", MARKED)]);
    let head = |text: &str| {
        let item = asked.item(text);
        format!("{} {}", item.kind, item.name)
    };
    let legs = ["leg of right", "leg of left"];
    assert_eq!(head("label, below"), "label great saphenous of vein");
    assert_eq!(asked.leaning("label, below"), [""; 0], "nothing asks for the vein");
    assert_eq!(head("field, as an option"), "field length of clot");
    assert_eq!(
        asked.leaning("field, as an option"),
        [["long clots"].as_slice(), &legs, &["a long clot waits"]].concat()
    );
    assert_eq!(asked.item("field, as an option").advice, ["recommend wait"]);
    assert_eq!(asked.leaning("field, below"), [""; 0]);
    assert_eq!(head("fact, a list"), "fact clots");
    assert_eq!(asked.leaning("fact, a list"), asked.leaning("field, as an option"));
    assert_eq!(head("fact, behind its definition"), "fact fever");
    assert_eq!(asked.leaning("fact, behind its definition"), ["ill", "signs", "points", "the ill are treated"]);
    assert_eq!(asked.leaning("fact that nothing reads"), [""; 0]);
    assert_eq!(head("define"), "define ill");
    assert_eq!(asked.leaning("define"), ["points", "the ill are treated"]);
    assert_eq!(head("classify"), "classify leg");
    assert_eq!(asked.leaning("classify"), ["a long clot waits"]);
    assert_eq!(head("count, without a source"), "count signs");
    assert_eq!(head("rule"), "rule the ill are treated");
    assert_eq!(asked.leaning("rule"), [""; 0]);
    assert_eq!(asked.item("rule").advice, ["suggest treat"]);
}

#[test]
fn the_page_to_sign() {
    let asked = small(&["a.rule"], &[("a.rule", MARKED)]);
    let page = asked.markdown();
    for part in [
        "14 items to confirm in 1 rulebook: 2 project conventions, 12 to verify",
        "- review date passed: a.rule\n- status draft: a.rule\n- conclusions without a source: count signs (a.rule:47)\n",
        "## Marked\n\na.rule\n",
        "- **reviewed**: 2025-01-01; OVERDUE: was to be reviewed again by 2026-01-01\n",
        "- **use for**: Adults\n- **not for**: Children\n- **licence**: not stated\n- **SHA-256**: ",
        "**Textbook**: A textbook. 2026. doi <https://doi.org/10.1000/a(b)c>, pmid <https://pubmed.ncbi.nlm.nih.gov/12345/>",
        "  - source: Textbook, page 1\n  - leaning on it: rule a long clot waits\n  - advice: recommend wait\n",
        "### Project conventions\n\n- **13. label great saphenous of vein** (a.rule:20)\n",
        "  - [ ] confirmed / changed to: ______________ by: __________ date: ________\n",
    ] {
        assert!(page.contains(part), "no `{part}` in\n{page}");
    }
    let text = asked.text();
    assert!(text.starts_with("14 items to confirm in 1 rulebook: 2 project conventions, 12 to verify\n"));
    assert!(text.contains("leaning on it: leg, rule a long clot waits\n"), "{text}");
    let json = asked.json();
    assert_eq!(json["summary"]["overdue"], json!(["a.rule"]));
    let unsourced = json!([{ "kind": "count", "conclusion": "signs", "at": "a.rule:47" }]);
    assert_eq!(json["summary"]["without_source"], unsourced);
    assert_eq!(json["rulebooks"][0]["sources"][0]["ids"], json!({ "doi": "10.1000/a(b)c", "pmid": "12345" }));
    let html = asked.written(html::html);
    assert!(html.contains("<a href=\"https://doi.org/10.1000/a(b)c\">"), "{html}");
    assert_eq!(html.matches("\u{2610} confirmed").count(), 14);
}

/// A schema that accepts everything would let the tests above pass.
#[test]
fn the_contract_is_strict() {
    let good = small(&["a.rule"], &[("a.rule", MARKED)]).json();
    let spoilt = |pointer: &str, key: &str, value: Option<Json>| {
        let mut json = good.clone();
        let object = json.pointer_mut(pointer).and_then(Json::as_object_mut).unwrap_or_else(|| panic!("{pointer}"));
        match value {
            Some(value) => drop(object.insert(key.to_owned(), value)),
            None => drop(object.remove(key).unwrap()),
        }
        json
    };
    for bad in [
        spoilt("", "schema", Some(1.into())),
        spoilt("", "more", Some(1.into())),
        spoilt("", "summary", None),
        spoilt("/summary", "items", Some("14".into())),
        spoilt("/summary/without_source/0", "at", Some("a.rule".into())),
        spoilt("/rulebooks/0", "digest", Some("sha256:0".into())),
        spoilt("/rulebooks/0", "licence", Some(Json::Null)),
        spoilt("/rulebooks/0/sources/0", "doi", Some("1".into())),
        spoilt("/rulebooks/0/items/0", "kind", Some("guess".into())),
        spoilt("/rulebooks/0/items/0", "mark", None),
    ] {
        assert!(!faults(&bad).is_empty(), "the schema accepts\n{bad:#}");
    }
}

#[test]
fn only_a_web_address_becomes_a_link() {
    let rules = "source Bad\n  \"A text.\"\n  url javascript:alert(1)\n\nfacts\n  fever: yes or no\n\n\
                 rule r\n  when fever\n  warn \"Hot.\"\n  from Bad\n";
    let page = small(&["a.rule"], &[("a.rule", rules)]).written(html::html);
    assert!(page.contains("javascript:alert(1)"), "{page}");
    assert!(!page.contains("href"), "{page}");
}

#[test]
fn text_of_rule_files_stays_text_in_markdown() {
    let rules = "rulebook \"A | B <script> *bold* [x]\"\n\nfacts\n  fever: yes or no  review \"a | b *c*\"\n\ndefine ill as fever\n";
    let asked = small(&["a.rule"], &[("a.rule", rules)]);
    let page = asked.markdown();
    assert!(page.contains("## A \\| B \\<script> \\*bold\\* \\[x\\]\n"), "{page}");
    assert!(page.contains("  - \"a \\| b \\*c\\*\"\n"), "{page}");
}

#[test]
fn files_that_were_not_asked_for_are_counted() {
    let used = "facts\n  fever: yes or no  review \"used\"\n  cough: yes or no  review \"twice\"\n";
    let user =
        "use \"used.rule\"\n\nfacts\n  cough: yes or no  review \"twice, here too\"\n\ndefine ill as fever or cough\n";
    let texts = [("used.rule", used), ("user.rule", user)];
    let asked = small(&["user.rule"], &texts);
    // a fact that two files declare alike keeps the marks of both
    let shown: Vec<String> = asked.approval.items().map(|item| format!("{} {}", item.place, item.text)).collect();
    assert_eq!(shown, ["user.rule:4 twice, here too"]);
    assert_eq!(asked.approval.unnamed, (1, 2));
    assert!(asked.text().contains("not listed here: 2 items in 1 rulebook that these use"));
    let all = small(&["user.rule", "used.rule"], &texts);
    assert_eq!(all.approval.items().count(), 3);
    assert_eq!(all.leaning("used"), ["ill"]);
    // the file that uses an item of another says so
    let number = all.approval.items().find(|item| item.text == "used").map(|item| item.number);
    let inherited: Vec<Vec<usize>> = all.approval.volumes.iter().map(|volume| volume.inherited.clone()).collect();
    assert!(inherited.iter().any(|numbers| number.is_some_and(|number| numbers.contains(&number))), "{inherited:?}");
    assert!(all.text().contains("Its answers also lean on items of other rulebooks"));
}

#[test]
fn nothing_to_confirm() {
    let asked = small(&["a.rule"], &[("a.rule", "facts\n  fever: yes or no\n\ndefine ill as fever\n")]);
    assert!(asked.text().starts_with("0 items to confirm in 1 rulebook: 0 project conventions, 0 to verify\n"));
    assert!(asked.text().contains("Nothing in this rulebook itself is marked to be confirmed."));
    assert!(asked.text().contains("status not stated: a.rule"));
    assert!(asked.markdown().contains("Nothing in this rulebook itself is marked to be confirmed."));
}

#[test]
fn the_page_of_rulebooks() {
    let shared = "rulebook \"Facts\"\n\nfacts\n  fever: yes or no\n  cough: yes or no\n";
    let texts = [
        ("rules/follow_up/a b.rule", MARKED),
        ("rules/shared/facts.rule", shared),
        (
            "rules/top.rule",
            "facts\n  pain: yes or no\n\ndefine sore as pain\n\nrule a sore leg\n  when sore\n  warn \"Sore.\"\n",
        ),
    ];
    let asked = small(&["rules/top.rule", "rules/shared/facts.rule", "rules/follow_up/a b.rule"], &texts);
    let page = report::index(asked.context(), &asked.approval, "rules");
    for part in [
        "3 rulebooks (1 with status draft), 0 examples. A clinician still has to confirm 14 items;",
        "## In this folder\n\n| rulebook | answers |",
        "| [rules/top.rule](top.rule)<br>not stated | 1 rule, 1 fact, 1 definition | not stated | not stated | 0 | 0 |  |\n",
        "## Follow up\n",
        "| [Marked](follow_up/a%20b.rule)<br>0.1.0 draft | points, leg, signs, plan | Adults | Children | 0 | 14 | Textbook |\n",
        "## Shared\n",
        "| [Facts](shared/facts.rule)<br>not stated | 2 facts |",
    ] {
        assert!(page.contains(part), "no `{part}` in\n{page}");
    }
}
