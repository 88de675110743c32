//! Guarantees and examples.

use pest::iterators::Pair;

use super::super::grammar::Rule;
use super::super::layout::Line;
use super::super::slips;
use super::super::tree::{
    Clauses, Entry, EntryValue, Example, Expectation, Expected, Guarantee, Item, Name, Promise, Status,
};
use super::{Reader, body};

type P<'i> = Pair<'i, Rule>;

impl Reader<'_> {
    pub(super) fn guarantee(&mut self, line: &Line) -> Option<Item> {
        let text = self.header_text(Rule::guarantee_header, line)?;
        let mut guarantee = Guarantee { text, premise: None, promises: Vec::new(), clauses: Clauses::default() };
        for child in body(line) {
            match child.first_word().as_str() {
                "when" => {
                    let premise = self.line_condition(Rule::when_line, child);
                    self.once(&mut guarantee.premise, premise, child);
                }
                "never" => guarantee.promises.extend(self.promise_line(Rule::never_line, child, true)),
                "always" => guarantee.promises.extend(self.promise_line(Rule::always_line, child, false)),
                _ => self.diagnostics.push(slips::unknown_clause(child, "a guarantee", &["when", "never", "always"])),
            }
        }
        if guarantee.promises.is_empty() {
            self.empty(line, "say what it promises: `never … when …` or `always …`");
        }
        Some(Item::Guarantee(guarantee))
    }

    fn promise_line(&mut self, rule: Rule, line: &Line, never: bool) -> Option<Promise> {
        let pair = self.parse(rule, line)?;
        let mut what = None;
        let mut when = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::promise => what = Some(self.promise(part)),
                Rule::when_clause => {
                    let condition = part.into_inner().find(|part| part.as_rule() == Rule::condition);
                    when = Some(self.condition_of(line, condition)?);
                }
                _ => {}
            }
        }
        Some(Promise { never, what: what?, when, span: line.span })
    }

    pub(super) fn example(&mut self, line: &Line) -> Option<Item> {
        let name = self.header_text(Rule::example_header, line)?;
        let mut example =
            Example { name, like: None, as_of: None, given: Vec::new(), all_other_no: false, expect: Vec::new() };
        let mut unread = line.span.start;
        for child in body(line) {
            // what stands below a line that was not understood waits for that line
            if child.span.start < unread {
                continue;
            }
            match child.first_word().as_str() {
                "like" => {
                    let like = self.header_text(Rule::like_line, child);
                    self.once(&mut example.like, like, child);
                }
                "as" => {
                    let date = self
                        .parse(Rule::as_of_line, child)
                        .and_then(|pair| pair.into_inner().find(|part| part.as_rule() == Rule::date))
                        .and_then(|part| self.date(&part));
                    self.once(&mut example.as_of, date, child);
                }
                "given" => {
                    if self.parse(Rule::given_line, child).is_some() {
                        self.given(child, &mut example);
                    }
                }
                "expect" => {
                    if self.parse(Rule::expect_line, child).is_some() {
                        for line in deep_lines(child) {
                            example.expect.extend(self.expectation(line));
                        }
                    }
                }
                _ => {
                    unread = child.whole_span().end;
                    self.diagnostics.push(slips::unknown_clause(
                        child,
                        "an example",
                        &["like", "given", "as of", "expect"],
                    ));
                }
            }
        }
        if example.expect.is_empty() {
            self.missing(
                line,
                "`expect`",
                "say what the rules should answer: `expect`, then conclusions below it, indented",
            );
        }
        Some(Item::Example(example))
    }

    fn given(&mut self, line: &Line, example: &mut Example) {
        for line in deep_lines(line) {
            let Some(part) = self.parse(Rule::entry_line, line).and_then(|pair| pair.into_inner().next()) else {
                continue;
            };
            match part.as_rule() {
                Rule::all_other => example.all_other_no = true,
                Rule::entry => example.given.extend(self.entry(part)),
                _ => {
                    let Some(name) = part.into_inner().next().map(|part| self.name(&part)) else { continue };
                    let value = self.list(line);
                    example.given.push(Entry { name, value, span: line.span });
                }
            }
        }
    }

    fn list(&mut self, line: &Line) -> EntryValue {
        let mut elements = Vec::new();
        let mut whole = false;
        for child in line.children.iter().filter(|child| child.bullet) {
            let mut element = Vec::new();
            self.element(child, &mut element, &mut whole);
            for deeper in &child.children {
                self.element(deeper, &mut element, &mut whole);
            }
            if !element.is_empty() {
                elements.push(element);
            }
        }
        EntryValue::List { elements, whole }
    }

    fn element(&mut self, line: &Line, element: &mut Vec<Entry>, whole: &mut bool) {
        let Some(pair) = self.parse(Rule::element_line, line) else { return };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::no_others => *whole = true,
                Rule::entry => element.extend(self.entry(part)),
                _ => {}
            }
        }
    }

    fn entry(&mut self, pair: P<'_>) -> Option<Entry> {
        let span = self.span(&pair);
        let mut name: Option<Name> = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::entry_name => name = part.into_inner().next().map(|part| self.name(&part)),
                Rule::entry_value => {
                    let value = self.entry_value(part.into_inner().next()?)?;
                    return Some(Entry { name: name?, value, span });
                }
                _ => {}
            }
        }
        None
    }

    fn entry_value(&mut self, pair: P<'_>) -> Option<EntryValue> {
        Some(match pair.as_rule() {
            Rule::date => EntryValue::Date(self.date(&pair)?),
            Rule::signed_quantity => EntryValue::Quantity(self.quantity(pair)),
            Rule::text => EntryValue::Text(self.text(&pair)),
            Rule::partial_value => EntryValue::Text(self.raw(&pair)),
            Rule::comma_number => {
                let span = self.span(&pair);
                self.diagnostics.push(slips::decimal_comma(span, pair.as_str()));
                return None;
            }
            _ => EntryValue::Word(self.name(&pair)),
        })
    }

    fn expectation(&mut self, line: &Line) -> Option<Expectation> {
        let pair = self.parse(Rule::expectation_line, line)?;
        let part = pair.into_inner().next()?;
        let what = match part.as_rule() {
            Rule::condition => Expected::Holds(self.condition_of(line, Some(part))?),
            Rule::expect_needs => Expected::Needs(
                part.into_inner().filter(|part| part.as_rule() == Rule::name).map(|part| self.name(&part)).collect(),
            ),
            Rule::expect_warning => {
                let (mut negated, mut note, mut text) = (false, false, None);
                for part in part.into_inner() {
                    match part.as_rule() {
                        Rule::w_no => negated = true,
                        Rule::w_note => note = true,
                        Rule::text => text = Some(self.text(&part)),
                        _ => {}
                    }
                }
                let text = text?;
                if note { Expected::Noted { negated, text } } else { Expected::Warned { negated, text } }
            }
            Rule::expect_advice => {
                let negated = part.as_str().to_lowercase().starts_with("no");
                let (mut advice, mut certainty) = (None, None);
                for part in part.into_inner() {
                    match part.as_rule() {
                        Rule::advice => advice = self.advice(part),
                        Rule::certainty => certainty = Some(self.raw(&part)),
                        _ => {}
                    }
                }
                Expected::Advised { negated, advice: advice?, certainty }
            }
            Rule::expect_list => {
                let names = part.into_inner().filter(|part| part.as_rule() == Rule::name);
                let mut names = names.map(|part| self.name(&part));
                Expected::Lists { name: names.next()?, parts: names.collect() }
            }
            Rule::expect_rule => {
                let (mut rule, mut words) = (None, Status::Failed);
                for part in part.into_inner() {
                    match part.as_rule() {
                        Rule::rule_words => rule = Some(self.name(&part)),
                        Rule::rule_status => words = status(part.as_str()),
                        _ => {}
                    }
                }
                Expected::Rule { rule: rule?, status: words }
            }
            Rule::expect_status => {
                let mut inner = part.into_inner();
                let name = self.name(&inner.next()?);
                let word = inner.find(|part| part.as_rule() == Rule::status_word)?;
                Expected::Status { name, status: status(word.as_str()) }
            }
            _ => self.could_be(part)?,
        };
        Some(Expectation { span: line.span, what })
    }

    fn could_be(&mut self, pair: P<'_>) -> Option<Expected> {
        let mut name = None;
        let mut labels = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name_before_could => name = Some(self.name(&part)),
                Rule::name => labels.push(self.name(&part)),
                Rule::range_of => {
                    let mut ends = part
                        .into_inner()
                        .filter(|part| part.as_rule() == Rule::signed_quantity)
                        .map(|part| self.quantity(part));
                    let (low, high) = (ends.next()?, ends.next()?);
                    return Some(Expected::CouldRange { name: name?, low, high });
                }
                _ => {}
            }
        }
        Some(Expected::CouldBe { name: name?, labels })
    }
}

/// The lines below `given` or `expect`; a line that was indented more than the one before still counts.
fn deep_lines(line: &Line) -> Vec<&Line> {
    fn add<'l>(line: &'l Line, out: &mut Vec<&'l Line>) {
        out.push(line);
        for child in &line.children {
            if !child.bullet && !child.continues() && !child.is_text() {
                add(child, out);
            }
        }
    }
    let mut out = Vec::new();
    for child in line.children.iter().filter(|child| !child.bullet) {
        add(child, &mut out);
    }
    out
}

fn status(words: &str) -> Status {
    let words = super::single_blanks(&words.to_lowercase());
    if words.ends_with("undecided") {
        Status::Undecided
    } else if words.ends_with("not applicable") {
        Status::NotApplicable
    } else if words.ends_with("applies") {
        Status::Applies
    } else if words.contains("not apply") {
        Status::DoesNotApply
    } else {
        Status::Failed
    }
}
