//! Writes random blocks as untidily as people and word processors write.

use super::generate::{Choices, Node};

/// What a file is made untidy by.
pub struct Mess {
    pub comments: bool,
    pub empty_lines: bool,
    pub spelling: bool,
}

/// Writes blocks with every freedom that the language leaves.
pub fn write(blocks: &[Node], mess: &Mess, c: &mut Choices<'_>) -> String {
    let mut out = String::new();
    let end = if mess.spelling { c.one(&["\n", "\r\n"]) } else { "\n" };
    for block in blocks {
        lines(block, 0, mess, c, end, &mut out);
    }
    if mess.comments && c.seldom(2) {
        out.push_str("  # the last word");
    }
    out
}

fn lines(node: &Node, indent: usize, mess: &Mess, c: &mut Choices<'_>, end: &str, out: &mut String) {
    while mess.empty_lines && c.seldom(5) {
        out.push_str(if c.seldom(2) { " \t" } else { "" });
        out.push_str(end);
    }
    while mess.comments && c.seldom(6) {
        let width = c.below(12);
        out.push_str(&format!("{}#{}{end}", " ".repeat(width), c.one(&[" why", "! it's \"so", " - a \t", ""])));
    }
    out.push_str(&" ".repeat(indent));
    if node.bullet {
        out.push_str(if mess.spelling { c.one(&["- ", "• ", "–\t", "*  ", "— "]) } else { "- " });
    }
    out.push_str(&if mess.spelling { untidy(&node.text, c) } else { node.text.clone() });
    if mess.comments && c.seldom(5) {
        out.push_str(c.one(&["# note", "  #note \"x", "\t# 2"]));
    }
    out.push_str(end);
    let deeper = indent + if mess.spelling { 1 + c.below(6) } else { 2 };
    for child in &node.below {
        // a clause that is indented too deeply still belongs to the block
        let owns = ["example", "score"].iter().any(|word| node.text.starts_with(word));
        let plain = indent == 0
            && !owns
            && !child.bullet
            && !["and ", "or ", "\""].iter().any(|word| child.text.starts_with(word));
        let more = if mess.spelling && plain && c.seldom(8) { 1 + c.below(3) } else { 0 };
        lines(child, deeper + more, mess, c, end, out);
    }
}

/// The same line as other hands would type it.
fn untidy(text: &str, c: &mut Choices<'_>) -> String {
    let name_only = ["rule ", "overrides ", "doi "].iter().any(|word| text.starts_with(word));
    let mut out = String::new();
    let mut quoted = false;
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push_str(if quoted { " " } else { c.one(&[" ", "  ", "\t", "\u{a0}", " \u{200b}", "\u{202f}"]) });
        }
        let opens = word.matches('"').count() % 2 == 1;
        if quoted || opens || word.contains('"') || name_only {
            let curly = !name_only && c.seldom(2);
            out.push_str(&if curly { word.replace('"', "”") } else { word.to_owned() });
            quoted ^= opens;
        } else {
            // the `or` of a name in single quotes is no keyword
            let named = word == "or" && text.contains('\'');
            out.push_str(&if named { word.to_owned() } else { variant(word, at, text, c) });
        }
    }
    out
}

fn variant(word: &str, at: usize, text: &str, c: &mut Choices<'_>) -> String {
    let range = text.contains(" to ") && text.chars().any(|c| c.is_ascii_digit()) && !text.starts_with("applies");
    let word = match word {
        ">=" if text.starts_with("low") => c.one(&[">=", "≥"]),
        ">=" => c.one(&[">=", "≥", "⩾", "=>"]),
        "<=" => c.one(&["<=", "≤", "⩽", "=<"]),
        "*" => c.one(&["*", "×", "·"]),
        "/" => c.one(&["/", "÷"]),
        "-" => c.one(&["-", "−", "–"]),
        "to" if range && !text.contains("could") => c.one(&["to", "–", "-", "TO"]),
        "when" | "and" | "or" | "not" | "is" | "otherwise" | "where" | "unless" | "in" => return cased(word, c),
        "any" | "all" | "none" if text.ends_with(" of") => return cased(word, c),
        "define" | "classify" | "count" | "score" | "facts" | "finding" | "example" | "source"
            if at == 0 && !text.contains(" of ") =>
        {
            return cased(word, c);
        }
        "given" if text == word => c.one(&["given", "given:", "Given", "given :"]),
        word if word.starts_with('-') && word.len() > 1 => return word.replace('-', c.one(&["-", "−", "–"])),
        word => return word.replace('\'', c.one(&["'", "’"])),
    };
    word.to_owned()
}

fn cased(word: &str, c: &mut Choices<'_>) -> String {
    match c.below(3) {
        0 => word.to_owned(),
        1 => word.to_uppercase(),
        _ => word[..1].to_uppercase() + &word[1..],
    }
}
