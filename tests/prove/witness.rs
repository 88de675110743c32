//! The smallest patient: what is printed for a fault, word for word.

use rulecheck::prove::{Options, Outcome, prove};
use rulecheck::report::{self, Context};

use super::world::{options, sound, today};

/// What is printed for people about a rule book.
fn printed(text: &str, options: &Options) -> String {
    let (engine, sources) = sound(text);
    let report = prove(&engine, options, &|_| true);
    report::proof(Context { engine: &engine, sources: &sources, only: &[] }, &report)
}

/// The example blocks in it, without their names.
fn blocks(printed: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in printed.lines().filter_map(|line| line.strip_prefix("    ")) {
        match blocks.last_mut() {
            _ if line.starts_with("example") => blocks.push(String::new()),
            Some(block) => block.push_str(&format!("{}\n", line.strip_prefix("  ").unwrap_or(line))),
            None => {}
        }
    }
    blocks
}

#[track_caller]
fn only_block(text: &str, expected: &str) {
    let printed = printed(text, &options());
    assert_eq!(blocks(&printed), [expected], "{printed}");
}

const HOLE: &str = "
facts
  BMI: WHAT, 10 to 80
classify weight
  too heavy  when BMI >= 25UNIT
  usual      when BMI >= 18.5UNIT
  too light  when BMI <= 18.49UNIT
";

#[test]
fn a_hole_of_a_decimal_is_none_of_a_whole_number() {
    let decimal = HOLE.replace("WHAT", "kg/m²").replace("UNIT", " kg/m²");
    only_block(&decimal, "given\n  BMI: 18.495 kg/m²\nas of 2026-11-20\nexpect\n  weight is failed\n");
    let whole = HOLE.replace("WHAT", "whole number").replace("UNIT", "").replace("18.49", "18").replace("18.5", "19");
    let printed = printed(&whole, &options());
    assert!(printed.contains("proved") && blocks(&printed).is_empty(), "{printed}");
    let gap = whole.replace("<= 18", "< 18");
    only_block(&gap, "given\n  BMI: 18\nas of 2026-11-20\nexpect\n  weight is failed\n");
}

#[test]
fn a_broken_promise_shows_the_least_that_breaks_it() {
    only_block(
        r#"
facts
  DVT: yes or no
  bleeding: yes or no
  low platelets: yes or no
  cancer: yes or no
  age: years, 0 to 120
decision treatment
  anticoagulation
rule treat
  when DVT or (cancer and age >= 65 years)
  unless low platelets
  recommend anticoagulation
guarantee "never while bleeding"
  never recommend anticoagulation when bleeding
"#,
        "given\n  DVT: yes\n  bleeding: yes\n  low platelets: no\nas of 2026-11-20\nexpect\n  rule treat applies\n",
    );
}

#[test]
fn two_rules_at_once_show_the_least_for_both() {
    only_block(
        r#"
facts
  fever: yes or no
  cough: yes or no
  grade: mild, moderate or severe
  days ill: whole number, 0 to 60
decision plan
  wait
  treat
rule wait for a week
  when fever and days ill <= 7
  suggest wait
rule treat the severe
  when grade is severe or (cough and days ill > 7)
  suggest treat
"#,
        "given\n  fever: yes\n  grade: severe\n  days ill: 7\nas of 2026-11-20\nexpect\n  rule wait for a week applies\n  \
         rule treat the severe applies\n",
    );
}

const LIST: &str = r#"
finding clot
  side: left or right
  length: cm, 0 to 50
facts
  clots: list of clot
  age: years, 0 to 120
rule watch
  when any clots and every clots where length < 5 cm
  warn "watch"
guarantee "a clot of 8 cm in all is not watched"
  never watch when total length of clots >= 8 cm
"#;

#[test]
fn a_promise_that_only_two_elements_break() {
    only_block(
        LIST,
        "given\n  clots\n    - length: 4 cm\n    - length: 4 cm\n    - no others\nas of 2026-11-20\nexpect\n  rule watch applies\n",
    );
    let text = printed(LIST, &options());
    assert!(text.contains("Lists were looked at with up to 2 elements."), "{text}");
    // one element breaks nothing
    let one = printed(LIST, &Options { elements: Some(1), ..Options::on(today()) });
    assert!(blocks(&one).is_empty() && one.contains("Lists were looked at with up to 1 element"), "{one}");
}

/// Where the rules count further, longer lists are looked at by themselves; so they are before a rule is for nobody.
#[test]
fn lists_are_as_long_as_the_rules_count() {
    let (engine, _) = sound(
        r#"
finding clot
  side: left or right
facts
  clots: list of clot
rule many
  when count of clots >= 4
  warn "many"
guarantee "nobody has many on one side"
  never many when every clots where side is left
"#,
    );
    let report = prove(&engine, &Options::on(today()), &|_| true);
    assert_eq!(report.elements, Some(5));
    let found = report.findings().find(|(proof, _)| proof.claim.starts_with("guarantee"));
    assert!(found.is_some() && report.proofs.iter().any(|proof| proof.lists), "{report:#?}");
    let (short, _) = (prove(&engine, &options(), &|_| true), ());
    let can = |report: &rulecheck::prove::Report| {
        let rule = report.proofs.iter().find(|proof| proof.claim.contains("can apply"));
        rule.is_some_and(|proof| proof.result == Outcome::Proved)
    };
    assert!(can(&report) && can(&short), "longer lists are looked at before a rule is for nobody");
}

/// `C` and `D` exclude one another; where both hold, `first of` takes `a`; `B` twice gives the same.
const OVERLAPS: &str = "
facts
  age: years, 0 to 120
  pain: yes or no
classify risk
  A  when age >= 70 years
  B  when pain
  C  when age < 20 years
  D  when age >= 20 years and age < 60 years
  B  otherwise
score points
  first of
    +1  a when age >= 70 years
    +2  b when age >= 75 years or pain
    +3  c when age < 10 years
  +1  pain
  few: 0 to 2
  many: at least 3
";

#[test]
fn overlaps_are_told_where_they_are_asked_for() {
    let printed_with = |overlaps| printed(OVERLAPS, &Options { overlaps, ..options() });
    assert!(printed_with(false).ends_with(" proved\n"), "{}", printed_with(false));
    let told = printed_with(true);
    let pairs: Vec<&str> = told
        .lines()
        .filter_map(|line| line.strip_prefix("overlap at ")?.split_once(": "))
        .map(|(_, told)| told)
        .collect();
    let pair = |word: &str, other: &str, of: &str, name: &str| {
        format!(
            "{word} `{other}` of `{of}` also holds for a patient for whom `{name}` holds, which stands first and counts"
        )
    };
    let expected = [
        pair("line", "B", "risk", "A"),
        pair("line", "C", "risk", "B"),
        pair("line", "D", "risk", "B"),
        pair("item", "b", "points", "a"),
        pair("item", "c", "points", "b"),
    ];
    assert_eq!(pairs, expected, "{told}");
    let block = "given\n  age: 73 years\n  pain: yes\nas of 2026-11-20\nexpect\n  risk is A\n";
    assert_eq!(blocks(&told)[0], block, "{told}");
    assert!(told.contains(" proved, 5 overlaps\n"), "{told}");
}
