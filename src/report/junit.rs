//! Test results as JUnit XML, which every build server reads.

use std::fmt::Write as _;

use crate::test::Tested;

/// All examples as one suite a rule file.
pub fn junit(tested: &[Tested]) -> String {
    let failures = tested.iter().filter(|one| !one.failures.is_empty()).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites tests=\"{}\" failures=\"{failures}\">", tested.len());
    let mut files: Vec<&str> = tested.iter().map(|one| one.place.file.as_str()).collect();
    files.dedup();
    for file in files {
        let suite: Vec<&Tested> = tested.iter().filter(|one| one.place.file == file).collect();
        let failed = suite.iter().filter(|one| !one.failures.is_empty()).count();
        let _ =
            writeln!(out, "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\">", escape(file), suite.len());
        for one in suite {
            case(one, &mut out);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(one: &Tested, out: &mut String) {
    let name = escape(&one.name);
    let file = escape(&one.place.file);
    let _ =
        write!(out, "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{}\"", one.place.line);
    if one.failures.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    for failure in &one.failures {
        let message = format!("{}: expected `{}`, found {}", failure.place, failure.expected, failure.found);
        let _ = writeln!(out, "      <failure message=\"{}\"/>", escape(&message));
    }
    out.push_str("    </testcase>\n");
}

/// Text inside an attribute; what XML cannot hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
