//! One small change to the text of a rule book: what an author's slip looks like.

use crate::oracle::tape::Tape;

/// The same book with one thing otherwise; `None` if the change drawn cannot be made.
pub fn alter(text: &str, tape: &mut Tape) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let concluding = ["define", "classify", "count", "score", "rule "];
    let mut inside = false;
    let own: Vec<usize> = (0..lines.len())
        .filter(|at| {
            let line = &lines[*at];
            if !line.starts_with(' ') && !line.is_empty() {
                inside = concluding.iter().any(|word| line.starts_with(word));
            }
            inside && line.starts_with("  ")
        })
        .collect();
    let at = *own.get(tape.below(own.len()))?;
    let line = lines[at].clone();
    let swap = |from: &str, to: &str| line.contains(from).then(|| line.replacen(from, to, 1));
    let changed = match tape.below(10) {
        0 => swap(">=", ">").or_else(|| swap("<=", "<")),
        1 => swap(" > ", " >= ").or_else(|| swap(" < ", " <= ")),
        2 => swap(" and ", " or ").or_else(|| swap(" or ", " and ")),
        3 => swap("not (", "("),
        4 => swap("when ", "when not "),
        5 => swap("any spots", "every spots").or_else(|| swap("largest", "smallest")),
        6 => {
            let digit = line.find(|letter: char| letter.is_ascii_digit() && letter != '9')?;
            let next = char::from(line.as_bytes()[digit] + 1);
            Some(format!("{}{next}{}", &line[..digit], &line[digit + 1..]))
        }
        7 => swap("recommend", "suggest").or_else(|| swap("drug", "scan")),
        8 => swap(" is ", " is not "),
        // a line that an author forgot
        _ => {
            lines.remove(at);
            return Some(lines.join("\n") + "\n");
        }
    };
    lines[at] = changed?;
    Some(lines.join("\n") + "\n")
}
