//! Mutation: what the examples notice, what they do not, and the patients who would have.
//!
//! | property | test |
//! |---|---|
//! | an example at the limit notices an alteration, and without it the alteration survives | `each_kind_is_noticed_at_its_limit` |
//! | what is printed can be pasted: it passes with the rules, and the alterations it was printed for are noticed | `pasted_examples_notice` |
//! | judging with a part of the rules, one example after the other, says what running all examples says | `the_quick_way_says_what_the_slow_way_says` |
//! | what examples expect to be needed, warned of or noted notices too | `every_kind_of_expectation_notices` |

use std::path::Path;

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::compile::compile;
use rulecheck::mutate::{Alteration, Fate, alterations, mutate};
use rulecheck::report::Survivors;
use rulecheck::rules::Rules;
use rulecheck::source::Sources;
use rulecheck::test::run;
use rulecheck::workers::Cores;

const FACTS: &str = r#"
kind vein
  trait depth: deep or superficial
  soleal: deep
  popliteal: deep
  great saphenous: superficial
finding clot
  vein: vein
  side: right or left
  size: mm, 0 to 60
facts
  a: yes or no
  b: yes or no
  c: yes or no
  age: years, 0 to 120
  swelling: cm, 0 to 30
  grade: mild, moderate or severe
  site: vein
  surgery: date
  clots: list of clot
decision plan
  treat: "Treat"
  watch: "Watch"
"#;

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

/// One file, and those that it uses from the disk.
fn engine(file: &str, text: &str) -> (Engine, Sources) {
    let mut read = |path: &Path| match path == Path::new(file) {
        true => Ok(text.to_owned()),
        false => std::fs::read_to_string(path).map_err(|error| error.to_string()),
    };
    let rules = compile(&[file], &mut read, today()).sound();
    let (rules, sources) = rules.unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    (Engine::new(rules, &Cores), sources)
}

fn words(alteration: &Alteration) -> String {
    let becomes = alteration.becomes.as_deref().unwrap_or("(left out)");
    format!("{} => {becomes}", alteration.was)
}

/// Every alteration with what became of it.
fn fates(engine: &Engine) -> Vec<(Alteration, Fate)> {
    let all = alterations(&engine.rulebase);
    let mut fates = Vec::new();
    mutate(engine, &all, today(), &mut |tried| {
        fates.extend(tried.alterations.iter().cloned().zip(tried.fates));
        true
    });
    assert_eq!(fates.len(), all.len());
    fates
}

/// The words of what no example of a small rule book notices, and of what one does.
fn outcome(rules: &str) -> (Vec<String>, Vec<String>) {
    let (engine, sources) = engine("small.rule", &format!("{FACTS}{rules}"));
    let failed: Vec<_> = run(&engine, &sources, today()).into_iter().filter(|one| !one.failures.is_empty()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let (noticed, survived): (Vec<_>, Vec<_>) =
        fates(&engine).into_iter().partition(|(_, fate)| matches!(fate, Fate::Noticed(_)));
    let said = |all: Vec<(Alteration, Fate)>| all.iter().map(|(one, _)| words(one)).collect();
    (said(survived), said(noticed))
}

/// An example: what is given and what is expected, parted by `|`, each with `;` between its lines.
fn example(number: usize, text: &str) -> String {
    let (given, expect) = text.split_once('|').unwrap();
    let lines = |text: &str| text.split(';').map(|line| format!("    {}\n", line.trim())).collect::<String>();
    format!("example \"{number}\"\n  given\n{}  as of 2026-11-20\n  expect\n{}", lines(given), lines(expect))
}

/// For each kind of alteration: rules, examples that notice it, and the alteration in words.
const KINDS: &[(&str, &[&str], &str)] = &[
    ("define x as age >= 18 years", &["age: 18 years | x"], "age >= 18 years => age > 18 years"),
    ("define x as age > 18 years", &["age: 18 years | not x"], "age > 18 years => age >= 18 years"),
    ("define x as age <= 18 years", &["age: 18 years | x"], "age <= 18 years => age < 18 years"),
    ("define x as age < 18 years", &["age: 18 years | not x"], "age < 18 years => age <= 18 years"),
    ("define x as age >= 18 years", &["age: 90 years | x"], "age >= 18 years => age <= 18 years"),
    ("define x as age >= 18 years", &["age: 17.5 years | not x"], "age >= 18 years => age >= 17 years"),
    ("define x as age >= 18 years", &["age: 18 years | x"], "age >= 18 years => age >= 19 years"),
    ("define x as swelling > 35 mm", &["swelling: 3.55 cm | x"], "swelling > 35 mm => swelling > 36 mm"),
    ("define x as swelling > 2.5 cm", &["swelling: 2.45 cm | not x"], "swelling > 2.5 cm => swelling > 2.4 cm"),
    (
        "define x as age is between 50 and 60 years",
        &["age: 60 years | x"],
        "age is between 50 and 60 years => age >= 50 and age < 60 years",
    ),
    (
        "define x as surgery within the last 12 weeks",
        &["surgery: 2026-08-28 | x"],
        "surgery within the last 12 weeks => surgery within the last 12 weeks, and one day less",
    ),
    (
        "define x as surgery within the last 12 weeks",
        &["surgery: 2026-08-27 | not x"],
        "surgery within the last 12 weeks => surgery within the last 12 weeks, and one day more",
    ),
    ("define x as grade is mild", &["grade: mild | x"], "grade is mild => grade is moderate"),
    ("define x as grade is not mild", &["grade: mild | not x"], "grade is not mild => grade is not moderate"),
    (
        "define x as grade is one of mild or severe",
        &["grade: severe | x"],
        "grade is one of mild or severe => grade is mild",
    ),
    ("define x as site is deep", &["site: soleal | x"], "site is deep => site is superficial"),
    ("define x as a", &["a: yes | x"], "a => not a"),
    ("define x as not a", &["a: no | x"], "not a => a"),
    ("define x as grade is known", &["grade: mild | x"], "grade is known => grade is unknown"),
    ("define x as a and b", &["a: yes; b: no | not x"], "a and b => a or b"),
    ("define x as a or b", &["a: yes; b: no | x"], "a or b => a and b"),
    ("define x as a and b", &["a: yes; b: no | not x"], "b => (left out)"),
    ("define x as a or b", &["a: no; b: yes | x"], "b => (left out)"),
    (
        "define x as at least 2 of\n  - a\n  - b\n  - c",
        &["a: yes; b: yes; c: no | x"],
        "at least 2 of: a; b; c => at least 3 of: a; b; c",
    ),
    (
        "define x as at least 2 of\n  - a\n  - b\n  - c",
        &["a: yes; b: no; c: no | not x"],
        "at least 2 of: a; b; c => at least 1 of: a; b; c",
    ),
    ("define x as none of\n  - a\n  - b", &["a: no; b: no | x"], "none of: a; b => a or b"),
    (
        "define x as any clots where vein is deep",
        &["clots: none | not x"],
        "any clots where vein is deep => no clots where vein is deep",
    ),
    (
        "define x as count of clots where vein is deep",
        &["clots\n      - vein: great saphenous\n      - no others | x is 0"],
        "clots where vein is deep => clots",
    ),
    (
        "define x as largest size of clots",
        &["clots\n      - size: 3 mm\n      - size: 9 mm\n      - no others | x is 9 mm"],
        "largest size of clots => smallest size of clots",
    ),
    ("define x as swelling + 2 cm", &["swelling: 3 cm | x is 5 cm"], "swelling + 2 cm => swelling + 3 cm"),
    ("define x as swelling + 2 cm", &["swelling: 3 cm | x is 5 cm"], "swelling + 2 cm => swelling - 2 cm"),
    ("define x\n  0.85  when a\n  1  otherwise", &["a: yes | x is 0.85"], "0.85 when a => 0.86 when a"),
    ("define x\n  yes  when a\n  no  otherwise", &["a: no | not x"], "no otherwise => yes otherwise"),
    (
        "classify x\n  high  when a\n  low  when b\n  none  otherwise",
        &["a: yes; b: no | x is high"],
        "high when a => low when a",
    ),
    (
        "classify x\n  high  when a\n  low  when b\n  none  otherwise",
        &["a: yes; b: yes | x is high"],
        "high when a, then low when b => low when b, then high when a",
    ),
    ("score x\n  +1  a\n  +3  b", &["a: yes; b: no | x is 1"], "+1 a => +2 a"),
    ("score x\n  +1  a\n  +3  b", &["a: yes; b: yes | x > 1"], "+3 b => -3 b"),
    (
        "score x\n  +1  a\n  +1  b\n  +1  c\n  low: 0 to 1\n  high: at least 2",
        &["a: yes; b: yes; c: no | x is high"],
        "low: 0 to 1, high: at least 2 => low: 0 to 2, high: at least 3",
    ),
    ("score x\n  first of\n    +5  a\n    +3  b", &["a: yes; b: yes | x is 5"], "+5 a, then +3 b => +3 b, then +5 a"),
    (
        "score x\n  applies to age >= 18 years\n  +1  a",
        &["a: yes; age: 3 years | x is not applicable"],
        "applies to age >= 18 years => (left out)",
    ),
    ("count x\n  first  when a\n  second  when b", &["a: no; b: yes | x is 1"], "b => not b"),
    (
        "rule x\n  when a\n  unless b\n  suggest treat",
        &["a: yes; b: yes | rule x does not apply"],
        "unless b => (left out)",
    ),
    ("rule x\n  when a\n  suggest treat", &["a: yes | suggest treat"], "suggest treat => recommend treat"),
    ("rule x\n  when a\n  suggest treat", &["a: yes | suggest treat"], "suggest treat => suggest against treat"),
    ("rule x\n  when a\n  suggest treat", &["a: yes | no suggest watch"], "suggest treat => suggest watch"),
    (
        "rule x\n  when a\n  suggest treat for 3 months",
        &["a: yes | suggest treat for 3 months"],
        "suggest treat for 3 months => suggest treat for 4 months",
    ),
    (
        "rule x\n  when a\n  suggest treat\nrule y\n  when b\n  suggest watch\n  overrides x",
        &["a: yes; b: yes | rule x does not apply"],
        "overrides x => (left out)",
    ),
    (
        "rule x\n  when a\n  suggest treat\nrule y\n  when a and b\n  suggest watch\n  overrides x",
        &["a: yes; b: yes | not c or c"],
        "overrides x => (left out)",
    ),
    (
        "rule x\n  when a\n  unless b\n  suggest treat\nguarantee \"g\"\n  never suggest treat when b",
        &["a: yes; b: yes | c or not c"],
        "unless b => (left out)",
    ),
];

#[test]
fn each_kind_is_noticed_at_its_limit() {
    for (rules, examples, alteration) in KINDS {
        let (survived, noticed) = outcome(&format!("{rules}\n"));
        assert!(noticed.is_empty(), "{rules}\nnoticed without an example: {noticed:#?}");
        assert!(survived.iter().any(|one| one == alteration), "{rules}\n{alteration}\nis not among {survived:#?}");
        let examples = examples.iter().enumerate().map(|(number, text)| example(number, text));
        let (survived, noticed) = outcome(&format!("{rules}\n{}", examples.collect::<String>()));
        assert!(noticed.iter().any(|one| one == alteration), "{rules}\n{alteration}\nsurvives: {survived:#?}");
    }
}

#[test]
fn every_kind_of_expectation_notices() {
    let rules = r#"
count points
  first  when a
  second  when b
  note "{points} of two"
rule warned
  when points >= 2
  warn "There are {points}."
rule asked
  when a
  ask for grade
"#;
    for (expect, alteration) in [
        ("list of points is first", "a => not a"),
        ("list of points is first", "b => not b"),
        ("note \"1 of two\"", "b => not b"),
        ("no warn \"There\"", "points >= 2 => points >= 1"),
        ("needs grade", "a => not a"),
        ("points could be 1 to 1", "a => not a"),
    ] {
        let example = example(1, &format!("a: yes; b: no | {expect}"));
        let (survived, noticed) = outcome(&format!("{rules}{example}"));
        assert!(noticed.iter().any(|one| one == alteration), "{expect} does not notice {alteration}: {survived:#?}");
    }
}

/// A need that another conclusion has too stays one.
#[test]
fn a_need_is_lost_only_with_the_last_that_has_it() {
    let both = "define x as a and b\ndefine y as b and c\n";
    let example = example(1, "a: yes; c: yes | needs b");
    let (survived, noticed) = outcome(&format!("{both}{example}"));
    assert!(survived.contains(&"a and b => a or b".to_owned()), "{noticed:#?}");
    let (_, noticed) = outcome(&format!("define x as a and b\n{example}"));
    assert!(noticed.contains(&"a and b => a or b".to_owned()), "{noticed:#?}");
}

const WHOLE: &str = r#"
define deep clots as clots where vein is deep
define worst size as largest size of deep clots
define sides as count of deep clots where side is right
classify leg for each side of clot
  clotted  when any deep clots where side is this side and size >= 5 mm
  doubtful  when any deep clots where side is this side
  free  otherwise
classify stage
  late  when surgery within the last 90 days and age > 65.5 years
  early  when grade is one of moderate or severe
  none  otherwise
score risk
  applies to age >= 18 years
  +1  a
  +2  older when age >= 70 years
  -1  c
  first of
    +3  big when swelling >= 3 cm
    +1  middle when swelling >= 1.5 cm
  low: at most 1
  middle: 2 to 3
  high: at least 4
define both legs as leg of left is clotted and leg of right is clotted
define dose in mL as swelling in cm * 2.5 + 10
rule high risk is treated
  when risk is high or both legs
  unless c
  suggest treat for 3 months
rule the rest is watched
  when risk is one of low or middle and not both legs
  recommend watch
rule bleeding stops it
  when b
  recommend against treat
  overrides high risk is treated
"#;

#[test]
fn pasted_examples_notice() {
    let files = ["rules/diagnose/wells_pe.rule", "rules/treat/pe_reperfusion.rule", "rules/prevent/caprini_2005.rule"];
    let read = |file: &str| std::fs::read_to_string(file).unwrap();
    let shipped = files.iter().map(|file| (*file, read(file)));
    for (file, text) in shipped.chain([("whole.rule", format!("{FACTS}{WHOLE}"))]) {
        let blocks = blocks(file, &text);
        assert!(!blocks.is_empty() || file != "whole.rule", "{file} has no survivor");
        let pasted = format!("{text}\n{}", blocks.join("\n"));
        let (engine, sources) = engine(file, &pasted);
        let failed: Vec<_> =
            run(&engine, &sources, today()).into_iter().filter(|one| !one.failures.is_empty()).collect();
        assert!(failed.is_empty(), "{file}: {failed:#?}");
        let survived: Vec<String> = fates(&engine)
            .iter()
            .filter(|(_, fate)| matches!(fate, Fate::Survived(_)))
            .map(|(one, fate)| format!("{}: {fate:?}", words(one)))
            .collect();
        assert!(survived.is_empty(), "{file}: {survived:#?}\n{}", blocks.join("\n"));
    }
}

/// The examples that are printed for what survives.
fn blocks(file: &str, text: &str) -> Vec<String> {
    let (engine, sources) = engine(file, text);
    let all = alterations(&engine.rulebase);
    let mut survivors = Survivors::new(&engine, &sources, all.len());
    mutate(&engine, &all, today(), &mut |tried| {
        survivors.keep(&tried);
        true
    });
    let json = survivors.json();
    let found = json["survivors"].as_array().unwrap();
    found.iter().filter_map(|one| Some(one["example"].as_str()?.to_owned())).collect()
}

#[test]
fn the_quick_way_says_what_the_slow_way_says() {
    let examples: String = [
        "a: yes; age: 18 years; swelling: 3 cm | risk could be middle or high; needs c",
        "a: yes; b: yes; age: 71 years; swelling: 3 cm; c: no | risk is 6; no suggest treat; recommend against treat",
        "age: 40 years; a: no; c: no; swelling: 1 cm; clots: none | risk is low; recommend watch; leg of left is free",
        "clots\n      - vein: soleal, side: left, size: 5 mm\n      - vein: popliteal, side: right, size: 2 mm\n      - no others; grade: mild | leg of left is clotted; leg of right is doubtful; worst size is 5 mm; stage could be late or none",
    ]
    .iter()
    .enumerate()
    .map(|(number, text)| example(number, text))
    .collect();
    let (engine, sources) = engine("whole.rule", &format!("{FACTS}{WHOLE}{examples}"));
    let failed: Vec<_> = run(&engine, &sources, today()).into_iter().filter(|one| !one.failures.is_empty()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let (mut noticed, mut unnoticed) = (0, 0);
    for (alteration, fate) in fates(&engine) {
        let mut rulebase = engine.rulebase.clone();
        alteration.apply(&mut rulebase);
        let slow = run(&Engine::new(Rules { rulebase, examples: engine.examples.clone() }, &Cores), &sources, today())
            .iter()
            .any(|one| !one.failures.is_empty());
        let quick = matches!(fate, Fate::Noticed(_));
        assert_eq!(quick, slow, "{}", words(&alteration));
        *(if quick { &mut noticed } else { &mut unnoticed }) += 1;
    }
    assert!(noticed > 40 && unnoticed > 20, "{noticed} {unnoticed}");
}

#[test]
fn the_command_line() {
    let folder = std::env::temp_dir().join(format!("rulecheck-mutate-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let rules = "facts\n  a: yes or no\n  b: yes or no\n\ndefine x as a and b\n\n";
    let example = |number: usize, a: &str, b: &str, x: &str| {
        format!("example \"{number}\"\n  given\n    a: {a}\n    b: {b}\n  expect\n    {x}\n\n")
    };
    let mutate = |text: &str, more: &[&str]| {
        std::fs::write(folder.join("small.rule"), text).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rulecheck"));
        let output = command.args(["mutate", "small.rule"]).args(more).current_dir(&folder).output().unwrap();
        let said = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), said(output.stdout), said(output.stderr))
    };
    let half = format!("{rules}{}", example(1, "yes", "yes", "x"));
    let (code, said, progress) = mutate(&half, &[]);
    assert_eq!((code, progress.as_str()), (Some(1), ""));
    assert!(said.contains("small.rule:5  `a and b` as `a or b`\n"), "{said}");
    assert!(said.ends_with("small.rule: 5 alterations: 2 noticed, 0 equivalent, 3 survived\n"), "{said}");
    let (code, said, _) = mutate(&half, &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &json["together"]["survived"]), (Some(1), &serde_json::json!(3)));
    assert_eq!(json["survivors"][0]["alterations"][0]["of"], "x");
    let whole = format!("{half}{}{}", example(2, "yes", "no", "not x"), example(3, "no", "yes", "not x"));
    let (code, said, _) = mutate(&whole, &[]);
    assert_eq!((code, said.as_str()), (Some(0), "small.rule: 5 alterations: 5 noticed, 0 equivalent, 0 survived\n"));
    let (code, _, said) = mutate(&format!("{rules}{}", example(1, "yes", "no", "x")), &[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("1 of the examples fail"), "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What makes no difference for anybody is proved so; what makes one is not.
#[test]
fn equivalent_alterations_are_proved() {
    let rules = "classify x\n  high  when grade is severe\n  low  when grade is mild\n  none  otherwise\n\
                 define y as age >= 1 years\ndefine z as count of clots where vein is deep\ndefine w as z >= 0\n";
    let (engine, _) = engine("small.rule", &format!("{FACTS}{rules}"));
    let fates = fates(&engine);
    let fate =
        |wanted: &str| &fates.iter().find(|(one, _)| words(one) == wanted).unwrap_or_else(|| panic!("{wanted}")).1;
    let turned = "high when grade is severe, then low when grade is mild => low when grade is mild, then high when grade is severe";
    assert_eq!(fate(turned), &Fate::Equivalent(None));
    assert!(matches!(fate("z >= 0 => z >= -1"), Fate::Equivalent(Some(elements)) if *elements > 0));
    assert!(matches!(fate("age >= 1 years => age >= 2 years"), Fate::Survived(_)));
}
