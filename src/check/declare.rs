//! Declarations: rulebooks, sources, kinds, findings, facts, decisions, and the names of conclusions.

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::{Checker, Loaded, Pending, State, Symbol};
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::rulebase::{
    Action, ActionId, Body, Book, Choice, ChoiceId, Citation, ConclusionId, Decision, Expr, Fact, FactId, Finding,
    FindingId, Item, Label, Node, Review, Synonym, Trait, Type, WholePart,
};
use crate::source::Span;
use crate::syntax::tree::{self, Field, FieldType, Name, key};
use crate::unit::Unit;

/// Names that the language keeps for itself.
const KEPT: [&str; 12] =
    ["yes", "no", "true", "false", "unknown", "never", "record", "id", "as of", "none", "others", "this"];

impl<'t> Checker<'t> {
    pub(super) fn declare(&mut self, files: &'t [Loaded]) {
        for loaded in files {
            let book = self.book(loaded);
            self.base.books.push(book);
        }
        for loaded in files {
            for block in &loaded.file.blocks {
                match &block.item {
                    tree::Item::Source(source) => self.source(source),
                    tree::Item::Kind(kind) => self.kind(kind),
                    _ => {}
                }
            }
        }
        for loaded in files {
            for block in &loaded.file.blocks {
                if let tree::Item::Finding(finding) = &block.item {
                    self.finding(finding);
                }
            }
        }
        for (book, loaded) in files.iter().enumerate() {
            for block in &loaded.file.blocks {
                match &block.item {
                    tree::Item::Facts(fields) => fields.iter().for_each(|field| self.fact(field)),
                    tree::Item::Decision(decision) => self.decision(decision, block.span),
                    tree::Item::Define(tree::Define { name, .. })
                    | tree::Item::Classify(tree::Classify { name, .. })
                    | tree::Item::Count(tree::Count { name, .. })
                    | tree::Item::Score(tree::Score { name, .. }) => self.pending(block, name, book),
                    tree::Item::Rule(rule) => self.pending(block, &rule.name, book),
                    _ => {}
                }
            }
        }
        // what a list is complete by may be any fact or conclusion: read when all names are known
        for loaded in files {
            for block in &loaded.file.blocks {
                if let tree::Item::Facts(fields) = &block.item {
                    fields.iter().for_each(|field| self.completeness(field));
                }
            }
        }
    }

    fn book(&self, loaded: &Loaded) -> Book {
        let source = self.sources.get(loaded.file.source);
        let digest = Sha256::digest(source.text.as_bytes());
        let mut book = Book {
            file: source.name.clone(),
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            asked_for: loaded.asked_for,
            ..Book::default()
        };
        for block in &loaded.file.blocks {
            if let tree::Item::Rulebook(header) = &block.item {
                let text = |text: &Option<tree::Text>| text.as_ref().map(|text| text.value.clone());
                book.title = Some(header.title.value.clone());
                book.version = text(&header.version);
                book.status = text(&header.status);
                book.authors = text(&header.authors);
                book.use_for = text(&header.use_for);
                book.not_for = text(&header.not_for);
                book.licence = text(&header.licence);
                book.reviewed = header.reviewed.map(|date| date.date);
                book.review_by = header.review_by.map(|date| date.date);
            }
        }
        book
    }

    fn source(&mut self, source: &tree::SourceBlock) {
        let citation = Citation {
            name: source.name.text.clone(),
            text: source.citation.iter().map(|text| text.value.trim()).collect::<Vec<_>>().join(" "),
            ids: source.ids.iter().map(|(key, value)| (key.clone(), value.value.clone())).collect(),
            span: source.name.span,
        };
        if let Some(&known) = self.citations.get(&source.name.key()) {
            let earlier = &self.base.citations[known];
            if (&earlier.text, &earlier.ids) != (&citation.text, &citation.ids) {
                let span = earlier.span;
                self.twice(&source.name, span, "keep one of the two; files that use one another share their sources");
            }
            return;
        }
        self.citations.insert(source.name.key(), self.base.citations.len());
        self.base.citations.push(citation);
    }

    fn twice(&mut self, name: &Name, earlier: Span, help: &str) {
        self.diagnostics.push(
            Diagnostic::error(code::DECLARED_TWICE, name.span, format!("`{}` is declared twice", name.text))
                .label("the second time")
                .related(earlier, "the first time")
                .help(help),
        );
    }

    fn kind(&mut self, kind: &tree::Kind) {
        if let Some(known) = self.kinds.get(&kind.name.key()) {
            let span = self.base.schema.choice(*known).span;
            self.twice(&kind.name, span, "give one of the two another name");
            return;
        }
        let traits: Vec<Trait> = kind
            .traits
            .iter()
            .map(|(name, values)| Trait {
                name: name.text.clone(),
                values: values.iter().map(|value| value.text.clone()).collect(),
            })
            .collect();
        let mut labels: Vec<Label> = Vec::new();
        for label in &kind.labels {
            if let Some(earlier) =
                kind.labels.iter().take(labels.len()).find(|other| other.name.key() == label.name.key())
            {
                self.twice(&label.name, earlier.name.span, "keep one of the two");
            }
            self.colon_forgotten(label, &traits);
            for value in &label.traits {
                self.known_trait(value, &traits);
            }
            labels.push(Label {
                name: label.name.text.clone(),
                traits: label.traits.iter().map(|value| value.text.clone()).collect(),
                synonyms: self.label_synonyms(label),
                meaning: None,
                reviews: reviews(&label.reviews),
            });
        }
        let id = self.choice(Choice { name: kind.name.text.clone(), labels, traits, span: kind.name.span });
        self.kinds.insert(kind.name.key(), id);
    }

    fn label_synonyms(&mut self, label: &tree::KindLabel) -> Vec<String> {
        for unit in label.synonyms.iter().filter_map(|synonym| synonym.unit.as_ref()) {
            self.diagnostics.push(
                Diagnostic::error(
                    code::UNITS_DIFFER,
                    unit.span,
                    format!("the label `{}` has no unit", label.name.text),
                )
                .help(format!("take `in {}` away; numbers with units are declared under `facts`", unit.value)),
            );
        }
        label.synonyms.iter().map(|synonym| synonym.name.value.clone()).collect()
    }

    /// `popliteal deep`: a label that ends in a trait, where a colon would part the two.
    fn colon_forgotten(&mut self, label: &tree::KindLabel, traits: &[Trait]) {
        let name = label.name.key();
        let values = traits.iter().flat_map(|one| one.values.iter());
        let Some(value) =
            values.filter(|_| label.traits.is_empty()).find(|value| name.ends_with(&format!(" {}", key(value))))
        else {
            return;
        };
        let text = &label.name.text;
        let own = text.len().checked_sub(value.len()).and_then(|end| text.get(..end)).unwrap_or(text).trim();
        self.diagnostics.push(
            Diagnostic::error(
                code::NOT_UNDERSTOOD,
                label.name.span,
                format!("the label `{text}` ends in the trait `{value}`"),
            )
            .help(format!("put a colon before the traits: `{own}: {value}`")),
        );
        self.unread.push(name);
    }

    fn known_trait(&mut self, value: &Name, traits: &[Trait]) {
        let values: Vec<&str> = traits.iter().flat_map(|one| one.values.iter().map(String::as_str)).collect();
        if values.iter().any(|known| key(known) == value.key()) {
            return;
        }
        let help = match nearest(&value.text, values.iter().copied()).as_slice() {
            [] => "declare it above: `trait NAME: this or that`".to_owned(),
            near => format!("did you mean {}?", one_of(near)),
        };
        self.diagnostics.push(
            Diagnostic::error(code::UNKNOWN_LABEL, value.span, format!("no trait has the value `{}`", value.text))
                .help(help),
        );
    }

    pub(super) fn choice(&mut self, choice: Choice) -> ChoiceId {
        self.base.schema.choices.push(choice);
        ChoiceId(self.base.schema.choices.len() - 1)
    }

    fn finding(&mut self, finding: &tree::Finding) {
        if let Some(known) = self.findings.get(&finding.name.key()) {
            let span = self.base.schema.finding(*known).span;
            self.twice(&finding.name, span, "keep one of the two; files that use one another share their findings");
            return;
        }
        let mut fields: Vec<Fact> = Vec::new();
        for field in &finding.fields {
            if let Some(earlier) = fields.iter().find(|other| key(&other.name) == field.name.key()) {
                let span = earlier.span;
                self.twice(&field.name, span, "give one of the two another name");
                continue;
            }
            if let FieldType::List(_) = field.kind {
                self.diagnostics.push(
                    Diagnostic::error(code::LIST_EXPECTED, field.kind_span, "a finding cannot hold lists")
                        .help("make it a list of its own under `facts`"),
                );
                continue;
            }
            if field.no_if_not_recorded {
                self.diagnostics.push(
                    Diagnostic::error(
                        code::YES_NO_EXPECTED,
                        field.name.span,
                        "a field of a finding cannot be `no if not recorded`",
                    )
                    .help("take it away: what a report does not say about a finding is unknown"),
                );
                continue;
            }
            fields.extend(self.field(field));
        }
        let id = FindingId(self.base.schema.findings.len());
        self.base.schema.findings.push(Finding { name: finding.name.text.clone(), fields, span: finding.name.span });
        self.findings.insert(finding.name.key(), id);
    }

    /// A field or fact with its type; `None` when what it is declared as is not known.
    fn field(&mut self, field: &Field) -> Option<Fact> {
        let ty = self.field_type(field)?;
        if let Some((low, high, span)) = field.range
            && low > high
        {
            self.diagnostics.push(
                Diagnostic::error(
                    code::RANGE_UPSIDE_DOWN,
                    span,
                    format!("the range ends at {high}, before it starts at {low}"),
                )
                .help(format!("write `{high} to {low}`")),
            );
        }
        let is_number = matches!(ty, Type::Number { .. });
        if !is_number && let Some((_, _, span)) = field.range {
            self.diagnostics.push(
                Diagnostic::error(code::NUMBER_EXPECTED, span, "only a number has a range")
                    .help("take the range away, or declare the unit: `length: cm, 0 to 150`"),
            );
        }
        if is_number && field.range.is_none() {
            self.diagnostics.push(
                Diagnostic::warning(code::NO_RANGE, field.name.span, format!("`{}` has no plausible range", field.name.text))
                    .help("add the lowest and highest value a patient can have, such as `0 to 120`: it catches slips of the pen"),
            );
        }
        if field.unit_required && !matches!(&ty, Type::Number { unit, .. } if !unit.is_one()) {
            self.diagnostics.push(
                Diagnostic::error(code::NUMBER_EXPECTED, field.name.span, format!("`{}` has no unit", field.name.text))
                    .help("take `unit required` away, or declare a number with a unit"),
            );
        }
        if field.no_if_not_recorded && ty != Type::YesNo {
            self.diagnostics.push(
                Diagnostic::error(
                    code::YES_NO_EXPECTED,
                    field.name.span,
                    "only a yes or no can be `no if not recorded`",
                )
                .help("take `no if not recorded` away"),
            );
        }
        Some(Fact {
            name: field.name.text.clone(),
            definition: field.definition.as_ref().map(|text| text.value.clone()),
            range: field.range.map(|(low, high, _)| (low, high)),
            no_if_not_recorded: field.no_if_not_recorded,
            unit_required: field.unit_required,
            or_never: field.or_never || matches!(field.kind, FieldType::Date),
            molar_mass: field.molar_mass,
            complete_if: None,
            whole_parts: Vec::new(),
            synonyms: field
                .synonyms
                .iter()
                .map(|synonym| Synonym {
                    name: synonym.name.value.clone(),
                    unit: self.unit_of_synonym(synonym, &ty, field.molar_mass),
                })
                .collect(),
            ty,
            reviews: reviews(&field.reviews),
            span: field.name.span,
        })
    }

    /// The unit of a synonym, if numbers in it can become numbers in the declared unit.
    fn unit_of_synonym(&mut self, synonym: &tree::Synonym, ty: &Type, molar_mass: Option<Decimal>) -> Option<String> {
        let unit = synonym.unit.as_ref()?;
        let wrong = match ty {
            Type::Number { unit: declared, .. } => {
                let converter = Unit::parse(&unit.value).and_then(|own| own.converter_to(declared, molar_mass));
                converter.err().map(|error| error.to_string())
            }
            _ => Some(format!("`{}` is no number", synonym.name.value)),
        };
        if let Some(wrong) = wrong {
            let message = format!("the unit `{}` of this synonym cannot be used: {wrong}", unit.value);
            self.diagnostics.push(
                Diagnostic::error(code::UNITS_DIFFER, unit.span, message)
                    .help("name a unit that converts into the declared one, or take `in UNIT` away"),
            );
            return None;
        }
        Some(unit.value.clone())
    }

    fn field_type(&mut self, field: &Field) -> Option<Type> {
        Some(match &field.kind {
            FieldType::YesNo => Type::YesNo,
            FieldType::Date => Type::Date,
            FieldType::Number => Type::Number { unit: Unit::one(), whole: false },
            FieldType::WholeNumber => Type::Number { unit: Unit::one(), whole: true },
            FieldType::Choice(names) => Type::Choice(self.inline_choice(&field.name, names)),
            FieldType::List(name) => match self.findings.get(&name.key()) {
                Some(id) => Type::List(*id),
                None => {
                    self.unknown_finding(name);
                    return None;
                }
            },
            FieldType::UnitOrKind(text) => match self.kinds.get(&key(&text.value)) {
                Some(id) => Type::Choice(*id),
                None => match Unit::parse(&text.value) {
                    Ok(unit) => Type::Number { unit, whole: false },
                    Err(error) => {
                        self.unknown_type(&field.name, text, &error.to_string());
                        return None;
                    }
                },
            },
        })
    }

    fn unknown_type(&mut self, name: &Name, text: &tree::Text, error: &str) {
        self.unread.push(name.key());
        if self.was_unread(&text.value) {
            return;
        }
        if let Some(help) = other_type(&name.text, &text.value) {
            let message = format!("`{}` is no kind of value", text.value);
            self.diagnostics.push(Diagnostic::error(code::UNKNOWN_TYPE, text.span, message).help(help));
            return;
        }
        let kinds: Vec<&str> = self.kinds.values().map(|id| self.base.schema.choice(*id).name.as_str()).collect();
        let near = nearest(&text.value, kinds);
        let help = match near.as_slice() {
            [] if error.contains("did you mean") => error.to_owned(),
            [] => format!(
                "{error}; a kind of label is declared by a `kind` block, perhaps in a file that this one should `use`"
            ),
            near => format!("did you mean {}?", one_of(near)),
        };
        self.diagnostics.push(
            Diagnostic::error(code::UNKNOWN_TYPE, text.span, format!("`{}` is neither a unit nor a kind", text.value))
                .help(help),
        );
    }

    pub(super) fn unknown_finding(&mut self, name: &Name) {
        if self.was_unread(&name.text) {
            return;
        }
        let findings: Vec<&str> = self.base.schema.findings.iter().map(|finding| finding.name.as_str()).collect();
        let help = match nearest(&name.text, findings).as_slice() {
            [] => format!("declare it: `finding {}`, its fields below it", name.text),
            near => format!("did you mean {}?", one_of(near)),
        };
        self.diagnostics.push(
            Diagnostic::error(code::UNKNOWN_FINDING, name.span, format!("there is no finding `{}`", name.text))
                .help(help),
        );
    }

    /// The labels of one fact; a fact declared alike in another file shares them.
    fn inline_choice(&mut self, name: &Name, labels: &[Name]) -> ChoiceId {
        for (at, label) in labels.iter().enumerate() {
            if let Some(earlier) = labels[..at].iter().find(|other| other.key() == label.key()) {
                self.twice(label, earlier.span, "keep one of the two");
            }
        }
        let same = self.base.schema.choices.iter().position(|choice| {
            choice.traits.is_empty()
                && key(&choice.name) == name.key()
                && choice.labels.iter().map(|label| key(&label.name)).eq(labels.iter().map(Name::key))
        });
        if let Some(at) = same {
            return ChoiceId(at);
        }
        let labels = labels.iter().map(|label| Label::plain(&label.text)).collect();
        self.choice(Choice { name: name.text.clone(), labels, traits: Vec::new(), span: name.span })
    }

    fn fact(&mut self, field: &Field) {
        if self.kept(&field.name) {
            return;
        }
        if let Some((symbol, earlier)) = self.names.get(&field.name.key()).cloned() {
            let Symbol::Fact(id) = symbol else {
                self.twice(&field.name, earlier, "give one of the two another name");
                return;
            };
            let Some(fact) = self.field(field) else { return };
            let known = self.base.schema.fact(id);
            let alike = (
                &known.ty,
                known.range,
                known.no_if_not_recorded,
                known.or_never,
                known.unit_required,
                known.molar_mass,
            ) == (
                &fact.ty,
                fact.range,
                fact.no_if_not_recorded,
                fact.or_never,
                fact.unit_required,
                fact.molar_mass,
            );
            if !alike || earlier.source == field.name.span.source {
                self.twice(
                    &field.name,
                    earlier,
                    "keep one of the two, or declare both alike, with the same unit and range",
                );
            } else {
                self.synonyms_of(&fact, id);
                let known = &mut self.base.schema.facts[id.0];
                known.synonyms.extend(fact.synonyms);
                known.reviews.extend(fact.reviews);
                known.definition = known.definition.take().or(fact.definition);
            }
            return;
        }
        let symbol = match self.field(field) {
            Some(fact) => {
                let id = FactId(self.base.schema.facts.len());
                self.synonyms_of(&fact, id);
                self.base.schema.facts.push(fact);
                Symbol::Fact(id)
            }
            None => Symbol::Faulty,
        };
        self.names.insert(field.name.key(), (symbol, field.name.span));
    }

    fn synonyms_of(&mut self, fact: &Fact, id: FactId) {
        for synonym in &fact.synonyms {
            let first = self.synonyms.entry(crate::syntax::tree::key(&synonym.name)).or_insert(id);
            *first = id.min(*first);
        }
    }

    fn kept(&mut self, name: &Name) -> bool {
        let kept = KEPT.contains(&name.key().as_str());
        if kept {
            self.diagnostics.push(
                Diagnostic::error(
                    code::RESERVED_NAME,
                    name.span,
                    format!("`{}` is a word of the language itself", name.text),
                )
                .help("choose a longer name"),
            );
        }
        kept
    }

    fn completeness(&mut self, field: &Field) {
        let Some((Symbol::Fact(id), _)) = self.names.get(&field.name.key()).cloned() else { return };
        let conditions = || field.complete_if.iter().chain(field.complete_where.iter().map(|part| &part.condition));
        let Type::List(finding) = self.base.schema.fact(id).ty else {
            if let Some(condition) = conditions().next() {
                self.diagnostics.push(
                    Diagnostic::error(code::LIST_EXPECTED, condition.span, "only a list can be complete")
                        .help("take `complete …` away, or declare a list: `thrombi: list of thrombus`"),
                );
            }
            return;
        };
        self.complete_if(field, id);
        let parts: Option<Vec<WholePart>> =
            field.complete_where.iter().map(|part| self.whole_part(part, finding)).collect();
        let Some(parts) = parts.filter(|parts| !parts.is_empty()) else { return };
        let known = &mut self.base.schema.facts[id.0].whole_parts;
        if known.is_empty() || *known == parts {
            *known = parts;
            return;
        }
        let earlier = known[0].condition.span;
        self.twice(&field.name, earlier, "let both files say in the same way which parts of the list are complete");
    }

    /// `complete where vein is proximal if proximal veins assessed`
    fn whole_part(&mut self, part: &tree::CompleteWhere, finding: FindingId) -> Option<WholePart> {
        let is_number = match &part.part.node {
            tree::Node::Is { right, .. } => self.words(right.span).starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        };
        let mut of_field = None;
        if !is_number {
            let which = self.truth(&part.part, &super::Scope::default().within(finding))?;
            if let Node::Among { value, labels } = which.node
                && let Node::Field(field) = value.node
            {
                of_field = Some((field, labels));
            }
        }
        let condition = self.decided_by_facts(&part.condition)?;
        match of_field {
            Some((field, labels)) => Some(WholePart { field, labels, condition }),
            None => {
                self.diagnostics.push(
                    Diagnostic::error(code::LABEL_EXPECTED, part.part.span, "a part of a list is told by a label")
                        .help("name a field of the finding, and a label or trait of it: `complete where vein is proximal if …`"),
                );
                None
            }
        }
    }

    fn decided_by_facts(&mut self, condition: &tree::Expr) -> Option<Expr> {
        let checked = self.truth(condition, &super::Scope::default())?;
        if self.of_facts(&checked) {
            return Some(checked);
        }
        self.diagnostics.push(
            Diagnostic::error(code::CIRCULAR, condition.span, "whether a list is whole is decided by facts alone")
                .label("needs a list or a conclusion")
                .help("name a yes-or-no fact that says so: `complete if whole leg scanned`"),
        );
        None
    }

    fn complete_if(&mut self, field: &Field, id: FactId) {
        let Some(checked) = field.complete_if.as_ref().and_then(|condition| self.decided_by_facts(condition)) else {
            return;
        };
        if let Some(other) = &self.base.schema.facts[id.0].complete_if
            && **other != checked
        {
            let earlier = other.span;
            self.twice(&field.name, earlier, "let both files say in the same way when the list is complete");
            return;
        }
        self.base.schema.facts[id.0].complete_if = Some(Box::new(checked));
    }

    fn decision(&mut self, decision: &tree::Decision, span: Span) {
        let id = self.base.decisions.len();
        let mut alternatives = Vec::new();
        for (name, text) in &decision.alternatives {
            if let Some(known) = self.actions.get(&name.key()) {
                let earlier = self.base.actions[known.0].span;
                self.twice(name, earlier, "an action belongs to one decision; give one of the two another name");
                continue;
            }
            let action = ActionId(self.base.actions.len());
            self.base.actions.push(Action {
                name: name.text.clone(),
                text: text.as_ref().map(|text| text.value.clone()),
                decision: id,
                span: name.span,
            });
            self.actions.insert(name.key(), action);
            alternatives.push(action);
        }
        self.base.decisions.push(Decision { name: decision.name.text.clone(), span, alternatives });
    }

    fn pending(&mut self, block: &'t tree::Block, name: &'t Name, book: usize) {
        let is_rule = matches!(block.item, tree::Item::Rule(_));
        if !is_rule && self.kept(name) {
            return;
        }
        if let Some((_, earlier)) = self.names.get(&name.key()).cloned() {
            self.twice(name, earlier, "give one of the two another name");
            return;
        }
        self.names.insert(name.key(), (Symbol::Pending(self.pending.len()), name.span));
        if let tree::Item::Rule(rule) = &block.item {
            for name in &rule.overrides {
                self.overriding.entry(name.key()).or_default().push(self.pending.len());
            }
        }
        self.pending.push(Pending { block, name, book, state: State::Waiting });
    }
}

/// Review marks as they stand.
pub(super) fn reviews(texts: &[tree::Text]) -> Vec<Review> {
    texts.iter().map(|text| Review { text: text.value.clone(), span: text.span }).collect()
}

/// The kind of value that a word of other languages stands for.
fn other_type(name: &str, word: &str) -> Option<String> {
    Some(match key(word).as_str() {
        "boolean" | "bool" | "yesno" | "yes/no" | "no/yes" | "y/n" | "true/false" | "logical" | "flag" => {
            format!("write `{name}: yes or no`")
        }
        "integer" | "int" | "float" | "decimal" | "double" | "numeric" | "real" => {
            format!(
                "write the unit and a range, such as `{name}: mg/dL, 0 to 20`; without a unit `{name}: number, 0 to 10`"
            )
        }
        "datetime" | "timestamp" | "day" | "time" => format!("write `{name}: date`"),
        "text" | "string" | "free text" | "char" | "choice" | "enum" | "category" | "label" => {
            format!("rules cannot decide on free text: list what it can be, `{name}: a, b or c`")
        }
        "list" | "array" => format!("declare what an element is with `finding`, then `{name}: list of …`"),
        _ => return None,
    })
}

impl Checker<'_> {
    /// Whether an expression is computed from single facts only, so that it can never need the list it is about.
    fn of_facts(&self, expr: &Expr) -> bool {
        let of_facts = |expr: &Expr| self.of_facts(expr);
        match &expr.node {
            Node::Constant(_) | Node::Fact(_) | Node::AsOf => !matches!(expr.ty, Type::List(_)),
            Node::Conclusion(id) | Node::Band(id) | Node::Applies(id) => self.conclusion_of_facts(*id),
            Node::Not(a) | Node::Known(a) | Node::Negative(a) => of_facts(a),
            Node::Convert { value: a, .. } | Node::Shift { date: a, .. } | Node::Since { date: a, .. } => of_facts(a),
            Node::Among { value, .. } => of_facts(value),
            Node::Of { items, .. } | Node::Call { arguments: items, .. } => items.iter().all(of_facts),
            Node::Order { left, right, .. } | Node::Equal { left, right } | Node::Same { left, right } => {
                of_facts(left) && of_facts(right)
            }
            Node::Arithmetic { left, right, .. } => of_facts(left) && of_facts(right),
            _ => false,
        }
    }

    fn conclusion_of_facts(&self, id: ConclusionId) -> bool {
        fn item_of(item: &Item, of_facts: &dyn Fn(&Expr) -> bool) -> bool {
            match item {
                Item::Points { points, when, .. } => of_facts(points) && when.iter().all(of_facts),
                Item::FirstOf(items) => items.iter().all(|one| item_of(one, of_facts)),
            }
        }
        let of_facts = |expr: &Expr| self.of_facts(expr);
        let conclusion = &self.base.conclusions[id.0];
        conclusion.applies_to.iter().all(of_facts)
            && match &conclusion.body {
                Body::Value(value) => of_facts(value),
                Body::Lines(lines) => lines.iter().all(|line| of_facts(&line.value) && line.when.iter().all(of_facts)),
                Body::Count(criteria) => criteria.iter().all(|criterion| of_facts(&criterion.when)),
                Body::Score { items, .. } => items.iter().all(|one| item_of(one, &of_facts)),
                Body::Rule(rule) => {
                    rule.when.iter().chain(&rule.unless).all(of_facts)
                        && rule.overridden_by.iter().all(|other| self.conclusion_of_facts(*other))
                }
            }
    }
}
