//! A document as Markdown, for letters and reports.

use super::document::{Block, Document, Line, Mark, Text};

/// The document as Markdown, with a newline at its end.
pub fn markdown(document: &Document) -> String {
    let blocks: Vec<String> = document.blocks.iter().map(block).collect();
    blocks.join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Title { text, aside } if aside.is_empty() => format!("## {}\n", escape(text)),
        Block::Title { text, aside } => format!("## {}\n\n{}\n", escape(text), escape(aside)),
        Block::Heading(text) => format!("### {}\n", escape(text)),
        Block::Paragraph(text) => format!("{}\n", spans(text)),
        Block::Terms(terms) => terms
            .iter()
            .map(|term| match term.lines.as_slice() {
                [first, rest @ ..] => {
                    let rest: String = rest.iter().map(|line| item(line, 1)).collect();
                    format!("- **{}**: {}\n{rest}", escape(&term.name), spans(&first.text))
                }
                [] => String::new(),
            })
            .collect(),
        Block::List(lines) => lines.iter().map(|line| item(line, 0)).collect(),
        Block::Table { head, rows } => table(head, rows),
    }
}

fn item(line: &Line, deeper: usize) -> String {
    format!("{}- {}\n", "  ".repeat(line.depth + deeper), spans(&line.text))
}

fn table(head: &[String], rows: &[Vec<Text>]) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let heads = row(head.iter().map(|text| escape(text)).collect());
    let rules = format!("|{}\n", "---|".repeat(head.len()));
    let rows: String = rows.iter().map(|cells| row(cells.iter().map(spans).collect())).collect();
    format!("{heads}{rules}{rows}")
}

fn spans(text: &Text) -> String {
    let span = |span: &super::document::Span| match (span.mark, span.text.trim()) {
        (Mark::Strong, words) if !words.is_empty() => {
            // the blanks around strong words stay outside of the stars
            let (before, after) = around(&span.text);
            format!("{before}**{}**{after}", escape(words))
        }
        (Mark::Link, address) => format!("<{address}>"),
        (Mark::ByHand, words) => words.to_owned(),
        _ => escape(&span.text),
    };
    text.0.iter().map(span).collect::<String>().trim().to_owned()
}

fn around(text: &str) -> (&str, &str) {
    let before = text.len() - text.trim_start().len();
    let after = text.trim_end().len();
    (&text[..before], &text[after..])
}

/// Text with nothing in it that Markdown or the cell of a table would take for its own.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            '\\' | '|' | '<' | '*' | '`' | '[' | ']' | '_' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}
