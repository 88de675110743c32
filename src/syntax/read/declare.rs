//! Blocks that declare: rulebook, use, source, kind, finding, facts, decision.

use pest::iterators::Pair;
use rust_decimal::Decimal;

use super::super::grammar::Rule;
use super::super::layout::Line;
use super::super::tree::{
    CompleteWhere, Decision, Expr, Field, FieldType, Finding, Item, Kind, KindLabel, Name, Node, Rulebook, SourceBlock,
    Synonym, Text,
};
use super::{Reader, body};
use crate::source::Span;

type P<'i> = Pair<'i, Rule>;

impl Reader<'_> {
    pub(super) fn rulebook(&mut self, line: &Line) -> Option<Item> {
        let title = self.header_text(Rule::rulebook_header, line)?;
        let mut book = Rulebook {
            title,
            version: None,
            status: None,
            authors: None,
            reviewed: None,
            review_by: None,
            use_for: None,
            not_for: None,
            answers: None,
            licence: None,
        };
        for line in body(line) {
            if let Some(pair) = self.parse(Rule::rulebook_line, line)
                && let Some(part) = pair.into_inner().next()
            {
                self.rulebook_line(line, part, &mut book);
            }
        }
        Some(Item::Rulebook(Box::new(book)))
    }

    fn rulebook_line(&mut self, line: &Line, part: P<'_>, book: &mut Rulebook) {
        let rule = part.as_rule();
        let mut inner = part.into_inner();
        match rule {
            Rule::book_version => {
                let value = inner.next().map(|part| self.raw(&part));
                self.once(&mut book.version, value, line);
            }
            Rule::book_status => {
                let value = inner.next().map(|part| self.raw(&part));
                self.once(&mut book.status, value, line);
            }
            Rule::book_reviewed => {
                let value = inner.next().and_then(|part| self.date(&part));
                self.once(&mut book.reviewed, value, line);
            }
            Rule::book_review_by => {
                let value = inner.next().and_then(|part| self.date(&part));
                self.once(&mut book.review_by, value, line);
            }
            Rule::book_answers => {
                let names = inner.filter(|part| part.as_rule() == Rule::name).map(|part| self.name(&part)).collect();
                self.once(&mut book.answers, Some(names), line);
            }
            _ => {
                let key =
                    inner.next().map(|part| super::single_blanks(part.as_str()).to_lowercase()).unwrap_or_default();
                let texts: Vec<Text> = inner.map(|part| self.text(&part)).collect();
                let value = self.joined(texts.into_iter(), line);
                let slot = match key.as_str() {
                    "use for" => &mut book.use_for,
                    "not for" => &mut book.not_for,
                    "licence" | "license" => &mut book.licence,
                    _ => &mut book.authors,
                };
                self.once(slot, value, line);
            }
        }
    }

    pub(super) fn use_block(&mut self, line: &Line) -> Option<Item> {
        self.header_text(Rule::use_header, line).map(Item::Use)
    }

    pub(super) fn header_text(&mut self, rule: Rule, line: &Line) -> Option<Text> {
        let pair = self.parse(rule, line)?;
        pair.into_inner().find(|part| part.as_rule() == Rule::text).map(|part| self.text(&part))
    }

    pub(super) fn header_name(&mut self, rule: Rule, line: &Line) -> Option<Name> {
        let pair = self.parse(rule, line)?;
        pair.into_inner()
            .find(|part| matches!(part.as_rule(), Rule::name | Rule::name_before_as | Rule::rest_of_line))
            .map(|part| self.name(&part))
    }

    pub(super) fn source(&mut self, line: &Line) -> Option<Item> {
        let name = self.header_name(Rule::source_header, line)?;
        let mut source = SourceBlock { name, citation: Vec::new(), ids: Vec::new() };
        for line in body_with_text(line) {
            let Some(pair) = self.parse(Rule::source_line, line) else { continue };
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::text => source.citation.push(self.text(&part)),
                    Rule::source_id => {
                        let mut inner = part.into_inner();
                        if let (Some(key), Some(value)) = (inner.next(), inner.next()) {
                            source.ids.push((key.as_str().to_lowercase(), self.raw(&value)));
                        }
                    }
                    _ => {}
                }
            }
        }
        if source.citation.is_empty() {
            self.empty(line, "add the citation in quotes on the next line, indented");
        }
        Some(Item::Source(source))
    }

    pub(super) fn kind(&mut self, line: &Line) -> Option<Item> {
        let name = self.header_name(Rule::kind_header, line)?;
        let mut kind = Kind { name, traits: Vec::new(), labels: Vec::new() };
        for line in body(line) {
            let Some(pair) = self.parse(Rule::kind_line, line) else { continue };
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::trait_line => {
                        let mut inner = part.into_inner();
                        if let (Some(name), Some(choice)) = (inner.next(), inner.next()) {
                            let name = self.name(&name);
                            let values = self.choice(choice);
                            kind.traits.push((name, values));
                        }
                    }
                    Rule::label_line => {
                        if let Some(mut label) = self.kind_label(part) {
                            self.notes(line, &mut label.synonyms, &mut label.reviews);
                            kind.labels.push(label);
                        }
                    }
                    _ => {}
                }
            }
        }
        if kind.labels.is_empty() {
            self.empty(line, "list its labels, one a line, such as `soleal: deep, distal`");
        }
        Some(Item::Kind(kind))
    }

    fn kind_label(&mut self, pair: P<'_>) -> Option<KindLabel> {
        let mut names = Vec::new();
        let mut synonyms = Vec::new();
        let mut reviews = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::also => synonyms.extend(self.synonyms(part)),
                Rule::review_note => reviews.extend(self.texts(part)),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        Some(KindLabel { name: names.next()?, traits: names.collect(), synonyms, reviews })
    }

    fn synonyms(&self, also: P<'_>) -> Vec<Synonym> {
        let synonym = |pair: P<'_>| {
            let (mut name, mut unit) = (None, None);
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::text => name = Some(self.text(&part)),
                    Rule::unit => unit = Some(self.raw(&part)),
                    _ => {}
                }
            }
            name.map(|name| Synonym { name, unit })
        };
        also.into_inner().filter(|part| part.as_rule() == Rule::synonym).filter_map(synonym).collect()
    }

    /// The `also` and `review` lines below a label or a fact.
    fn notes(&mut self, line: &Line, synonyms: &mut Vec<Synonym>, reviews: &mut Vec<Text>) {
        for child in line.children.iter().filter(|child| super::is_note(child)) {
            let Some(pair) = self.parse(Rule::note_line, child) else { continue };
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::also => synonyms.extend(self.synonyms(part)),
                    Rule::review_note => reviews.extend(self.texts(part)),
                    _ => {}
                }
            }
        }
    }

    fn texts(&self, pair: P<'_>) -> Vec<Text> {
        pair.into_inner().filter(|part| part.as_rule() == Rule::text).map(|part| self.text(&part)).collect()
    }

    fn choice(&self, pair: P<'_>) -> Vec<Name> {
        pair.into_inner().filter(|part| part.as_rule() == Rule::name).map(|part| self.name(&part)).collect()
    }

    pub(super) fn finding(&mut self, line: &Line) -> Option<Item> {
        let name = self.header_name(Rule::finding_header, line)?;
        let fields = self.fields(line);
        Some(Item::Finding(Finding { name, fields }))
    }

    pub(super) fn facts(&mut self, line: &Line) -> Option<Item> {
        self.parse(Rule::facts_header, line)?;
        let fields = self.fields(line);
        Some(Item::Facts(fields))
    }

    fn fields(&mut self, line: &Line) -> Vec<Field> {
        let mut fields = Vec::new();
        for line in body(line) {
            if let Some(pair) = self.parse(Rule::field_line, line)
                && let Some(mut field) = self.field(pair)
            {
                let texts: Vec<Text> = field.definition.take().into_iter().collect();
                field.definition = self.joined(texts.into_iter(), line);
                self.notes(line, &mut field.synonyms, &mut field.reviews);
                fields.push(field);
            }
        }
        if fields.is_empty() {
            self.empty(line, "list what is known, one a line, such as `age: years, 0 to 120`");
        }
        fields
    }

    fn field(&mut self, pair: P<'_>) -> Option<Field> {
        let mut name = None;
        let mut kind = None;
        let mut field = Field {
            name: Name { text: String::new(), span: self.base },
            kind: FieldType::YesNo,
            kind_span: self.base,
            range: None,
            complete_if: None,
            complete_where: Vec::new(),
            no_if_not_recorded: false,
            or_never: false,
            unit_required: false,
            molar_mass: None,
            synonyms: Vec::new(),
            definition: None,
            reviews: Vec::new(),
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::field_type => {
                    field.kind_span = self.span(&part);
                    kind = self.field_type(part);
                }
                Rule::field_option => self.field_option(part, &mut field),
                Rule::text => field.definition = Some(self.text(&part)),
                Rule::also => field.synonyms.extend(self.synonyms(part)),
                Rule::review_note => field.reviews.extend(self.texts(part)),
                _ => {}
            }
        }
        field.name = name?;
        field.kind = kind?;
        Some(field)
    }

    fn field_type(&mut self, pair: P<'_>) -> Option<FieldType> {
        let inner = pair.into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::yes_or_no => FieldType::YesNo,
            Rule::date_type => FieldType::Date,
            Rule::list_type => {
                FieldType::List(self.name(&inner.into_inner().find(|part| part.as_rule() == Rule::name)?))
            }
            Rule::choice => FieldType::Choice(self.choice(inner)),
            Rule::number_type if inner.as_str().to_lowercase().starts_with("whole") => FieldType::WholeNumber,
            Rule::number_type => FieldType::Number,
            _ => FieldType::UnitOrKind(self.raw(&inner)),
        })
    }

    fn field_option(&mut self, pair: P<'_>, field: &mut Field) {
        let Some(option) = pair.into_inner().next() else { return };
        match option.as_rule() {
            Rule::range => {
                let span = self.span(&option);
                let mut numbers: Vec<Decimal> = Vec::new();
                for part in option.into_inner().filter(|part| part.as_rule() == Rule::signed_number) {
                    numbers.push(self.signed(part));
                }
                if let [low, high] = numbers[..] {
                    field.range = Some((low, high, span));
                }
            }
            Rule::complete_where => {
                let (mut names, mut condition) = (Vec::new(), None);
                for part in option.into_inner() {
                    match part.as_rule() {
                        Rule::name | Rule::name_before_if => {
                            let name = self.name(&part);
                            names.push(Box::new(Expr { span: name.span, node: Node::Name(name) }));
                        }
                        Rule::condition => condition = Some(self.condition(part)),
                        _ => {}
                    }
                }
                let mut names = names.into_iter();
                if let (Some(left), Some(right), Some(condition)) = (names.next(), names.next(), condition) {
                    let span = Span { end: right.span.end, ..left.span };
                    let part = Expr { span, node: Node::Is { negated: false, left, right } };
                    field.complete_where.push(CompleteWhere { part, condition });
                }
            }
            Rule::complete_if => {
                field.complete_if =
                    option.into_inner().find(|part| part.as_rule() == Rule::condition).map(|part| self.condition(part))
            }
            Rule::no_if_not_recorded => field.no_if_not_recorded = true,
            Rule::or_never => field.or_never = true,
            Rule::unit_required => field.unit_required = true,
            Rule::molar_mass => {
                field.molar_mass =
                    option.into_inner().find(|part| part.as_rule() == Rule::number).map(|part| self.number(&part))
            }
            Rule::also => field.synonyms.extend(self.synonyms(option)),
            Rule::review_note => field.reviews.extend(self.texts(option)),
            _ => {}
        }
    }

    pub(super) fn decision(&mut self, line: &Line) -> Option<Item> {
        let name = self.header_name(Rule::decision_header, line)?;
        let mut alternatives = Vec::new();
        for line in body(line) {
            let Some(pair) = self.parse(Rule::alternative_line, line) else { continue };
            let mut action = None;
            let mut texts = Vec::new();
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::name => action = Some(self.name(&part)),
                    Rule::text => texts.push(self.text(&part)),
                    _ => {}
                }
            }
            let text = self.joined(texts.into_iter(), line);
            alternatives.extend(action.map(|action| (action, text)));
        }
        if alternatives.is_empty() {
            self.empty(
                line,
                "list its alternatives, one a line, such as `anticoagulation: \"Therapeutic anticoagulation\"`",
            );
        }
        Some(Item::Decision(Decision { name, alternatives }))
    }
}

/// The lines of a `source`, where quoted text stands on lines of its own.
fn body_with_text(line: &Line) -> Vec<&Line> {
    line.children.iter().flat_map(|child| std::iter::once(child).chain(child.children.iter())).collect()
}
