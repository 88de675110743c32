//! Cases in which something would pass as proved, or as the same, although some record shows otherwise.

use rulecheck::answer::Engine;
use rulecheck::eval::{Could, Value};
use rulecheck::prove::{Equality, Outcome, equal, prove};
use rulecheck::record::{Datum, Record, Value as Given};

use super::world::{engine, options, sound, today};

/// How the claims come out whose words hold all of these.
fn results(text: &str, words: &[&str]) -> Vec<Outcome> {
    let (engine, _) = sound(text);
    let report = prove(&engine, &options(), &|_| true);
    let claims = report.proofs.into_iter().filter(|proof| words.iter().all(|word| proof.claim.contains(word)));
    claims.map(|proof| proof.result).collect()
}

/// How the conclusions of two versions compare.
fn compared(old: &str, new: &str) -> Vec<Equality> {
    let ((old, _), (new, _)) = (sound(old), sound(new));
    equal(&old, &new, &options(), &|_| true).into_iter().map(|one| one.result).collect()
}

/// What the first conclusion could be for a record that says yes of the first fact, and nothing else.
fn of_the_first(engine: &Engine) -> Could {
    let mut record = Record { facts: vec![None; engine.rulebase.schema.facts.len()], ..Record::default() };
    let (value, written, origin) = (Given::YesNo(true), "yes".to_owned(), Default::default());
    record.facts[0] = Some(Datum { value, written, origin });
    let outcome = engine.judge_one(&record, today()).expect("a possible record");
    let Value::YesNo(could) = &outcome.answers[0].value else { panic!("{:?}", outcome.answers[0]) };
    *could
}

/// Silence that means no is no reason to leave a fact out of what rules patients out.
#[test]
fn facts_that_are_no_if_not_recorded_are_opened_like_others() {
    for silence in ["", ", no if not recorded"] {
        let facts = format!("facts\n  inpatient: yes or no{silence}\n  x: number, 0 to 10\n  y: number, 0 to 10\n");
        let text = format!("{facts}guarantee \"g\"\n  never inpatient when x - y > 9 and x > 2\n");
        let found = results(&text, &["guarantee \"g\""]);
        assert!(matches!(found.last(), Some(Outcome::Found(_))), "{silence}: {found:?}");
        let rule = |limit: u32| format!("{facts}define r as inpatient and x - y > {limit} and x > y\n");
        assert!(matches!(compared(&rule(5), &rule(7))[..], [Equality::Differs(_)]), "{silence}");
        let (engine, _) = sound(&format!("{facts}define r as inpatient and x - y > 9 and x < 9.5\n"));
        let could = of_the_first(&engine);
        assert!(could.yes && could.no, "x 9.3 and y 0.1 would be yes: {could:?}");
    }
}

/// A record that is silent of such a fact says no: what would be if it said yes is no completion of it.
#[test]
fn silence_that_says_no_is_not_exchanged() {
    let text = "facts\n  inpatient: yes or no, no if not recorded\n  z: yes or no\n\
                guarantee \"g\"\n  never z is unknown when inpatient is unknown and not inpatient\n\
                guarantee \"h\"\n  never z when inpatient is unknown and not inpatient and (z is unknown or z is known)\n";
    for name in ["g", "h"] {
        let found = results(text, &[&format!("guarantee \"{name}\"")]);
        assert!(matches!(found.last(), Some(Outcome::Found(_))), "{name}: {found:?}");
    }
}

/// A patient whom the rules call impossible makes up for nobody.
#[test]
fn impossible_patients_are_no_alternatives() {
    let text = "
facts
  sex: female or male
  pregnant: yes or no
define a as sex is female and sex is unknown
impossible when pregnant and sex is male
guarantee \"g\"
  never a when sex is unknown
";
    // a pregnant patient of unknown sex is female
    let found = results(text, &["guarantee \"g\""]);
    let Some(Outcome::Found(finding)) = found.last() else { panic!("{found:?}") };
    let witness = finding.witness.as_ref().expect("a patient");
    assert!(witness.record.facts[0].is_none() && witness.record.facts[1].is_some(), "{witness:?}");
}

/// What is impossible ties facts together, also by way of one that the rule does not read.
#[test]
fn impossible_lines_that_follow_from_one_another_are_followed() {
    let lines = "impossible when x and not y\nimpossible when y and not z\n";
    let (engine, _) =
        sound(&format!("facts\n  x: yes or no\n  y: yes or no\n  z: yes or no\n{lines}define r as x and z\n"));
    let could = of_the_first(&engine);
    assert!(could.yes && !could.no, "whoever has x has y, and so z: {could:?}");
}

/// Sums beyond those that are asked about are taken for possible.
#[test]
fn sums_that_were_not_asked_about_stay_possible() {
    let facts: String = (0..11).map(|at| format!("  a{at}: yes or no\n")).collect();
    let items: String = (0..11).map(|at| format!("  +{} a{at}\n", 1 << at)).collect();
    let (engine, _) = sound(&format!("facts\n{facts}score s\n{items}impossible when not a6\n"));
    let record = Record { facts: vec![None; 11], ..Record::default() };
    let outcome = engine.judge_one(&record, today()).expect("a possible record");
    let value = format!("{:?}", outcome.answers[0].value);
    assert!(value.contains("low: 64.0"), "64 points is what a6 alone comes to: {value}");
}

const CLOTS: &str = "finding clot\n  side: right or left\nfacts\n  scanned: yes or no\n  clots: list of clot";

/// What says whether a list is whole is part of what versions say.
#[test]
fn lists_are_whole_by_conditions_that_count() {
    let left = "define a as any clots where side is left\n";
    let whole = format!("{CLOTS}, complete if scanned\n{left}");
    assert!(matches!(
        compared(&whole, &format!("{CLOTS}\n{left}"))[..],
        [Equality::CannotTell(_) | Equality::Differs(_)]
    ));
    assert!(matches!(compared(&whole, &whole)[..], [Equality::Same]));
    let asked = |is: &str| {
        let a = format!("define a as scanned is unknown and {is} and any clots where side is left\n");
        format!("{CLOTS}, complete if scanned\n{a}")
    };
    let found = compared(&asked("not scanned"), &asked("scanned"));
    assert!(!matches!(found[..], [Equality::Same]), "{found:?}");
}

#[test]
fn units_and_lists_that_are_told_are_part_of_what_is_said() {
    let dose = |unit: &str| format!("facts\n  weight: kg, 1 to 300\ndefine dose in {unit}\n  as weight in kg * 2\n");
    assert!(matches!(compared(&dose("mg"), &dose("g"))[..], [Equality::Differs(_)]));
    assert!(matches!(compared(&dose("mg"), &dose("mg"))[..], [Equality::Same]));
}

/// That nobody is found with short lists does not mean that there is nobody.
#[test]
fn longer_lists_are_looked_at_before_something_is_for_nobody() {
    let text = |condition: &str| {
        format!(
            "finding clot\n  side: right, left or middle\nfacts\n  clots: list of clot\ndefine x as {condition}\n\
                 classify y\n  some  when x\n  none  otherwise\n"
        )
    };
    let three =
        "(any clots where side is left) and (any clots where side is right) and (any clots where side is middle)";
    let found = results(&text(three), &["line `some`"]);
    assert_eq!(found, [Outcome::Proved]);
    let many = "count of clots where side is left >= 8";
    let found = results(&text(many), &["line `some`"]);
    assert!(!found.iter().any(|one| matches!(one, Outcome::Found(_))), "{found:?}");
}

/// A computation that fails is told where its file is not asked about.
#[test]
fn gaps_of_what_is_leaned_on_are_told_somewhere() {
    let text = "facts\n  age: years, 0 to 120\nclassify up\n  a when age < 50 years\n  b when age > 50 years\n\
                define down as up is a\n";
    let gaps: Vec<Outcome> = results(text, &["has an answer for everybody"]);
    assert_eq!(gaps.iter().filter(|one| matches!(one, Outcome::Found(_))).count(), 1, "{gaps:?}");
    assert!(engine(text).is_ok());
}
