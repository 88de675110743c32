//! What would settle an open answer.

use super::*;

const PLAN: &str = "
rule treated
  when cancer
  unless bleeding
  suggest drug
rule watched
  when bleeding
  suggest watch
";

#[test]
fn each_value_of_a_missing_fact_with_its_answer() {
    let judged = judge(PLAN, "cancer: yes");
    assert_eq!(judged.settle("treated"), ["bleeding: yes → does not apply, no → applies"]);
    assert_eq!(judged.settle("watched"), ["bleeding: yes → applies, no → does not apply"]);
}

#[test]
fn a_decision_names_what_would_be_advised() {
    assert_eq!(judge(PLAN, "cancer: yes").plan(), ["bleeding: yes → suggest watch, no → suggest drug"]);
    assert_eq!(judge(PLAN, "cancer: no").plan(), ["bleeding: yes → suggest watch, no → no advice"]);
    let open = judge(PLAN, "").plan();
    assert_eq!(open[0], "bleeding: yes → suggest watch, no → still open: suggest drug");
    assert_eq!(open[1], "cancer: yes → still open: suggest drug or suggest watch, no → still open: suggest watch");
}

#[test]
fn numbers_are_ranges_with_their_unit() {
    let rules = "
define limit
  10 ng/mL FEU * (age in years)  when age > 50 years
  500 ng/mL FEU                  otherwise
classify D-dimer result
  positive when D-dimer >= limit
  negative otherwise
classify size
  tiny   when largest length of clots < 1 cm
  small  when largest length of clots <= 5 cm
  large  when largest length of clots > 5 cm
  none   otherwise
classify ward
  empty when beds < 1
  full  when beds >= 4
  empty when beds is 3
  busy  otherwise
";
    let judged = judge(rules, "age: 54");
    // the limit is computed: ten times the age
    assert_eq!(
        judged.settle("D-dimer result"),
        ["D-dimer: below 540 ng/mL FEU → negative, 540 ng/mL FEU or more → positive"]
    );
    assert_eq!(judged.settle("ward"), ["beds: 0 or 3 → empty, 1 to 2 → busy, 4 or more → full"]);
    let judged = judge(rules, "clots:\n  - vein: soleal\n  - no others");
    assert_eq!(
        judged.settle("size"),
        ["length of clots, number 1: below 1 cm → tiny, 1 to 5 cm → small, above 5 cm → large"]
    );
    // what the record says in part is where the ranges end
    let judged = judge(rules, "age: 54\nD-dimer: '> 300'");
    assert_eq!(
        judged.settle("D-dimer result"),
        ["D-dimer: below 540 ng/mL FEU → negative, 540 ng/mL FEU or more → positive"]
    );
}

#[test]
fn labels_and_days() {
    let rules = "
classify urgency
  soon  when grade is one of severe or deadly
  later otherwise
define recent as surgery within the last 10 days
";
    let judged = judge(rules, "");
    assert_eq!(judged.settle("urgency"), ["grade: mild or moderate → later, severe or deadly → soon"]);
    assert_eq!(
        judged.settle("recent"),
        ["surgery: before 2026-11-13, 2026-11-24 or later or never → no, 2026-11-13 to 2026-11-23 → yes"]
    );
}

#[test]
fn a_list_that_was_not_given() {
    let rules =
        "classify place\n  proximal when any clots where vein is one of popliteal or femoral\n  other otherwise\n";
    assert_eq!(judge(rules, "").settle("place"), ["clots: none → other, otherwise → still open: proximal or other"]);
    let judged = judge(rules, "clots:\n  - vein: soleal");
    assert_eq!(
        judged.settle("place"),
        ["whether the clots given are all: yes → other, otherwise → still open: proximal or other"]
    );
}

#[test]
fn what_settles_comes_first_and_what_cannot_matter_is_not_asked() {
    let rules = "
score risk
  +2 bleeding
  +1 cancer
  +1 frail
  low: at most 1
  high: at least 2
";
    let risk = judge(rules, "").settle("risk");
    assert_eq!(risk.len(), 3);
    assert_eq!(risk[0], "bleeding: yes → high, no → still open: low or high");
    assert_eq!(judge(rules, "cancer: yes").settle("risk")[0], "bleeding: yes → high, no → still open: low or high");
    assert_eq!(judge(rules, "bleeding: no\ncancer: no").settle("risk"), [""; 0]);
}

#[test]
fn a_value_that_is_asked_for_only_when_it_is_known() {
    // to know it changes the answer, not only its value
    let rules = "
rule ask first
  when D-dimer is unknown and cancer
  suggest watch
rule then treat
  when cancer and D-dimer >= 500 ng/mL FEU
  suggest drug
";
    let judged = judge(rules, "cancer: yes");
    assert_eq!(judged.plan(), ["D-dimer: below 500 ng/mL FEU → no advice, 500 ng/mL FEU or more → suggest drug"]);
}

#[test]
fn the_fewest_together_where_none_can_alone() {
    let rules = "
define both as (cancer and bleeding) or (not cancer and not bleeding)
score three
  +1 cancer
  +1 bleeding
  +1 frail
  low: at most 1
  high: at least 2
";
    let judged = judge(rules, "");
    assert_eq!(judged.together("both").as_deref(), Some("bleeding (yes) and cancer (yes) → yes"));
    assert_eq!(judged.together("three").as_deref(), Some("bleeding (yes) and frail (yes) → high"));
    assert_eq!(judge(rules, "cancer: yes").together("three"), None);
}

#[test]
fn impossible_values_are_no_branches() {
    let rules = "
impossible when bleeding and cancer
classify state
  worst when bleeding and frail
  bad when frail
  good otherwise
";
    let judged = judge(rules, "cancer: yes\nfrail: unknown");
    assert_eq!(judged.settle("state"), ["frail: yes → bad, no → good"]);
}
