//! Coverage: what the examples have shown, what they have not, and what cannot be.

use std::path::Path;

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::compile::compile;
use rulecheck::coverage::{Coverage, Covered, Found, Kind, coverage};
use rulecheck::source::Sources;
use rulecheck::workers::Cores;

const FACTS: &str = "
kind vein
  trait depth: deep or superficial
  soleal: deep
  popliteal: deep
  great saphenous: superficial
finding clot
  vein: vein
  side: right or left
  size: mm, 0 to 60
  fresh: yes or no
facts
  a: yes or no
  b: yes or no
  silent: yes or no, no if not recorded
  age: years, 0 to 120
  grade: mild, moderate or severe
  surgery: date
  clots: list of clot, complete if scanned
  scanned: yes or no
";

/// The coverage of a small rule book by its examples.
fn report(files: &[(&str, &str)], asked: &str) -> (Coverage, Sources) {
    let today = Date::new(2026, 11, 23).unwrap();
    let mut read = |path: &Path| {
        let found = files.iter().find(|(name, _)| Path::new(name) == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "no such file".to_owned())
    };
    let rules = compile(&[asked], &mut read, today).sound();
    let (rules, sources) = rules.unwrap_or_else(|errors| panic!("{errors}"));
    (coverage(&Engine::new(rules, &Cores), &sources, today), sources)
}

/// The parts of one kind, one a line: its words, then what it was (`yes`), what it never was (`-yes`) and what it cannot
/// be (`!yes` and the reason).
fn lines(files: &[(&str, &str)], asked: &str, kind: Kind) -> Vec<String> {
    report(files, asked).0.of(kind).map(line).collect()
}

fn line(part: &Covered) -> String {
    let found = part.kind.sides().iter().zip(&part.found).map(|(side, found)| match found {
        Found::Seen => side.word().to_owned(),
        Found::Missing => format!("-{}", side.word()),
        Found::Cannot(why) => format!("!{} {why:?}", side.word()),
    });
    let limit = part.limit.as_ref().map_or(String::new(), |(limit, _)| format!(", {limit}"));
    format!("{}{limit}: {}", part.text, found.collect::<Vec<String>>().join(", "))
}

/// Of one rule book that has the facts above.
fn covered(rules: &str) -> Vec<String> {
    of_kind(rules, Kind::Condition)
}

fn of_kind(rules: &str, kind: Kind) -> Vec<String> {
    lines(&[("small.rule", &format!("{FACTS}{rules}"))], "small.rule", kind)
}

/// The line of one condition.
#[track_caller]
fn one(rules: &str, condition: &str) -> String {
    let all = covered(rules);
    let start = format!("{condition}: ");
    let found: Vec<&String> = all.iter().filter(|line| line.starts_with(&start)).collect();
    assert_eq!(found.len(), 1, "{all:#?}");
    found[0][start.len()..].to_owned()
}

/// An example of a patient, one entry a line.
fn example(number: usize, entries: &str) -> String {
    let given: String = entries.split(';').map(|entry| format!("    {}\n", entry.trim_end())).collect();
    format!("example \"{number}\"\n  given\n{given}  expect\n    x is undecided\n")
}

/// A definition of a condition, and examples.
fn define(condition: &str, patients: &[&str]) -> String {
    let examples: String = patients.iter().enumerate().map(|(at, entries)| example(at, entries)).collect();
    format!("define x as {condition}\n{examples}")
}

// --- what was seen ---------------------------------------------------------------------------------------------------

#[test]
fn each_condition_stands_alone() {
    let rules = define("(a and age >= 18 years) or not b", &["a: yes; b: no", "a: no; age: 12 years", "age: 40 years"]);
    assert_eq!(
        covered(&rules)[1..],
        ["a: yes, no, unknown", "age >= 18 years: yes, no, unknown", "b: -yes, no, unknown"]
    );
}

#[test]
fn every_place_of_a_condition_counts() {
    let rules = "
rule r
  applies to age >= 18 years
  when a
  unless b
  warn \"x\"
count c
  two things  when grade is mild
score s
  +1  grade is moderate
  first of
    +2  grade is severe
    +1  age < 1 years
define lines
  1  when surgery within the last 4 weeks
  2  otherwise
define truth
  silent  when age > 100 years
  yes     otherwise
impossible when age > 119 years
";
    let names: Vec<String> = covered(rules).iter().map(|line| line.split(": ").next().unwrap().to_owned()).collect();
    let expected = [
        "scanned",
        "age >= 18 years",
        "a",
        "b",
        "grade is mild",
        "grade is moderate",
        "grade is severe",
        "age < 1 years",
        "surgery within the last 4 weeks",
        "silent",
        "age > 100 years",
        "age > 119 years",
    ];
    assert_eq!(names, expected);
}

#[test]
fn equal_conditions_and_their_opposites_count_once() {
    let rules = "define x as grade is not mild and a\ndefine y as grade is mild or a or not a\nexample \"1\"\n  given\n    grade: mild\n  expect\n    not x\n";
    assert_eq!(covered(rules)[1..], ["grade is not mild: -yes, no, -unknown", "a: -yes, -no, unknown"]);
}

#[test]
fn what_is_written_in_one_piece_is_one_condition() {
    let patients = ["age: 20 years; surgery: 2026-11-20", "age: 70 years"];
    let rules = define("age is not between 18 years and 65 years or surgery within the last 4 weeks", &patients);
    assert_eq!(
        covered(&rules)[1..],
        [
            "age is not between 18 years and 65 years: yes, no, -unknown",
            "surgery within the last 4 weeks: yes, -no, unknown"
        ]
    );
}

#[test]
fn impossible_patients_show_nothing() {
    let rules = format!("impossible when b\n{}", define("a", &["a: yes; b: yes"]));
    assert_eq!(one(&rules, "a"), "-yes, -no, -unknown");
}

#[test]
fn conditions_of_used_files_are_theirs() {
    let used = format!("{FACTS}define x as a and grade is mild\n");
    let files = [("used.rule", used.as_str()), ("own.rule", "use \"used.rule\"\ndefine y as x and a\n")];
    let names: Vec<String> =
        lines(&files, "own.rule", Kind::Condition).iter().map(|line| line.split(": ").next().unwrap().into()).collect();
    // `a` stands in both: here it goes by its first place here
    assert_eq!(names, ["x", "a"]);
}

// --- lists -----------------------------------------------------------------------------------------------------------

#[test]
fn a_where_is_judged_of_each_element() {
    let rules = define(
        "any clots where vein is deep and size >= 5 mm",
        &["clots;   - vein: soleal, size: 4 mm;   - vein: great saphenous;   - no others"],
    );
    assert_eq!(one(&rules, "vein is deep"), "yes, no, -unknown");
    assert_eq!(one(&rules, "size >= 5 mm"), "-yes, no, unknown");
    assert_eq!(one(&rules, "any clots where vein is deep and size >= 5 mm"), "-yes, no, -unknown");
}

#[test]
fn an_element_that_was_not_given_could_be_anything() {
    let given = |scanned: &str| {
        define("any clots where vein is deep", &[&format!("scanned: {scanned}; clots;   - vein: soleal")])
    };
    assert_eq!(one(&given("no"), "vein is deep"), "yes, -no, unknown");
    assert_eq!(one(&given("yes"), "vein is deep"), "yes, -no, -unknown");
    let none = define("any clots where vein is deep", &["clots: none"]);
    assert_eq!(one(&none, "vein is deep"), "-yes, -no, -unknown");
    let silent = define("every clots where vein is deep", &["a: yes"]);
    assert_eq!(one(&silent, "vein is deep"), "-yes, -no, unknown");
}

#[test]
fn a_where_may_ask_about_the_patient() {
    let rules = define("any clots where vein is deep and a", &["a: yes", "a: no; clots: none"]);
    assert_eq!(one(&rules, "a"), "yes, no, -unknown");
}

#[test]
fn lists_of_lists_and_counts_hold_conditions_too() {
    let rules = "define deep clots as clots where vein is deep
define number as count of deep clots where fresh
define x as number >= 2 and largest size of clots > 5 mm
";
    assert_eq!(
        covered(rules),
        [
            "scanned: -yes, -no, -unknown",
            "vein is deep: -yes, -no, -unknown",
            "fresh: -yes, -no, -unknown",
            "number >= 2: -yes, -no, -unknown",
            "largest size of clots > 5 mm: -yes, -no, -unknown",
        ]
    );
}

// --- for each --------------------------------------------------------------------------------------------------------

const EACH: &str = "
classify leg for each side of clot
  fresh right      when this side is right and any clots where side is this side and fresh
  some clot        when any clots where side is this side
  none             otherwise
example \"1\"
  given
    clots
      - side: left, fresh: yes
      - no others
  expect
    leg of left is some clot
";

#[test]
fn a_line_for_each_label_is_one_condition() {
    assert_eq!(one(EACH, "fresh"), "yes, -no, -unknown");
    assert_eq!(one(EACH, "side is this side"), "yes, no, -unknown");
    assert_eq!(one(EACH, "any clots where side is this side"), "yes, no, -unknown");
}

#[test]
fn what_the_label_decides_is_never_unknown() {
    assert_eq!(one(EACH, "this side is right"), "yes, no, !unknown Constant");
}

// --- what cannot be --------------------------------------------------------------------------------------------------

#[test]
fn what_is_known_is_never_open() {
    let rules = define("age is known or any clots where size is unknown", &["age: 40 years"]);
    assert_eq!(one(&rules, "age is known"), "yes, -no, !unknown Known");
    // of an element that was not given, nobody can say whether its size is known
    assert_eq!(one(&rules, "size is unknown"), "-yes, -no, unknown");
    assert_eq!(one(&rules, "any clots where size is unknown"), "-yes, -no, unknown");
    // a value that is computed from such tests alone, by way of a definition
    let rules = "define both as age is known and a is known\ndefine x as both\n";
    assert_eq!(one(rules, "both"), "-yes, -no, !unknown Known");
    // a yes or no is read only where it is known; a number may be known in part
    let rules = "define sure as a is known and a\ndefine free as a is unknown or not a\n\
                 define old as age is known and age >= 65 years\ndefine x as any of sure, free or old\n";
    assert_eq!(one(rules, "sure"), "-yes, -no, !unknown Known");
    assert_eq!(one(rules, "free"), "-yes, -no, !unknown Known");
    assert_eq!(one(rules, "old"), "-yes, -no, -unknown");
}

#[test]
fn no_plausible_value_makes_it_so() {
    // of facts, the checker refuses such comparisons
    let rules = define("any clots where size > 60 mm or size <= 60 mm", &["clots;   - size: 4 mm;   - no others"]);
    assert_eq!(one(&rules, "size > 60 mm"), "!yes Range, no, !unknown Range");
    assert_eq!(one(&rules, "size <= 60 mm"), "yes, !no Range, !unknown Range");
    let rules = define("grade is one of mild, moderate or severe", &["a: yes"]);
    assert_eq!(one(&rules, "grade is one of mild, moderate or severe"), "yes, !no Range, !unknown Range");
    // the ends of the range belong to it
    let rules = define("age >= 120 years or any clots where size >= 60 mm", &["age: 40 years"]);
    assert_eq!(one(&rules, "age >= 120 years"), "-yes, no, -unknown");
    assert_eq!(one(&rules, "size >= 60 mm"), "-yes, -no, unknown");
}

#[test]
fn what_no_patient_comes_to() {
    let rules = "
score s
  +1  a
  +1  b
  low: 0 to 1
  high: at least 2
rule r
  when s >= 3
  warn \"x\"
rule q
  when r
  warn \"y\"
define x as age * 2 >= 240 years and age * 2 > 240 years
";
    assert_eq!(one(rules, "s >= 3"), "!yes Everyone, -no, !unknown Everyone");
    assert_eq!(one(rules, "r"), "!yes Everyone, -no, !unknown Everyone");
    assert_eq!(one(rules, "age * 2 >= 240 years"), "-yes, -no, -unknown");
    assert_eq!(one(rules, "age * 2 > 240 years"), "!yes Everyone, -no, !unknown Everyone");
}

#[test]
fn no_if_not_recorded_can_be_recorded() {
    let rules = define("silent", &["a: yes"]);
    assert_eq!(one(&rules, "silent"), "-yes, no, -unknown");
}

#[test]
fn what_the_rules_call_impossible() {
    let rules = define("b", &["a: yes"]);
    for impossible in ["b", "b or age > 119 years", "not none of b, age > 119 years"] {
        let rules = format!("impossible when {impossible}\n{rules}");
        // not known, it can only be no
        assert_eq!(one(&rules, "b"), "!yes Impossible, -no, !unknown Impossible", "{impossible}");
    }
    // one of two that are impossible together may be
    let rules = format!("impossible when b and grade is mild\n{rules}");
    assert_eq!(one(&rules, "b"), "-yes, -no, unknown");
    let rules = format!("impossible when not b\n{}", define("b", &["a: yes"]));
    assert_eq!(one(&rules, "b"), "-yes, !no Impossible, !unknown Impossible");
}

#[test]
fn dates_and_as_of_dates_can_be_any() {
    let rules = define(
        "surgery within the last 4 weeks and surgery is 2020-01-01 and years since surgery >= 90 years",
        &["surgery: never"],
    );
    assert_eq!(one(&rules, "surgery within the last 4 weeks"), "-yes, no, -unknown");
    assert_eq!(one(&rules, "surgery is 2020-01-01"), "-yes, no, -unknown");
    assert_eq!(one(&rules, "years since surgery >= 90 years"), "-yes, no, -unknown");
}

// --- thresholds ------------------------------------------------------------------------------------------------------

fn thresholds(rules: &str) -> Vec<String> {
    of_kind(rules, Kind::Threshold)
}

#[test]
fn a_threshold_has_three_sides() {
    let rules = define("age >= 18 years", &["age: 17 years", "age: 18 years", "age: unknown"]);
    assert_eq!(thresholds(&rules), ["age, 18 years: below, at, -above"]);
    // what is known in part counts where it lies wholly on one side
    let rules = define("age >= 18 years", &["age: > 18 years", "age: 10 to 17 years", "age: 17 to 18 years"]);
    assert_eq!(thresholds(&rules), ["age, 18 years: below, -at, above"]);
    // the two ends of a range, and the same limit worded otherwise
    let rules = define("age is between 18 years and 65 years and not (age < 18 years)", &["age: 40 years"]);
    assert_eq!(thresholds(&rules), ["age, 18 years: -below, -at, above", "age, 65 years: below, -at, -above"]);
}

#[test]
fn a_value_in_the_unit_of_the_limit_meets_it() {
    // 90 days are 12.857142… weeks, in the record and in the rule
    let rules = "facts\n  weeks ago: weeks, 0 to 520\ndefine x as weeks ago >= 90 days\n\
                 example \"1\"\n  given\n    weeks ago: 90 days\n  expect\n    x\n";
    let found = lines(&[("weeks.rule", rules)], "weeks.rule", Kind::Threshold);
    assert_eq!(found, ["weeks ago, 90 days: -below, at, -above"]);
    let found = lines(&[("weeks.rule", rules)], "weeks.rule", Kind::Condition);
    assert_eq!(found, ["weeks ago >= 90 days: yes, -no, -unknown"]);
}

#[test]
fn thresholds_of_fields_are_met_by_elements() {
    let rules = define("any clots where size > 1 cm", &["clots;   - size: 9 mm;   - size: 11 mm", "clots: none"]);
    assert_eq!(thresholds(&rules), ["size, 1 cm: below, -at, above"]);
    let rules = define("largest size of clots > 1 cm", &["clots;   - size: 9 mm;   - no others"]);
    assert_eq!(thresholds(&rules), ["largest size of clots, 1 cm: below, -at, -above"]);
}

#[test]
fn thresholds_of_windows_are_dates() {
    let patients = |day: &str| define("surgery within the last 4 weeks", &[&format!("surgery: {day}")]);
    let limit = "surgery, 28 days before the as-of date";
    // as of 2026-11-23
    assert_eq!(thresholds(&patients("2026-10-25")), [format!("{limit}: below, -at, -above")]);
    assert_eq!(thresholds(&patients("2026-10-26")), [format!("{limit}: -below, at, -above")]);
    assert_eq!(thresholds(&patients("2026-10-27")), [format!("{limit}: -below, -at, above")]);
    assert_eq!(thresholds(&patients("never")), [format!("{limit}: -below, -at, -above")]);
    let rules = define("days since surgery > 3 days", &["surgery: 2026-11-20"]);
    assert_eq!(thresholds(&rules), ["days since surgery, 3 days: -below, at, -above"]);
}

#[test]
fn a_computed_value_and_a_computed_limit() {
    let rules = "define limit as max(20 years, age / 2)\ndefine x as age * 2 >= 40 years or age > limit\n\
        example \"1\"\n  given\n    age: 20 years\n  expect\n    x\n";
    assert_eq!(thresholds(rules), ["age * 2, 40 years: -below, at, -above", "age, limit: -below, at, -above"]);
}

#[test]
fn what_a_threshold_cannot_have() {
    let rules = define("any clots where size >= 60 mm or size > 0 mm", &["a: yes"]);
    assert_eq!(thresholds(&rules), ["size, 60 mm: -below, -at, !above Range", "size, 0 mm: !below Range, -at, -above"]);
    let rules = define("count of clots >= 1.5", &["a: yes"]);
    assert_eq!(thresholds(&rules), ["count of clots, 1.5: -below, !at Steps, -above"]);
    let rules = format!("impossible when age > 119 years\n{}", define("a", &["a: yes"]));
    assert_eq!(thresholds(&rules), ["age, 119 years: -below, -at, !above Impossible"]);
    // one point or four, and nothing between
    let score = "score s\n  +1  a\n  +3  b\n  low: at most 1\n  middle: 2\n  high: at least 3\ndefine x as s >= 5\n";
    assert_eq!(
        thresholds(score),
        ["s, 2: -below, !at Steps, -above", "s, 3: -below, -at, -above", "s, 5: -below, !at Everyone, !above Everyone"]
    );
    assert_eq!(of_kind(score, Kind::Band), ["s: low: -reached", "s: middle: !reached Steps", "s: high: -reached"]);
}

// --- answers ---------------------------------------------------------------------------------------------------------

#[test]
fn bands_lines_alternatives_and_rules() {
    let rules = "
score s
  +1  a
  +1  b
  low: at most 1
  high: at least 2
classify size
  large   when age >= 60 years
  never   when s >= 3
  small   otherwise
decision plan
  scan: \"Scan\"
  wait: \"Wait\"
  pray: \"Pray\"
rule high is scanned
  when s is high
  recommend scan
rule low may wait
  applies to age >= 18 years
  when s is low
  suggest wait
example \"1\"
  given
    a: no
    age: 60 years
  expect
    s is low
example \"2\"
  given
    age: 60 years
  expect
    s is undecided
example \"a child\"
  given
    a: yes
    b: yes
    age: 12 years
  expect
    s is high
";
    assert_eq!(of_kind(rules, Kind::Band), ["s: low: reached", "s: high: reached"]);
    assert_eq!(
        of_kind(rules, Kind::Line),
        [
            "size: large: the line that decides",
            "size: never: !the line that decides Everyone",
            "size: small: the line that decides"
        ]
    );
    assert_eq!(
        of_kind(rules, Kind::Alternative),
        ["plan: scan: advised alone", "plan: wait: advised alone", "plan: pray: !advised alone Unadvised"]
    );
    assert_eq!(
        of_kind(rules, Kind::Rule),
        ["high is scanned: applies, does not apply, undecided", "low may wait: applies, does not apply, undecided"]
    );
}

#[test]
fn a_hundred_is_all_that_can_be() {
    let of = |rules: &str| report(&[("small.rule", &format!("{FACTS}{rules}"))], "small.rule").0;
    // `scanned` is a condition too: of the list of clots
    let whole = of(&define(
        "age is known and a",
        &["scanned: yes; a: yes; age: 1 years", "scanned: no; a: no", "a: unknown; age: 1 years"],
    ));
    assert_eq!((whole.seen(), whole.percent()), ((8, 8), 100));
    let patients = ["scanned: yes; a: yes; age: 1 years", "scanned: no; a: no", "scanned: no; age: 1 years"];
    let part = of(&define("age is known and a", &patients));
    assert_eq!((part.seen(), part.percent()), ((7, 8), 87));
}

// --- the page --------------------------------------------------------------------------------------------------------

#[test]
fn the_page_escapes_what_rules_say() {
    let rules = format!("{FACTS}{}# <script>alert('\"')</script>\n", define("age < 18 years", &["age: 12 years"]));
    let (coverage, sources) = report(&[("<i>.rule", &rules)], "<i>.rule");
    let page = rulecheck::report::coverage_html(&coverage, &sources).unwrap();
    assert!(!page.contains("<script") && !page.contains("<i>"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(&#x27;&quot;&#x27;)"), "{page}");
    let marked = "<span class=\"partly\" title=\"age &lt; 18 years: never no, never unknown; \
                  age: never at 18 years, never above 18 years\">age &lt; 18 years</span>";
    assert!(page.contains(marked), "{page}");
    assert!(page.contains("<span class=\"partly\" title=\"scanned: never yes, never no\">"), "{page}");
    // it stands alone
    assert!(!page.contains("http") && !page.contains("src=") && !page.contains("<link"), "{page}");
}
