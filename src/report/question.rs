//! A question of an interview, as it is put to somebody.

use super::{Context, Paper, few};
use crate::interview::Question;
use crate::rulebase::{ConclusionId, Fact, Type};
use crate::words::may_be_written;

/// The question with its definition and what may be answered; `open`: what it would settle.
pub fn question(context: Context<'_>, asked: (Question, &Fact), open: &[ConclusionId], paper: Paper) -> String {
    let (question, fact) = asked;
    let schema = &context.engine.rulebase.schema;
    let name = context.engine.question_name(question);
    let definition = fact.definition.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
    let mut out = match question {
        Question::Value(_) => paper.wrap("", 2, &format!("{}{definition}", paper.bold(&name))),
        Question::Element { another: false, .. } => paper.wrap("", 2, &format!("{}{definition}", paper.bold(&name))),
        Question::Element { another: true, .. } => paper.wrap("", 2, &format!("another of {name}?")),
        Question::Whole(_) => paper.wrap("", 2, &format!("are the {name} given all there are?")),
    };
    let may = match (question, &fact.ty) {
        (Question::Whole(_), _) => "yes or no".to_owned(),
        (Question::Element { another: true, .. }, _) => {
            "one a line, as before; an empty line ends, `no others` says that these are all".to_owned()
        }
        (Question::Element { .. }, Type::List(finding)) => {
            let finding = schema.finding(*finding);
            let fields: Vec<String> = finding
                .fields
                .iter()
                .map(|field| format!("{} ({})", field.name, may_be_written(schema, field)))
                .collect();
            format!(
                "`none`, or one {} a line, such as `{}: …, {}: …`; fields: {}",
                finding.name,
                finding.fields.first().map_or("name", |field| field.name.as_str()),
                finding.fields.get(1).map_or("other", |field| field.name.as_str()),
                fields.join("; ")
            )
        }
        _ => may_be_written(schema, fact),
    };
    out.push_str(&paper.dim(&paper.wrap("  ", 2, &may)));
    if !matches!(question, Question::Element { another: true, .. }) {
        out.push_str(&paper.dim(&paper.wrap("  for ", 4, &few(&context.names(open), 3))));
    }
    out
}
