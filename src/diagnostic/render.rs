//! Diagnostics as a terminal or a log shows them.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::message::{Diagnostic, Severity};
use crate::source::{Source, Sources, Span};

/// Whether colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Colour,
}

/// One diagnostic with its piece of source text, the reason and the next step.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str()).elements(
        diagnostic.span.iter().map(|span| {
            let related = diagnostic.related.iter().filter(|(place, _)| place.source == span.source);
            let piece = Piece::around(sources, *span, related.clone().map(|(place, _)| *place));
            let mut snippet = piece
                .snippet()
                .annotation(AnnotationKind::Primary.span(piece.range(*span)).label(diagnostic.label.as_str()));
            for (place, label) in related {
                snippet = snippet.annotation(AnnotationKind::Context.span(piece.range(*place)).label(label.as_str()));
            }
            snippet
        }),
    );
    for (place, label) in &diagnostic.related {
        if diagnostic.span.is_none_or(|span| span.source != place.source) {
            let piece = Piece::around(sources, *place, std::iter::empty());
            group = group.element(
                piece.snippet().annotation(AnnotationKind::Context.span(piece.range(*place)).label(label.as_str())),
            );
        }
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(diagnostic.help.as_str()));
    }
    let shown = format!("this patient shows it; `expect` is what the rules say now\n{}", diagnostic.example.trim_end());
    if !diagnostic.example.is_empty() {
        group = group.element(Level::NOTE.message(shown.as_str()));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    };
    renderer.render(&[group])
}

/// All diagnostics, an empty line between two.
pub fn render_all(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&render(diagnostic, sources, style));
        out.push_str("\n\n");
    }
    out
}

/// The lines of a text that a message is about: a snippet of the whole text would be read anew for every message.
struct Piece<'s> {
    source: &'s Source,
    lines: std::ops::Range<usize>,
}

impl<'s> Piece<'s> {
    fn around(sources: &'s Sources, span: Span, others: impl Iterator<Item = Span>) -> Piece<'s> {
        let source = sources.get(span.source);
        let all = others.fold(span, |all, other| all.to(other));
        Piece { source, lines: source.whole_lines(all) }
    }

    fn snippet<T: Clone>(&self) -> Snippet<'s, T> {
        let first = self.source.line_column(self.lines.start as u32).0;
        Snippet::source(&self.source.text[self.lines.clone()]).line_start(first).path(self.source.name.as_str())
    }

    fn range(&self, span: Span) -> std::ops::Range<usize> {
        span.start as usize - self.lines.start..span.end as usize - self.lines.start
    }
}
