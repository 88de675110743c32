//! Pipes that close, disks that are full.

#![cfg(unix)]

use super::*;

/// Many records, more than a pipe holds.
fn many(folder: &Folder) -> PathBuf {
    let lines: String =
        (0..3000).map(|at| format!("{{\"record\": \"r{at}\", \"swelling\": \"4 cm\", \"fever\": false}}\n")).collect();
    folder.write("many.ndjson", lines)
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::small();
    many(&folder);
    let program = env!("CARGO_BIN_EXE_rulecheck");
    for command in [
        "eval small.rule many.ndjson",
        "eval small.rule many.ndjson --format json",
        "completions bash",
        "show small.rule --stage tree",
    ] {
        let script = format!("{{ '{program}' {command}; echo \"code $?\" >&2; }} | head -1");
        let output = Command::new("sh").arg("-c").arg(script).current_dir(&folder.0).output().unwrap();
        let ran = Ran::of(output);
        assert_eq!(ran.out.lines().count(), 1, "{command}");
        assert_eq!(ran.err.trim(), "code 0", "{command}");
    }
}

#[test]
fn a_full_disk_is_said_once() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let folder = Folder::small();
    many(&folder);
    folder.write("good.yaml", "swelling: 4 cm\n");
    for command in [
        &["eval", "small.rule", "good.yaml"][..],
        &["eval", "small.rule", "many.ndjson"],
        &["eval", "small.rule", "many.ndjson", "--format", "json"],
        &["why", "small.rule", "good.yaml", "leg"],
        &["check", "small.rule"],
        &["test", "small.rule"],
        &["show", "small.rule"],
        &["explain"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
        &[],
    ] {
        let stdout = std::fs::OpenOptions::new().write(true).open(full).unwrap();
        let output = program(command).current_dir(&folder.0).stdout(stdout).stderr(Stdio::piped()).output().unwrap();
        let ran = Ran::of(output).code(2).err(&["R0703", "standard output", "disk is full"]);
        assert_eq!(ran.err.matches("R0703").count(), 1, "{command:?}\n{}", ran.err);
    }
    let ran = folder.run(&["eval", "small.rule", "many.ndjson", "--output", "/dev/full"]).code(2).silent();
    ran.err(&["R0703", "/dev/full", "disk is full"]);
    assert!(!Path::new("/dev/full.part").exists());
}

/// Records behind the one where writing failed are not tried any more.
#[test]
fn a_full_disk_ends_the_run() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let folder = Folder::small();
    let good: String = (0..200).map(|at| format!("{{\"record\": \"r{at}\", \"swelling\": \"4 cm\"}}\n")).collect();
    let lines = format!("{good}{{\"record\": \"bad\", \"swelling\": \"400 cm\"}}\n");
    folder.write("1.ndjson", &lines);
    folder.write("2.ndjson", &lines);
    let stdout = std::fs::OpenOptions::new().write(true).open(full).unwrap();
    let mut command = program(&["eval", "small.rule", "1.ndjson", "2.ndjson", "--format", "json"]);
    let ran = Ran::of(command.current_dir(&folder.0).stdout(stdout).stderr(Stdio::piped()).output().unwrap()).code(2);
    assert_eq!(ran.err.matches("R0703").count(), 1, "{}", ran.err);
}

/// A file that could not be finished leaves nothing behind, and the old one alone.
#[test]
fn no_part_of_a_file_stays() {
    let folder = Folder::small();
    many(&folder);
    folder.write("out.json", "old");
    // a limit on the size of files stands for a full disk: the signal is ignored, so writing fails
    let program = env!("CARGO_BIN_EXE_rulecheck");
    let script = format!(
        "trap '' XFSZ; ulimit -f 64; exec '{program}' eval small.rule many.ndjson --format json --output out.json"
    );
    let output = Command::new("sh").arg("-c").arg(script).current_dir(&folder.0).output().unwrap();
    Ran::of(output).code(2).silent().err(&["R0703", "out.json"]);
    assert_eq!(folder.read("out.json"), "old");
    assert_eq!(folder.names(), ["many.ndjson", "out.json", "small.rule"]);
}
