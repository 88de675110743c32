//! Texts that show values: `{name}` and `{list of name}`.

use super::{Checker, Scope};
use crate::diagnostic::{Diagnostic, code};
use crate::rulebase::{ConclusionId, Kind, Part, Template};
use crate::source::Span;
use crate::syntax::tree::{Item, Name, Text, key};

impl Checker<'_> {
    /// Text with `{name}` and `{list of name}` in it.
    pub(super) fn template(&mut self, text: &Text) -> Option<Template> {
        let mut parts = Vec::new();
        let mut rest = text.value.as_str();
        while let Some(open) = rest.find('{') {
            parts.push(Part::Text(rest[..open].to_owned()));
            let Some(length) = rest[open..].find('}') else {
                self.diagnostics.push(
                    Diagnostic::error(code::OPEN_BRACKET, text.span, "a `{` in this text is not closed")
                        .help("put the missing `}` behind the name"),
                );
                return None;
            };
            parts.push(self.part(&rest[open + 1..open + length], text.span)?);
            rest = &rest[open + length + 1..];
        }
        parts.push(Part::Text(rest.to_owned()));
        Some(Template { parts })
    }

    /// A count or a score.
    pub(super) fn counted(&mut self, name: &Name) -> Option<ConclusionId> {
        let id = self.one_conclusion(name)?;
        if matches!(self.base.conclusions[id.0].kind, Kind::Count | Kind::Score) {
            return Some(id);
        }
        self.diagnostics.push(
            Diagnostic::error(code::LIST_EXPECTED, name.span, format!("`{}` has no criteria to list", name.text))
                .help("`list of NAME` names the criteria of a count or the items of a score that hold"),
        );
        None
    }

    fn part(&mut self, raw: &str, span: Span) -> Option<Part> {
        let inner = raw.trim();
        if let Some(name) = inner.strip_prefix("list of ") {
            let (name, between) = name.rsplit_once(" joined by ").unwrap_or((name, ", "));
            let name = Name { text: name.trim().to_owned(), span };
            let own = self.working.last().is_some_and(|at| {
                let pending = &self.pending[*at];
                pending.name.key() == name.key() && matches!(pending.block.item, Item::Count(_) | Item::Score(_))
            });
            let of = if own { None } else { Some(self.counted(&name)?) };
            return Some(Part::ListOf(of, between.to_owned()));
        }
        let own = self.working.last().is_some_and(|at| self.pending[*at].name.key() == key(inner));
        if own {
            return Some(Part::Own);
        }
        // places inside a text that goes on over several lines are those of the whole text
        let written =
            self.sources.text(span).find(&format!("{{{raw}}}")).map(|at| at + 1 + (raw.len() - raw.trim_start().len()));
        let exact = written.map(|at| Span {
            start: span.start + at as u32,
            end: span.start + (at + inner.len()) as u32,
            ..span
        });
        let outer = std::mem::take(&mut self.diagnostics);
        let value = match crate::syntax::expression(inner, exact.unwrap_or(span)) {
            Ok(expr) => self.expr(&expr, &Scope::default()),
            Err(faults) => {
                self.diagnostics.extend(faults);
                None
            }
        };
        let found = std::mem::replace(&mut self.diagnostics, outer).into_sorted();
        self.diagnostics.extend(found.into_iter().map(|mut diagnostic| {
            if exact.is_none() && diagnostic.span.is_some_and(|place| place.source == span.source) {
                diagnostic.span = Some(span);
            }
            diagnostic
        }));
        let mut value = value?;
        value.text = inner.to_owned();
        Some(Part::Value(value))
    }
}
