//! Two versions of rules: what changed, in the words of the rules, and who gets another answer.

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::compile::compile;
use rulecheck::diff::{Both, What, carried, changes, compare};
use rulecheck::workers::Cores;

const OLD: &str = r#"
rulebook "Legs"
  version 1.0.0

source A 2020
  "The first."

facts
  age: years, 0 to 120
  swelling: cm, 0 to 30
  cancer: yes or no
  pain: yes or no
  grade: mild, moderate or severe

score leg
  applies to age >= 18 years
  +1  cancer
  +1  swelling >= 3 cm
  low: at most 0
  high: at least 1
  from A 2020

classify picture
  bad  when grade is severe
  odd  when pain and cancer
  fine  otherwise

decision plan
  scan: "Scan it"
  wait: "Wait"

rule high is scanned
  when leg is high
   and not pain
  suggest scan for 3 months
  from A 2020

define sore as pain or grade is severe

example "one"
  given
    age: 17 years
    swelling: 3.5 cm
    cancer: no
    pain: no
    grade: mild
  expect
    leg is not applicable
"#;

fn engine(text: &str) -> Engine {
    let rules = compile(&["legs.rule"], &mut |_| Ok(text.to_owned()), Date::new(2026, 11, 23).unwrap()).sound();
    Engine::new(rules.unwrap_or_else(|errors| panic!("{errors}\n{text}")).0, &Cores)
}

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(OLD.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    })
}

/// What changed, each in one line.
fn said(new: &str) -> Vec<String> {
    let told = changes(&engine(OLD), &engine(new));
    told.iter()
        .map(|change| {
            let what = match &change.what {
                What::Added(words) => format!("+ {words}"),
                What::Removed(words) => format!("- {words}"),
                What::Changed(old, new) => format!("{old} => {new}"),
                What::Moved(old, new) => format!("moved {old} => {new}"),
                What::Reordered(first, second) => format!("{first} before {second}"),
                What::BlockAdded => "added".to_owned(),
                What::BlockRemoved => "removed".to_owned(),
                What::Renamed(old) => format!("was {old}"),
            };
            format!("{} | {} | {what}", change.of, change.kind)
        })
        .collect()
}

#[test]
fn each_kind_of_change_is_told_once() {
    let table: &[(&[(&str, &str)], &str)] = &[
        (&[("age >= 18", "age >= 16")], "score leg | population | moved age >= 18 years => age >= 16 years"),
        (
            &[("swelling >= 3 cm", "swelling > 3 cm")],
            "score leg | points | moved +1 swelling >= 3 cm => +1 swelling > 3 cm",
        ),
        (&[("+1  cancer", "+2  cancer")], "score leg | points | moved +1 cancer => +2 cancer"),
        (&[("  +1  cancer\n", "")], "score leg | points | - +1 cancer"),
        (&[("  +1  cancer\n", "  +1  cancer\n  +1  pain\n")], "score leg | points | + +1 pain"),
        (&[("   and not pain\n", "")], "rule high is scanned | condition | - not pain"),
        (&[("   and not pain\n", "   and not pain\n  unless cancer\n")], "rule high is scanned | exception | + cancer"),
        (
            &[("suggest scan for 3 months", "recommend scan for 3 months")],
            "rule high is scanned | advice | suggest scan for 3 months => recommend scan for 3 months",
        ),
        (
            &[("suggest scan for 3 months", "suggest scan for 6 months")],
            "rule high is scanned | advice | moved suggest scan for 3 months => suggest scan for 6 months",
        ),
        (
            &[("grade is severe\n  odd", "grade is moderate\n  odd")],
            "classify picture | line | bad when grade is severe => bad when grade is moderate",
        ),
        (
            &[(
                "  bad  when grade is severe\n  odd  when pain and cancer\n",
                "  odd  when pain and cancer\n  bad  when grade is severe\n",
            )],
            "classify picture | line | odd when pain and cancer before bad when grade is severe",
        ),
        (
            &[("age: years, 0 to 120", "age: years, 0 to 110")],
            "fact age | declaration | moved years, 0 to 120 => years, 0 to 110",
        ),
        (&[("\"The first.\"", "\"The second.\"")], "source A 2020 | text | \"The first.\" => \"The second.\""),
        (
            &[("\"Scan it\"", "\"Scan it today\"")],
            "decision plan | alternative | scan: \"Scan it\" => scan: \"Scan it today\"",
        ),
        (&[("version 1.0.0", "version 1.1.0")], "rulebook | version | moved 1.0.0 => 1.1.0"),
        (&[("define sore as", "define hurting as")], "define hurting |  | was define sore"),
        (&[("define sore as pain or grade is severe\n", "")], "define sore |  | removed"),
        (&[("define sore", "define new as pain\n\ndefine sore")], "define new |  | added"),
        (&[("cancer: no\n", "cancer: yes\n")], "example \"one\" | patient | cancer: no => cancer: yes"),
    ];
    assert_eq!(said(OLD), Vec::<String>::new());
    for (edits, told) in table {
        assert_eq!(said(&edited(edits)), [(*told).to_owned()]);
    }
}

#[test]
fn the_patient_of_an_example_gets_another_answer() {
    let (old, new) = (
        engine(OLD),
        engine(&edited(&[
            ("age >= 18", "age >= 16"),
            ("expect\n    leg is not applicable", "expect\n    leg is high"),
        ])),
    );
    let example = &new.examples[0];
    let both = |name: &str| Both {
        name: name.to_owned(),
        old: Some(carried(&example.record, &new.rulebase.schema, &old.rulebase.schema)),
        new: Some(example.record.clone()),
    };
    let (patients, _) = compare((&old, &new), &[both("a")], Date::new(2026, 11, 20).unwrap(), &mut |_| true);
    let turned: Vec<_> =
        patients[0].turned.iter().map(|one| (one.what.as_str(), one.old.as_deref(), one.new.as_deref())).collect();
    assert_eq!(
        turned,
        [
            ("leg", Some("not applicable"), Some("1 point: high")),
            ("high is scanned", Some("not applicable"), Some("applies")),
            ("advice", None, Some("suggest scan for 3 months")),
        ]
    );
    let refused = Both { new: None, ..both("b") };
    let (patients, _) = compare((&old, &new), &[refused], Date::new(2026, 11, 20).unwrap(), &mut |_| true);
    assert_eq!(patients[0].turned[0].new.as_deref(), Some("refused"));
}

/// A record moves between versions by the names of facts and labels, wherever they stand.
#[test]
fn records_are_carried_by_name() {
    let new = edited(&[
        ("  grade: mild, moderate or severe\n", ""),
        ("  age: years, 0 to 120\n", "  grade: none, severe, moderate or mild\n  age: years, 0 to 120\n"),
    ]);
    let (old, new) = (engine(OLD), engine(&new));
    let example = &old.examples[0];
    let there = carried(&example.record, &old.rulebase.schema, &new.rulebase.schema);
    let given = |engine: &Engine, record| rulecheck::words::given(&engine.rulebase.schema, record);
    let (mut before, mut after) = (given(&old, &example.record), given(&new, &there));
    before.sort();
    after.sort();
    assert_eq!(before, after);
}

#[test]
fn the_command_line() {
    let folder = std::env::temp_dir().join(format!("rulecheck-diff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("old.rule"), OLD).unwrap();
    let run = |new: &str, more: &[&str]| {
        std::fs::write(folder.join("new.rule"), new).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rulecheck"));
        let output = command.args(["diff", "old.rule", "new.rule"]).args(more).current_dir(&folder).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, said) = run(OLD, &[]);
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "the two say the same, word for word\n\nno other answer for any of 1 patient\n")
    );
    let younger = edited(&[("age >= 18", "age >= 16")]);
    let (code, said) = run(&younger, &[]);
    assert_eq!(code, Some(1));
    assert!(
        said.starts_with("score leg\n  population with another number: age >= 18 years -> age >= 16 years"),
        "{said}"
    );
    assert!(said.contains("(old.rule:16, now new.rule:16)"), "{said}");
    assert!(
        said.contains("another answer for 1 of 1 patient\nexample \"one\"\n  leg: not applicable -> 1 point: high\n"),
        "{said}"
    );
    std::fs::write(folder.join("ward.csv"), "record,age,swelling,cancer\nold,70,4,no\nyoung,17,4,no\n").unwrap();
    let (code, said) = run(&younger, &["ward.csv", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &json["tried"], &json["patients"][0]["patient"]), (Some(1), &2.into(), &"young".into()));
    assert_eq!(json["patients"].as_array().unwrap().len(), 1);
    assert_eq!(json["changes"][0]["what"], "moved");
    std::fs::remove_dir_all(&folder).unwrap();
}
