//! Every message of a rule file, met on its line: one file a code, and the slips of someone new to the language.
//!
//! A file says what it expects in comments, on the faulty line or on the line above: `# error: R0201 did you mean`.
//! The whole text stands beside it; `UPDATE_GOLDEN=1 cargo test diagnostics::` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::compile::{Compiled, compile};
use rulecheck::diagnostic::{Diagnostic, Severity, Style, all_codes, page, render, render_all};
use rulecheck::prove::{Options, prove};
use rulecheck::report::{Context, proof_diagnostics};
use rulecheck::solve::Effort;
use rulecheck::source::Sources;
use rulecheck::workers::Cores;

/// Codes that a rule file alone does not provoke: examples are run, records read and files opened elsewhere.
const ELSEWHERE: [&str; 23] = [
    "R0503", "R0507", "R0601", "R0602", "R0603", "R0604", "R0605", "R0606", "R0607", "R0608", "R0609", "R0610",
    "R0611", "R0612", "R0613", "R0614", "R0615", "R0616", "R0701", "R0702", "R0703", "R0704", "R0705",
];

struct Run {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// The rules can be run.
    ready: bool,
}

const TODAY: Date = jiff::civil::date(2026, 11, 23);

/// Loads, checks and proves one file with what it uses, all named relative to their folder.
fn run(folder: &Path, file: &str) -> Run {
    let mut read =
        |path: &Path| std::fs::read_to_string(folder.join(path)).map_err(|_| "there is no such file".to_owned());
    let Compiled { sources, rules, mut diagnostics, .. } = compile(&[file], &mut read, TODAY);
    let ready = rules.is_some();
    assert_eq!(ready, !diagnostics.iter().any(Diagnostic::is_error), "{file}: rules are run whole or not at all");
    if let Some(engine) = rules.map(|rules| Engine::new(rules, &Cores)) {
        let report = prove(&engine, &Options { effort: Effort::BRIEF, ..Options::on(TODAY) }, &|_| true);
        assert_eq!(report.open().count(), 0, "{file}: all is decided");
        diagnostics.extend(proof_diagnostics(Context { engine: &engine, sources: &sources, only: &[] }, &report));
    }
    Run { sources, diagnostics, ready }
}

fn run_text(text: &str) -> Run {
    let mut read = |path: &Path| match path.to_str() {
        Some("diagnose/text.rule") => Ok(text.to_owned()),
        _ => std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(path))
            .map_err(|error| error.to_string()),
    };
    let Compiled { sources, rules, diagnostics, .. } = compile(&["diagnose/text.rule"], &mut read, TODAY);
    Run { sources, diagnostics, ready: rules.is_some() }
}

/// What a file expects: file and line, severity and code, and a piece of text.
#[derive(Debug, Clone, PartialEq)]
struct Expected {
    place: (String, usize),
    severity: Severity,
    code: String,
    piece: String,
}

fn expectations(sources: &Sources) -> Vec<Expected> {
    let mut all = Vec::new();
    for source in sources.iter() {
        let lines: Vec<&str> = source.text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            for (mark, severity) in [("# error: ", Severity::Error), ("# warning: ", Severity::Warning)] {
                let Some(found) = line.find(mark) else { continue };
                let (code, piece) =
                    line[found + mark.len()..].split_once(' ').unwrap_or((&line[found + mark.len()..], ""));
                let own = !line.trim_start().starts_with('#');
                let below = || {
                    (at + 1..lines.len())
                        .find(|at| !lines[*at].trim_start().starts_with('#') && !lines[*at].trim().is_empty())
                };
                let target = if own { at } else { below().unwrap_or(0) };
                all.push(Expected {
                    place: (source.name.clone(), target + 1),
                    severity,
                    code: code.trim().to_owned(),
                    piece: piece.trim().to_owned(),
                });
            }
        }
    }
    all
}

fn meets(diagnostic: &Diagnostic, expected: &Expected, sources: &Sources) -> bool {
    let place = diagnostic.span.map(|span| sources.place(span));
    let texts = [&diagnostic.message, &diagnostic.label, &diagnostic.help];
    place.is_some_and(|place| (place.file, place.line) == expected.place)
        && diagnostic.severity == expected.severity
        && diagnostic.code.as_str() == expected.code
        && (texts.iter().any(|text| text.contains(&expected.piece))
            || diagnostic.related.iter().any(|(_, text)| text.contains(&expected.piece)))
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn cases(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of the cases")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".rule") && !name.ends_with(".used.rule"))
        .collect();
    names.sort();
    names
}

/// Runs every case of a folder; gives what is wrong, and the codes that were met.
fn run_folder(name: &str) -> (String, Vec<String>) {
    let folder = folder(name);
    let (mut wrong, mut met) = (String::new(), Vec::new());
    for file in cases(&folder) {
        let Run { sources, diagnostics, .. } = run(&folder, &file);
        let mut open = expectations(&sources);
        for diagnostic in &diagnostics {
            match open.iter().position(|expected| meets(diagnostic, expected, &sources)) {
                Some(at) => met.push(open.swap_remove(at).code),
                None => {
                    let _ = writeln!(wrong, "{file}: not expected:\n{}\n", render(diagnostic, &sources, Style::Plain));
                }
            }
            wording(diagnostic, &file, &mut wrong);
        }
        for expected in open {
            let _ = writeln!(wrong, "{file}: missing: {expected:?}\n");
        }
        golden(
            &folder.join(file.replace(".rule", ".txt")),
            &render_all(&diagnostics, &sources, Style::Plain),
            &mut wrong,
        );
    }
    (wrong, met)
}

/// The wording rules that stand at the fields of a diagnostic.
fn wording(diagnostic: &Diagnostic, file: &str, wrong: &mut String) {
    let message = &diagnostic.message;
    let first = message.chars().next().unwrap_or('A');
    let bad = if first.is_uppercase() {
        "a capital at the start"
    } else if message.ends_with('.') || diagnostic.help.ends_with('.') {
        "a full stop"
    } else if diagnostic.help.is_empty() {
        "no next step"
    } else if message.matches('`').count() % 2 == 1 || diagnostic.help.matches('`').count() % 2 == 1 {
        "an open backtick"
    } else if ["_line", "_header", "Rule::", "None", "Some("]
        .iter()
        .any(|name| message.contains(name) || diagnostic.help.contains(name))
    {
        "an internal name"
    } else {
        return;
    };
    let _ = writeln!(wrong, "{file}: {bad}: {message} / {}", diagnostic.help);
}

fn golden(path: &Path, text: &str, wrong: &mut String) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        if text.is_empty() {
            let _ = std::fs::remove_file(path);
        } else {
            std::fs::write(path, text).expect("write a golden file");
        }
        return;
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    if known.replace("\r\n", "\n") != text {
        let _ = writeln!(
            wrong,
            "{}: the text has changed:\n{text}",
            path.file_name().unwrap_or_default().to_string_lossy()
        );
    }
}

#[test]
fn every_code_of_rule_files_is_met_on_its_line() {
    let (mut wrong, met) = run_folder("diagnostics");
    for (code, title) in all_codes() {
        let elsewhere = ELSEWHERE.contains(&code.as_str());
        let own = cases(&folder("diagnostics")).iter().any(|file| file.starts_with(code.as_str()));
        if elsewhere == met.iter().any(|one| one == code.as_str()) || elsewhere == own {
            let _ = writeln!(wrong, "{code} ({title}): no case of its own, or one that is not expected");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn slips_of_a_newcomer_are_met_with_advice() {
    let (wrong, _) = run_folder("diagnostics/newcomer");
    assert!(wrong.is_empty(), "{wrong}");
    assert!(cases(&folder("diagnostics/newcomer")).len() >= 30);
}

fn shipped_files() -> Vec<PathBuf> {
    let found = glob::glob(&format!("{}/rules/**/*.rule", env!("CARGO_MANIFEST_DIR"))).expect("a pattern");
    let files: Vec<PathBuf> = found.map(|file| file.expect("a file")).collect();
    assert!(!files.is_empty());
    files
}

#[test]
fn the_shipped_rules_have_no_errors() {
    for file in shipped_files() {
        let (folder, name) = (file.parent().expect("a folder"), file.file_name().expect("a name"));
        let Run { sources, diagnostics, .. } = run(folder, &name.to_string_lossy());
        let errors: Vec<Diagnostic> = diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        assert!(errors.is_empty(), "{}", render_all(&errors, &sources, Style::Plain));
    }
}

#[test]
fn every_code_has_a_page() {
    let pages = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/pages.md"))
        .expect("the pages");
    let titles: BTreeMap<&str, &str> =
        pages.lines().filter_map(|line| line.strip_prefix("## ")?.split_once(' ')).collect();
    let codes: BTreeMap<&str, &str> = all_codes().iter().map(|(code, title)| (code.as_str(), *title)).collect();
    assert_eq!(titles, codes, "every code has a page of its title, every page a code");
    for (code, _) in all_codes() {
        let text = page(code.as_str()).unwrap_or_else(|| panic!("{code} has no page"));
        assert!(text.contains("wrong:") && text.contains("right:"), "{code}: wrong and right");
        assert!(text.matches("```").count() == 4, "{code}: two blocks");
        for block in text.split("```").skip(1).step_by(2) {
            assert!(block.lines().count() <= 20, "{code}: a long block");
        }
        let prose = text.split("\nwrong:").next().unwrap_or("").lines().skip(1).collect::<Vec<_>>().join(" ");
        let sentences = prose.matches(['.', '?']).count();
        assert!((2..=9).contains(&sentences), "{code}: two to five sentences: {prose}");
    }
}

mod fuzz {
    //! Arbitrary texts, and rule files with random slips: never a panic, every place inside its text.

    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;

    fn sound(text: &str) {
        let start = Instant::now();
        let run = run_text(text);
        for diagnostic in &run.diagnostics {
            let places = diagnostic.span.iter().chain(diagnostic.related.iter().map(|(place, _)| place));
            for place in places {
                let source = &run.sources.get(place.source).text;
                let inside = source.get(place.start as usize..place.end as usize).is_some();
                assert!(inside, "{place:?} is no place in its text: {}", diagnostic.message);
            }
            assert!(!render(diagnostic, &run.sources, Style::Plain).is_empty());
        }
        assert_eq!(run.ready, !run.diagnostics.iter().any(Diagnostic::is_error), "rules are run whole or not at all");
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }

    fn shipped() -> Vec<String> {
        let read = |file: &PathBuf| std::fs::read_to_string(file).expect("a rule file");
        let mut all: Vec<String> = shipped_files().iter().map(read).collect();
        all.sort_by_key(String::len);
        all
    }

    #[derive(Debug, Clone)]
    enum Edit {
        Delete(usize, usize),
        Insert(usize, String),
        SwapChars(usize),
        DropLine(usize),
        SwapLines(usize, usize),
        Indent(usize, usize),
    }

    fn edit() -> impl Strategy<Value = Edit> {
        let words = prop::sample::select(vec![
            "(",
            ")",
            "\"",
            "'",
            ":",
            ",",
            "and",
            " or ",
            " not ",
            "any of\n",
            "\n",
            "\n- ",
            "  ",
            "\t",
            "=",
            ">=",
            "{",
            "}",
            "#",
            "ö",
            "\u{A0}",
            "–",
            "”",
            "when ",
            "rule ",
            "facts\n",
            "2cm",
            "5,000",
            "20.11.2026",
            "since ",
            "1e9",
            "where ",
            "of ",
            "\r",
        ]);
        prop_oneof![
            (any::<usize>(), 1usize..6).prop_map(|(at, len)| Edit::Delete(at, len)),
            (any::<usize>(), words).prop_map(|(at, word)| Edit::Insert(at, word.to_owned())),
            any::<usize>().prop_map(Edit::SwapChars),
            any::<usize>().prop_map(Edit::DropLine),
            (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Edit::SwapLines(a, b)),
            (any::<usize>(), 0usize..8).prop_map(|(at, width)| Edit::Indent(at, width)),
        ]
    }

    fn apply(text: &str, edit: &Edit) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if chars.is_empty() || lines.is_empty() {
            return text.to_owned();
        }
        let (many, rows) = (chars.len(), lines.len());
        match edit {
            Edit::Delete(at, len) => drop(chars.drain(at % many..(at % many + len).min(many))),
            Edit::Insert(at, word) => drop(chars.splice(at % many..at % many, word.chars())),
            Edit::SwapChars(at) => chars.swap(at % many, (at + 1) % many),
            Edit::DropLine(at) => drop(lines.remove(at % rows)),
            Edit::SwapLines(a, b) => lines.swap(a % rows, b % rows),
            Edit::Indent(at, width) => {
                lines[at % rows] = format!("{}{}", " ".repeat(*width), lines[at % rows].trim_start())
            }
        }
        match edit {
            Edit::Delete(..) | Edit::Insert(..) | Edit::SwapChars(..) => chars.into_iter().collect(),
            _ => lines.join("\n"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: crate::random::cases(96), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn arbitrary_text_is_refused_calmly(text in "(?s)[\\PC\\n\\t ]{0,400}") {
            sound(&text);
        }

        #[test]
        fn words_of_the_language_in_any_order(words in prop::collection::vec(prop::sample::select(vec![
            "rule", "facts", "define", "score", "classify", "example", "kind", "when", "any of", "\n", "\n  ", "\n    - ", "\n  ", " is ",
            "age", ":", "years", ", 0 to 120", "yes or no", "(", ")", ">=", "2 cm", "\"x\"", "'a and b'", "and", "or", "otherwise", "+1",
            "suggest", "from", "expect", "given", "of", "count of", "largest", "where", "in", "within the last 3 months", "#",
        ]), 0..120)) {
            sound(&words.join(" "));
        }

        #[test]
        fn slips_in_shipped_rules(which in any::<prop::sample::Index>(), edits in prop::collection::vec(edit(), 1..6)) {
            let all = shipped();
            let mut text = all[which.index(all.len())].clone();
            for edit in &edits {
                text = apply(&text, edit);
            }
            sound(&text);
        }
    }

    /// Runs in a thread of 2 MB, as tests and most servers have.
    fn small_stack(text: String) {
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || sound(&text)).expect("a thread");
        assert!(thread.join().is_ok());
    }

    const HEAD: &str = "facts\n  a: yes or no\n  b: cm, 0 to 10\n\nrule r\n  when ";

    #[test]
    fn brackets_nested_200_deep() {
        small_stack(format!("{HEAD}{}a{}\n  warn \"x\"\n", "(".repeat(200), ")".repeat(200)));
        small_stack(format!("{HEAD}{}b{} > 1 cm\n  warn \"x\"\n", "(".repeat(200), ")".repeat(200)));
        small_stack(format!("{HEAD}{}a\n  warn \"x\"\n", "not ".repeat(5000)));
        small_stack(format!("{HEAD}{}\n  warn \"x\"\n", "(".repeat(100_000)));
        small_stack(format!("{HEAD}b > {}1 cm\n  warn \"x\"\n", "-".repeat(5000)));
        small_stack(format!("{HEAD}b > 1 cm{}\n  warn \"x\"\n", " + 1 cm".repeat(5000)));
        small_stack(format!("{HEAD}b > 1 cm{}\n  warn \"x\"\n", " ^ 2".repeat(5000)));
        small_stack(format!("{HEAD}a{}\n  warn \"x\"\n", " and a".repeat(5000)));
    }

    #[test]
    fn bullets_nested_5000_deep() {
        let mut text = format!("{HEAD}any of\n");
        for depth in 0..5000 {
            text.push_str(&" ".repeat(4 + depth));
            text.push_str("- any of\n");
        }
        small_stack(text);
        let mut text = "rule r\n".to_owned();
        for depth in 1..5000 {
            text.push_str(&" ".repeat(depth));
            text.push_str("and a\n");
        }
        small_stack(text);
        let mut text = "facts\n".to_owned();
        for depth in 1..5000 {
            text.push_str(&" ".repeat(depth));
            text.push_str("rule x\n");
        }
        small_stack(text);
    }

    #[test]
    fn lines_that_follow_one_another() {
        let mut text = format!("{HEAD}any of\n");
        text.push_str(&"    - a\n".repeat(5000));
        small_stack(text);
        let mut text = "facts\n  a0: yes or no\n".to_owned();
        for at in 1..1500 {
            let _ = writeln!(text, "define a{at} as not a{}", at - 1);
        }
        small_stack(text);
        let mut text = "facts\n  a0: yes or no\n".to_owned();
        for at in (1..1500).rev() {
            let _ = writeln!(text, "define a{at} as not a{}", at - 1);
        }
        small_stack(text);
    }
}
