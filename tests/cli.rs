//! The program as users run it: every subcommand, both streams and the exit code.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

#[path = "cli/eval.rs"]
mod eval;
#[path = "cli/rules.rs"]
mod rules;
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/why.rs"]
mod why;

/// What a run said and how it ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text in UTF-8");
        let ran =
            Ran { code: output.status.code().expect("no signal"), out: text(output.stdout), err: text(output.stderr) };
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "colours without a terminal");
        ran
    }

    /// Ended with this code.
    #[track_caller]
    fn code(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn out(self, parts: &[&str]) -> Ran {
        for part in parts {
            assert!(self.out.contains(part), "no `{part}` in\n{}\n--- err\n{}", self.out, self.err);
        }
        self
    }

    #[track_caller]
    fn err(self, parts: &[&str]) -> Ran {
        for part in parts {
            assert!(self.err.contains(part), "no `{part}` in\n{}", self.err);
        }
        self
    }

    #[track_caller]
    fn quiet(self) -> Ran {
        assert_eq!(self.err, "");
        self
    }

    #[track_caller]
    fn silent(self) -> Ran {
        assert_eq!(self.out, "");
        self
    }

    fn json(&self) -> Vec<serde_json::Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }
}

/// The program, in the folder of the project.
fn program<S: AsRef<OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulecheck"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null()).env_remove("NO_COLOR");
    command
}

fn run<S: AsRef<OsStr>>(arguments: &[S]) -> Ran {
    Ran::of(program(arguments).output().unwrap())
}

/// With this text on standard input.
fn feed(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child =
        program(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // it may end before it has read everything
    let _ = stdin.write_all(input);
    drop(stdin);
    Ran::of(child.wait_with_output().unwrap())
}

/// A folder of its own for a test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("rulecheck-test-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// With the small rule file `small.rule` in it.
    fn small() -> Folder {
        let folder = Folder::new();
        folder.write("small.rule", SMALL);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs the program in this folder.
    fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        Ran::of(program(arguments).current_dir(&self.0).output().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A small rule file without anything to complain about.
const SMALL: &str = r#"rulebook "Small"
  version    1.0.0
  status     draft
  authors    "Nobody"
  reviewed   2026-11-20
  review by  2999-11-20
  use for    "Tests"
  not for    "Patients"

source Textbook
  "A textbook. 2026."

facts
  fever: yes or no
  swelling: cm, 0 to 30

classify leg
  thick  when swelling >= 3 cm
  thin   otherwise
  from Textbook

decision plan
  scan: "Ultrasound of the leg"
  wait: "See again tomorrow"

rule thick legs are scanned
  when leg is thick
  recommend scan
  from Textbook

rule fever without swelling waits
  when fever and leg is thin
  suggest wait for 2 days
  from Textbook

example "thick"
  given
    swelling: 3 cm
    fever: no
  expect
    leg is thick
    recommend scan
    rule fever without swelling waits does not apply

example "thin"
  given
    swelling: 2 cm
    fever: yes
  expect
    suggest wait for 2 days
    rule thick legs are scanned does not apply

example "nothing measured"
  given
    fever: yes
  expect
    leg is undecided
    rule thick legs are scanned is undecided
    rule fever without swelling waits is undecided
"#;

#[test]
fn bare_and_help() {
    run::<&str>(&[]).code(0).out(&["rulecheck new", "rulecheck check", "rulecheck eval"]).quiet();
    run(&["--version"]).code(0).out(&["rulecheck 0."]).quiet();
    let commands = ["eval", "check", "test", "fmt", "explain", "why", "show", "index", "new", "completions"];
    run(&["--help"]).code(0).out(&commands).out(&["Exit codes"]).quiet();
    for command in commands {
        let ran = run(&[command, "--help"]).code(0).out(&["Usage: rulecheck"]).quiet();
        assert_narrow(&ran.out);
    }
    assert_narrow(&run(&["--help"]).out);
    assert_narrow(&run::<&str>(&[]).out);
}

/// Fits 80 columns.
#[track_caller]
fn assert_narrow(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
    }
}

#[test]
fn wrong_use() {
    run(&["evaluate"]).code(2).silent().err(&["evaluate"]);
    run(&["eval"]).code(2).silent().err(&["Usage"]);
    run(&["eval", "rules"]).code(2).silent();
    run(&["check"]).code(2).silent();
    run(&["test"]).code(2).silent();
    run(&["show"]).code(2).silent();
    run(&["index"]).code(2).silent();
    run(&["check", "rules", "--format", "markdown"]).code(2).silent().err(&["--report"]);
    run(&["check", "rules", "--format", "html"]).code(2).silent().err(&["--report"]);
    run(&["eval", "rules", "rules/records", "--format", "xml"]).code(2).silent().err(&["xml", "json"]);
    run(&["eval", "rules", "rules/records", "--as-of", "23.11.2026"]).code(2).silent().err(&["2026-11-20"]);
    run(&["eval", "rules", "rules/records", "--as-of", "2026-02-30"]).code(2).silent();
    run(&["completions", "cobol"]).code(2).silent().err(&["bash"]);
}

#[test]
fn completions() {
    run(&["completions", "bash"]).code(0).out(&["_rulecheck", "eval", "--as-of"]).quiet();
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        run(&["completions", shell]).code(0).out(&["rulecheck"]).quiet();
    }
}

#[test]
fn no_temporary_path_is_kept() {
    let path = {
        let folder = Folder::new();
        folder.write("a/b.txt", "x");
        folder.0.clone()
    };
    assert!(!path.exists());
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").is_dir());
}
