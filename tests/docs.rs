//! The code blocks of the README and of the language reference, run: rules are checked and their examples tested,
//! records are read, commands are executed and their output compared to the letter.
//!
//! `UPDATE_DOCS=1 cargo test docs::` writes the outputs of the commands back into the pages, and the page of the
//! rulebooks, `rules/README.md`, anew.
//!
//! | block            | what happens                                                                                    |
//! |------------------|-------------------------------------------------------------------------------------------------|
//! | `rule`           | loaded and checked without errors; the examples in it pass                                      |
//! | `rule R0201`     | gives this code and no other error                                                              |
//! | `yaml`, `json`, `ndjson`, `csv` | read as records; with a code behind it, every record is refused with this code   |
//! | `console`        | each `$ …` line is run by a shell beside a copy of `rules/`; what it prints must stand below it |
//! | `diff`           | changes the file that its comment names                                                         |
//! | `text`, `sh`     | shown only                                                                                      |
//!
//! A page says what a block needs in an HTML comment right above it, which readers do not see: `<!-- with: a, b -->`
//! loads hidden rules (`<!-- prelude a`, the rules, `-->`) together with the block, `<!-- file: my.rule -->` also writes
//! the block to a file for the commands that follow, `<!-- edit: my.rule -->` names the file that a `diff` changes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use rulecheck::answer::Engine;
use rulecheck::compile::{Compiled, compile};
use rulecheck::diagnostic::Diagnostic;
use rulecheck::record::{Format, Outcome, read_all};
use rulecheck::workers::Cores;

#[test]
fn readme() {
    page("README.md");
}

#[test]
fn language_reference() {
    page("docs/language.md");
}

/// `rules/README.md` is what `rulecheck index rules` prints.
#[test]
fn page_of_rulebooks() {
    let output = Command::new(env!("CARGO_BIN_EXE_rulecheck")).args(["index", "rules"]).current_dir(root()).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("text in UTF-8");
    let path = root().join("rules/README.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &printed).expect("the page can be written");
    }
    let page = std::fs::read_to_string(&path).expect("the page is there");
    assert!(page == printed, "rules/README.md is out of date: `UPDATE_DOCS=1 cargo test docs::` brings it up");
}

fn page(name: &str) {
    let path = root().join(name);
    let text = std::fs::read_to_string(&path).expect("the page is there");
    let run = Run::of(name, &text);
    assert!(run.blocks > 5, "{name} holds hardly any code block");
    if std::env::var_os("UPDATE_DOCS").is_some() && run.updated != text {
        std::fs::write(&path, &run.updated).expect("the page can be written");
    }
    let kept = |problem: &&Problem| !(problem.is_output && std::env::var_os("UPDATE_DOCS").is_some());
    let problems: Vec<String> =
        run.problems.iter().filter(kept).map(|one| format!("{name}:{}: {}", one.line, one.what)).collect();
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n\n"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A fenced block with the comment above it. Lines count from 0, fences excluded.
struct Block {
    info: Vec<String>,
    file: Option<String>,
    edit: Option<String>,
    with: Vec<String>,
    first: usize,
    end: usize,
}

struct Problem {
    line: usize,
    what: String,
    /// Another output than the page shows: `UPDATE_DOCS` puts it right.
    is_output: bool,
}

/// A page that was run.
struct Run<'t> {
    lines: Vec<&'t str>,
    preludes: HashMap<String, String>,
    sandbox: Option<Sandbox>,
    problems: Vec<Problem>,
    updated: String,
    blocks: usize,
}

impl<'t> Run<'t> {
    fn of(name: &str, text: &'t str) -> Run<'t> {
        let lines: Vec<&str> = text.split('\n').collect();
        let (blocks, preludes) = blocks(&lines);
        let count = blocks.len();
        let mut run =
            Run { lines, preludes, sandbox: None, problems: Vec::new(), updated: String::new(), blocks: count };
        let mut done = 0;
        for block in &blocks {
            run.keep(done, block.first);
            let body = run.lines[block.first..block.end].join("\n") + "\n";
            done = block.end;
            if block.info.first().is_some_and(|kind| kind == "console") {
                run.console(name, block);
            } else {
                run.keep(block.first, block.end);
                run.block(name, block, &body);
            }
        }
        run.keep(done, run.lines.len());
        run.updated.pop();
        run
    }

    fn keep(&mut self, from: usize, to: usize) {
        for line in &self.lines[from..to] {
            self.updated.push_str(line);
            self.updated.push('\n');
        }
    }

    fn problem(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { line: line + 1, what: what.into(), is_output: false });
    }

    fn block(&mut self, page: &str, block: &Block, body: &str) {
        if let Some(file) = &block.file {
            self.sandbox(page).write(file, body);
        }
        let kind = block.info.first().map_or("", String::as_str);
        let result = match kind {
            "rule" => self.rules(block, body),
            "yaml" | "json" | "ndjson" | "csv" => self.records(block, kind, body),
            "diff" => self.edit(page, block, body),
            "text" | "sh" => Ok(()),
            other => Err(format!("a block is marked `{other}`, which this test does not know")),
        };
        if let Err(what) = result {
            self.problem(block.first, what);
        }
    }

    fn rules(&self, block: &Block, body: &str) -> Result<(), String> {
        let Compiled { sources, rules, diagnostics, .. } = self.compile(block, Some(body))?;
        let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|one| one.is_error()).collect();
        let said = |all: &[&Diagnostic]| {
            all.iter().map(|one| format!("{}: {}", one.code, one.message)).collect::<Vec<_>>().join("\n")
        };
        if let Some(code) = block.info.get(1) {
            let only = errors.iter().all(|one| one.code.as_str() == code);
            let there = diagnostics.iter().any(|one| one.code.as_str() == code);
            return if only && there {
                Ok(())
            } else {
                Err(format!("expected {code} and no other error, found\n{}", said(&errors)))
            };
        }
        let Some(rules) = rules else { return Err(said(&errors)) };
        let mut failures = Vec::new();
        for tested in rulecheck::test::run(&Engine::new(rules, &Cores), &sources, today()) {
            let failed = tested.failures.iter();
            failures
                .extend(failed.map(|one| format!("{}: expected {}, found {}", tested.name, one.expected, one.found)));
        }
        if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
    }

    /// The rules that a block needs, and the block itself.
    fn compile(&self, block: &Block, body: Option<&str>) -> Result<Compiled, String> {
        let mut texts: HashMap<PathBuf, String> = HashMap::new();
        let mut paths = Vec::new();
        let named = block.with.iter().map(|name| (name.as_str(), self.preludes.get(name).map(String::as_str)));
        for (name, text) in named.chain(body.map(|body| ("block", Some(body)))) {
            let text = text.ok_or_else(|| format!("there is no prelude `{name}`"))?;
            let path = PathBuf::from(format!("{name}.rule"));
            texts.insert(path.clone(), text.to_owned());
            paths.push(path);
        }
        let mut read = |path: &Path| match texts.get(path) {
            Some(text) => Ok(text.clone()),
            None => std::fs::read_to_string(root().join("rules").join(path)).map_err(|error| error.to_string()),
        };
        Ok(compile(&paths, &mut read, today()))
    }

    fn records(&self, block: &Block, kind: &str, body: &str) -> Result<(), String> {
        if block.with.is_empty() {
            let shown = block.file.is_some();
            return if shown { Ok(()) } else { Err("this record is read by nothing: name rules or a file".to_owned()) };
        }
        let schema = self.compile(block, None)?.rules.ok_or("the prelude is faulty")?.rulebase.schema;
        let format = Format::of(&format!("x.{kind}")).ok_or("no such format")?;
        let wrong: Vec<String> = read_all(format, kind, body.as_bytes(), &schema)
            .iter()
            .filter_map(|outcome| unexpected(outcome, block.info.get(1).map(String::as_str)))
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    fn edit(&mut self, page: &str, block: &Block, body: &str) -> Result<(), String> {
        let file = block.edit.clone().ok_or("this change names no file")?;
        let marked = |sign: char| {
            body.lines().filter_map(|line| line.strip_prefix(sign)).map(|line| format!("{line}\n")).collect::<String>()
        };
        let (old, new) = (marked('-'), marked('+'));
        let sandbox = self.sandbox(page);
        let text = std::fs::read_to_string(sandbox.folder.join(&file)).map_err(|error| format!("{file}: {error}"))?;
        if old.is_empty() {
            sandbox.write(&file, &format!("{text}{new}"));
            return Ok(());
        }
        if text.matches(&old).count() != 1 {
            return Err(format!("`{file}` does not hold this just once:\n{old}"));
        }
        sandbox.write(&file, &text.replacen(&old, &new, 1));
        Ok(())
    }

    fn sandbox(&mut self, page: &str) -> &mut Sandbox {
        self.sandbox.get_or_insert_with(|| Sandbox::new(page))
    }

    fn console(&mut self, page: &str, block: &Block) {
        let lines: Vec<&str> = self.lines[block.first..block.end].to_vec();
        if !lines.first().is_some_and(|line| line.starts_with("$ ")) {
            return self.problem(block.first, "a console block begins with `$ ` and a command");
        }
        let mut at = 0;
        while at < lines.len() {
            let (start, mut command) = (at, lines[at].trim_start_matches("$ ").to_owned());
            while command.ends_with('\\') && at + 1 < lines.len() {
                at += 1;
                command = format!("{} {}", command.trim_end_matches('\\').trim_end(), lines[at].trim());
            }
            self.keep(block.first + start, block.first + at + 1);
            at += 1;
            let rest = lines[at..].iter().take_while(|line| !line.starts_with("$ ")).count();
            let shown: String = lines[at..at + rest].iter().map(|line| format!("{line}\n")).collect();
            at += rest;
            let found = self.sandbox(page).run(&command);
            if found != shown {
                let what = format!("`{command}` prints\n{found}and the page shows\n{shown}");
                self.problems.push(Problem { line: block.first + start + 1, what, is_output: true });
            }
            self.updated.push_str(&found);
        }
    }
}

/// The day on which rules are checked and examples run.
fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 23)
}

/// What a record came to, where the page says something else.
fn unexpected(outcome: &Outcome, code: Option<&str>) -> Option<String> {
    match (outcome, code) {
        (Ok(record), None) if record.ignored.is_empty() => None,
        (Ok(record), None) => Some(format!("no rule knows {:?}", record.ignored)),
        (Ok(_), Some(code)) => Some(format!("the record is read, but {code} is expected")),
        (Err(refused), Some(code)) if refused.faults.iter().all(|fault| fault.code.as_str() == code) => None,
        (Err(refused), _) => Some(refused.to_string()),
    }
}

/// The blocks of a page and its hidden preludes.
fn blocks(lines: &[&str]) -> (Vec<Block>, HashMap<String, String>) {
    let (mut blocks, mut preludes) = (Vec::new(), HashMap::new());
    let (mut file, mut edit, mut with) = (None, None, Vec::new());
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if let Some(name) = line.strip_prefix("<!-- prelude ") {
            let end = (at..lines.len()).find(|at| lines[*at] == "-->").expect("a prelude ends with `-->`");
            preludes.insert(name.trim().to_owned(), lines[at..end].join("\n") + "\n");
            at = end + 1;
        } else if let Some(said) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
            match said.split_once(": ") {
                Some(("file", name)) => file = Some(name.to_owned()),
                Some(("edit", name)) => edit = Some(name.to_owned()),
                Some(("with", names)) => with = names.split(", ").map(str::to_owned).collect(),
                _ => panic!("line {at}: a comment that says nothing to this test: {said}"),
            }
        } else if let Some(info) = line.strip_prefix("```") {
            let end = (at..lines.len()).find(|at| lines[*at] == "```").expect("a block ends with ```");
            let info = info.split_whitespace().map(str::to_owned).collect();
            blocks.push(Block {
                info,
                file: file.take(),
                edit: edit.take(),
                with: std::mem::take(&mut with),
                first: at,
                end,
            });
            at = end + 1;
        }
    }
    (blocks, preludes)
}

/// A folder with a copy of the shipped rules, in which the commands of one page run.
struct Sandbox {
    folder: PathBuf,
    exit: i32,
}

impl Sandbox {
    fn new(page: &str) -> Sandbox {
        let name: String = page.chars().filter(|c| c.is_alphanumeric()).collect();
        let folder = std::env::temp_dir().join(format!("rulecheck-docs-{}-{name}", std::process::id()));
        copy(&root().join("rules"), &folder.join("rules"));
        Sandbox { folder, exit: 0 }
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.folder.join(file), text).expect("a file can be written");
    }

    /// What a command prints, errors included, as a terminal shows it.
    fn run(&mut self, command: &str) -> String {
        put_off_reviews(&self.folder);
        let command = command.replace("cargo run -q --release -- ", "rulecheck ");
        let program = Path::new(env!("CARGO_BIN_EXE_rulecheck"));
        let path =
            format!("{}:{}", program.parent().expect("a folder").display(), std::env::var("PATH").unwrap_or_default());
        let script = format!("exec 2>&1\n(exit {})\n{command}", self.exit);
        let output = Command::new("sh")
            .arg("-c")
            .arg(script)
            .current_dir(&self.folder)
            .env("PATH", path)
            .output()
            .expect("a shell");
        self.exit = output.status.code().unwrap_or(-1);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // a folder that stays behind harms nobody
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder is there").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// The outputs must not change on the day on which a review falls due.
fn put_off_reviews(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            put_off_reviews(&path);
        } else if path.extension().is_some_and(|ending| ending == "rule") {
            let text = std::fs::read_to_string(&path).expect("a rule file");
            let put_off =
                |line: &str| if line.starts_with("  review by ") { "  review by  2199-12-31" } else { line }.to_owned();
            let late: Vec<String> = text.split('\n').map(put_off).collect();
            std::fs::write(&path, late.join("\n")).expect("a rule file can be written");
        }
    }
}

// --- this test can fail -----------------------------------------------------------------------------------------------

fn problems(text: &str) -> Vec<String> {
    let name = format!("self{}", text.len());
    Run::of(&name, text).problems.into_iter().map(|problem| problem.what).collect()
}

const FACT: &str = "facts\n  fever: yes or no\n\ndefine ill as fever\n";

#[test]
fn a_wrong_output_is_found_and_put_right() {
    let page = "```console\n$ rulecheck eval nothing.rule x.yaml | cat; echo right\nwrong\n$ (exit 3)\n$ echo $?\n3\n```\nend\n";
    let run = Run::of("wrong", page);
    assert_eq!(run.problems.len(), 1);
    assert!(run.problems[0].is_output);
    assert!(
        run.updated.contains("nothing.rule") && run.updated.contains("\nright\n$ (exit 3)\n$ echo $?\n3\n```\nend\n")
    );
    assert!(!run.updated.contains("wrong"));
    assert_eq!(Run::of("right", &run.updated).problems.len(), 0);
}

#[test]
fn a_faulty_rule_block_is_found() {
    assert_eq!(problems(&format!("```rule\n{FACT}```\n")), Vec::<String>::new());
    assert_eq!(problems(&format!("```rule\n{FACT}define worse as fewer\n```\n")).len(), 1);
}

#[test]
fn an_example_that_fails_is_found() {
    let example = "example \"e\"\n  given\n    fever: no\n  expect\n    ill\n";
    assert_eq!(problems(&format!("```rule\n{FACT}{example}```\n")).len(), 1);
}

#[test]
fn an_error_that_does_not_come_is_found() {
    assert_eq!(problems(&format!("```rule R0201\n{FACT}```\n")).len(), 1);
    assert_eq!(problems(&format!("```rule R0201\n{FACT}define worse as fewer\n```\n")), Vec::<String>::new());
    assert_eq!(problems(&format!("```rule R0203\n{FACT}define worse as fewer\n```\n")).len(), 1);
}

#[test]
fn a_record_that_is_not_read_as_the_page_says_is_found() {
    let page =
        |info: &str, record: &str| format!("<!-- prelude p\n{FACT}-->\n<!-- with: p -->\n```{info}\n{record}\n```\n");
    assert_eq!(problems(&page("yaml", "fever: yes")), Vec::<String>::new());
    assert_eq!(problems(&page("yaml", "fever: 39")).len(), 1);
    assert_eq!(problems(&page("yaml", "fever: yes\nfevers: no")).len(), 1);
    assert_eq!(problems(&page("yaml R0603", "fever: 39")), Vec::<String>::new());
    assert_eq!(problems(&page("yaml R0603", "fever: no")).len(), 1);
    assert_eq!(problems("```yaml\nfever: yes\n```\n").len(), 1);
}

#[test]
fn a_change_that_does_not_fit_and_a_strange_block_are_found() {
    let page = "<!-- file: a.rule -->\n```text\none\n```\n<!-- edit: a.rule -->\n```diff\n-two\n+three\n```\n";
    assert_eq!(problems(page).len(), 1);
    assert_eq!(problems("```klingon\nQapla'\n```\n").len(), 1);
}
