//! Names that are none: comparisons in words the language does not have, units written to their numbers, names that
//! need quotes.

use super::Checker;
use crate::diagnostic::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::tree::{Name, Score, key};

impl Checker<'_> {
    /// Reports what was most likely meant by a name that is not declared; says whether it could.
    pub(super) fn misworded(&mut self, name: &Name) -> bool {
        let found = self
            .comparison_in_words(name)
            .or_else(|| self.unit_at_number(name))
            .or_else(|| self.every_element(name))
            .or_else(|| self.needs_quotes(name))
            .or_else(|| self.empty_value(name))
            .or_else(|| self.field_of_list(name));
        match found {
            Some(Some(diagnostic)) => self.diagnostics.push(diagnostic),
            Some(None) => {}
            None => return false,
        }
        true
    }

    /// `active cancer: 1` reads as a band, and is meant as points.
    pub(super) fn band_is_fact(&mut self, score: &Score) -> bool {
        let band = score.bands.iter().find(|band| {
            let fact =
                self.names.get(&band.label.key()).is_some_and(|(symbol, _)| matches!(symbol, super::Symbol::Fact(_)));
            fact && band.low.is_some() && band.low == band.high
        });
        let Some(band) = band else { return false };
        let (name, points) = (&band.label.text, band.low.map_or_else(String::new, |(points, _)| points.to_string()));
        self.diagnostics.push(
            Diagnostic::error(
                code::NOT_UNDERSTOOD,
                band.span,
                format!("`{name}` is a fact, and this line makes it a band"),
            )
            .help(format!("points stand in front: `+{points} {name}`")),
        );
        true
    }

    fn declared(&self) -> impl Iterator<Item = &str> {
        let facts = self.base.schema.facts.iter().map(|fact| fact.name.as_str());
        let fields =
            self.base.schema.findings.iter().flat_map(|finding| finding.fields.iter()).map(|field| field.name.as_str());
        facts.chain(fields).chain(self.pending.iter().map(|pending| pending.name.text.as_str()))
    }

    /// `age greater then 50 years`, `bigger than 5 cm`.
    fn comparison_in_words(&self, name: &Name) -> Option<Option<Diagnostic>> {
        let words: Vec<&str> = name.text.split(' ').collect();
        let (at, taken, right) = (0..words.len()).find_map(|at| {
            let lower: Vec<String> = words[at..].iter().take(3).map(|word| word.to_lowercase()).collect();
            let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
            let (taken, right) = comparison(&lower)?;
            let before = words[..at].join(" ");
            let known = self.declared().any(|other| key(other) == key(&before));
            let number = words.get(at + taken).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            ((known || at == 0 && (taken == 2 || number)) && at + taken < words.len()).then_some((at, taken, right))
        })?;
        let (left, is) = if at == 0 { (String::new(), "") } else { (format!("{} ", words[..at].join(" ")), "is ") };
        let rest = words[at + taken..].join(" ");
        let right = if right.is_empty() { String::new() } else { format!("{right} ") };
        let written = words[at..at + taken].join(" ");
        let expected = if is.is_empty() && right.is_empty() { rest.clone() } else { format!("{is}{right}") };
        let place = self.part_of(name.span, &written).unwrap_or(name.span);
        Some(Some(
            Diagnostic::error(
                code::NOT_UNDERSTOOD,
                place,
                format!("expected `{}`, found `{written}`", expected.trim()),
            )
            .help(format!("write `{left}is {right}{rest}`")),
        ))
    }

    /// Where words stand inside a longer stretch.
    fn part_of(&self, span: Span, words: &str) -> Option<Span> {
        let at = self.sources.text(span).find(words)?;
        let start = span.start + at as u32;
        Some(Span { start, end: start + words.len() as u32, ..span })
    }

    /// `5000IU`
    fn unit_at_number(&self, name: &Name) -> Option<Option<Diagnostic>> {
        let at = name.text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = name.text.split_at(at);
        if number.is_empty() || crate::unit::Unit::parse(unit).is_err() {
            return None;
        }
        Some(Some(
            Diagnostic::error(
                code::MISSING_BLANK,
                name.span,
                format!("`{}` has no blank between number and unit", name.text),
            )
            .help(format!("write `{number} {unit}`")),
        ))
    }

    /// `nausea and vomiting`, where the whole is a name: reported at its first part only.
    fn needs_quotes(&self, name: &Name) -> Option<Option<Diagnostic>> {
        let wanted = name.key();
        let joints = ["and", "or", "in", "not", "is", "within", "where", "when", "unless"];
        let joined = |text: &str, front: bool| {
            joints.iter().any(|joint| {
                let (head, tail) = (format!("{wanted} {joint} "), format!(" {joint} {wanted}"));
                if front { key(text).starts_with(&head) } else { key(text).ends_with(&tail) }
            })
        };
        if let Some(whole) = self.declared().find(|other| joined(other, true)) {
            return Some(Some(
                Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("`{}` is not declared", name.text))
                    .help(format!("a name that holds a word such as `and` stands in single quotes: `'{whole}'`")),
            ));
        }
        self.declared().any(|other| joined(other, false)).then_some(None)
    }

    /// `all thrombi where …`
    fn every_element(&self, name: &Name) -> Option<Option<Diagnostic>> {
        let (word, list) = name.text.split_once(' ')?;
        let right = match word.to_lowercase().as_str() {
            "all" | "each" => "every",
            "some" | "a" | "an" | "one" => "any",
            "none" => "no",
            _ => return None,
        };
        let known = self.declared().any(|other| key(other) == key(list));
        known.then(|| {
            Some(
                Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("`{}` is not declared", name.text))
                    .help(format!("write `{right} {list}`")),
            )
        })
    }

    /// `is null`, `is not recorded`
    fn empty_value(&self, name: &Name) -> Option<Option<Diagnostic>> {
        let word = name.key();
        let absent = matches!(
            word.as_str(),
            "null" | "nil" | "none" | "empty" | "blank" | "na" | "n/a" | "undefined" | "unrecorded" | "not known"
        );
        let present =
            matches!(word.as_str(), "recorded" | "documented" | "available" | "given" | "present" | "measured");
        if !absent && !present {
            return None;
        }
        let right = if absent { "unknown" } else { "known" };
        Some(Some(Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("`{}` is not declared", name.text)).help(
            format!("to ask whether the record holds a value, write `is known` or `is unknown`, here `{right}`"),
        )))
    }

    /// A field of a finding outside its list, or a trait behind a point.
    fn field_of_list(&self, name: &Name) -> Option<Option<Diagnostic>> {
        let unknown = Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("`{}` is not declared", name.text));
        if let Some((head, tail)) = name.text.split_once('.')
            && self.declared().any(|other| key(other) == key(head))
        {
            let help = format!("a trait is asked for without its name: `{head} is …`, not `{head}.{tail} is …`");
            return Some(Some(unknown.help(help)));
        }
        let schema = &self.base.schema;
        let (at, _) = schema
            .findings
            .iter()
            .enumerate()
            .find(|(_, finding)| finding.fields.iter().any(|field| key(&field.name) == name.key()))?;
        let list =
            schema.facts.iter().find(|fact| fact.ty == crate::rulebase::Type::List(crate::rulebase::FindingId(at)))?;
        let (finding, field) = (&schema.findings[at].name, &name.text);
        Some(Some(
            unknown
                .label(format!("a field of each `{finding}`, not a value of its own"))
                .help(format!("say of which: `any {0} where {field} …`, or `largest {field} of {0}`", list.name)),
        ))
    }
}

/// How many words of a text are a comparison that is not one of the language, and the right words.
fn comparison(words: &[&str]) -> Option<(usize, &'static str)> {
    Some(match words {
        [
            "greater" | "more" | "higher" | "larger" | "bigger" | "longer" | "heavier" | "taller",
            "than" | "then",
            ..,
        ] => (2, "greater than"),
        ["older", "than" | "then", ..] => (2, "older than"),
        ["less" | "lower" | "smaller" | "fewer" | "shorter" | "lighter", "than" | "then", ..] => (2, "less than"),
        ["younger", "than" | "then", ..] => (2, "younger than"),
        ["equal", "to", ..] => (2, ""),
        ["equals" | "equal", ..] => (1, ""),
        ["isn't" | "isn’t" | "not", ..] => (1, "not"),
        ["more" | "older" | "greater" | "bigger" | "larger" | "higher", ..] => (1, "greater than"),
        ["less" | "younger" | "lower" | "smaller" | "fewer", ..] => (1, "less than"),
        ["exceeds" | "exceeding", ..] => (1, "greater than"),
        ["above" | "over", ..] => (1, "above"),
        ["below" | "under", ..] => (1, "below"),
        ["at", "least", ..] => (2, "at least"),
        ["at", "most", ..] => (2, "at most"),
        ["minimum" | "min", ..] => (1, "at least"),
        ["maximum" | "max" | "upto", ..] => (1, "at most"),
        ["up", "to", ..] => (2, "at most"),
        ["between", ..] => (1, "between"),
        _ => return None,
    })
}
