//! `rulecheck prove` and `rulecheck equal` as they are run: streams, JSON and exit codes.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// A folder of its own, gone at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, text: &str) -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = Folder(std::env::temp_dir().join(format!("rulecheck-prove-{}-{count}", std::process::id())));
        std::fs::create_dir_all(&folder.0).unwrap();
        folder.write(name, text);
        folder
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    /// The exit code, and what was said on both streams.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rulecheck"));
        let output = command.args(arguments).current_dir(&self.0).stdin(Stdio::null()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    #[track_caller]
    fn json(&self, code: i32, arguments: &[&str]) -> Value {
        let (ended, out, err) = self.run(arguments);
        assert_eq!(ended, code, "{out}{err}");
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const SOUND: &str = r#"rulebook "Treatment"
  version 1.0.0
  reviewed 2026-11-20

source Test 2026
  "A test."

facts
  DVT: yes or no
  bleeding: yes or no
  age: years, 0 to 120

decision treatment
  anticoagulation
  ultrasound

rule treat
  when DVT
  unless bleeding
  recommend anticoagulation
  from Test 2026

rule watch
  when DVT and bleeding and age >= 18 years
  recommend ultrasound
  from Test 2026

guarantee "never while bleeding"
  never recommend anticoagulation when bleeding

example "a DVT"
  given
    DVT: yes
    bleeding: no
  as of 2026-11-20
  expect
    recommend anticoagulation
"#;

/// `treat` forgets the bleeding: a promise is broken, and two alternatives are advised at once.
fn faulty() -> String {
    SOUND.replace("  unless bleeding\n", "")
}

/// A condition that says nothing new: superfluous, no fault.
fn wordy() -> String {
    SOUND.replace("age >= 18 years\n", "age >= 18 years and age >= 16 years\n")
}

const DAY: [&str; 2] = ["--as-of", "2026-11-20"];

#[test]
fn all_proved_is_0() {
    let folder = Folder::with("a.rule", SOUND);
    let (code, out, err) = folder.run(&["prove", "a.rule", DAY[0], DAY[1]]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.ends_with(" proved\n") && out.contains(" claims about every possible patient: "), "{out}");
    let json = folder.json(0, &["prove", "a.rule", "--format", "json"]);
    let claims = json["claims"].as_array().unwrap();
    assert_eq!(json["proved"], claims.len());
    assert_eq!((&json["found"], &json["not decided"]), (&Value::from(0), &Value::from(0)));
    assert!(claims.iter().all(|claim| claim["result"] == "proved" && claim["at"].as_str().unwrap().contains("a.rule")));
    assert!(claims.iter().any(|claim| claim["claim"] == "rule `treat` does not always apply"), "{json:#}");
}

#[test]
fn faults_are_1_and_what_is_printed_can_be_pasted() {
    let folder = Folder::with("a.rule", &faulty());
    let (code, out, err) = folder.run(&["prove", "a.rule", DAY[0], DAY[1]]);
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let expected = "    example \"guarantee broken: the guarantee 'never while bleeding' does not hold for everybody\"\n      \
                    given\n        DVT: yes\n        bleeding: yes\n";
    assert!(out.contains(expected) && out.contains("2 faults"), "{out}");
    let json = folder.json(1, &["prove", "a.rule", "--format", "json"]);
    let found: Vec<&Value> =
        json["claims"].as_array().unwrap().iter().filter(|claim| claim["result"] == "found").collect();
    let kinds: Vec<&str> = found.iter().map(|claim| claim["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"guarantee broken") && kinds.contains(&"conflict"), "{kinds:?}");
    for claim in found.iter().filter(|claim| claim["fault"] == true) {
        // the block stands as long as the fault does: the test fails, and passes when it is mended
        let block = format!("\n{}", claim["example"].as_str().unwrap());
        let name = block.split('"').nth(1).unwrap().to_owned();
        folder.write("pasted.rule", &(faulty() + &block));
        let (code, out, err) = folder.run(&["test", "pasted.rule"]);
        assert_eq!(code, 1, "{out}{err}{block}");
        assert!(out.contains(&name), "{out}");
    }
}

#[test]
fn what_is_superfluous_is_1_only_if_strict() {
    let folder = Folder::with("a.rule", &wordy());
    let (code, out, _) = folder.run(&["prove", "a.rule"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("superfluous at a.rule:") && out.contains("makes no difference"), "{out}");
    assert_eq!(folder.run(&["prove", "a.rule", "--strict"]).0, 1);
    let json = folder.json(0, &["prove", "a.rule", "--format", "json"]);
    assert!(json["claims"].as_array().unwrap().iter().any(|claim| claim["fault"] == false), "{json:#}");
}

#[test]
fn what_cannot_be_read_is_2() {
    let folder = Folder::with("a.rule", "rule nothing\n  when nobody knows\n");
    for arguments in
        [["prove", "a.rule", "--strict"], ["prove", "none.rule", "--strict"], ["equal", "a.rule", "a.rule"]]
    {
        let (code, out, err) = folder.run(&arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(!err.is_empty() && !err.contains("panicked"), "{err}");
    }
}

#[test]
fn equal_says_whether_two_versions_are() {
    let folder = Folder::with("old.rule", SOUND);
    folder.write("new.rule", &wordy());
    let (code, out, err) = folder.run(&["equal", "old.rule", "new.rule"]);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "2 of 2 conclusions are the same for every possible patient\n", "")
    );
    assert_eq!(folder.json(0, &["equal", "old.rule", "new.rule", "--format", "json"])["equal"], true);
    folder.write("new.rule", &faulty());
    let (code, out, _) = folder.run(&["equal", "old.rule", "new.rule", DAY[0], DAY[1]]);
    assert_eq!(code, 1, "{out}");
    let expected = "differs: `treat`, for this patient\n  old: does not apply\n  new: applies: recommend anticoagulation\n    example \"the versions differ in \
                    treat\"\n      given\n        DVT: yes\n        bleeding: yes\n";
    assert!(out.contains(expected), "{out}");
    let json = folder.json(1, &["equal", "old.rule", "new.rule", "--format", "json"]);
    let treat = json["conclusions"].as_array().unwrap().iter().find(|one| one["conclusion"] == "treat").unwrap();
    assert_eq!(
        (&treat["result"], &treat["old"], &treat["new"]),
        (&"differs".into(), &"does not apply".into(), &"applies".into())
    );
    assert_eq!((treat.get("old_says"), &treat["new_says"]), (None, &serde_json::json!(["recommend anticoagulation"])));
    // its block is an example of the old version
    folder.write("pasted.rule", &format!("{SOUND}\n{}", treat["example"].as_str().unwrap()));
    assert_eq!(folder.run(&["test", "pasted.rule"]).0, 0);
    // the same patients, another advice
    folder.write("new.rule", &SOUND.replace("recommend anticoagulation", "suggest anticoagulation for 2 weeks"));
    let (code, out, _) = folder.run(&["equal", "old.rule", "new.rule", DAY[0], DAY[1]]);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains(
            "  old: applies: recommend anticoagulation\n  new: applies: suggest anticoagulation for 2 weeks\n"
        ),
        "{out}"
    );
    let without = SOUND.replace("rule watch", "rule look");
    folder.write("new.rule", &without);
    let (code, out, _) = folder.run(&["equal", "old.rule", "new.rule"]);
    assert!(code == 1 && out.contains("only in the old version: `watch`"), "{out}");
}
