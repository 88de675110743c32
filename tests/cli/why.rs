//! `why`.

use super::eval::{THICK, THIN};
use super::*;

#[test]
fn why() {
    let folder = Folder::small();
    folder.write("two.yaml", format!("{THICK}---\n{THIN}"));
    let ran = folder.run(&["why", "small.rule", "two.yaml", "leg"]).code(0).quiet();
    ran.out(&[
        "thick (as of",
        "leg: thick",
        "swelling >= 3 cm",
        "small.rule:",
        "two.yaml:3",
        "thin (as of",
        "leg: thin",
        "Textbook",
    ]);
    folder.write("open.yaml", "record: open\nfever: yes\n");
    let ran = folder.run(&["why", "small.rule", "open.yaml", "rule thick legs are scanned"]).code(0).quiet();
    ran.out(&["rule thick legs are scanned: undecided", "swelling"]);
    folder.run(&["why", "small.rule", "two.yaml", "legg"]).code(2).silent().err(&["R0704", "did you mean"]);
    folder.run(&["why", "small.rule", "missing.yaml", "leg"]).code(2).silent().err(&["R0702"]);
    folder.write("wrong.yaml", "swelling: 400 cm\n");
    folder.run(&["why", "small.rule", "wrong.yaml", "leg"]).code(1).silent().err(&["R0604"]);
    let rules = folder.path("small.rule").display().to_string();
    feed(&["why", &rules, "-", "leg", "--as-of", "2026-01-02"], b"swelling: 4 cm\n")
        .code(0)
        .out(&["as of 2026-01-02", "leg: thick"]);
    let all = run(&["why", "rules", "rules/records/anna.yaml", "leg location"]).code(0).quiet();
    let all = all.out(&["leg location of right", "leg location of left", "leg location of midline"]);
    assert_narrow(&all.out);
}

/// Two rules for one alternative, one against it, and an alternative that nothing is said of.
const PLANS: &str = r#"
facts
  ill: yes or no
  bleeding: yes or no
  weight: kg, 1 to 300
  height: kg, 1 to 300
define heavy as weight >= 100 kg
decision drug
  tablets: "Two a day"
  drip
  nothing
rule the ill take tablets
  when ill
  suggest tablets for 2 weeks
  because "the patient is ill"
rule the heavy take tablets
  when heavy
  recommend tablets
rule no tablets while bleeding
  when bleeding
  recommend against tablets
rule a drip for the bleeding
  when bleeding and ill
  suggest drip
"#;

fn plans(record: &str) -> Folder {
    let folder = Folder::new();
    folder.write("plans.rule", PLANS);
    folder.write("one.yaml", format!("record: one\nas of: 2026-11-20\n{record}"));
    folder
}

#[test]
fn an_open_decision_names_what_is_possible_by_which_rules_and_what_would_settle_it() {
    let folder = plans("ill: no\nweight: 120 kg\n");
    let ran = folder.run(&["why", "plans.rule", "one.yaml", "drug"]).code(0).quiet();
    let expected = "one (as of 2026-11-20)
decision drug: recommend tablets; open: recommend against tablets
  plans.rule:8
  would be settled by
    - bleeding: yes → recommend tablets and recommend against tablets, no →
      recommend tablets
  tablets: advised; may still be advised against
    rule the ill take tablets (suggest tablets for 2 weeks): does not apply
      plans.rule:12
      - ill: no
          ill at one.yaml:3
    rule the heavy take tablets (recommend tablets): applies
      plans.rule:16
      - heavy: yes
          - weight >= 100 kg: yes (weight 120 kg)
              weight at one.yaml:4
    rule no tablets while bleeding (recommend against tablets): undecided
      plans.rule:19
      - bleeding: unknown
  drip: not advised
    rule a drip for the bleeding (suggest drip): does not apply
      plans.rule:22
      - bleeding and ill: no
          - ill: no
              ill at one.yaml:3
  nothing: not advised
";
    assert_eq!(ran.out, expected);
    assert_narrow(&ran.out);
}

#[test]
fn a_decided_decision_says_why_and_what_conflicts() {
    let folder = plans("ill: yes\nweight: 60 kg\nbleeding: yes\n");
    let ran = folder.run(&["why", "plans.rule", "one.yaml", "decision drug"]).code(0).quiet();
    let ran = ran.out(&[
        "decision drug: suggest tablets for 2 weeks and suggest drip and recommend against tablets\n",
        "  conflict: drug: recommend against tablets (rule no tablets while bleeding) and",
        "  tablets: advised; advised against\n",
        "      because the patient is ill\n",
        "  drip: advised\n",
    ]);
    assert!(!ran.out.contains("settled"), "{}", ran.out);
    let none = plans("ill: no\nweight: 60 kg\nbleeding: no\n");
    none.run(&["why", "plans.rule", "one.yaml", "drug"]).code(0).out(&[
        "decision drug: no advice\n",
        "tablets: not advised",
        "- heavy: no",
    ]);
}

#[test]
fn a_decision_as_data() {
    let folder = plans("ill: no\nweight: 120 kg\n");
    let ran = folder.run(&["why", "plans.rule", "one.yaml", "DRUG", "--format", "json"]).code(0).quiet();
    let [json] = ran.json().try_into().unwrap();
    assert_eq!((&json["decision"], &json["at"]), (&"drug".into(), &"plans.rule:8".into()));
    assert_eq!(json["answer"], "recommend tablets; open: recommend against tablets");
    let stands: Vec<_> = json["alternatives"].as_array().unwrap().iter().map(|one| &one["stands"]).collect();
    assert_eq!(stands, ["advised; may still be advised against", "not advised", "not advised"]);
    let rule = &json["alternatives"][0]["rules"][2];
    assert_eq!((&rule["rule"], &rule["status"]), (&"no tablets while bleeding".into(), &"undecided".into()));
    assert_eq!((&rule["says"], &rule["needs"][0]), (&"recommend against tablets".into(), &"bleeding".into()));
    assert_eq!(json["settle"]["facts"][0]["fact"], "bleeding");
    let decided = plans("ill: no\nweight: 60 kg\nbleeding: no\n");
    let ran = decided.run(&["why", "plans.rule", "one.yaml", "drug", "--format", "json"]).code(0).quiet();
    assert!(ran.json()[0].get("settle").is_none());
}

#[test]
fn a_name_that_is_nearly_a_decision() {
    let folder = plans("ill: no\n");
    folder.run(&["why", "plans.rule", "one.yaml", "drugg"]).code(2).silent().err(&["R0704", "did you mean `drug`"]);
}
