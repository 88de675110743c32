//! Boundary patients: each block parses, is laid out, passes, and shows what it was chosen for.

use std::path::Path;

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::cases::{Cases, Lacking, Told, cases};
use rulecheck::compile::compile;
use rulecheck::coverage::{Coverage, Covered, of_records};
use rulecheck::record::Record;
use rulecheck::report;
use rulecheck::source::{Place, Sources};
use rulecheck::workers::Cores;
use rulecheck::{syntax, test};

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

/// A rule file with another text; what it uses comes from disk.
fn engine(file: &str, text: &str) -> (Engine, Sources) {
    let mut read = |path: &Path| match path == Path::new(file) {
        true => Ok(text.to_owned()),
        false => std::fs::read_to_string(path).map_err(|error| error.to_string()),
    };
    let rules = compile(&[file], &mut read, today()).sound();
    let (rules, sources) = rules.unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    (Engine::new(rules, &Cores), sources)
}

/// The cases of a rule file; the file with their blocks behind it holds all that was promised.
fn kept(file: &str, text: &str, all: bool) -> (Cases, String) {
    let (before, sources) = engine(file, text);
    let mut told = Vec::new();
    let found = cases(&before, &sources, today(), all, &mut |what| {
        if let Told::Case(case) = what {
            told.push(case.name.clone());
        }
        true
    });
    assert_eq!(told, found.cases.iter().map(|case| case.name.clone()).collect::<Vec<String>>(), "{file}");
    let blocks: Vec<String> = found.cases.iter().map(|case| report::case(&before, case)).collect();
    let blocks = blocks.join("\n");
    let pasted = format!("{}\n\n{blocks}", text.trim_end());
    if !blocks.is_empty() {
        laid_out(file, &blocks);
    }
    let (after, sources) = engine(file, &pasted);
    let tested = test::run(&after, &sources, today());
    let failed: Vec<_> = tested.iter().filter(|one| told.contains(&one.name) && !one.failures.is_empty()).collect();
    assert!(failed.is_empty(), "{file}: {failed:#?}\n{blocks}");
    let examples = after.examples.iter().filter(|one| told.contains(&one.name) || !all);
    let records: Vec<(&Record, Date)> =
        examples.map(|one| (&one.record, one.record.as_of.unwrap_or(today()))).collect();
    let missing = missing(&of_records(&after, &sources, &records, today()));
    assert_eq!(missing.len(), found.lacking.len(), "{file}: {missing:#?}\n{blocks}");
    (found, blocks)
}

fn missing(coverage: &Coverage) -> Vec<String> {
    let words =
        |part: &Covered| part.missing().iter().map(|side| format!("{} {}", part.text, part.words(*side))).collect();
    coverage.parts.iter().flat_map(|part| -> Vec<String> { words(part) }).collect()
}

/// The formatter leaves the blocks as they are.
fn laid_out(file: &str, blocks: &str) {
    let mut sources = Sources::default();
    let id = sources.add(file, blocks);
    assert_eq!(syntax::format(&sources, id).unwrap(), blocks, "{file}");
}

const CALF: &str = "
facts
  age: years, 0 to 120
  cancer: yes or no
  calf swelling: cm, 0 to 20
  oedema: yes or no
score swollen leg
  applies to age >= 18 years
  +1  cancer
  +1  calf swelling >= 3 cm
  +1  oedema
  unlikely: at most 1
  likely: at least 2
rule a likely thrombosis is scanned
  when swollen leg is likely
  warn \"Scan the leg.\"
";

#[test]
fn the_blocks_of_a_score() {
    let (found, blocks) = kept("calf.rule", CALF, false);
    assert_eq!(found.lacking, []);
    // both sides of three limits, and what is not known: one patient has one age
    assert!((4..=6).contains(&found.cases.len()), "{blocks}");
    let shows: Vec<&str> = found.cases.iter().flat_map(|case| &case.shows).map(String::as_str).collect();
    for wanted in [
        "age just below 18 years",
        "age at 18 years",
        "age just above 18 years",
        "calf swelling just below 3 cm",
        "calf swelling at 3 cm",
        "calf swelling just above 3 cm",
        "swollen leg just below 2",
        "swollen leg at 2",
        "swollen leg: likely",
        "cancer: unknown",
        "a likely thrombosis is scanned is undecided",
    ] {
        assert!(shows.contains(&wanted), "{wanted}\n{blocks}");
    }
    for line in ["  # confirm or correct\n", "calf swelling: 2.9 cm\n", "calf swelling: 3 cm\n", "age: 17 years\n"] {
        assert!(blocks.contains(line), "{line}{blocks}");
    }
}

#[test]
fn nothing_is_left_to_show_after_the_blocks_are_pasted() {
    let (_, blocks) = kept("calf.rule", CALF, false);
    let pasted = format!("{CALF}\n{blocks}");
    let (found, again) = kept("calf.rule", &pasted, false);
    assert!(found.cases.is_empty() && found.lacking.is_empty(), "{again}");
    // as if there were none: names are not used twice
    let (found, _) = kept("calf.rule", &pasted, true);
    assert!(!found.cases.is_empty());
}

#[test]
fn the_same_blocks_every_time_and_in_any_order_of_the_rules() {
    let blocks = |text: &str| kept("calf.rule", text, false).1;
    assert_eq!(blocks(CALF), blocks(CALF));
}

#[test]
fn dates_and_lists_and_computed_values() {
    let rules = "
finding clot
  size: mm, 0 to 60
  side: right or left
facts
  surgery: date
  clots: list of clot
  weight: kg, 1 to 300
  height: m, 0.3 to 2.5
define recent as surgery within the last 4 weeks
define late as weeks since surgery >= 12 weeks
classify clot size
  large  when any clots where side is left and size > 7 mm
  small  otherwise
define heavy as weight / height ^ 2 >= 30 kg/m2
decision plan
  treat: \"Treat\"
  watch: \"Watch\"
rule large is treated
  when clot size is large
  suggest treat
rule small is watched
  when clot size is small and not recent
  suggest watch
";
    let (found, blocks) = kept("lists.rule", rules, false);
    assert_eq!(found.lacking, [], "{blocks}");
    for shown in [
        "surgery: 2026-10-26\n",
        "surgery: 2026-10-25\n",
        "surgery: 2026-10-27\n",
        "size: 7 mm",
        "size: 7.1 mm",
        "size: 6.9 mm",
        "plan: watch advised alone",
        "weight / height ^ 2 at 30 kg/m2",
    ] {
        assert!(blocks.contains(shown), "{shown}\n{blocks}");
    }
}

/// Where a rule asks whether a value is known, only one that is known in part leaves it open.
#[test]
fn what_is_known_in_part_shows_what_is_open() {
    let rules = "
facts
  surgery: date
  days: days, 0 to 365
  count: whole number, 0 to 20
define recent as surgery is known and surgery within the last 4 weeks
define long as days is known and days >= 3 days
define many as count is known and count >= 5
";
    let (found, blocks) = kept("part.rule", rules, false);
    assert_eq!(found.lacking, [], "{blocks}");
    let shows: Vec<&str> = found.cases.iter().flat_map(|case| &case.shows).map(String::as_str).collect();
    for wanted in ["surgery within the last 4 weeks: unknown", "days >= 3 days: unknown", "count >= 5: unknown"] {
        assert!(shows.contains(&wanted), "{wanted}\n{blocks}");
    }
    for line in ["surgery: 2026-10\n", "days: > 2.9 days\n", "count: >= 4\n"] {
        assert!(blocks.contains(line), "{line}{blocks}");
    }
    let file = "rules/diagnose/wells_pe.rule";
    let (found, blocks) = kept(file, &std::fs::read_to_string(file).unwrap(), false);
    assert_eq!(found.lacking, [], "{blocks}");
    assert!(blocks.contains("immobile days: > 2"), "{blocks}");
}

/// Whom no few changes of a patient lead to, the solver finds; for whom `check` finds nobody, none is looked for.
#[test]
fn everyone_is_found_or_proved_not_to_be() {
    let names: Vec<String> = (1..=16).map(|at| format!("sign {at}")).collect();
    let facts: String = names.iter().map(|name| format!("  {name}: yes or no\n")).collect();
    let rules = format!(
        "facts\n{facts}define all signs as {}\nclassify x\n  first   when sign 1\n  second  when not sign 1 and (sign 1 or sign 1)\n  \
         third   otherwise\nrule severe\n  when all signs and not x is third\n  warn \"x\"\nrule nobody\n  when all signs and x is \
         third\n  warn \"x\"\n",
        names.join(" and ")
    );
    let (found, blocks) = kept("all.rule", &rules, false);
    assert_eq!(found.lacking, [], "{blocks}");
    let shows: Vec<&str> = found.cases.iter().flat_map(|case| &case.shows).map(String::as_str).collect();
    assert!(shows.contains(&"severe applies") && shows.contains(&"all signs: yes"), "{blocks}");
    assert!(!shows.iter().any(|shown| shown.contains("second") || *shown == "nobody applies"), "{blocks}");
}

#[test]
fn what_no_patient_was_found_for_is_listed() {
    let place = Place { file: "a.rule".to_owned(), line: 3, column: 1 };
    let lacking = [Lacking { place, words: "x: second".to_owned() }];
    assert_eq!(report::cases_lacking(&lacking), "# no patient found for\n#   a.rule:3  x: second\n");
}

/// The shipped rules as if they had no examples, and what their examples leave out.
#[test]
fn the_blocks_of_shipped_rules() {
    let files = [
        ("rules/diagnose/wells_dvt_2003.rule", true),
        ("rules/pathways/gastrocnemius.rule", false),
        ("rules/prevent/khorana.rule", true),
        ("rules/treat/anticoagulant_dose.rule", false),
        ("rules/shared/renal_function.rule", true),
        ("rules/treat/isolated_distal_dvt.rule", false),
    ];
    for (file, all) in files {
        let text = std::fs::read_to_string(file).unwrap();
        let (found, blocks) = kept(file, &text, all);
        assert!(found.lacking.len() < 3, "{file}: {:#?}\n{blocks}", found.lacking);
    }
}
