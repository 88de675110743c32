//! Diagnostics as a terminal or a log shows them.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{Sources, Span};

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
            let source = sources.get(span.source);
            let mut snippet = Snippet::source(source.text.as_str())
                .path(source.name.as_str())
                .annotation(AnnotationKind::Primary.span(range(*span)).label(diagnostic.label.as_str()));
            for (place, label) in diagnostic.related.iter().filter(|(place, _)| place.source == span.source) {
                snippet = snippet.annotation(AnnotationKind::Context.span(range(*place)).label(label.as_str()));
            }
            snippet
        }),
    );
    for (place, label) in &diagnostic.related {
        if diagnostic.span.is_none_or(|span| span.source != place.source) {
            let source = sources.get(place.source);
            group = group.element(
                Snippet::source(source.text.as_str())
                    .path(source.name.as_str())
                    .annotation(AnnotationKind::Context.span(range(*place)).label(label.as_str())),
            );
        }
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(diagnostic.help.as_str()));
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

fn range(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}
