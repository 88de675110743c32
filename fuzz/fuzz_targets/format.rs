//! Any text: what the formatter accepts it keeps the meaning of, and formatting twice changes nothing.
#![no_main]

use rulecheck::source::Sources;
use rulecheck::syntax;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Some(once) = format(text) else { return };
    let twice = format(&once);
    assert_eq!(twice.as_deref(), Some(once.as_str()), "formatting twice\n--- given\n{text}\n--- once\n{once}");
    assert_eq!(tree(&once), tree(text), "the tree\n--- given\n{text}\n--- formatted\n{once}");
    assert!(!once.contains('\r') && once.ends_with('\n'), "line ends\n--- formatted\n{once:?}");
});

fn format(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let id = sources.add("fuzz.rule", text);
    syntax::format(&sources, id).ok()
}

/// The tree without places, blanks and quote marks, which the formatter may change.
fn tree(text: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add("fuzz.rule", text);
    let debug = format!("{:?}", syntax::parse(&sources, id).0);
    let mut out = String::new();
    let mut rest = debug.as_str();
    while let Some((before, behind)) = rest.split_once("Span {") {
        out.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    for blank in ["\\t", "\\u{a0}", "\\u{200b}", "\\u{202f}", "\\u{2007}", "\\u{2009}", "\\u{200a}", "\\u{feff}"] {
        out = out.replace(blank, " ");
    }
    let out = out.replace(['’', '‘'], "'").replace("\\'", "'");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
