//! The smallest change that would turn a decided answer.

use super::*;

const SCORE: &str = "
score risk
  +1 cancer
  +1 frail
  +1 D-dimer >= 500 ng/mL FEU
  low: at most 1
  high: at least 2
rule treated
  when risk is low or cancer
  unless bleeding
  suggest drug
";

#[test]
fn a_score_names_the_points_that_are_lacking() {
    let judged = judge(SCORE, "cancer: yes\nfrail: no\nD-dimer: 300 ng/mL FEU\nbleeding: yes");
    assert_eq!(
        judged.turns("risk"),
        ["would be high with one more point: D-dimer 500 ng/mL FEU or more (now 300 ng/mL FEU), or frail (now no)"]
    );
    assert_eq!(judged.turns("treated"), ["would apply with: not bleeding (now yes)"]);
}

#[test]
fn two_changes_where_one_is_not_enough() {
    let judged = judge(SCORE, "cancer: no\nfrail: no\nD-dimer: 300 ng/mL FEU\nbleeding: no");
    let turns = judged.turns("risk");
    assert_eq!(turns.len(), 1);
    assert!(turns[0].starts_with("would be high with 2 more points: "), "{turns:?}");
    assert!(turns[0].contains("frail (now no) and cancer (now no)"), "{turns:?}");
    assert!(turns[0].contains("cancer (now no) and D-dimer 500 ng/mL FEU or more (now 300 ng/mL FEU)"), "{turns:?}");
    let three = "define all three as cancer and frail and bleeding\n";
    assert_eq!(judge(three, "cancer: no\nfrail: no\nbleeding: no").turns("all three"), [""; 0]);
}

#[test]
fn the_nearest_end_of_each_stretch() {
    let rules = "
classify size
  right  when largest length of clots >= 2 cm and largest length of clots < 4 cm
  wrong  otherwise
classify body
  heavy  when weight in kg / (height in m) ^ 2 >= 25
  light  otherwise
";
    let judged = judge(rules, "clots:\n  - length: 3 cm\n    vein: soleal\n  - no others\nweight: 80\nheight: 2");
    assert_eq!(
        judged.turns("size"),
        [
            "would be wrong with: length of clots, number 1 4 cm or more (now 3 cm), or length of clots, number 1 below 2 cm (now 3 cm)"
        ]
    );
    // found by trying: 25 kg/m2 at two metres are 100 kg
    let body = judged.turns("body");
    assert!(body[0].contains("weight 100 kg or more (now 80 kg)"), "{body:?}");
}

#[test]
fn labels_days_and_what_is_only_known() {
    let rules = "
rule soon
  when grade is one of severe or deadly
  suggest drug
rule recent
  when surgery within the last 10 days
  suggest drug
rule first
  when D-dimer is unknown
  suggest watch
";
    let judged = judge(rules, "grade: mild\nsurgery: 2026-01-05");
    assert_eq!(judged.turns("soon"), ["would apply with: grade severe or deadly (now mild)"]);
    assert_eq!(judged.turns("recent"), ["would apply with: surgery 2026-11-13 to 2026-11-23 (now 2026-01-05)"]);
    assert_eq!(judged.turns("first"), ["would not apply with: D-dimer any value (not recorded)"]);
}

#[test]
fn a_change_that_is_called_impossible_is_none() {
    let rules = "impossible when cancer and frail\nrule treated\n  when cancer\n  suggest drug\n";
    assert_eq!(judge(rules, "cancer: no\nfrail: no").turns("treated"), ["would apply with: cancer (now no)"]);
    // the first change alone is ruled out
    assert_eq!(
        judge(rules, "cancer: no\nfrail: yes").turns("treated"),
        ["would apply with: not frail (now yes) and cancer (now no)"]
    );
}
