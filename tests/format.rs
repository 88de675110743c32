//! The formatter: one layout, nothing lost, and nothing said differently.

#[path = "format/generate.rs"]
mod generate;
#[path = "format/untidy.rs"]
mod untidy;

use generate::{Choices, block};
use proptest::prelude::*;
use rulecheck::source::Sources;
use rulecheck::syntax;
use untidy::{Mess, write};

fn tidy(text: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add("test.rule", text);
    syntax::format(&sources, id).unwrap_or_else(|all| panic!("{all:#?}\n{text}"))
}

/// The tree without places, and without the spelling that the formatter may change.
fn tree(text: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add("test.rule", text);
    let (file, diagnostics) = syntax::parse(&sources, id);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}\n{text}");
    let debug = format!("{file:?}");
    let mut out = String::new();
    let mut rest = debug.as_str();
    while let Some((before, behind)) = rest.split_once("Span {") {
        out.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    for blank in ["\\t", "\\u{a0}", "\\u{200b}", "\\u{202f}"] {
        out = out.replace(blank, " ");
    }
    let out = out.replace(['’', '‘'], "'").replace("\\'", "'");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every comment in order, read without the outline.
fn comments(text: &str) -> Vec<String> {
    let quote = |c: char| matches!(c, '"' | '“' | '”');
    let comment = |line: &str| {
        let mut quoted = false;
        let at = line.char_indices().find(|(_, c)| {
            quoted ^= quote(*c);
            *c == '#' && !quoted
        })?;
        Some(line[at.0..].trim_end().to_owned())
    };
    text.lines().filter_map(comment).collect()
}

fn assert_laws(text: &str) {
    let once = tidy(text);
    assert_eq!(tidy(&once), once, "formatting twice\n{text}");
    assert_eq!(tree(&once), tree(text), "the tree\n{text}\n{once}");
    assert_eq!(comments(&once), comments(text), "the comments\n{text}\n{once}");
    assert!(
        once.ends_with('\n') && !once.ends_with("\n\n") && !once.contains("\n\n\n") && !once.contains('\r'),
        "{once}"
    );
    assert!(once.lines().all(|line| line.trim_end() == line), "blanks at the end of a line\n{once}");
}

fn rule_files(folder: &str) -> Vec<std::path::PathBuf> {
    let pattern = format!("{}/{folder}/**/*.rule", env!("CARGO_MANIFEST_DIR"));
    glob::glob(&pattern).unwrap().map(Result::unwrap).collect()
}

#[test]
fn the_laws_hold_for_every_rule_file() {
    let files: Vec<_> = rule_files("tests/format").into_iter().chain(rule_files("rules")).collect();
    assert!(files.len() >= 4);
    for file in files {
        assert_laws(&std::fs::read_to_string(&file).unwrap());
    }
}

#[test]
fn the_files_of_the_manual_keep_their_words_and_lines() {
    for file in ["calf", "veins", "scores", "legs"] {
        let path = format!("{}/tests/format/{file}.rule", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let formatted = tidy(&text);
        assert_eq!(words(&formatted), words(&text));
        let starts = |text: &str| {
            let column = |line: &str| line.len() - line.trim_start().len();
            // lists below an aligned `when` follow its column
            text.lines().filter(|line| !line.is_empty()).map(column).filter(|column| *column < 20).collect::<Vec<_>>()
        };
        assert_eq!(starts(&formatted), starts(&text));
    }
}

#[test]
fn an_untidy_file_becomes_tidy() {
    let text = include_str!("format/untidy.txt");
    assert_laws(text);
    assert_eq!(tidy(text), include_str!("format/tidy.rule"));
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let mut sources = Sources::default();
    let id = sources.add("test.rule", "facts\n  age years\n");
    assert!(!syntax::format(&sources, id).unwrap_err().is_empty());
}

/// No line may pass unseen: formatting would seem to accept what the reader dropped.
#[test]
fn a_line_that_belongs_to_nothing_is_refused() {
    for stray in ["when any of\n      - a\n        where b\n  suggest c", "when a\n  suggest c\n   and d"] {
        let mut sources = Sources::default();
        let id = sources.add("test.rule", format!("rule r\n  {stray}\n"));
        let diagnostics = syntax::format(&sources, id).unwrap_err();
        assert_eq!(diagnostics[0].message, "this line belongs to nothing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::random::cases(400), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_for_any_file(data in prop::collection::vec(any::<u32>(), 0..1200), count in 1usize..6) {
        let (content, hand) = data.split_at(data.len() / 2);
        let (mut content, mut hand) = (Choices::new(content), Choices::new(hand));
        let blocks: Vec<_> = (0..count).map(|_| block(&mut content)).collect();
        let text = write(&blocks, &Mess { comments: true, empty_lines: true, spelling: true }, &mut hand);
        if reads(&text) {
            assert_laws(&text);
        }
    }

    #[test]
    fn how_a_file_is_typed_does_not_matter(data in prop::collection::vec(any::<u32>(), 0..1200), count in 1usize..4) {
        let (content, hand) = data.split_at(data.len() / 2);
        let (mut content, mut hand) = (Choices::new(content), Choices::new(hand));
        let blocks: Vec<_> = (0..count).map(|_| block(&mut content)).collect();
        let clean = write(&blocks, &Mess { comments: false, empty_lines: false, spelling: false }, &mut hand);
        let typed = write(&blocks, &Mess { comments: false, empty_lines: false, spelling: true }, &mut hand);
        if reads(&clean) && reads(&typed) {
            prop_assert_eq!(tidy(&typed), tidy(&clean));
        }
    }
}

fn reads(text: &str) -> bool {
    let mut sources = Sources::default();
    let id = sources.add("test.rule", text);
    let (_, diagnostics) = syntax::parse(&sources, id);
    diagnostics.is_empty()
}
