//! From a unit as people print it to a UCUM code.

use super::kind::{BODY_SURFACE, DDU, FEU};
use super::words;
use octofhir_ucum::{Case, lookup_unit};

/// A printed unit in UCUM, with the method word taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spelling {
    /// Without the method.
    pub(super) ucum: String,
    pub(super) method: Option<&'static str>,
}

/// Both FEU and DDU were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TwoMethods;

/// Rewrites a trimmed text. What it does not know it leaves for UCUM to judge.
pub(super) fn respell(printed: &str) -> Result<Spelling, TwoMethods> {
    let plain = plain_letters(printed);
    let (rest, feu) = take_word(&plain, "feu");
    let (rest, ddu) = take_word(&rest, "ddu");
    let method = match (feu, ddu) {
        (true, true) => return Err(TwoMethods),
        (true, false) => Some(FEU),
        (false, true) => Some(DDU),
        (false, false) => None,
    };
    let rest = body_surface(rest.trim());
    let ucum = match word(rest.trim()) {
        Some(code) => code.to_owned(),
        None => in_pieces(&rest.replace(" per ", "/")),
    };
    Ok(Spelling { ucum, method })
}

/// Letters and signs that look alike to people made one: micro, degree, superscripts, blanks.
fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 4);
    let mut raised = false;
    for c in text.chars() {
        let digit = superscript(c);
        if digit.is_some() && !raised && plain.ends_with("10") {
            plain.push('*');
        }
        raised = digit.is_some();
        match (digit, c) {
            (Some(digit), _) => plain.push(digit),
            (None, 'µ' | 'μ') => plain.push('u'),
            (None, 'º' | '˚') => plain.push('°'),
            (None, '℃') => plain.push_str("°C"),
            (None, '℉') => plain.push_str("°F"),
            (None, '×') => plain.push('x'),
            (None, '·' | '⋅' | '∙') => plain.push('.'),
            (None, '⁄' | '∕') => plain.push('/'),
            (None, '−' | '–') => plain.push('-'),
            (None, c) if c.is_whitespace() => plain.push(' '),
            (None, c) => plain.push(c),
        }
    }
    plain
}

fn superscript(c: char) -> Option<char> {
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
    RAISED.chars().zip("0123456789-".chars()).find_map(|(raised, digit)| (raised == c).then_some(digit))
}

/// Takes a word out, with the braces or parentheses around it, whatever its case.
fn take_word(text: &str, wanted: &str) -> (String, bool) {
    let lower = text.to_ascii_lowercase();
    let found = lower.match_indices(wanted).find(|(at, _)| {
        let before = lower.get(..*at).and_then(|t| t.chars().next_back());
        let after = lower.get(at + wanted.len()..).and_then(|t| t.chars().next());
        let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !"[]'".contains(c));
        is_edge(before) && is_edge(after)
    });
    let halves = found.and_then(|(at, _)| Some((text.get(..at)?, text.get(at + wanted.len()..)?)));
    let Some((before, after)) = halves else {
        return (text.to_owned(), false);
    };
    for (open, close) in [('{', '}'), ('(', ')')] {
        if let (Some(b), Some(a)) = (before.strip_suffix(open), after.strip_prefix(close)) {
            // `.{FEU}` is a factor of its own; what stood apart stays apart
            let b = b.strip_suffix('.').unwrap_or(b);
            let gap = if a.starts_with(char::is_alphanumeric) { " " } else { "" };
            return (take_word(&format!("{b}{gap}{a}"), wanted).0, true);
        }
    }
    let rest = format!("{} {}", before.trim_end(), after.trim_start());
    (take_word(rest.trim(), wanted).0, true)
}

/// `/1.73 m2`, `/1.73m^2`, `/(173.10*-2.m2)` … as the annotation laboratories send in UCUM.
fn body_surface(text: &str) -> String {
    let text = text.replace("(173.10*-2.m2)", BODY_SURFACE);
    let Some((before, after)) = text.split_once("1.73") else {
        return text;
    };
    let before = before.trim_end_matches([' ', '(', '{', '/']);
    let before = before.strip_suffix(" per").unwrap_or(before);
    let after = after.trim_start_matches([' ', '_']);
    let area = ["m2", "m^2", "sqm", "sq m", "sq.m"].iter().find_map(|area| after.strip_prefix(area));
    match area {
        Some(rest) if !before.is_empty() => {
            let rest = rest.trim_start_matches([' ', ')', '}']);
            format!("{before}/{BODY_SURFACE}{rest}")
        }
        _ => text,
    }
}

/// The code of a word: as it is written, or in lower case where UCUM has no unit so written.
fn word(text: &str) -> Option<&'static str> {
    words::ucum_of(text).or_else(|| {
        let unread = lookup_unit(text, Case::Sensitive).is_none();
        unread.then(|| words::ucum_of(&text.to_lowercase()))?
    })
}

fn in_pieces(text: &str) -> String {
    let pieces = pieces(text);
    if let [letter, "/", volume] = pieces.as_slice()
        && let Some(count) = words::counted(letter.trim(), volume.trim())
    {
        return format!("{count}/{}", piece(volume, true));
    }
    let mut ucum = String::new();
    for each in pieces {
        let below = ucum.ends_with('/');
        ucum.push_str(&piece(each, below));
    }
    ucum
}

/// Splits at the operators, which are pieces too; brackets and braces stay whole.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            '/' | '.' | '(' | ')' if depth == 0 => {
                pieces.extend(text.get(start..at).filter(|p| !p.trim().is_empty()));
                pieces.extend(text.get(at..=at));
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.extend(text.get(start..).filter(|p| !p.trim().is_empty()));
    pieces
}

/// One simple unit with its annotation, `below` a solidus or not.
fn piece(text: &str, below: bool) -> String {
    let text = text.trim();
    let (core, annotation) = match text.find('{') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let core = core.trim();
    let code = match word(core) {
        Some(code) if code.contains('/') => format!("({code})"),
        Some(code) => code.to_owned(),
        None => {
            power_of_ten(core).or_else(|| below.then(|| several(core)).flatten()).unwrap_or_else(|| without_caret(core))
        }
    };
    code + &annotation.replace(' ', "_")
}

/// `10^9`, `x10^9`, `x10E9`, `10e9`, `10x9`: a power of ten as laboratories print it.
fn power_of_ten(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['x', 'X', '*']).trim_start();
    let rest = text.strip_prefix("10")?.trim_start();
    let rest = rest.strip_prefix("**").or_else(|| {
        let sign = rest.chars().next()?;
        "^*eExX".contains(sign).then(|| rest.get(1..))?
    })?;
    let rest = rest.trim_start();
    let digits = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    let is_small = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let sign = if rest.starts_with('-') { "-" } else { "" };
    is_small.then(|| format!("10*{sign}{digits}"))
}

/// Whether a decimal number is left over. UCUM has whole numbers only and would read
/// `mL/min/1.73` as 73 mL/min, the point being its sign of multiplication.
pub(super) fn has_decimal(ucum: &str) -> bool {
    pieces(ucum).windows(3).any(|three| {
        let [before, ".", after] = three else {
            return false;
        };
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        is_number(before) && is_number(after)
    })
}

/// `24 h` below a solidus: that many of the unit.
fn several(text: &str) -> Option<String> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.strip_suffix(unit)?;
    let starts_a_unit = unit.trim_start().starts_with(|c: char| c.is_alphabetic());
    (!digits.is_empty() && starts_a_unit).then(|| format!("({digits}.{})", piece(unit, false)))
}

/// `m^2` is `m2` in UCUM.
fn without_caret(text: &str) -> String {
    match text.split_once('^') {
        Some((base, exponent)) if base.ends_with(|c: char| c.is_alphabetic() || c == ']') => match word(base) {
            Some(code) if !code.contains('/') => format!("{code}{exponent}"),
            _ => format!("{base}{exponent}"),
        },
        _ => text.to_owned(),
    }
}
