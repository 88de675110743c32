//! Answers, and what would settle them.

use super::*;

// --- cases told apart ------------------------------------------------------------------------------------------------

#[test]
fn either_way_is_an_answer() {
    let judged = judge("define x as a or not a\ndefine y as a and not a\ndefine z as a or not b\n", "");
    assert_eq!(judged.says("x"), "yes");
    assert!(judged.by_cases("x"));
    assert_eq!(judged.needs("x"), [""; 0]);
    assert_eq!(judged.says("y"), "no");
    assert_eq!(judged.says("z"), "unknown");
    assert_eq!(judged.needs("z"), ["a", "b"]);
}

#[test]
fn either_side_of_a_threshold_is_an_answer() {
    let judged = judge("define x as size > 5 cm or size <= 5 cm\ndefine y as size > 5 cm and size < 5 cm\n", "");
    assert_eq!(judged.says("x"), "yes");
    assert_eq!(judged.says("y"), "no");
    let judged = judge("define x as size > 5 cm or size < 5 cm\n", "");
    assert_eq!(judged.says("x"), "unknown");
    assert_eq!(judged.needs("x"), ["size"]);
}

#[test]
fn a_score_reaches_only_the_bands_of_points_it_can_have() {
    let bands = "  none: 0\n  some: 1 to 2\n  many: at least 3\n";
    let judged = judge(&format!("score s\n  +3 a\n{bands}"), "");
    assert_eq!(judged.says("s"), "0 to 3 points: none or many");
    let judged = judge(&format!("score s\n  +3 a\n  +1 b\n{bands}"), "b: no");
    assert_eq!(judged.says("s"), "0 to 3 points: none or many");
    let judged = judge(&format!("score s\n  +3 a\n  +1 b\n{bands}"), "");
    assert_eq!(judged.says("s"), "0 to 4 points: none, some or many");
    // one item and its opposite: always one point
    let reachable = "  none: 0\n  some: 1 to 2\n";
    let judged = judge(&format!("score s\n  +1 a\n  +1 without when not a\n{reachable}"), "");
    assert_eq!(judged.says("s"), "1 point: some");
    assert!(judged.by_cases("s"));
}

#[test]
fn a_band_can_be_sure_where_the_points_are_not() {
    let judged = judge(
        "score s\n  +1 a\n  +3 b\n  low: at most 2\n  high: at least 3\nclassify c1\n  yes1 when s is high\n  no1 otherwise\n",
        "b: yes",
    );
    assert_eq!(judged.says("s"), "3 to 4 points: high");
    assert_eq!(judged.status("s"), "decided");
    assert_eq!(judged.needs("s"), [""; 0]);
    assert_eq!(judged.says("c1"), "yes1");
    let json = judged.json();
    assert_eq!(json["conclusions"]["s"]["value"], "high");
    assert_eq!(json["conclusions"]["s"]["points"], serde_json::json!([3, 4]));
}

#[test]
fn every_label_gives_the_same_answer() {
    let rules =
        "classify c1\n  p when grade is mild\n  q when grade is moderate\n  p when grade is severe\n  r otherwise\n";
    let judged = judge(rules, "");
    assert_eq!(judged.says("c1"), "p or q");
    let rules = "define x as grade is mild or grade is moderate or grade is severe\n";
    let judged = judge(rules, "");
    assert_eq!(judged.says("x"), "yes");
    assert_eq!(judged.all_needs(), [""; 0]);
    let rules = "classify c1\n  p when grade is one of mild, moderate or severe\n  r otherwise\n";
    assert_eq!(judge(rules, "").says("c1"), "p");
}

#[test]
fn what_leans_on_a_case_is_decided_too() {
    let rules = "define x as a or not a\nclassify c1\n  p when x\n  q otherwise\nrule r\n  when x\n  recommend drug\n";
    let judged = judge(rules, "");
    assert_eq!(judged.says("c1"), "p");
    assert_eq!(judged.says("r"), "applies");
    assert_eq!(judged.advice(), ["recommend drug"]);
    assert_eq!(judged.all_needs(), [""; 0]);
}

/// Too many cases to try: the answer may be wider than need be, never narrower, and nothing that matters is left out.
#[test]
fn many_unknowns_stay_open() {
    let facts: String = (0..20).map(|at| format!("  f{at}: yes or no\n")).collect();
    let items: String = (0..20).map(|at| format!("  f{at}\n")).collect();
    let judged = judge(&format!("facts\n{facts}count all of them\n{items}\n"), "f0: yes");
    assert_eq!(judged.says("all of them"), "1 to 20");
    assert_eq!(judged.needs("all of them").len(), 19);
    assert!(!judged.needs("all of them").contains(&"f0"));
}

// --- what would settle it --------------------------------------------------------------------------------------------

/// Sixteen thousand cases are too many to try one by one: what none of them comes to is disproved.
#[test]
fn many_unknowns_are_exact_too() {
    let names: Vec<String> = (0..14).map(|at| format!("f{at}")).collect();
    let facts: String = names.iter().map(|name| format!("  {name}: yes or no\n")).collect();
    let items: String = names.iter().map(|name| format!("  +1  {name}\n")).collect();
    let (last, first) = (names[13].clone(), names[..13].join(", "));
    let rules = format!(
        "facts\n{facts}score points\n{items}  low: at most 4\n  high: at least 5\n
define most as at least 6 of {first} or {last}
define few as at most 5 of {first} or {last}
define sure as most or few
classify verdict
  one  when most and few
  two  when most
  three  when few
  four  otherwise
define clash as points is low and points of points >= 5
count pairs
  both  when most and few
  most
"
    );
    let judged = judge(&rules, "f0: yes\nf1: yes\nf2: yes");
    assert_eq!(judged.says("sure"), "yes");
    assert_eq!(judged.says("verdict"), "two or three");
    assert_eq!(judged.says("clash"), "no");
    assert_eq!(judged.says("points"), "3 to 14 points: low or high");
    // `both` and `most` never count together
    assert_eq!(judged.says("pairs"), "0 to 1");
}

#[test]
fn only_what_can_change_the_answer_is_asked_for() {
    let rules = "define x as (a and b) or c\nclassify c1\n  big when size >= 5 cm and a\n  small when size < 5 cm\n  none otherwise\n";
    assert_eq!(judge(rules, "").needs("x"), ["a", "b", "c"]);
    assert_eq!(judge(rules, "a: no").needs("x"), ["c"]);
    assert_eq!(judge(rules, "c: no").needs("x"), ["a", "b"]);
    assert_eq!(judge(rules, "c: no\nb: yes").needs("x"), ["a"]);
    let settled = judge(rules, "c: yes");
    assert_eq!(settled.says("x"), "yes");
    assert_eq!(settled.needs("x"), [""; 0]);
    // small whatever else: a no longer matters, though the record does not say it
    let small = judge(rules, "size: 3 cm");
    assert_eq!(small.says("c1"), "small");
    assert_eq!(small.needs("c1"), [""; 0]);
    assert_eq!(judge(rules, "size: 7 cm").needs("c1"), ["a"]);
    assert_eq!(judge(rules, "a: no").needs("c1"), ["size"]);
}

/// It stands in the condition, but the rest makes it idle: only going through the cases shows it.
#[test]
fn a_fact_that_no_longer_matters_is_not_asked_for() {
    let judged = judge("define x as (a and b) or (a and not b)\n", "");
    assert_eq!(judged.says("x"), "unknown");
    assert_eq!(judged.needs("x"), ["a"]);
    assert_eq!(judged.all_needs(), ["a"]);
}

#[test]
fn a_need_names_every_answer_it_changes() {
    let judged = judge("define x as a\ndefine y as x and b\nrule r\n  when y\n  recommend drug\n", "");
    let changes = |fact: &str| {
        let need = judged.outcome.needs.iter().find(|need| need.fact == fact).unwrap();
        need.changes.iter().map(|id| judged.engine.rulebase.conclusions[id.0].name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(changes("a"), ["x", "y", "r"]);
    assert_eq!(changes("b"), ["y", "r"]);
}

#[test]
fn said_to_be_unknown_is_asked_for() {
    let judged = judge("define x as a\n", "a: unknown");
    assert_eq!(judged.needs("x"), ["a"]);
}

#[test]
fn a_field_is_asked_for_by_element() {
    let rules = "
finding clot
  width: mm, 0 to 60
  side: right or left
facts
  clots: list of clot
define wide as any clots where width > 7 mm
define right wide as any clots where width > 7 mm and side is right
";
    let record = "clots:\n  - side: right\n  - side: left\n    width: 3 mm\n  - no others";
    let judged = judge(rules, record);
    assert_eq!(judged.needs("wide"), ["width"]);
    assert_eq!(judged.all_needs(), ["width of clots, number 1"]);
    // one wide clot is enough: nothing else matters
    let judged = judge(rules, "clots:\n  - width: 9 mm\n  - side: left\n");
    assert_eq!(judged.says("wide"), "yes");
    assert_eq!(judged.needs("wide"), [""; 0]);
    // whether it is on the right is open; the left one may be as wide as it likes
    let mut needs = judged.needs("right wide");
    needs.sort_unstable();
    needs.dedup();
    assert!(needs.contains(&"side"), "{needs:?}");
    assert!(judged.all_needs().contains(&"side of clots, number 1"), "{:?}", judged.all_needs());
    assert!(!judged.all_needs().contains(&"width of clots, number 2"), "{:?}", judged.all_needs());
    // a list that may go on
    let judged = judge(rules, "clots:\n  - width: 3 mm\n    side: left\n");
    assert_eq!(judged.says("wide"), "unknown");
    assert_eq!(judged.all_needs(), ["whether the clots given are all"]);
}

#[test]
fn a_list_that_is_given_whole_is_no_longer_open() {
    let rules = "
finding clot
  width: mm, 0 to 60
facts
  clots: list of clot, complete if a
define any clot as any clots
define how many as count of clots
";
    assert_eq!(judge(rules, "clots: none").says("any clot"), "no");
    assert_eq!(judge(rules, "a: no").says("any clot"), "unknown");
    assert_eq!(judge(rules, "clots:\n  - width: 3 mm\na: yes").says("how many"), "1");
    assert_eq!(judge(rules, "clots:\n  - width: 3 mm\na: no").says("how many"), "at least 1");
}

#[test]
fn a_rule_asks_for_a_fact() {
    let rules = "rule ask\n  when a\n  ask for grade\ndefine mildly as grade is mild\n";
    let judged = judge(rules, "a: yes");
    let need = judged.outcome.needs.iter().find(|need| need.fact == "grade").unwrap();
    assert!(need.asked_for);
    let judged = judge(rules, "a: yes\ngrade: mild");
    assert!(judged.outcome.needs.is_empty());
    let judged = judge(rules, "a: no");
    assert!(judged.outcome.needs.iter().all(|need| !need.asked_for));
}

// --- taken as no, not applicable, impossible -------------------------------------------------------------------------

#[test]
fn no_if_not_recorded_shows() {
    let rules = "facts\n  smoker: yes or no, no if not recorded\ndefine x as smoker\n";
    let assumed = |judged: &Judged| {
        let schema = &judged.engine.rulebase.schema;
        judged.outcome.assumed.iter().map(|one| schema.fact(one.fact).name.clone()).collect::<Vec<_>>()
    };
    let silent = judge(rules, "");
    assert_eq!(silent.says("x"), "no");
    assert_eq!(assumed(&silent), ["smoker"]);
    assert_eq!(silent.json()["assumed"][0]["fact"], "smoker");
    let said = judge(rules, "smoker: no");
    assert_eq!(said.says("x"), "no");
    assert_eq!(assumed(&said), [""; 0]);
    // "unknown" is an answer of the record: nothing is assumed over it
    let unknown = judge(rules, "smoker: unknown");
    assert_eq!(unknown.says("x"), "unknown");
    assert_eq!(assumed(&unknown), [""; 0]);
    assert_eq!(unknown.needs("x"), ["smoker"]);
}

#[test]
fn not_applicable_is_never_no_and_never_zero() {
    let rules = "
count n
  applies to a
  b
  c
score s
  applies to a
  +1 b
  low: at most 0
  high: at least 1
classify k
  applies to a
  p when b
  q otherwise
rule r
  applies to a
  when b
  recommend drug
define leaning as n >= 1
";
    let judged = judge(rules, "a: no\nb: no\nc: no");
    for name in ["n", "s", "k", "r"] {
        assert_eq!(judged.says(name), "not applicable", "{name}");
        assert_eq!(judged.status(name), "not applicable", "{name}");
    }
    assert_eq!(judged.says("leaning"), "not applicable");
    let json = judged.json();
    for name in ["n", "s", "k"] {
        for key in ["value", "points", "possible", "holding"] {
            assert!(json["conclusions"][name].get(key).is_none(), "{name} has a {key}");
        }
    }
    let judged = judge(rules, "b: yes\nc: no");
    assert_eq!(judged.says("n"), "1 or not applicable");
    assert_eq!(judged.needs("n"), ["a"]);
    assert_eq!(judged.status("r"), "undecided");
    let judged = judge(rules, "a: yes\nb: no\nc: no");
    assert_eq!(judged.says("n"), "0");
    assert_eq!(judged.says("s"), "0 points: low");
}

/// It cannot apply, whatever is missing: there is nothing to wait for and nothing to ask.
#[test]
fn a_rule_that_cannot_apply_is_not_open() {
    let rules = "
classify k
  applies to a
  p when b
  q otherwise
rule r
  when k is p
  unless c
  recommend drug
rule s
  applies to c
  when b
  recommend drug
";
    let judged = judge(rules, "a: no\nb: no");
    assert_eq!(judged.status("r"), "does not apply");
    assert_eq!(judged.status("s"), "does not apply");
    assert_eq!(judged.all_needs(), [""; 0]);
    // where both are sure, the reason is said: it is not for this patient
    let judged = judge(rules, "a: no\nb: no\nc: no");
    assert_eq!(judged.status("r"), "not applicable");
    assert_eq!(judged.status("s"), "not applicable");
}

#[test]
fn an_impossible_record_is_refused() {
    let rules = "impossible when a and size > 50 cm\ndefine x as a\n";
    let refused = try_judge(rules, "a: yes\nsize: 60 cm").err().unwrap();
    assert_eq!(refused.what, "a and size > 50 cm");
    assert!(try_judge(rules, "a: yes\nsize: 50 cm").is_ok());
    // only what is sure is refused
    assert!(try_judge(rules, "a: yes").is_ok());
    assert!(try_judge(rules, "size: 60 cm").is_ok());
}

// --- numbers and dates -----------------------------------------------------------------------------------------------

#[test]
fn a_limit_of_detection_is_a_range() {
    let rules = "define big as size >= 5 cm\ndefine huge as size > 50 cm\n";
    let judged = judge(rules, "size: '> 5 cm'");
    assert_eq!(judged.says("big"), "yes");
    assert_eq!(judged.says("huge"), "unknown");
    let judged = judge(rules, "size: '< 5 cm'");
    assert_eq!(judged.says("big"), "no");
}

#[test]
fn units_are_converted_exactly() {
    let rules = "define big as size >= 3 cm\n";
    assert_eq!(judge(rules, "size: 30 mm").says("big"), "yes");
    assert_eq!(judge(rules, "size: 29.999 mm").says("big"), "no");
    assert_eq!(judge(rules, "size: 0.03 m").says("big"), "yes");
}

#[test]
fn an_event_that_never_was() {
    let rules = "facts\n  surgery: weeks, 0 to 5200, or never\ndefine recent as surgery <= 12 weeks\ndefine old as surgery > 12 weeks\n";
    let judged = judge(rules, "surgery: never");
    assert_eq!(judged.says("recent"), "no");
    assert_eq!(judged.says("old"), "no");
    let judged = judge(rules, "");
    assert_eq!(judged.says("recent"), "unknown");
    assert_eq!(judged.needs("recent"), ["surgery"]);
}

#[test]
fn records_are_judged_in_their_order() {
    let text = format!("{FACTS}define x as a\n");
    let (engine, _) = engine(&[PathBuf::from("small.rule")], &mut |_| Ok(text.clone()));
    let lines: String = (0..3000).map(|at| format!("{{\"record\": \"r{at}\", \"a\": {}}}\n", at % 3 == 0)).collect();
    let records: Vec<Record> = read_all(Format::Ndjson, "many.ndjson", lines.as_bytes(), &engine.rulebase.schema)
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let outcomes = engine.judge(&records, today());
    assert_eq!(outcomes.len(), 3000);
    for (at, outcome) in outcomes.into_iter().enumerate() {
        let outcome = outcome.unwrap();
        assert_eq!(outcome.record, format!("r{at}"));
        let words = answer_words(&engine, ConclusionId(0), &outcome.answers[0]);
        assert_eq!(words, if at % 3 == 0 { "yes" } else { "no" });
    }
}
