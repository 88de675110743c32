//! What rules declare, taken apart: headers, sources, kinds, facts.

use super::block::Block;
use crate::rulebase::{Book, Fact, Rulebase, Schema};
use crate::source::Span;
use crate::words::may_be_written;

pub(super) fn blocks(base: &Rulebase) -> Vec<Block> {
    let mut all = Vec::new();
    for citation in &base.citations {
        let mut block = Block::new(format!("source {}", citation.name), citation.span);
        block.add("text", "", format!("\"{}\"", citation.text), citation.span);
        citation.ids.iter().for_each(|(name, id)| block.add("address", name, format!("{name} {id}"), citation.span));
        all.push(block);
    }
    let schema = &base.schema;
    // the labels of a fact, of a classify or of bands stand where these do
    let own = |name: &str| {
        let facts = schema.facts.iter().chain(schema.findings.iter().flat_map(|finding| &finding.fields));
        facts.map(|fact| &fact.name).any(|known| known == name)
            || base.conclusions.iter().any(|conclusion| conclusion.each_name() == name)
    };
    for choice in schema.choices.iter().filter(|choice| !own(&choice.name)) {
        let mut block = Block::new(format!("kind {}", choice.name), choice.span);
        for label in &choice.labels {
            let traits = if label.traits.is_empty() { String::new() } else { format!(": {}", label.traits.join(", ")) };
            let also =
                if label.synonyms.is_empty() { String::new() } else { format!(", also {}", label.synonyms.join(", ")) };
            block.add("label", &label.name, format!("{}{traits}{also}", label.name), choice.span);
        }
        all.push(block);
    }
    for finding in &schema.findings {
        let mut block = Block::new(format!("finding {}", finding.name), finding.span);
        for field in &finding.fields {
            block.add("field", &field.name, format!("{}: {}", field.name, declared(schema, field)), field.span);
        }
        all.push(block);
    }
    for fact in &schema.facts {
        let mut block = Block::new(format!("fact {}", fact.name), fact.span);
        block.add("declaration", "", declared(schema, fact), fact.span);
        fact.definition.iter().for_each(|text| block.add("definition", "", format!("\"{text}\""), fact.span));
        all.push(block);
    }
    all
}

fn declared(schema: &Schema, fact: &Fact) -> String {
    let also: Vec<&str> = fact.synonyms.iter().map(|synonym| synonym.name.as_str()).collect();
    let also = if also.is_empty() { String::new() } else { format!(", also {}", also.join(", ")) };
    let complete = fact.complete_if.iter().map(|condition| format!(", complete if {}", condition.text));
    format!("{}{}{also}", may_be_written(schema, fact), complete.collect::<String>())
}

/// What the header of a rule file says.
pub(super) fn header(book: &Book, span: Span) -> Block {
    let mut block = Block::new("rulebook".to_owned(), span);
    let reviewed = book.reviewed.map(|date| date.to_string());
    let review_by = book.review_by.map(|date| date.to_string());
    let lines = [
        ("title", &book.title),
        ("version", &book.version),
        ("status", &book.status),
        ("authors", &book.authors),
        ("reviewed", &reviewed),
        ("review by", &review_by),
        ("use for", &book.use_for),
        ("not for", &book.not_for),
        ("licence", &book.licence),
    ];
    for (name, value) in lines {
        value.iter().for_each(|value| block.add(name, "", value, span));
    }
    block
}
