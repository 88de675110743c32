//! `check`, `test`, `fmt`, `explain`, `show`, `index`, `new`.

use super::*;

// --- check -----------------------------------------------------------------------------------------------------------

#[test]
fn check_says_nothing_of_good_rules() {
    let folder = Folder::small();
    folder.run(&["check", "small.rule"]).code(0).quiet().out(&["1 rule file", "3 conclusions checked"]);
    folder.run(&["check", "small.rule", "--strict"]).code(0).quiet();
    folder.run(&["check", "."]).code(0).quiet();
}

#[test]
fn check_warns() {
    let folder = Folder::small();
    folder.write("small.rule", SMALL.replace("  from Textbook\n\nexample", "\nexample"));
    let ran = folder.run(&["check", "small.rule"]).code(0).err(&["warning[R0501]", "small.rule:", "help"]);
    ran.out(&["1 warning", "rulecheck explain"]);
    folder.run(&["check", "small.rule", "--strict"]).code(1).err(&["warning[R0501]"]);
    // other subcommands do not repeat it
    folder.write("1.yaml", "fever: yes\n");
    folder.run(&["eval", "small.rule", "1.yaml"]).code(0).quiet();
}

#[test]
fn check_finds_errors() {
    let folder = Folder::small();
    folder.write(
        "small.rule",
        SMALL.replace("when swelling", "when sweling").replace("leg is thick\n  recommend", "leg is fat\n  recommend"),
    );
    let ran = folder.run(&["check", "small.rule"]).code(2).silent();
    ran.err(&["error[R0201]", "did you mean", "swelling", "error", "rulecheck explain"]);
    folder.run(&["check", "missing.rule"]).code(2).silent().err(&["R0701"]);
    folder.write("empty.rule", "");
    folder.run(&["check", "empty.rule"]).code(2).silent().err(&["empty.rule"]);
}

/// `small.rule` with a promise that it does not keep.
fn with_a_broken_promise() -> Folder {
    let folder = Folder::small();
    folder.write(
        "small.rule",
        format!("{SMALL}\nguarantee \"fever is scanned\"\n  when fever\n  always recommend scan\n"),
    );
    folder
}

#[test]
fn check_proves() {
    let folder = with_a_broken_promise();
    let ran = folder.run(&["check", "small.rule"]).code(1);
    ran.err(&["error[R0409]", "always recommend scan", "this patient shows it", "fever: yes"]).out(&["1 error"]);
    // the rules can still be run, and say so of the patient whom it concerns
    folder.write("1.yaml", "fever: yes\nswelling: 1 cm\n");
    folder.run(&["eval", "small.rule", "1.yaml"]).code(1).out(&["fever is scanned"]);
    // an example that fails is an error, too
    folder.write("fails.rule", SMALL.replace("    leg is thick\n", "    leg is thin\n"));
    let ran = folder.run(&["check", "fails.rule"]).code(1);
    ran.err(&["error[R0507]", "expected `leg is thin`", "found: leg: thick"]).out(&["1 error"]);
    // the day that counts as now is in the patient
    folder.run(&["check", "small.rule", "--as-of", "2026-11-20"]).code(1).err(&["as of 2026-11-20"]);
}

#[test]
fn check_for_programs() {
    let folder = Folder::small();
    let json = |ran: Ran| ran.quiet().json()[0].clone();
    let fine = json(folder.run(&["check", "small.rule", "--format", "json"]).code(0));
    assert_eq!((&fine["usable"], &fine["complete"]), (&true.into(), &true.into()));
    assert_eq!((&fine["files"], &fine["conclusions"]), (&1.into(), &3.into()));
    assert!(fine["messages"].as_array().unwrap().is_empty() && fine["not decided"].as_array().unwrap().is_empty());
    assert!(fine["proved"].as_u64().unwrap() > 5);

    let found = json(with_a_broken_promise().run(&["check", "small.rule", "--format", "json"]).code(1));
    assert_eq!((&found["usable"], &found["errors"], &found["warnings"]), (&true.into(), &1.into(), &0.into()));
    let message = &found["messages"][0];
    assert_eq!((&message["code"], &message["severity"]), (&"R0409".into(), &"error".into()));
    let (from, to) = (&message["at"]["from"], &message["at"]["to"]);
    assert_eq!((&from["column"], &to["column"]), (&3.into(), &24.into()));
    assert_eq!(from["line"], SMALL.lines().count() + 4);
    assert!(message["example"].as_str().unwrap().starts_with("example "));

    let folder = Folder::small();
    folder.write("small.rule", SMALL.replace("when swelling", "when sweling"));
    let broken = json(folder.run(&["check", "small.rule", "--format", "json"]).code(2));
    assert_eq!((&broken["usable"], &broken["conclusions"]), (&false.into(), &serde_json::Value::Null));
    assert_eq!(broken["messages"][0]["code"], "R0201");
    assert_eq!(broken["complete"], false);
}

#[test]
fn shipped_rules_are_without_errors() {
    let ran = run(&["check", "rules/diagnose"]).code(0);
    assert!(!ran.err.contains("error["));
}

/// `small.rule` with two things to confirm, and a source taken away, which is a warning.
fn to_confirm() -> Folder {
    let folder = Folder::small();
    let rules = SMALL
        .replace("  from Textbook\n\nexample", "  review \"project convention: two days\"\n\nexample")
        .replace("  fever: yes or no\n", "  fever: yes or no  review \"from which temperature?\"\n");
    folder.write("rules/small.rule", rules);
    folder.write("rules/README.md", "# Not a rule file\n");
    folder
}

#[test]
fn report_for_the_one_who_signs() {
    let folder = to_confirm();
    let summary = "2 items to confirm in 1 rulebook: 1 project convention, 1 to verify";
    let ran = folder.run(&["check", "--report", "rules"]).code(0).err(&["warning[R0501]"]);
    let ran = ran.out(&[summary, "fact fever (rules/small.rule:14)", "advice: suggest wait", "[ ] confirmed"]);
    assert!(ran.out.starts_with(summary));
    assert!(!ran.out.contains("conclusions checked"));
    assert_narrow(&ran.out);
    let ran = folder.run(&["check", "--report", "rules", "--format", "markdown"]).code(0).err(&["warning[R0501]"]);
    ran.out(&[summary, "## Small\n", "### To verify", "### Project conventions", "- [ ] confirmed"])
        .out(&["- conclusions without a source: rule fever without swelling waits (rules/small.rule:"]);
    let ran = folder.run(&["check", "--report", "rules", "--format", "json"]).code(0).err(&["warning[R0501]"]);
    let report = &ran.json()[0];
    assert_eq!(report["summary"]["items"], 2);
    assert_eq!(report["rulebooks"][0]["items"][0]["at"], "rules/small.rule:14");
    assert_eq!(report["rulebooks"][0]["items"][1]["project_convention"], true);
    let ran = folder.run(&["check", "--report", "rules", "--format", "html"]).code(0).err(&["warning[R0501]"]);
    assert!(ran.out.starts_with("<!doctype html>") && ran.out.ends_with("</html>\n"), "{}", ran.out);
    assert_eq!(ran.out.matches("<main>").count(), 2);
    folder.run(&["check", "--report", "rules", "--strict"]).code(1).out(&[summary]);
}

#[test]
fn no_report_of_broken_rules() {
    let folder = Folder::small();
    folder.write("small.rule", SMALL.replace("when swelling", "when sweling"));
    for format in ["text", "markdown", "json"] {
        let ran = folder.run(&["check", "--report", "small.rule", "--format", format]);
        ran.code(2).silent().err(&["error[R0201]", "1 error"]);
    }
}

// --- test ------------------------------------------------------------------------------------------------------------

#[test]
fn examples_that_pass() {
    let folder = Folder::small();
    folder.run(&["test", "small.rule"]).code(0).quiet().out(&["3 passed, 0 failed"]);
    let ran = folder.run(&["test", "small.rule", "--format", "json"]).code(0).quiet();
    let json = &ran.json()[0];
    let examples = json["examples"].as_array().unwrap();
    assert_eq!(examples.len(), 3);
    assert!(examples.iter().all(|one| one["passed"] == true && one["failures"].as_array().unwrap().is_empty()));
    let ran = folder.run(&["test", "small.rule", "--format", "junit"]).code(0).quiet();
    let tags = well_formed(&ran.out);
    assert_eq!(tags.iter().filter(|tag| *tag == "testcase").count(), 3);
    assert_eq!(tags.iter().filter(|tag| *tag == "failure").count(), 0);
    run(&["test", "rules/diagnose", "--as-of", "2026-11-23"]).code(0).quiet().out(&["0 failed"]);
}

#[test]
fn examples_that_fail() {
    let folder = Folder::small();
    let text = SMALL
        .replace("    leg is thick\n    recommend scan", "    leg is thin\n    suggest wait")
        .replace("example \"thick\"", "example \"a < b & 'c' > d\"");
    folder.write("small.rule", text);
    let ran = folder.run(&["test", "small.rule"]).code(1).quiet();
    ran.out(&[
        "failed: a < b",
        "expected leg is thin",
        "found    leg: thick",
        "expected suggest wait",
        "recommend scan",
        "2 passed, 1 failed",
        "small.rule:",
    ]);
    let ran = folder.run(&["test", "small.rule", "--format", "json"]).code(1).quiet();
    let failed: Vec<_> =
        ran.json()[0]["examples"].as_array().unwrap().iter().filter(|one| one["passed"] == false).cloned().collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["failures"].as_array().unwrap().len(), 2);
    let ran = folder.run(&["test", "small.rule", "--format", "junit"]).code(1).quiet();
    let tags = well_formed(&ran.out);
    assert_eq!(tags.iter().filter(|tag| *tag == "failure").count(), 2);
    ran.out(&["tests=\"3\" failures=\"1\"", "a &lt; b &amp; "]);
}

#[test]
fn coverage_of_conditions() {
    let folder = Folder::new();
    folder.write(
        "covered.rule",
        "
facts
  fever: yes or no
  cough: yes or no
  grade: mild or severe
classify state
  ill   when fever
  late  when not (grade is one of mild or severe)
  odd   when cough is unknown and cough
  well  otherwise
example \"fever\"
  given
    fever: yes
    cough: unknown
  expect
    state is ill
example \"no fever\"
  given
    fever: no
    cough: yes
  expect
    state is well
example \"nobody knows\"
  given
    grade: mild
  expect
    state is undecided
",
    );
    let ran = folder.run(&["test", "covered.rule"]).code(0).quiet();
    let expected = "\
3 passed, 0 failed
conditions: 1 of 4 were yes, no and unknown in some example
  1 cannot be no or unknown: no plausible value makes it so
  1 cannot be unknown: it asks what is known, or reads a fact only where that is known
  1 could be more than the examples show
    covered.rule:9  cough: never no
in all: 10 of 12 that could be shown, 83 %; `--coverage` lists the rest
";
    assert_eq!(ran.out, expected);
    let ran = folder.run(&["test", "covered.rule", "--coverage"]).code(0).quiet();
    let listed = "\
  1 cannot be no or unknown: no plausible value makes it so
    covered.rule:8  grade is one of mild or severe
  1 cannot be unknown: it asks what is known, or reads a fact only where that is known
    covered.rule:9  cough is unknown
";
    ran.out(&[listed]);
    let ran = folder.run(&["test", "covered.rule", "--format", "json"]).code(0).quiet();
    let coverage = &ran.json()[0]["coverage"];
    assert_eq!(
        (&coverage["shown"], &coverage["could_be_shown"], &coverage["percent"]),
        (&10.into(), &12.into(), &83.into())
    );
    let conditions = &coverage["conditions"];
    assert_eq!((&conditions["count"], &conditions["covered"]), (&4.into(), &1.into()));
    let rest = conditions["not_covered"].as_array().unwrap();
    assert_eq!(rest.len(), 3);
    assert_eq!(rest[0]["what"], "grade is one of mild or severe");
    assert_eq!(rest[0]["cannot"]["no"], rest[0]["cannot"]["unknown"]);
    assert_eq!(rest[2]["at"], "covered.rule:9");
    assert_eq!(rest[2]["never"], serde_json::json!(["no"]));
    let page = folder.run(&["test", "covered.rule", "--format", "html"]).code(0);
    page.out(&["<!doctype html>", "10 of 12", "cough: never no"]);
    // a gate: what is missing is named
    let gate = folder.run(&["test", "covered.rule", "--min", "84"]).code(1);
    gate.err(&[
        "the examples show 10 of 12 that could be shown: 83 %, less than 84 %",
        "covered.rule:9  cough: never no",
    ]);
    folder.run(&["test", "covered.rule", "--min", "83"]).code(0).quiet();
    // covered through and through: nothing more to say
    let text = std::fs::read_to_string(folder.0.join("covered.rule")).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("late ") && !line.contains("odd ")).collect();
    folder.write(
        "covered.rule",
        kept.join("\n").replace("  grade: mild or severe\n", "").replace("    grade: mild\n", ""),
    );
    let ran = folder.run(&["test", "covered.rule"]).code(0).quiet();
    assert_eq!(ran.out, "3 passed, 0 failed\nconditions: 1 of 1 were yes, no and unknown in some example\n");
    folder.run(&["test", "covered.rule", "--min", "100"]).code(0).quiet();
}

#[test]
fn no_examples() {
    let folder = Folder::small();
    folder.write("small.rule", SMALL.split("example \"").next().unwrap());
    for format in ["text", "json", "junit"] {
        folder.run(&["test", "small.rule", "--format", format]).code(1).err(&["no example"]);
    }
    folder.write("small.rule", "classify leg\n  thick when sweling >= 3 cm\n");
    folder.run(&["test", "small.rule"]).code(2).silent().err(&["error"]);
}

/// The names of all elements of an XML text, in order; every tag is closed and every `&` and `<` is what it should be.
fn well_formed(text: &str) -> Vec<String> {
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    let (mut open, mut all) = (Vec::new(), Vec::new());
    while let Some(start) = rest.find('<') {
        assert_eq!(rest[..start].trim(), "");
        // no `>` stands inside the attributes: it is escaped
        let end = rest.find('>').expect("the end of a tag");
        let tag = &rest[start + 1..end];
        assert!(!tag.contains('<'), "{tag}");
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split(' ').next().unwrap().to_owned();
        let parts: Vec<&str> = tag[name.len()..].split('"').collect();
        assert!(parts.len() % 2 == 1, "a quote is open: {tag}");
        for pair in parts.chunks(2).filter(|pair| pair.len() == 2) {
            assert!(pair[0].starts_with(' ') && pair[0].ends_with('='), "{tag}");
            for entity in pair[1].split('&').skip(1) {
                assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|known| entity.starts_with(known)), "{tag}");
            }
        }
        if !empty {
            open.push(name.clone());
        }
        all.push(name);
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(rest.trim(), "");
    all
}

// --- fmt -------------------------------------------------------------------------------------------------------------

#[test]
fn layout() {
    let folder = Folder::new();
    let untidy = "facts\n    fever:yes or no\nclassify leg\n      thick   when fever\n      thin otherwise\n";
    folder.write("a.rule", untidy);
    folder.run(&["fmt", "a.rule", "--check"]).code(1).silent().err(&["a.rule would change"]);
    assert_eq!(folder.read("a.rule"), untidy);
    folder.run(&["fmt", "a.rule"]).code(0).quiet().out(&["a.rule laid out"]);
    let tidy = folder.read("a.rule");
    assert_ne!(tidy, untidy);
    folder.run(&["fmt", "a.rule", "--check"]).code(0).quiet().silent();
    folder.run(&["fmt", "a.rule"]).code(0).quiet().silent();
    assert_eq!(folder.names(), ["a.rule"]);
    // a folder, and standard input
    folder.write("sub/b.rule", untidy);
    folder.run(&["fmt", ".", "--check"]).code(1);
    folder.run(&["fmt", "."]).code(0);
    assert_eq!(folder.read("sub/b.rule"), tidy);
    for arguments in [&["fmt"][..], &["fmt", "-"]] {
        assert_eq!(feed(arguments, untidy.as_bytes()).code(0).quiet().out, tidy);
    }
    feed(&["fmt", "--check"], untidy.as_bytes()).code(1).silent().err(&["standard input would change"]);
    feed(&["fmt", "--check"], tidy.as_bytes()).code(0).silent().quiet();
}

#[test]
fn what_cannot_be_read_is_left_alone() {
    let folder = Folder::new();
    let broken = "classify leg\n  thick when (swelling >= 3 cm\n";
    folder.write("a.rule", broken);
    folder.run(&["fmt", "a.rule"]).code(2).silent().err(&["a.rule:2", "error"]);
    assert_eq!(folder.read("a.rule"), broken);
    feed(&["fmt"], broken.as_bytes()).code(2).silent().err(&["error"]);
    feed(&["fmt"], b"\xff\xfe\x00").code(2).silent().err(&["UTF-8"]);
    folder.run(&["fmt", "missing.rule"]).code(2).silent().err(&["R0701"]);
    // one good file among them is laid out all the same
    folder.write("b.rule", "facts\n    fever:yes or no\n");
    folder.run(&["fmt", "a.rule", "b.rule"]).code(2).out(&["b.rule laid out"]);
}

#[test]
fn shipped_rules_are_laid_out() {
    run(&["fmt", "rules", "--check"]).code(0).quiet().silent();
}

// --- explain ---------------------------------------------------------------------------------------------------------

#[test]
fn explain() {
    let list = run(&["explain"]).code(0).quiet();
    let codes: Vec<&str> = list.out.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(codes.len() > 60 && codes.iter().all(|code| code.starts_with('R') && code.len() == 5), "{codes:?}");
    // a page is found however the code is written
    let page = codes.iter().map(|code| run(&["explain", code])).find(|ran| ran.code == 0);
    if let Some(page) = page {
        let code = page.out[..5].to_owned();
        assert!(codes.contains(&code.as_str()), "{}", page.out);
        assert_eq!(run(&["explain", &code.to_lowercase()]).code(0).quiet().out, page.out);
    }
    let json = run(&["explain", "--format", "json"]).code(0).quiet().json()[0].clone();
    assert_eq!(json["codes"].as_array().unwrap().len(), codes.len());
    let json = run(&["explain", "r0201", "--format", "json"]).code(0).quiet().json()[0].clone();
    assert_eq!(json["code"], "R0201");
    assert!(json["page"].as_str().unwrap().starts_with("## R0201 "));
    for code in ["R9999", "nonsense", ""] {
        run(&["explain", code]).code(2).silent().err(&["R0705"]);
    }
}

// --- show ------------------------------------------------------------------------------------------------------------

#[test]
fn show() {
    let folder = Folder::small();
    let words = folder.run(&["show", "small.rule"]).code(0).quiet();
    let words = words.out(&[
        "classify leg (small.rule:",
        "thick when swelling >= 3 cm",
        "thin otherwise",
        "recommend scan",
        "from A textbook",
    ]);
    assert_eq!(folder.run(&["show", "small.rule", "--stage", "words"]).code(0).out, words.out);
    folder.run(&["show", "small.rule", "--stage", "tree"]).code(0).quiet().out(&["Classify", "swelling"]);
    folder.run(&["show", "small.rule", "--stage", "program"]).code(0).quiet().out(&["   0  "]);
    let one = folder.run(&["show", "small.rule", "--only", "leg"]).code(0).quiet().out(&["classify leg"]);
    assert!(!one.out.contains("recommend scan"));
    let json = folder.run(&["show", "small.rule", "--format", "json"]).code(0).quiet().json()[0].clone();
    assert_eq!(json["facts"][1]["name"], "swelling");
    assert_eq!(
        (&json["facts"][1]["unit"], &json["facts"][1]["range"]),
        (&"cm".into(), &serde_json::json!([0.0, 30.0]))
    );
    let leg = &json["conclusions"][0];
    assert_eq!((&leg["kind"], &leg["gives"]["labels"]), (&"classify".into(), &serde_json::json!(["thick", "thin"])));
    assert_eq!(
        leg["lines"],
        serde_json::json!([
            { "value": "thick", "when": "swelling >= 3 cm" },
            { "value": "thin", "when": null },
        ])
    );
    assert_eq!(json["conclusions"][1]["says"], serde_json::json!(["recommend scan"]));
    assert_eq!(json["decisions"][0]["alternatives"], serde_json::json!(["scan", "wait"]));
    let one =
        folder.run(&["show", "small.rule", "--only", "leg", "--format", "json"]).code(0).quiet().json()[0].clone();
    assert_eq!(one, serde_json::json!({ "conclusions": [leg] }));
    folder.run(&["show", "small.rule", "--only", "lex", "--format", "json"]).code(2).silent().err(&["R0704"]);
    folder.run(&["show", "small.rule", "--stage", "tree", "--format", "json"]).code(2).silent().err(&["--stage"]);
    folder.run(&["show", "small.rule", "--only", "lex"]).code(2).silent().err(&["R0704", "lex"]);
    folder.run(&["show", "small.rule", "--stage", "bytes"]).code(2).silent();
    folder.write("broken.rule", "classify leg\n  thick when (swelling >= 3 cm\n");
    folder.run(&["show", "broken.rule"]).code(2).silent().err(&["error"]);
    folder.run(&["show", "broken.rule", "--stage", "tree"]).code(2).err(&["error"]);
}

// --- index -----------------------------------------------------------------------------------------------------------

#[test]
fn index() {
    let folder = to_confirm();
    let row = "| [Small](small.rule)<br>1.0.0 draft | leg, plan | Tests | Patients | 3 | 2 | Textbook |";
    let ran = folder.run(&["index", "rules"]).code(0).quiet().out(&["# Rulebooks", "## In this folder", row]);
    // the same page, wherever it is made
    for same in ["rules/", "./rules", "rules/small.rule"] {
        assert_eq!(folder.run(&["index", same]).code(0).out, ran.out);
    }
    assert_eq!(Ran::of(program(&["index", "."]).current_dir(folder.path("rules")).output().unwrap()).out, ran.out);
    folder.write("rules/small.rule", SMALL.replace("when swelling", "when sweling"));
    folder.run(&["index", "rules"]).code(2).silent().err(&["error[R0201]"]);
    folder.write("empty/README.md", "");
    folder.run(&["index", "empty"]).code(2).silent().err(&["there is no rule file"]);
}

// --- new -------------------------------------------------------------------------------------------------------------

#[test]
fn new_writes_files_that_work() {
    let folder = Folder::new();
    folder.run(&["new", "first.rule"]).code(0).quiet().out(&["first.rule", "first.yaml", "rulecheck check first.rule"]);
    assert_eq!(folder.names(), ["first.rule", "first.yaml"]);
    folder.run(&["check", "first.rule"]).code(0);
    folder.run(&["test", "first.rule"]).code(0).quiet().out(&["0 failed"]);
    folder.run(&["eval", "first.rule", "first.yaml"]).code(0).quiet();
    folder.run(&["fmt", "first.rule", "--check"]).code(0).quiet();
    // never over what is there
    folder.write("first.rule", "mine");
    folder.run(&["new", "first.rule"]).code(2).silent().err(&["R0703", "first.rule", "left alone"]);
    assert_eq!(folder.read("first.rule"), "mine");
    folder.run(&["new", "no/such/folder/x.rule"]).code(2).silent().err(&["R0703"]);
    folder.run(&["new"]).code(0).out(&["my.rule"]);
}

/// Either both files or none.
#[test]
fn new_leaves_nothing_half_done() {
    let folder = Folder::new();
    folder.write("first.yaml", "mine");
    folder.run(&["new", "first.rule"]).code(2).silent().err(&["R0703", "first.yaml", "left alone"]);
    assert_eq!(folder.names(), ["first.yaml"]);
    assert_eq!(folder.read("first.yaml"), "mine");
    // the record would take the place of the rules
    folder.run(&["new", "second.yaml"]).code(2).silent();
    assert_eq!(folder.names(), ["first.yaml"]);
}

/// Two examples that say different things must not share what was found out for one of them.
#[test]
fn examples_alike_at_a_glance_are_told_apart() {
    let folder = Folder::new();
    let rules = "\
finding one
  h: s or t
finding two
  g: u or v
facts
  l1: list of one
  l2: list of two
  f: a or b
score s
  +1   f is a
  +1   any l2 where g is u
  +10  any l1 where h is s
example \"A\"
  given
    f: a
    l1: none
    l2
      - g: unknown
      - no others
  expect
    s could be 1 to 2
example \"B\"
  given
    l1
      - h: s
      - no others
    l2: none
  expect
    s could be 10 to 11
";
    folder.write("memo.rule", rules);
    folder.run(&["test", "memo.rule"]).code(0).out(&["2 passed, 0 failed"]);
}

/// What `blank` prints is a record that says nothing yet.
#[test]
fn a_blank_record() {
    let folder = Folder::new();
    for rules in ["rules/diagnose/perc.rule", "rules/pathways/gastrocnemius.rule", "rules"] {
        let printed = run(&["blank", rules]).code(0).quiet().out;
        assert!(printed.contains("\npregnant: unknown ") && printed.contains("# yes or no"), "{printed}");
        folder.write("blank.yaml", &printed);
        let record = folder.path("blank.yaml").display().to_string();
        let ran = run(&["eval", rules, &record, "--format", "json"]).code(0).quiet();
        assert!(ran.out.contains("\"ignored\":[]"), "{}", ran.out);
    }
    let printed = run(&["blank", "rules/pathways/gastrocnemius.rule"]).out;
    assert!(printed.contains("#     side: "), "{printed}");
    assert!(printed.contains("\n# trifurcation is proximal: no "), "{printed}");
    let record = run(&["blank", "rules/pathways/gastrocnemius.rule", "--format", "json"]).code(0).quiet().out;
    assert!(record.contains("\"pregnant\":\"unknown\"") && !record.contains("trifurcation"), "{record}");
    folder.write("blank.json", &record);
    let place = folder.path("blank.json").display().to_string();
    let ran = run(&["eval", "rules/pathways/gastrocnemius.rule", &place, "--format", "json"]).code(0).quiet();
    assert!(ran.out.contains("\"ignored\":[]"), "{}", ran.out);
    run(&["blank", "missing.rule"]).code(2).silent().err(&["R0701"]);
}

#[test]
fn cases_for_what_the_examples_leave_out() {
    let folder = Folder::new();
    folder.run(&["new", "calf.rule"]).code(0);
    let ran = folder.run(&["cases", "calf.rule", "--as-of", "2026-11-20"]).code(0).quiet();
    ran.out(&["example \"age just below 18 years\"\n  # confirm or correct\n", "    age: 17 years\n", "  expect\n"]);
    let ran = folder.run(&["cases", "calf.rule", "--as-of", "2026-11-20", "--format", "json"]).code(0).quiet();
    let json = &ran.json()[0];
    assert_eq!(json["no_patient_found"], serde_json::json!([]));
    let blocks: Vec<&str> = json["cases"].as_array().unwrap().iter().filter_map(|one| one["block"].as_str()).collect();
    assert_eq!(json["cases"][0]["file"], "calf.rule");
    let text = std::fs::read_to_string(folder.0.join("calf.rule")).unwrap();
    folder.write("calf.rule", format!("{}\n\n{}", text.trim_end(), blocks.join("\n")));
    folder.run(&["test", "calf.rule", "--min", "100"]).code(0).quiet();
    let done = folder.run(&["cases", "calf.rule"]).code(0).quiet();
    assert_eq!(done.out, "# the examples show all that can be shown\n");
    folder.run(&["cases", "nowhere.rule"]).code(2);
}
