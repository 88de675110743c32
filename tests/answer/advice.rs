//! Advice: conflicts, promises, overrides, reviews and reasons.

use super::*;

// --- conflicts -------------------------------------------------------------------------------------------------------

#[test]
fn two_alternatives_at_once_are_a_conflict() {
    let rules = "rule one\n  when a\n  recommend drug\nrule two\n  when b\n  suggest watch\n";
    let judged = judge(rules, "a: yes\nb: yes");
    assert_eq!(judged.outcome.conflicts.len(), 1);
    assert!(!judged.outcome.conflicts[0].for_and_against);
    let conflict = judged.json()["conflicts"][0].as_str().unwrap().to_owned();
    for part in ["plan", "drug", "watch", "one", "two"] {
        assert!(conflict.contains(part), "{conflict}");
    }
    for record in ["a: yes\nb: no", "a: yes", "a: no\nb: no"] {
        assert!(judge(rules, record).outcome.conflicts.is_empty(), "{record}");
    }
}

#[test]
fn for_and_against_is_a_conflict() {
    let rules = "rule one\n  when a\n  recommend drug\nrule two\n  when b\n  suggest against drug\n";
    let judged = judge(rules, "a: yes\nb: yes");
    assert_eq!(judged.outcome.conflicts.len(), 1);
    assert!(judged.outcome.conflicts[0].for_and_against);
}

#[test]
fn what_goes_together_is_no_conflict() {
    // the same twice, and one for with another against
    let rules = "rule one\n  when a\n  recommend drug\nrule two\n  when a\n  suggest drug\nrule three\n  when a\n  suggest against watch\n";
    let judged = judge(rules, "a: yes");
    assert!(judged.outcome.conflicts.is_empty());
    assert_eq!(judged.advice(), ["recommend drug", "suggest drug", "suggest against watch"]);
}

#[test]
fn strong_advice_stands_first() {
    let rules = "rule one\n  when a\n  suggest drug\nrule two\n  when a\n  recommend against watch\n";
    assert_eq!(judge(rules, "a: yes").advice(), ["recommend against watch", "suggest drug"]);
}

// --- promises --------------------------------------------------------------------------------------------------------

#[test]
fn never_when_is_broken_by_what_is_sure_or_merely_possible() {
    let rules = "rule one\n  when a\n  recommend drug\nguarantee \"no drug for b\"\n  never recommend drug when b\n";
    assert_eq!(judge(rules, "a: yes\nb: yes").broken(), ["no drug for b"]);
    // advised although the exception may be present
    assert_eq!(judge(rules, "a: yes").broken(), ["no drug for b"]);
    assert_eq!(judge(rules, "a: yes\nb: no").broken(), [""; 0]);
    assert_eq!(judge(rules, "a: no\nb: yes").broken(), [""; 0]);
    // not advised yet
    assert_eq!(judge(rules, "b: yes").broken(), [""; 0]);
    assert_eq!(judge(rules, "a: yes").json()["broken_guarantees"][0], "no drug for b");
}

#[test]
fn never_without_when_is_broken_by_the_advice_alone() {
    let rules = "rule one\n  when a\n  recommend drug\nguarantee \"no drug\"\n  never recommend drug\n";
    assert_eq!(judge(rules, "a: yes").broken(), ["no drug"]);
    assert_eq!(judge(rules, "").broken(), [""; 0]);
}

#[test]
fn always_is_broken_only_by_what_is_sure() {
    let rules =
        "rule one\n  when a and c\n  recommend drug\nguarantee \"a gets the drug\"\n  always recommend drug when a\n";
    assert_eq!(judge(rules, "a: yes\nc: no").broken(), ["a gets the drug"]);
    assert_eq!(judge(rules, "a: yes\nc: yes").broken(), [""; 0]);
    assert_eq!(judge(rules, "a: yes").broken(), [""; 0]);
    assert_eq!(judge(rules, "c: no").broken(), [""; 0]);
}

#[test]
fn exactly_one_plan() {
    let rules = "
rule one
  when a
  recommend drug
rule two
  when b
  recommend watch
guarantee \"one plan\"
  when seen
  always exactly one of recommend drug, recommend watch
";
    assert_eq!(judge(rules, "a: yes\nb: no").broken(), [""; 0]);
    assert_eq!(judge(rules, "a: yes\nb: yes").broken(), ["one plan"]);
    assert_eq!(judge(rules, "a: no\nb: no").broken(), ["one plan"]);
    assert_eq!(judge(rules, "a: yes").broken(), [""; 0]);
}

/// Advice that only going through the cases decides is advice: promises hold for it as for any other.
#[test]
fn advice_settled_by_cases_can_break_a_promise() {
    let rules =
        "rule one\n  when a or not a\n  recommend drug\nguarantee \"no drug for b\"\n  never recommend drug when b\n";
    let judged = judge(rules, "b: yes");
    assert_eq!(judged.advice(), ["recommend drug"]);
    assert_eq!(judged.broken(), ["no drug for b"]);
}

/// The exception looks open, but no case has it: nothing is broken.
#[test]
fn an_exception_that_no_case_has_breaks_nothing() {
    let rules =
        "rule one\n  when c\n  recommend drug\nguarantee \"never both\"\n  never recommend drug when a and not a\n";
    let judged = judge(rules, "c: yes");
    assert_eq!(judged.advice(), ["recommend drug"]);
    assert_eq!(judged.broken(), [""; 0]);
}

// --- overrides -------------------------------------------------------------------------------------------------------

#[test]
fn an_overriding_rule_withholds_another() {
    let rules =
        "rule usual\n  when a\n  recommend drug\nrule special\n  when b\n  recommend watch\n  overrides usual\n";
    let both = judge(rules, "a: yes\nb: yes");
    assert_eq!(both.advice(), ["recommend watch"]);
    assert_eq!(both.status("usual"), "does not apply");
    assert!(both.outcome.conflicts.is_empty());
    assert_eq!(judge(rules, "a: yes\nb: no").advice(), ["recommend drug"]);
    // the overriding rule may yet apply: neither is sure
    let open = judge(rules, "a: yes");
    assert_eq!(open.advice(), [""; 0]);
    assert_eq!(open.status("usual"), "undecided");
    assert_eq!(open.status("special"), "undecided");
    assert_eq!(open.needs("usual"), ["b"]);
    // it cannot apply anyway
    assert_eq!(judge(rules, "a: no").status("usual"), "does not apply");
}

#[test]
fn a_rule_that_is_not_applicable_overrides_nothing() {
    let rules = "rule usual\n  when a\n  recommend drug\nrule special\n  applies to c\n  when b\n  recommend watch\n  overrides usual\n";
    let judged = judge(rules, "a: yes\nb: yes\nc: no");
    assert_eq!(judged.status("special"), "not applicable");
    assert_eq!(judged.advice(), ["recommend drug"]);
}

#[test]
fn an_exception_that_is_unknown_keeps_a_rule_open() {
    let rules = "rule r\n  when a\n  unless b\n  recommend drug\n";
    assert_eq!(judge(rules, "a: yes\nb: no").status("r"), "applies");
    assert_eq!(judge(rules, "a: yes\nb: yes").status("r"), "does not apply");
    let open = judge(rules, "a: yes");
    assert_eq!(open.status("r"), "undecided");
    assert_eq!(open.needs("r"), ["b"]);
    assert_eq!(open.advice(), [""; 0]);
}

// --- reviews ---------------------------------------------------------------------------------------------------------

#[test]
fn a_review_mark_reaches_the_answers_that_lean_on_it() {
    let rules = "
facts
  fever: yes or no  review \"which thermometer?\"
define x as a
  review \"a limit of our own\"
define y as x or b
define z as b
rule r
  when y
  recommend drug
rule s
  when fever
  suggest drug
";
    let judged = judge(rules, "a: yes\nb: yes\nfever: yes");
    assert_eq!(judged.marks("x"), ["x: a limit of our own"]);
    assert_eq!(judged.marks("y"), ["x: a limit of our own"]);
    assert_eq!(judged.marks("r"), ["x: a limit of our own"]);
    assert_eq!(judged.marks("z"), [""; 0]);
    assert_eq!(judged.marks("s"), ["fever: which thermometer?"]);
    // a rule that does not apply says nothing that would have to be confirmed
    let judged = judge(rules, "a: no\nb: no\nfever: no");
    assert_eq!(judged.marks("r"), [""; 0]);
    assert_eq!(judged.marks("s"), [""; 0]);
}

#[test]
fn a_label_under_review_marks_the_answers_of_its_list() {
    let rules = "
kind vein
  trait depth: deep or superficial
  popliteal: deep
  perforator: superficial  review \"project convention\"
finding clot
  vein: vein
facts
  clots: list of clot
define deep as any clots where vein is deep
define other as a
";
    let judged = judge(rules, "a: yes\nclots:\n  - vein: perforator\n  - no others");
    assert_eq!(judged.marks("deep"), ["perforator: project convention"]);
    assert_eq!(judged.marks("other"), [""; 0]);
    let judged = judge(rules, "clots:\n  - vein: popliteal\n  - no others");
    assert_eq!(judged.marks("deep"), [""; 0]);
}

// --- reasons ---------------------------------------------------------------------------------------------------------

#[test]
fn reasons_show_values_and_lists() {
    let rules = "
count burdens
  heavy when size > 50 cm
  a
  b
rule r
  when burdens >= 1
  recommend drug
  warn \"{burdens} burdens\"
  because \"{burdens} of 3: {list of burdens}; size {size}\"
";
    let judged = judge(rules, "a: yes\nb: yes\nsize: 520 mm");
    let reason = because(&judged.engine, &judged.outcome, judged.id("r")).unwrap();
    assert_eq!(reason, "3 of 3: heavy, a, b; size 52 cm");
    assert_eq!(judged.outcome.warnings[0].text, "3 burdens");
    assert_eq!(judged.json()["advice"][0]["reason"], reason);
    // what is open shows as open
    let judged = judge(rules, "a: yes\nb: no");
    let reason = because(&judged.engine, &judged.outcome, judged.id("r")).unwrap();
    assert!(reason.starts_with("1 to 2 of 3: a, perhaps heavy; size 0 to 100 cm"), "{reason}");
    assert_eq!(judged.outcome.warnings[0].text, "1 to 2 burdens");
}

/// `{NAME}` and `{list of NAME}` in the block of that name.
#[test]
fn a_note_shows_the_block_it_stands_in() {
    let rules = "
score s
  +1  a
  +2  b
  low: at most 1
  high: at least 2
  note \"{s} points: {list of s joined by +}\"
";
    let notes =
        |record: &str| judge(rules, record).outcome.notes.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    assert_eq!(notes("a: yes\nb: yes"), ["3 points: a+b"]);
    assert_eq!(notes("a: no\nb: no"), ["0 points: none"]);
    assert_eq!(notes("b: yes"), ["2 to 3 points: b+perhaps a"]);
    assert!(notes("a: yes").is_empty(), "the band is open, so there is no answer to note");
}

#[test]
fn an_empty_list_is_named() {
    let rules =
        "count burdens\n  a\nrule r\n  when burdens < 1\n  recommend drug\n  because \"burdens: {list of burdens}\"\n";
    let judged = judge(rules, "a: no");
    assert_eq!(because(&judged.engine, &judged.outcome, judged.id("r")).unwrap(), "burdens: none");
}

#[test]
fn reasons_name_the_entry_of_the_record() {
    let judged = judge("classify k\n  big when size > 5 cm\n  small otherwise\n", "size: 70 mm");
    let reason = &judged.json()["conclusions"]["k"]["because"][0];
    assert_eq!(reason["text"], "size > 5 cm");
    assert_eq!(reason["is"], "yes");
    assert_eq!(reason["used"][0]["name"], "size");
    assert_eq!(reason["used"][0]["at"], "patient.yaml:2 size");
}

#[test]
fn a_field_and_the_label_of_a_fact_mark_the_answers_that_read_them() {
    let rules = "
kind vein
  soleal
  plantar  review \"proximal or distal?\"
finding clot
  length: cm, 0 to 100  review \"measured how?\"
  side: right or left
facts
  clots: list of clot
  site: vein
define long as any clots where length > 5 cm
define on the left as any clots where side is left
define foot as site is plantar
define other as a";
    let judged = judge(rules, "clots: [{length: 7 cm, side: left}]\nsite: plantar\na: yes");
    assert_eq!(judged.marks("long"), ["length of clot: measured how?"]);
    assert_eq!(judged.marks("on the left"), [""; 0]);
    assert_eq!(judged.marks("foot"), ["plantar: proximal or distal?"]);
    assert_eq!(judged.marks("other"), [""; 0]);
    let judged = super::judge(rules, "clots: [{length: 7 cm}]\nsite: soleal\na: yes");
    assert_eq!(judged.marks("foot"), [""; 0]);
}

// --- what cannot be --------------------------------------------------------------------------------------------------

#[test]
fn an_impossible_case_breaks_no_promise() {
    let rules = "
facts
  sex: female or male
  pregnant: yes or no
impossible when pregnant and sex is male
rule r
  when a
  suggest drug
guarantee \"never in pregnancy\"
  never suggest drug when pregnant
";
    assert!(judge(rules, "a: yes\nsex: male").outcome.broken.is_empty());
    assert_eq!(judge(rules, "a: yes\nsex: female").outcome.broken.len(), 1);
    assert!(judge(rules, "a: yes\nsex: female\npregnant: no").outcome.broken.is_empty());
}

/// The order of the parts changes nothing, and parts that leave no label leave no element.
#[test]
fn parts_of_a_list_that_are_whole() {
    let parts = ["complete where mark is flat if a", "complete where mark is round if b"];
    for (first, second) in [(0, 1), (1, 0)] {
        let rules = format!(
            "
finding spot
  mark: flat or round
facts
  spots: list of spot, {}, {}
define flats as any spots where mark is flat
define rounds as any spots where mark is round
define some as any spots
",
            parts[first], parts[second]
        );
        let words = |record: &str| {
            let judged = judge(&rules, record);
            ["flats", "rounds", "some"].map(|name| {
                let id = judged.id(name);
                answer_words(&judged.engine, id, &judged.outcome.answers[id.0])
            })
        };
        assert_eq!(words("a: yes\nb: no\nspots: []"), ["no", "unknown", "unknown"]);
        assert_eq!(words("a: no\nb: yes\nspots: []"), ["unknown", "no", "unknown"]);
        assert_eq!(words("a: yes\nb: yes\nspots: []"), ["no", "no", "no"]);
        assert_eq!(words("b: yes\nspots: []"), ["unknown", "no", "unknown"]);
        // without the list there is nothing that could be whole
        assert_eq!(words("a: yes\nb: yes"), ["unknown", "unknown", "unknown"]);
    }
}

// --- what answers the title, and what advice is preferred to ---------------------------------------------------------

#[test]
fn the_header_names_what_answers_its_title() {
    let rules = "
rulebook \"Where, and what now?\"
  answers  plan, spots seen, 'big, or severe', plan of care
finding spot
  side: left or right
facts
  spots: list of spot
classify spots seen for each side of spot
  some when any spots where side is this side
  none otherwise
define 'big, or severe' as size > 5 cm or grade is severe
classify plan of care
  now when a
  later otherwise
decision plan of care
  nurse
rule plan
  when a
  suggest drug
";
    let names = ["plan", "spots seen of left", "spots seen of right", "big, or severe", "plan of care", "plan of care"];
    let judged = judge(rules, "a: yes");
    let base = &judged.engine.rulebase;
    let answers: Vec<&str> = base.books[0].answers.iter().map(|one| base.answered_name(*one)).collect();
    assert_eq!(answers, names);
    assert_eq!(judged.json()["rulebooks"][0]["answers"], serde_json::json!(names));
    // a decision may bear the name of a rule or a conclusion
    let decisions = base.books[0].answers.iter().map(|one| matches!(one, Answered::Decision(_)));
    assert_eq!(decisions.collect::<Vec<_>>(), [true, false, false, false, false, true]);
}

#[test]
fn advice_says_what_it_is_preferred_to() {
    let rules =
        |clause: &str| format!("rule one\n  when a\n  suggest drug\n{clause}rule two\n  when a\n  warn \"careful\"\n");
    let said = |clause: &str| judge(&rules(clause), "a: yes").json()["advice"][0]["rather_than"].clone();
    assert_eq!(said("  rather than \"aspirin\"\n       \"or nothing\"\n"), "aspirin or nothing");
    assert_eq!(said(""), Json::Null);
    let judged = judge("rulebook \"No answers\"\nrule one\n  when a\n  suggest drug\n", "a: yes");
    assert!(judged.engine.rulebase.books[0].answers.is_empty());
    assert_eq!(judged.json()["rulebooks"][0].get("answers"), None);
}
