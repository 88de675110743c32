//! `eval`.

use super::*;

pub const THICK: &str = "record: thick\nas of: 2026-11-20\nswelling: 4 cm\nfever: no\n";
pub const THIN: &str = "record: thin\nas of: 2026-11-20\nswelling: 1 cm\nfever: yes\n";

#[test]
fn one_record() {
    let folder = Folder::small();
    folder.write("thick.yaml", THICK);
    let ran = folder.run(&["eval", "small.rule", "thick.yaml"]).code(0).quiet();
    let ran = ran.out(&[
        "thick, as of 2026-11-20",
        "Small (1.0.0 DRAFT)",
        "recommend scan (Textbook)",
        "Ultrasound of the leg",
    ]);
    // one record needs no summary
    assert!(!ran.out.contains("judged"));
}

#[test]
fn folders_patterns_and_several_files() {
    let folder = Folder::small();
    folder.write("ward/1.yaml", THICK);
    folder.write("ward/deep/2.yml", THIN);
    folder.write("ward/notes.txt", "not a record");
    for arguments in
        [vec!["ward"], vec!["ward/1.yaml", "ward/deep/2.yml"], vec!["ward/**/*.y*ml"], vec!["ward/1.yaml", "ward/deep"]]
    {
        let ran = folder.run(&[&["eval", "small.rule"], arguments.as_slice()].concat()).code(0).quiet();
        let ran = ran.out(&["thick: leg: thick · recommend scan\n", "thin: leg: thin", "2 records judged"]);
        assert!(ran.out.find("thick: ") < ran.out.find("thin: "), "{}", ran.out);
    }
    folder.run(&["eval", "small.rule", "ward/*.yaml"]).code(0).out(&["thick, as of"]);
    folder.run(&["eval", "small.rule", "ward/*.xml"]).code(2).silent().err(&["R0702", "ward/*.xml"]);
}

#[test]
fn rules_from_a_folder() {
    let folder = Folder::small();
    folder.write("thick.yaml", THICK);
    folder.write("rules/small.rule", SMALL);
    folder.run(&["eval", "rules", "thick.yaml"]).code(0).out(&["recommend scan"]).quiet();
    std::fs::create_dir(folder.path("empty")).unwrap();
    folder.run(&["eval", "empty", "thick.yaml"]).code(2).silent().err(&["R0702"]);
}

#[test]
fn every_format_is_read() {
    let folder = Folder::small();
    let expected = ["thick", "thin"];
    let files = [
        ("two.yaml", format!("{THICK}---\n{THIN}")),
        ("two.ndjson", "{\"record\": \"thick\", \"swelling\": \"4 cm\", \"fever\": false}\n{\"record\": \"thin\", \"swelling\": \"1 cm\", \"fever\": true}\n".to_owned()),
        ("two.json", "[{\"record\": \"thick\", \"swelling\": \"4 cm\", \"fever\": false}, {\"record\": \"thin\", \"swelling\": \"1 cm\", \"fever\": true}]".to_owned()),
        ("two.csv", "record,swelling,fever\nthick,4 cm,no\nthin,1 cm,yes\n".to_owned()),
    ];
    for (name, text) in files {
        folder.write(name, &text);
        let arguments = ["eval", "small.rule", name, "--format", "json", "--as-of", "2026-11-20"];
        let named = folder.run(&arguments).code(0).quiet();
        let rules = folder.path("small.rule").display().to_string();
        let piped =
            feed(&["eval", &rules, "-", "--format", "json", "--as-of", "2026-11-20"], text.as_bytes()).code(0).quiet();
        for ran in [named, piped] {
            let json = ran.json();
            let names: Vec<&str> = json.iter().map(|one| one["record"].as_str().unwrap()).collect();
            assert_eq!(names, expected, "{name}");
            assert_eq!(json[0]["conclusions"]["leg"]["value"], "thick", "{name}");
            assert_eq!(json[1]["conclusions"]["leg"]["value"], "thin", "{name}");
            assert_eq!(json[1]["as_of"], "2026-11-20", "{name}");
        }
    }
}

#[test]
fn the_as_of_date_of_a_record_wins() {
    let folder = Folder::small();
    folder.write("own.yaml", THICK);
    folder.write("none.yaml", "swelling: 1 cm\n");
    let run = |file: &str| folder.run(&["eval", "small.rule", file, "--as-of", "2025-01-02"]).code(0).out.clone();
    assert!(run("own.yaml").contains("thick, as of 2026-11-20"));
    assert!(run("none.yaml").contains("none, as of 2025-01-02"));
}

#[test]
fn every_format_is_written() {
    let folder = Folder::small();
    folder.write("two.yaml", format!("{THICK}---\n{THIN}"));
    let run = |more: &[&str]| folder.run(&[&["eval", "small.rule", "two.yaml"], more].concat()).code(0).quiet();
    assert_eq!(run(&["--format", "text"]).out, run(&[]).out);
    let json = run(&["--format", "json"]);
    assert_eq!(json.out.lines().count(), 2);
    let json = json.json();
    let pretty = run(&["--format", "json", "--pretty"]);
    assert!(pretty.out.lines().count() > 20);
    let again: Vec<serde_json::Value> =
        serde_json::Deserializer::from_str(&pretty.out).into_iter().collect::<Result<_, _>>().unwrap();
    assert_eq!(json, again);
    let yaml = run(&["--format", "yaml"]);
    assert!(yaml.out.starts_with("---\n"));
    let documents: Vec<serde_json::Value> =
        yaml.out.split("---\n").skip(1).map(|text| serde_yaml::from_str(text).unwrap()).collect();
    assert_eq!(json, documents);
    run(&["--format", "markdown"]).out(&[
        "## thick",
        "- **LEG**: **thick**",
        "**recommend scan** (Textbook)",
        "## thin",
    ]);
    run(&["--format", "markdown", "--full"]).out(&["## thick", "| leg | thick", "### Advice", "**recommend scan**"]);
    let html = run(&["--format", "html"]).out(&["<h1>thick, as of 2026-11-20</h1>", "<dt>LEG</dt>", "<h1>thin"]);
    assert!(html.out.starts_with("<!doctype html>") && html.out.ends_with("</html>\n"));
    assert_eq!(html.out.matches("<body>").count(), 1, "one page for all records");
    let csv = run(&["--format", "csv"]);
    let rows: Vec<&str> = csv.out.lines().collect();
    assert_eq!(rows[0], "record,as of,leg,advice,step,missing,caution,assumed,conflict");
    assert_eq!(rows[1], "thick,2026-11-20,thick,recommend scan,,,,,");
}

/// One record makes a page, several a line each, and any number pages where everything is wanted.
#[test]
fn a_page_or_a_line() {
    let folder = Folder::small();
    folder.write("two.yaml", format!("{THICK}---\n{THIN}"));
    folder.write("open.yaml", "record: \"open, \\\"perhaps\\\"\"\nas of: 2026-11-20\nfever: yes\n");
    let ran = folder.run(&["eval", "small.rule", "two.yaml", "open.yaml"]).code(0).quiet();
    ran.out(&["open, \"perhaps\": plan open, missing: swelling\n", "3 records judged"]);
    let ran = folder.run(&["eval", "small.rule", "two.yaml", "open.yaml", "--full"]).code(0).quiet();
    ran.out(&["thick, as of 2026-11-20\n", "Not decided yet\n", "What would settle it\n", "3 records judged"]);
    let ran = folder.run(&["eval", "small.rule", "open.yaml"]).code(0).quiet();
    ran.out(&["PLAN", "one answer decides", "swelling?", "3 cm or more → recommend scan (Textbook)"]);
    let ran = folder.run(&["eval", "small.rule", "open.yaml", "--format", "csv"]).code(0).quiet();
    ran.out(&["\"open, \"\"perhaps\"\"\",2026-11-20,thick or thin,,plan,swelling,,,\n"]);
}

/// A second rulebook, of which `small.rule` uses what it says about the fever.
const FEVER: &str = r#"rulebook "Fever"
  use for  "Adults."

facts
  fever: yes or no

classify heat
  hot   when fever
  cool  otherwise

classify unused
  hot   when fever
  cool  otherwise
"#;

#[test]
fn results_say_for_whom_the_rulebooks_are_meant() {
    let folder = Folder::small();
    folder.write("two.yaml", format!("{THICK}---\n{THIN}"));
    folder.write("1.yaml", THICK);
    folder.run(&["eval", "small.rule", "1.yaml"]).code(0).out(&["MADE FOR  Tests. Not for: Patients\n"]);
    let lines = "\nRulebooks used, and for whom\n  - Small (1.0.0 DRAFT). For: Tests. Not for: Patients\n";
    folder.run(&["eval", "small.rule", "two.yaml", "--full"]).code(0).out(&["thin", lines, "2 records judged"]);
    let ran = folder.run(&["eval", "small.rule", "two.yaml", "--format", "json"]).code(0);
    let book = &ran.json()[0]["rulebooks"][0];
    assert_eq!((&book["use_for"], &book["not_for"]), (&"Tests".into(), &"Patients".into()));
    // one that is used, and says something only where its answer is shown
    folder.write("fever.rule", FEVER);
    folder.write(
        "user.rule",
        "use \"fever.rule\"\nfacts\n  pain: yes or no\nclassify state\n  ill  when pain\n  well  otherwise\n",
    );
    folder.write("1.yaml", "fever: yes\npain: no\n");
    let ran = folder.run(&["eval", "user.rule", "1.yaml"]).code(0).out(&["STATE", "well"]);
    assert!(!ran.out.contains("MADE FOR"), "no header, nothing to say: {}", ran.out);
    let user = "use \"fever.rule\"\nclassify state\n  ill  when heat is hot\n  well  otherwise\n";
    folder.write("user.rule", user);
    folder.run(&["eval", "user.rule", "1.yaml", "--full"]).code(0).out(&["- Fever. For: Adults\n"]);
}

#[test]
fn only_some_conclusions() {
    let folder = Folder::small();
    folder.write("thick.yaml", THICK);
    let run = |more: &[&str]| folder.run(&[&["eval", "small.rule", "thick.yaml", "--format", "json"], more].concat());
    let keys = |ran: Ran| ran.json()[0]["conclusions"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(run(&["--only", "leg"]).code(0)), ["leg"]);
    assert_eq!(
        keys(run(&["--only", "LEG", "--only", "rule thick legs are scanned"]).code(0)),
        ["leg", "thick legs are scanned"]
    );
    run(&["--only", "legg"]).code(2).silent().err(&["R0704", "legg", "did you mean", "leg"]);
    run(&["--only", "something else entirely"]).code(2).silent().err(&["R0704", "rulecheck show"]);
    folder.run(&["eval", "small.rule", "thick.yaml", "--only", "leg"]).code(0).out(&["LEG       thick\n"]);
}

/// A score with a note, and rules that advise, warn and ask.
const MANY: &str = r#"
facts
  ill: yes or no
  cold: yes or no
  age: years, 0 to 120
score danger
  +1  ill
  low: 0
  high: 1
  note "the score is old"
  review "is it still in use?"
decision drug
  tablets
decision stay
  ward
rule the ill take tablets
  when ill
  recommend tablets
rule the cold stay
  when cold
  recommend ward
rule the old are seen
  when age >= 65 years
  recommend ward
rule fever
  when ill
  warn "Fever."
"#;

/// Of each format: with `--only`, what belongs to the named conclusions, and nothing else.
#[test]
fn only_what_belongs_to_the_names() {
    let folder = Folder::new();
    folder.write("many.rule", MANY);
    folder.write("one.yaml", "record: one\nas of: 2026-11-20\nill: yes\ncold: yes\n");
    for format in ["text", "markdown", "html", "json", "yaml"] {
        let only = |name: &str| {
            folder
                .run(&["eval", "many.rule", "one.yaml", "--only", name, "--full", "--format", format])
                .code(0)
                .quiet()
                .out
        };
        let all = folder.run(&["eval", "many.rule", "one.yaml", "--full", "--format", format]).code(0).quiet().out;
        let parts = ["tablets", "ward", "Fever.", "the score is old", "is it still in use?", "age"];
        // of a page what it shows, not how
        let holds = |text: &str| parts.map(|part| text.split("<body>").last().unwrap().contains(part));
        assert_eq!(holds(&all), [true; 6], "{all}");
        for (name, expected) in [
            ("danger", [false, false, false, true, true, false]),
            ("rule the ill take tablets", [true, false, false, false, false, false]),
            ("rule fever", [false, false, true, false, false, false]),
            ("rule the old are seen", [false, true, false, false, false, true]),
            ("drug", [true, false, false, false, false, false]),
            ("decision stay", [false, true, false, false, false, true]),
        ] {
            let text = only(name);
            assert_eq!(holds(&text), expected, "{format} {name}: {text}");
        }
    }
}

#[test]
fn reasons() {
    let folder = Folder::small();
    folder.write("thick.yaml", THICK);
    let plain = folder.run(&["eval", "small.rule", "thick.yaml"]).code(0);
    assert!(!plain.out.contains("swelling >= 3 cm"));
    let why = folder.run(&["eval", "small.rule", "thick.yaml", "--why"]).code(0).quiet();
    why.out(&["swelling >= 3 cm", "4 cm", "thick legs are scanned: applies"]);
}

// --- where results go ------------------------------------------------------------------------------------------------

#[test]
fn a_file_is_written_whole() {
    let folder = Folder::small();
    folder.write("two.yaml", format!("{THICK}---\n{THIN}"));
    let straight = folder.run(&["eval", "small.rule", "two.yaml"]).code(0).out;
    folder.run(&["eval", "small.rule", "two.yaml", "--output", "out.txt"]).code(0).quiet().silent();
    assert_eq!(folder.read("out.txt"), straight);
    // again, over the old file
    folder.write("out.txt", "old".repeat(10_000));
    folder.run(&["eval", "small.rule", "two.yaml", "-o", "out.txt"]).code(0).quiet().silent();
    assert_eq!(folder.read("out.txt"), straight);
    assert_eq!(folder.names(), ["out.txt", "small.rule", "two.yaml"]);
}

#[test]
fn a_place_that_cannot_be_written() {
    let folder = Folder::small();
    folder.write("thick.yaml", THICK);
    std::fs::create_dir(folder.path("taken")).unwrap();
    let before = folder.names();
    for place in ["no/such/folder/out.txt", "taken", "thick.yaml/out.txt"] {
        folder.run(&["eval", "small.rule", "thick.yaml", "--output", place]).code(2).silent().err(&["R0703", place]);
        assert_eq!(folder.names(), before);
    }
    // wrong names end it before anything is written
    folder.run(&["eval", "small.rule", "thick.yaml", "--output", "out.txt", "--only", "leggs"]).code(2);
    folder.run(&["eval", "none.rule", "thick.yaml", "--output", "out.txt"]).code(2);
    assert_eq!(folder.names(), before);
}

/// What was there stays when there is nothing to put in its place.
#[test]
fn a_run_without_any_result_leaves_the_old_file() {
    let folder = Folder::small();
    folder.write("out.txt", "old");
    folder.run(&["eval", "small.rule", "missing.yaml", "--output", "out.txt"]).code(2).silent();
    assert_eq!(folder.read("out.txt"), "old");
    assert_eq!(folder.names(), ["out.txt", "small.rule"]);
}

// --- what goes wrong -------------------------------------------------------------------------------------------------

#[test]
fn a_refused_record_among_good_ones() {
    let folder = Folder::small();
    folder.write("1.yaml", THICK);
    folder.write("2.yaml", "record: wrong\nswelling: 400 cm\nfever: perhaps\n");
    folder.write("3.yaml", THIN);
    let ran = folder.run(&["eval", "small.rule", "1.yaml", "2.yaml", "3.yaml"]).code(1);
    ran.out(&["thick: ", "thin: ", "2 records judged", "1 refused"]).err(&["wrong", "2.yaml:2", "R0604", "2.yaml:3"]);
    let json = folder.run(&["eval", "small.rule", "1.yaml", "2.yaml", "3.yaml", "--format", "json"]).code(1);
    assert_eq!(json.json().len(), 2);
    folder.run(&["eval", "small.rule", "2.yaml"]).code(1).err(&["R0604"]);
}

#[test]
fn an_impossible_record() {
    let folder = Folder::small();
    folder.write("small.rule", format!("{SMALL}\nimpossible when fever and swelling > 20 cm\n"));
    folder.write("1.yaml", "record: odd\nfever: yes\nswelling: 25 cm\n---\nrecord: even\nfever: no\nswelling: 25 cm\n");
    let ran = folder.run(&["eval", "small.rule", "1.yaml"]).code(1);
    ran.out(&["even: ", "1 record judged, 1 refused"]).err(&[
        "`odd`",
        "R0607",
        "fever and swelling > 20 cm",
        "small.rule:",
    ]);
}

#[test]
fn conflicts_and_broken_promises_are_findings() {
    let folder = Folder::small();
    let more = "\nrule everybody waits\n  when fever\n  suggest wait\n  from Textbook\n\nguarantee \"nobody with fever is scanned\"\n  never recommend scan when fever\n";
    folder.write("small.rule", format!("{SMALL}{more}"));
    folder.write("1.yaml", "record: both\nfever: yes\nswelling: 5 cm\n");
    folder.write("2.yaml", THIN);
    let ran = folder.run(&["eval", "small.rule", "1.yaml", "2.yaml"]).code(1);
    ran.out(&[
        "CONFLICT",
        "cannot both be followed",
        "nobody with fever is scanned",
        "1 with conflicting advice",
        "1 that break",
    ]);
    let ran = folder.run(&["eval", "small.rule", "1.yaml"]).code(1);
    let ran = ran.out(&["CONFLICT", "cannot both be followed", "BROKEN PROMISE", "nobody with fever is scanned"]);
    assert!(ran.out.find("CONFLICT") < ran.out.find("LEG"), "what must not be followed comes first: {}", ran.out);
    folder.run(&["eval", "small.rule", "2.yaml"]).code(0);
}

#[test]
fn entries_that_no_rule_knows() {
    let folder = Folder::small();
    folder.write("1.yaml", "swelling: 4 cm\nfevre: yes\nshoe size: 43\n");
    folder.run(&["eval", "small.rule", "1.yaml"]).code(0).out(&["2 entries not used"]);
    let ran = folder.run(&["eval", "small.rule", "1.yaml", "--full"]).code(0);
    ran.out(&["fevre", "shoe size"]).err(&["R0602", "fevre", "did you mean", "fever"]);
}

#[test]
fn nothing_to_judge() {
    let folder = Folder::small();
    std::fs::create_dir(folder.path("empty")).unwrap();
    folder.run(&["eval", "small.rule", "empty"]).code(2).silent().err(&["R0702", "empty"]);
    folder.run(&["eval", "small.rule", "missing.yaml"]).code(2).silent().err(&["R0702", "missing.yaml"]);
    folder.write("head.csv", "record,swelling\n");
    folder.run(&["eval", "small.rule", "head.csv"]).code(1).err(&["head.csv: error["]);
    // one that is there is judged all the same
    folder.write("1.yaml", THICK);
    folder.run(&["eval", "small.rule", "missing.yaml", "1.yaml"]).code(1).out(&["thick, "]).err(&["missing.yaml"]);
}

#[test]
fn files_that_are_no_text() {
    let folder = Folder::small();
    let bytes: Vec<u8> = (0..20_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for name in ["noise.yaml", "noise.json", "noise.ndjson", "noise.csv", "noise.bin"] {
        folder.write(name, &bytes);
        let ran = folder.run(&["eval", "small.rule", name]);
        assert!(ran.code == 1 || ran.code == 2, "{name}: {}", ran.code);
        let ran = ran.err(&["error[R06", name]);
        assert!(ran.err.len() < 20_000, "{name}: {} bytes", ran.err.len());
        assert!(!ran.err.chars().any(|c| c.is_control() && c != '\n'), "{name}");
    }
    folder.write("noise.rule", &bytes);
    folder.run(&["eval", "noise.rule", "noise.yaml"]).code(2).silent().err(&["R0701", "not text"]);
}

#[test]
fn broken_rules() {
    let folder = Folder::small();
    folder.write("thick.yaml", THICK);
    folder.write("broken.rule", "classify leg\n  thick when sweling >= 3 cm\n");
    folder.run(&["eval", "broken.rule", "thick.yaml"]).code(2).silent().err(&[
        "broken.rule:2",
        "error",
        "rulecheck explain",
    ]);
    folder.run(&["eval", "missing.rule", "thick.yaml"]).code(2).silent().err(&["R0701", "missing.rule"]);
    folder.write("uses.rule", format!("use \"gone.rule\"\n{SMALL}"));
    folder.run(&["eval", "uses.rule", "thick.yaml"]).code(2).silent().err(&["R0213", "gone.rule"]);
    folder.write("facts.rule", "facts\n  fever: yes or no\n");
    folder.run(&["eval", "facts.rule", "thick.yaml"]).code(2).silent().err(&["R0506"]);
}

/// A year mistyped makes an operation of last week one of next year: the page says how it was taken.
#[test]
fn dates_after_the_as_of_date_are_named() {
    let folder = Folder::new();
    let rules = "facts\n  surgery date: date\n  scan: date\n\
                 define recent as surgery date within the last 4 weeks or scan within the last 1 week\n\
                 rule r\n  when recent\n  warn \"x\"\n";
    folder.write("dates.rule", rules);
    folder.write("ahead.yaml", "record: ahead\nas of: 2026-11-23\nsurgery date: 2027-11-01\nscan: 2026-11-23\n");
    folder.run(&["eval", "dates.rule", "ahead.yaml"]).code(0).out(&["1 date after the as-of date"]);
    let ran = folder.run(&["eval", "dates.rule", "ahead.yaml", "--full"]).code(0);
    let ran = ran.out(&["After the as-of date, so taken as not yet happened", "- surgery date: 2027-11-01"]);
    assert!(!ran.out.contains("scan: 2026-11-23"), "{}", ran.out);
    let json = folder.run(&["eval", "dates.rule", "ahead.yaml", "--format", "json"]).code(0);
    json.out(&["\"ahead\":[{\"written\":\"2027-11-01\""]);
    folder
        .run(&["eval", "dates.rule", "ahead.yaml", "--full", "--format", "markdown"])
        .code(0)
        .out(&["After the as-of date"]);
}

#[test]
fn open_rules_of_used_files_do_not_hide_the_next_step() {
    let folder = Folder::new();
    let mut used =
        "rulebook \"Used\"\nfacts\n  fever: yes or no\n  cough: yes or no\ndecision plan\n  scan\n".to_owned();
    for at in 1..=8 {
        used.push_str(&format!("rule number {at}\n  when fever\n   and cough\n  suggest scan\n"));
    }
    folder.write("used.rule", used);
    folder.write(
        "asked.rule",
        "rulebook \"Asked\"\nuse \"used.rule\"\ndefine ill as fever\nrule own\n  when fever\n  warn \"x\"\n",
    );
    folder.write("open.yaml", "record: open\ncough: yes\n");
    let ran = folder.run(&["eval", "asked.rule", "open.yaml"]).code(0).quiet();
    let ran = ran.out(&["ILL   open; one answer decides\n        fever? yes → yes · no → no"]);
    assert!(!ran.out.contains("rule number"), "{}", ran.out);
    folder.run(&["eval", "asked.rule", "open.yaml", "--full"]).code(0).out(&["a warning (rule own)", "rule number 8"]);
}

// --- the shipped rules -----------------------------------------------------------------------------------------------

#[test]
fn shipped_records_fit_80_columns() {
    for rules in ["rules", "rules/pathways/gastrocnemius.rule", "rules/diagnose/wells_dvt_2003.rule"] {
        let ran = run(&["eval", rules, "rules/records", "--why"]).code(0);
        assert!(ran.out.contains("8 records judged"));
        assert_narrow(&ran.out);
    }
}

#[test]
fn rules_and_records_in_each_others_place() {
    let folder = Folder::small();
    folder.write("1.yaml", "fever: yes\n");
    folder.write("1.json", "{\"fever\": true}");
    for record in ["1.yaml", "1.json"] {
        let ran = folder.run(&["eval", record, "small.rule"]).code(2).silent();
        let ran = ran.err(&["error[R0705]", "looks like a record", "rulecheck eval RULES RECORDS"]);
        assert_eq!(ran.err.matches("error[").count(), 1, "{}", ran.err);
        folder.run(&["check", record]).code(2).silent().err(&["looks like a record"]);
    }
    let ran = folder.run(&["eval", "small.rule", "small.rule"]).code(2).silent();
    ran.err(&["error[R0705]", "`small.rule` is a rule file, not a record"]);
    // the others are judged all the same
    folder.run(&["eval", "small.rule", "small.rule", "1.yaml"]).code(1).out(&["PLAN"]).err(&["R0705"]);
    // what a file is called is one thing, what it holds another
    folder.write("rules.yaml", SMALL);
    folder.run(&["check", "rules.yaml"]).code(0);
}
