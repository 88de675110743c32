//! A document as HTML: one page that holds all it needs, to print or to put into a chart.

use super::document::{Block, Document, Line, Mark, Span, Term, Text};

/// Light and dark, A4 and the width of a phone.
const STYLE: &str = include_str!("page.css");

/// What stands before the first document of a page.
pub fn start(title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escape(title)
    )
}

/// What stands behind the last document of a page.
pub fn end() -> &'static str {
    "</body>\n</html>\n"
}

/// One document, to stand between [`start`] and [`end`].
pub fn html(document: &Document) -> String {
    let blocks: String = document.blocks.iter().map(block).collect();
    format!("<main>\n{blocks}</main>\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Title { text, aside } => {
            format!("<header><h1>{}</h1><p>{}</p></header>\n", escape(text), escape(aside))
        }
        Block::Heading(text) => format!("<h2>{}</h2>\n", escape(text)),
        Block::Paragraph(text) => format!("<p>{}</p>\n", spans(text)),
        Block::Terms(terms) => format!("<dl>\n{}</dl>\n", terms.iter().map(term).collect::<String>()),
        Block::List(lines) => nested(lines),
        Block::Table { head, rows } => table(head, rows),
    }
}

fn term(term: &Term) -> String {
    let class = if term.urgent { " class=\"urgent\"" } else { "" };
    let line = |line: &Line| match line.depth {
        0 => format!("<p>{}</p>", spans(&line.text)),
        depth => format!("<p class=\"in{}\">{}</p>", depth.min(3), spans(&line.text)),
    };
    let lines: String = term.lines.iter().map(line).collect();
    format!("<div{class}><dt>{}</dt><dd>{lines}</dd></div>\n", escape(&term.name))
}

/// Lists inside lists, as deep as the lines stand.
fn nested(lines: &[Line]) -> String {
    let mut out = String::from("<ul>\n");
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let inner = lines[at + 1..].iter().take_while(|inner| inner.depth > line.depth).count();
        let below = match inner {
            0 => String::new(),
            count => format!("\n{}", nested(&lines[at + 1..=at + count])),
        };
        out.push_str(&format!("<li>{}{below}</li>\n", spans(&line.text)));
        at += 1 + inner;
    }
    out.push_str("</ul>\n");
    out
}

fn table(head: &[String], rows: &[Vec<Text>]) -> String {
    let heads: String = head.iter().map(|text| format!("<th scope=\"col\">{}</th>", escape(text))).collect();
    let cell = |text: &Text| format!("<td>{}</td>", spans(text));
    let row = |cells: &Vec<Text>| format!("<tr>{}</tr>\n", cells.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    format!("<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}

fn spans(text: &Text) -> String {
    let span = |span: &Span| match span.mark {
        Mark::Plain => escape(&span.text),
        Mark::Strong => format!("<strong>{}</strong>", escape(&span.text)),
        Mark::Quiet => format!("<small>{}</small>", escape(&span.text)),
        Mark::Link => format!("<a href=\"{0}\">{0}</a>", escape(&span.text)),
        Mark::ByHand => escape(&span.text).replace("[ ]", "\u{2610}"),
    };
    text.0.iter().map(span).collect()
}

/// Text in which nothing is taken for a tag, whatever a rule file or a record holds.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}
