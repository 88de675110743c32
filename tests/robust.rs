//! What fuzzing and oversized input brought to light: each test is a text that once crashed, hung or changed meaning.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use jiff::civil::date;
use rulecheck::compile::{Compiled, compile};
use rulecheck::diagnostic::{Diagnostic, Style, render_all};
use rulecheck::record::{Format, read_all};
use rulecheck::source::Sources;
use rulecheck::syntax;

const FACTS: &str = "facts\n  a: yes or no\n  n: number, 0 to 10\n";

/// A text as the only rule file.
fn compiled(text: &str) -> Compiled {
    compile(&["test.rule"], &mut |_| Ok(text.to_owned()), date(2026, 11, 23))
}

/// Everything there is to say about a text as the only rule file.
fn diagnostics(text: &str) -> (Sources, Vec<Diagnostic>) {
    let compiled = compiled(text);
    (compiled.sources, compiled.diagnostics)
}

fn codes(text: &str) -> Vec<String> {
    let (_, all) = diagnostics(text);
    all.iter().filter(|one| one.is_error()).map(|one| one.code.to_string()).collect()
}

fn tidy(text: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add("test.rule", text);
    syntax::format(&sources, id).unwrap_or_else(|all| panic!("{all:#?}\n{text}"))
}

fn quick(what: &str, run: impl FnOnce()) {
    let start = Instant::now();
    run();
    let took = start.elapsed();
    // what is asked for takes seconds, what is looked for took many minutes: other work on the machine counts for nothing
    assert!(took < Duration::from_secs(60), "{what} took {took:?}");
}

#[test]
fn deep_nesting_is_refused_and_overflows_no_stack() {
    let chain = |sign: &str, times: usize| format!("{FACTS}define d as n{}\n", format!(" {sign} n").repeat(times));
    for sign in ["^", "+", "-", "*", "/"] {
        assert_eq!(codes(&chain(sign, 3000)), ["R0116"], "{sign}");
        assert!(!codes(&chain(sign, 190)).contains(&"R0116".to_owned()), "{sign}");
    }
    for (open, close) in [("(", ")"), ("not ", ""), ("any of ", "")] {
        let text = |times: usize| format!("{FACTS}define d as {}a{}\n", open.repeat(times), close.repeat(times));
        assert_eq!(codes(&text(190)), [""; 0], "{open}");
        assert_eq!(codes(&text(100_000)), ["R0116"], "{open}");
    }
    // a double quote in a name does not make text of what follows
    let hidden = format!("{FACTS}define d as 'x\"y' >= {}n\n", "(".repeat(100_000));
    assert_eq!(codes(&hidden), ["R0116"]);
}

#[test]
fn lines_nested_too_deeply_are_refused() {
    let below = |line: &str, depth: usize| {
        let mut text = format!("{FACTS}define d as any of\n");
        for level in 1..depth {
            let _ = writeln!(text, "{}- {line}any of", "  ".repeat(level));
        }
        let _ = writeln!(text, "{}- a", "  ".repeat(depth));
        text
    };
    assert_eq!(codes(&below("", 40)), [""; 0]);
    assert!(codes(&below("", 2000)).contains(&"R0116".to_owned()));
    // lines that go deep themselves add up
    assert!(codes(&below(&"not ".repeat(200), 40)).contains(&"R0116".to_owned()));
    let mut text = format!("{FACTS}define d as a\n");
    for level in 1..2000 {
        let _ = writeln!(text, "{}and a", " ".repeat(level));
    }
    assert!(codes(&text).contains(&"R0116".to_owned()));
}

#[test]
fn a_long_chain_of_conclusions_overflows_no_stack() {
    let mut back = FACTS.to_owned();
    let mut forth = format!("{FACTS}define d0 as a\n");
    for at in 0..3000 {
        let _ = writeln!(back, "define d{at} as not d{}", at + 1);
        let _ = writeln!(forth, "define d{} as not d{at}", at + 1);
    }
    back.push_str("define d3000 as a\n");
    assert_eq!(codes(&forth), [""; 0]);
    assert!(codes(&back).contains(&"R0116".to_owned()), "{:?}", codes(&back));
}

/// A table of patients, or anything else that is no rule file, has a message for every line.
#[test]
fn messages_about_every_line_do_not_take_for_ever() {
    quick("junk", || {
        let (sources, all) = diagnostics(&"P-017;44;female\n".repeat(50_000));
        assert_eq!(all.len(), 50_000);
        let text = render_all(&all, &sources, Style::Plain);
        assert!(text.contains("50000 | P-017;44;female"));
    });
    quick("quotes", || assert_eq!(codes(&"x \"open\n".repeat(50_000)).len(), 50_000));
}

#[test]
fn a_message_shows_the_lines_it_is_about() {
    let (sources, all) = diagnostics("# first\ndefine a as yes\n\n# umläut\ndefine b as no\ndefine a as ß\n");
    let twice = all.iter().find(|one| one.message.contains("twice")).unwrap();
    let text = render_all(std::slice::from_ref(twice), &sources, Style::Plain);
    assert!(text.contains("test.rule:6:8"), "{text}");
    assert!(text.contains("2 | define a as yes"), "{text}");
    assert!(text.contains("6 | define a as ß"), "{text}");
    assert!(!text.contains("# first"), "{text}");
}

/// The points of a score line must not change with the blanks around a sign.
#[test]
fn a_quotient_in_a_score_line_is_read_the_same_however_the_blanks_fall() {
    let score = |line: &str| format!("score s\n  {line}\n  low: at most 1\n  high: at least 2\n");
    for (given, formatted) in [
        ("+1  weight/height >= 2", "+1  weight / height >= 2"),
        ("+1  weight / height >= 2", "+1  weight / height >= 2"),
        ("+1  p/itt", "+ 1 p/itt"),
        ("+1  p / itt", "+ 1 p / itt"),
    ] {
        let once = tidy(&score(given));
        assert!(once.contains(&format!("  {formatted}\n")), "{once}");
        assert_eq!(tidy(&once), once);
    }
}

#[test]
fn a_table_of_very_many_columns_is_refused_quickly() {
    let (_, all) = diagnostics(FACTS);
    assert!(all.iter().all(|one| !one.is_error()));
    let text = format!("{FACTS}finding clot\n  side: left or right\nfacts\n  clots: list of clot\n");
    let schema = compiled(&text).rules.unwrap().rulebase.schema;
    let table = |columns: usize, name: &dyn Fn(usize) -> String| {
        let header: Vec<String> = (1..=columns).map(name).collect();
        format!("a,{}\nyes{}\n", header.join(","), ",".repeat(columns))
    };
    quick("columns", || {
        for name in
            [&|at| format!("column {at}") as String, &|at| format!("clots[{at}].side")] as [&dyn Fn(usize) -> String; 2]
        {
            let refused = read_all(Format::Csv, "test.csv", table(300_000, name).as_bytes(), &schema);
            let [Err(refused)] = refused.as_slice() else { panic!("{refused:?}") };
            assert!(refused.to_string().contains("more than 10000 columns"), "{refused}");
            let taken = read_all(Format::Csv, "test.csv", table(9_999, name).as_bytes(), &schema);
            assert!(matches!(taken.as_slice(), [Ok(_)]), "{:?}", taken[0].as_ref().err());
        }
    });
}
