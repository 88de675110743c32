//! Why a conclusion failed.

use rulecheck::explain::told_words;

use super::*;

const RULES: &str = "
finding clot
  length: cm, 0 to 100
  width: cm, 0 to 10
facts
  weight: kg, 0 to 300
  height: m, 0 to 3
  clots: list of clot
define ratio as weight / height
define twice as ratio * 2
define same as twice
define chosen
  weight / height  when a
  1 kg/m           when b
classify stage
  early  when a and size < 2 cm
  late   when a and size >= 3 cm
score risk
  +1                   a
  + weight / (10 kg)   when a or b
  low: below 10
  high: 10 to 20
score large
  + size / (1 cm)
  much: at least 2
rule treat
  when ratio >= 20 kg/m
  suggest drug
rule watched
  when risk is high
  suggest watch
define logarithm as ln(size in cm - 50)
define root as sqrt(size in cm - 50)
define power as (size in cm - 50) ^ 0.5
define held as clamp(size, 30 cm, weight / 10 kg * 1 cm)
define long clots as clots where length / width > 3
define some long clot as any long clots
define narrow population
  1  when a
define gated as size
  applies to narrow population is 1
";

impl Judged {
    fn tells(&self, name: &str) -> String {
        told_words(&self.engine, &self.outcome, self.id(name))
    }
}

#[test]
fn the_step_that_has_no_result_is_named() {
    let judged = judge(RULES, "a: yes\nb: no\nsize: 2.5 cm\nweight: 250 kg\nheight: 0 m");
    assert_eq!(judged.tells("ratio"), "failed: division by zero (`height` is 0 m)");
    assert_eq!(judged.tells("stage"), "failed: no line holds");
    assert_eq!(judged.tells("risk"), "failed: 26 points lie in no band");
    assert_eq!(
        judged.tells("held"),
        "failed: the lower limit (`30 cm`) lies above the upper one (`weight / 10 kg * 1 cm` is 25 cm)"
    );
    assert_eq!(
        judged.tells("root"),
        "failed: there is no square root of a number below zero (`size in cm - 50` is -47.5)"
    );
    assert_eq!(
        judged.tells("logarithm"),
        "failed: there is no logarithm of a number that is not above zero (`size in cm - 50` is -47.5)"
    );
    assert_eq!(
        judged.tells("power"),
        "failed: there is no such power of a number that is not above zero (`size in cm - 50` is -47.5)"
    );
    assert_eq!(judge(RULES, "size: 1 cm").tells("large"), "failed: 1 point lies in no band");
}

#[test]
fn a_conclusion_that_leans_on_a_failed_one_names_it() {
    let judged = judge(RULES, "a: yes\nb: no\nweight: 250 kg\nheight: 0 m");
    let ratio = "it leans on `ratio`, which failed: division by zero (`height` is 0 m)";
    assert_eq!(judged.tells("treat"), format!("failed: {ratio}"));
    assert_eq!(judged.tells("twice"), format!("failed: {ratio}"));
    // the same value under another name
    assert_eq!(judged.tells("same"), format!("failed: it leans on `twice`, which failed: {ratio}"));
    assert_eq!(judged.tells("watched"), "failed: it leans on `risk`, which failed: 26 points lie in no band");
}

#[test]
fn only_what_was_taken_counts() {
    // the division of the first line was not reached
    let judged = judge(RULES, "a: no\nb: no\nweight: 250 kg\nheight: 0 m");
    assert_eq!(judged.tells("chosen"), "failed: no line holds");
    let judged = judge(RULES, "a: yes\nb: no\nweight: 250 kg\nheight: 0 m");
    assert_eq!(judged.tells("chosen"), "failed: division by zero (`height` is 0 m)");
}

#[test]
fn what_is_known_in_part_may_have_failed_too() {
    assert_eq!(judge(RULES, "size: 1 to 1.5 cm").tells("large"), "failed: 1 to 1.5 points lie in no band");
    assert_eq!(judge(RULES, "size: 1 to 5 cm").tells("large"), "1 to 5 points: much or failed");
}

#[test]
fn of_the_elements_of_a_list_and_of_a_population() {
    let judged = judge(
        RULES,
        "a: no\nsize: 3 cm\nclots:\n  - length: 3 cm\n    width: 1 cm\n  - length: 2 cm\n    width: 0 cm\n  - no others",
    );
    assert_eq!(
        judged.tells("some long clot"),
        "failed: it leans on `long clots`, which failed: division by zero (`width`)"
    );
    assert_eq!(judged.tells("gated"), "failed: it leans on `narrow population`, which failed: no line holds");
}

#[test]
fn as_data() {
    let json = judge(RULES, "a: yes\nb: no\nweight: 250 kg\nheight: 0 m\nsize: 50 cm").json();
    let conclusions = &json["conclusions"];
    assert_eq!(conclusions["risk"]["failure"], serde_json::json!({ "why": "26 points lie in no band" }));
    assert_eq!(conclusions["treat"]["failure"]["leans_on"], "ratio");
    assert!(conclusions["power"].get("failure").is_none());
}
