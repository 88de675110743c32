//! Examples of a rule book: what they expect is held against the answers as they are shown.

use super::*;

fn failures(rules: &str) -> Vec<String> {
    let text = format!("{FACTS}{rules}");
    let (engine, sources) = engine(&[PathBuf::from("small.rule")], &mut |_| Ok(text.clone()));
    let tested = rulecheck::test::run(&engine, &sources, today());
    assert_eq!(tested.len(), engine.examples.len());
    assert!(!tested.is_empty());
    tested
        .into_iter()
        .flat_map(|one| one.failures)
        .map(|failure| format!("{} / {}", failure.expected, failure.found))
        .collect()
}

const RULES: &str = "
define x as a or not a
count n
  a
  b
classify k
  p when a
  q otherwise
rule r
  when a
  recommend drug for 3 weeks
  warn \"Watch out\"
";

fn expecting(given: &str, lines: &[&str]) -> Vec<String> {
    let expect: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    failures(&format!("{RULES}example \"e\"\n  given\n    {given}\n  expect\n{expect}"))
}

#[test]
fn what_comes_true() {
    let lines = [
        "n is 1",
        "k is p",
        "rule r applies",
        "recommend drug for 3 weeks",
        "recommend drug",
        "warn \"Watch\"",
        "no recommend against drug",
        "not n is 2",
    ];
    assert_eq!(expecting("a: yes\n    b: no", &lines), [""; 0]);
    let lines =
        ["n could be 0 to 2", "k could be p or q", "k is undecided", "rule r is undecided", "needs a", "needs b"];
    assert_eq!(expecting("seen: yes", &lines), [""; 0]);
}

/// What only going through the cases decides is decided, however the expectation words it.
#[test]
fn what_the_cases_decide() {
    let lines = ["x", "not not x", "x and seen", "x or a", "any of x, b"];
    assert_eq!(expecting("seen: yes", &lines), [""; 0]);
}

#[test]
fn what_does_not_come_true() {
    let given = "a: yes\n    b: no";
    for wrong in [
        "n is 2",
        "k is q",
        "rule r does not apply",
        "rule r is undecided",
        "recommend drug for 2 weeks",
        "suggest drug",
        "no recommend drug",
        // a stronger word for the same advice
        "no suggest drug",
        "warn \"Beware\"",
        "no warn \"Watch\"",
        "k is undecided",
        "k is not applicable",
        "n could be 0 to 2",
        "k could be p or q",
        "needs a",
        "not x",
        "b",
    ] {
        assert_eq!(expecting(given, &[wrong]).len(), 1, "{wrong}");
    }
    let open = "seen: yes";
    for wrong in [
        "a",
        "not a",
        "k is p",
        "n is 0",
        "rule r applies",
        "rule r does not apply",
        // still possible
        "no warn \"Watch\"",
        "no recommend drug",
        "recommend drug",
        "n could be 0 to 1",
    ] {
        assert_eq!(expecting(open, &[wrong]).len(), 1, "{wrong}");
    }
}

#[test]
fn a_broken_promise_a_conflict_and_an_impossible_patient_fail_an_example() {
    let example = "example \"e\"\n  given\n    a: yes\n    b: yes\n  expect\n    k is p\n";
    let promise = "guarantee \"no drug\"\n  never recommend drug when b\n";
    assert_eq!(failures(&format!("{RULES}{promise}{example}")).len(), 1);
    let other = "rule two\n  when b\n  suggest watch\n";
    assert_eq!(failures(&format!("{RULES}{other}{example}")).len(), 1);
    let impossible = "impossible when a and b\n";
    assert_eq!(failures(&format!("{RULES}{impossible}{example}")).len(), 1);
    assert_eq!(failures(&format!("{RULES}{example}")).len(), 0);
}
