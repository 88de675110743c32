//! Blocks that conclude: define, classify, count, score, rule, impossible.

use pest::iterators::Pair;
use rust_decimal::Decimal;

use super::super::grammar::{Rule, fits};
use super::super::layout::Line;

use super::super::slips;
use super::super::tree::{
    Band, Citation, Classify, ClassifyLine, Clauses, Count, Criterion, Define, DefineBody, Expr, ForEach, Item, Name,
    Outcome, Points, RuleBlock, Score, ScoreItem, Text, ValueLine,
};
use super::{Reader, body};
use crate::diagnostic::{Diagnostic, code};

type P<'i> = Pair<'i, Rule>;

impl Reader<'_> {
    pub(super) fn define(&mut self, line: &Line) -> Option<Item> {
        let pair = self.parse(Rule::define_header, line)?;
        let (mut name, mut unit, mut as_condition) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name_before_as => name = Some(self.name(&part)),
                Rule::unit => unit = Some(self.raw(&part)),
                Rule::condition => as_condition = Some(part),
                _ => {}
            }
        }
        let heads = as_condition.is_some();
        let mut whole = match as_condition {
            Some(condition) => self.condition_of(line, Some(condition)),
            None => None,
        };
        let mut lines = Vec::new();
        let mut clauses = Clauses::default();
        // items and `and` lines right below a `define … as` are part of its expression
        for child in body(line).into_iter().filter(|child| !heads || !child.bullet && !child.continues()) {
            if self.clause(child, &mut clauses) {
                continue;
            }
            let Some(pair) = self.parse(Rule::define_line, child) else { continue };
            let Some(part) = pair.into_inner().next() else { continue };
            if part.as_rule() == Rule::as_clause {
                let condition = part.into_inner().find(|part| part.as_rule() == Rule::condition);
                let value = self.condition_of(child, condition);
                self.once(&mut whole, value, child);
            } else {
                lines.extend(self.value_line(child, part));
            }
        }
        let body = match whole {
            Some(expr) => DefineBody::As(expr),
            None if lines.is_empty() => {
                self.empty(line, "say what it is: `as …`, or lines such as `0.85 when sex is female`");
                return None;
            }
            None => DefineBody::Lines(lines),
        };
        Some(Item::Define(Define { name: name?, unit, body, clauses }))
    }

    fn value_line(&mut self, line: &Line, pair: P<'_>) -> Option<ValueLine> {
        let mut value = None;
        let mut when = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::condition => value = Some(self.condition(part)),
                Rule::when_clause => when = Some(self.when_clause(line, part)?),
                _ => {}
            }
        }
        Some(ValueLine { value: value?, when, span: line.span })
    }

    /// The condition behind a `when`, with the lines below it.
    fn when_clause(&mut self, line: &Line, pair: P<'_>) -> Option<Expr> {
        let condition = pair.into_inner().find(|part| part.as_rule() == Rule::condition);
        self.condition_of(line, condition)
    }

    /// The clauses that any conclusion may have. Says whether the line was one.
    fn clause(&mut self, line: &Line, clauses: &mut Clauses) -> bool {
        match line.first_word().as_str() {
            "from" => {
                if let Some(pair) = self.parse(Rule::from_line, line) {
                    clauses.from.extend(self.citation(pair));
                }
            }
            "applies" if super::single_blanks(&line.text).to_lowercase().starts_with("applies to ") => {
                let condition = self.line_condition(Rule::applies_line, line);
                self.once(&mut clauses.applies_to, condition, line);
            }
            "because" => {
                let text = self.line_text(Rule::because_line, line);
                self.once(&mut clauses.because, text, line);
            }
            "note" if fits(Rule::note_clause, line) => {
                clauses.notes.extend(self.line_text(Rule::note_clause, line));
            }
            "review" if fits(Rule::review_line, line) => {
                clauses.reviews.extend(self.line_text(Rule::review_line, line));
            }
            _ => return false,
        }
        true
    }

    pub(super) fn line_text(&mut self, rule: Rule, line: &Line) -> Option<Text> {
        let pair = self.parse(rule, line)?;
        let texts: Vec<Text> =
            pair.into_inner().filter(|part| part.as_rule() == Rule::text).map(|part| self.text(&part)).collect();
        self.joined(texts.into_iter(), line)
    }

    pub(super) fn line_condition(&mut self, rule: Rule, line: &Line) -> Option<Expr> {
        let pair = self.parse(rule, line)?;
        let condition = pair.into_inner().find(|part| part.as_rule() == Rule::condition);
        self.condition_of(line, condition)
    }

    fn citation(&mut self, pair: P<'_>) -> Option<Citation> {
        let mut source = None;
        let mut places = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => source = Some(self.name(&part)),
                Rule::text => places.push(self.text(&part)),
                _ => {}
            }
        }
        Some(Citation { source: source?, places })
    }

    fn header(&mut self, rule: Rule, line: &Line) -> Option<(Name, Option<ForEach>)> {
        let pair = self.parse(rule, line)?;
        let (mut name, mut for_each) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name_before_as => name = Some(self.name(&part)),
                Rule::for_each => {
                    let (mut field, mut finding) = (None, None);
                    for part in part.into_inner() {
                        match part.as_rule() {
                            Rule::name_before_of => field = Some(self.name(&part)),
                            Rule::name => finding = Some(self.name(&part)),
                            _ => {}
                        }
                    }
                    if let (Some(field), Some(finding)) = (field, finding) {
                        for_each = Some(ForEach { field, finding });
                    }
                }
                _ => {}
            }
        }
        Some((name?, for_each))
    }

    pub(super) fn classify(&mut self, line: &Line) -> Option<Item> {
        let (name, for_each) = self.header(Rule::classify_header, line)?;
        let (mut lines, mut clauses) = (Vec::new(), Clauses::default());
        for child in body(line) {
            if self.clause(child, &mut clauses) {
                continue;
            }
            let Some(pair) = self.parse(Rule::classify_line, child) else { continue };
            let (mut label, mut when, mut texts) = (None, None, Vec::new());
            let mut whole = true;
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::name => label = Some(self.name(&part)),
                    Rule::text => texts.push(self.text(&part)),
                    Rule::when_clause => {
                        when = self.when_clause(child, part);
                        whole = when.is_some();
                    }
                    _ => {}
                }
            }
            if let (Some(label), true) = (label, whole) {
                let meaning = self.joined(texts.into_iter(), child);
                lines.push(ClassifyLine { label, when, meaning, span: child.span });
            }
        }
        if lines.is_empty() {
            self.empty(line, "list its labels, one a line, such as `proximal DVT when …`");
        }
        Some(Item::Classify(Classify { name, for_each, lines, clauses }))
    }

    pub(super) fn count(&mut self, line: &Line) -> Option<Item> {
        let (name, for_each) = self.header(Rule::count_header, line)?;
        let (mut criteria, mut clauses) = (Vec::new(), Clauses::default());
        for child in body(line) {
            if self.clause(child, &mut clauses) {
                continue;
            }
            let Some(pair) = self.parse(Rule::count_line, child) else { continue };
            let mut criterion = None;
            let mut when = None;
            let mut whole = true;
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::name => criterion = Some(self.name(&part)),
                    Rule::when_clause => {
                        when = self.when_clause(child, part);
                        whole = when.is_some();
                    }
                    _ => {}
                }
            }
            if let (Some(name), true) = (criterion, whole) {
                criteria.push(Criterion { name, when, span: child.span });
            }
        }
        if criteria.is_empty() {
            self.empty(line, "list its criteria, one a line, such as `near popliteal when …`");
        }
        Some(Item::Count(Count { name, for_each, criteria, clauses }))
    }

    pub(super) fn score(&mut self, line: &Line) -> Option<Item> {
        let (name, for_each) = self.header(Rule::score_header, line)?;
        let mut score = Score { name, for_each, items: Vec::new(), bands: Vec::new(), clauses: Clauses::default() };
        for child in body(line) {
            if self.clause(child, &mut score.clauses) {
                continue;
            }
            if let Some(item) = self.score_item(child, &mut score.bands) {
                score.items.push(item);
            }
        }
        if score.items.is_empty() {
            self.empty(line, "list its items, one a line, such as `+1 active cancer`");
        }
        Some(Item::Score(score))
    }

    fn score_item(&mut self, line: &Line, bands: &mut Vec<Band>) -> Option<ScoreItem> {
        if line.text.starts_with('+') && !fits(Rule::score_line, line) && fits(Rule::points_line, line) {
            return self.points_line(line);
        }
        let pair = self.parse(Rule::score_line, line)?;
        let part = pair.into_inner().next()?;
        match part.as_rule() {
            Rule::first_of => {
                let items: Vec<ScoreItem> =
                    body(line).into_iter().filter_map(|child| self.score_item(child, bands)).collect();
                if items.is_empty() {
                    self.empty(line, "put the items it groups below it, indented");
                }
                Some(ScoreItem::FirstOf { items, span: line.span })
            }
            Rule::band_line => {
                let band = self.band(line, part);
                bands.extend(band);
                None
            }
            _ => self.item_line(line, part),
        }
    }

    fn points_line(&mut self, line: &Line) -> Option<ScoreItem> {
        let pair = self.parse(Rule::points_line, line)?;
        let mut points = None;
        let mut when = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::sum => points = Some(self.sum(part)),
                Rule::when_clause => when = Some(self.when_clause(line, part)?),
                _ => {}
            }
        }
        Some(ScoreItem::Points { points: Points::Expr(points?), name: None, when, span: line.span })
    }

    fn item_line(&mut self, line: &Line, pair: P<'_>) -> Option<ScoreItem> {
        let mut weight = Decimal::ZERO;
        let mut name = None;
        let mut when = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::weight => weight = self.signed(part),
                Rule::item_condition => {
                    for part in part.into_inner() {
                        match part.as_rule() {
                            Rule::name => name = Some(self.name(&part)),
                            Rule::when_clause => when = Some(self.when_clause(line, part)?),
                            Rule::condition => when = Some(self.condition_of(line, Some(part))?),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        Some(ScoreItem::Points { points: Points::Weight(weight), name, when: Some(when?), span: line.span })
    }

    fn band(&mut self, line: &Line, pair: P<'_>) -> Option<Band> {
        let (mut label, mut texts) = (None, Vec::new());
        let (mut low, mut high) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => label = Some(self.name(&part)),
                Rule::text => texts.push(self.text(&part)),
                Rule::band => {
                    let inner = part.into_inner().next()?;
                    let rule = inner.as_rule();
                    if rule == Rule::signed_number {
                        let value = self.signed(inner);
                        (low, high) = (Some((value, true)), Some((value, true)));
                        continue;
                    }
                    let mut numbers = Vec::new();
                    for part in inner.into_inner().filter(|part| part.as_rule() == Rule::signed_number) {
                        numbers.push(self.signed(part));
                    }
                    match (rule, numbers.as_slice()) {
                        (Rule::band_range, [from, to]) => (low, high) = (Some((*from, true)), Some((*to, true))),
                        (Rule::band_least, [edge]) => low = Some((*edge, true)),
                        (Rule::band_most, [edge]) => high = Some((*edge, true)),
                        (Rule::band_above, [edge]) => low = Some((*edge, false)),
                        (Rule::band_below, [edge]) => high = Some((*edge, false)),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let meaning = self.joined(texts.into_iter(), line);
        Some(Band { label: label?, low, high, meaning, span: line.span })
    }

    pub(super) fn rule(&mut self, line: &Line) -> Option<Item> {
        let name = self.header_name(Rule::rule_header, line)?;
        let mut rule = RuleBlock {
            name,
            when: None,
            unless: Vec::new(),
            outcomes: Vec::new(),
            certainty: None,
            rather_than: None,
            overrides: Vec::new(),
            clauses: Clauses::default(),
        };
        let mut faulty = false;
        for child in body(line) {
            faulty |= !self.rule_line(child, &mut rule);
        }
        if !faulty && rule.outcomes.is_empty() && rule.clauses.notes.is_empty() {
            self.missing(
                line,
                "advice",
                "say what follows: `recommend …`, `suggest …`, `warn \"…\"`, `note \"…\"` or `ask for …`",
            );
        }
        if !faulty {
            self.preferred_to_nothing(&rule);
        }
        if !faulty && rule.when.is_none() && rule.unless.is_empty() && rule.clauses.applies_to.is_none() {
            self.missing(line, "condition", "say when it applies: `when …`");
        }
        Some(Item::Rule(Box::new(rule)))
    }

    /// Reads one line of a rule; says whether it could.
    fn rule_line(&mut self, line: &Line, rule: &mut RuleBlock) -> bool {
        if self.clause(line, &mut rule.clauses) {
            return true;
        }
        let before = rule.outcomes.len();
        match line.first_word().as_str() {
            "when" => {
                let condition = self.line_condition(Rule::when_line, line);
                let read = condition.is_some();
                self.once(&mut rule.when, condition, line);
                return read;
            }
            "unless" => {
                let condition = self.line_condition(Rule::unless_line, line);
                let read = condition.is_some();
                rule.unless.extend(condition);
                return read;
            }
            "recommend" | "suggest" => {
                let advice = self
                    .parse(Rule::advice_line, line)
                    .and_then(|pair| pair.into_inner().next())
                    .and_then(|part| self.advice(part));
                rule.outcomes.extend(advice.map(Outcome::Advice));
            }
            "warn" => rule.outcomes.extend(self.line_text(Rule::warn_line, line).map(Outcome::Warn)),
            "ask" => {
                let name = self
                    .parse(Rule::ask_line, line)
                    .and_then(|pair| pair.into_inner().find(|part| part.as_rule() == Rule::name))
                    .map(|part| self.name(&part));
                rule.outcomes.extend(name.map(Outcome::AskFor));
            }
            "certainty" => {
                let value = self
                    .parse(Rule::certainty_line, line)
                    .and_then(|pair| pair.into_inner().find(|part| part.as_rule() == Rule::certainty))
                    .map(|part| self.raw(&part));
                let read = value.is_some();
                self.once(&mut rule.certainty, value, line);
                return read;
            }
            "rather" => {
                let text = self.line_text(Rule::rather_line, line);
                let read = text.is_some();
                self.once(&mut rule.rather_than, text, line);
                return read;
            }
            "overrides" => {
                let name = self
                    .parse(Rule::overrides_line, line)
                    .and_then(|pair| pair.into_inner().find(|part| part.as_rule() == Rule::rest_of_line))
                    .map(|part| self.name(&part));
                let read = name.is_some();
                rule.overrides.extend(name);
                return read;
            }
            _ => {
                self.diagnostics.push(slips::unknown_clause(
                    line,
                    "a rule",
                    &[
                        "when",
                        "unless",
                        "applies to",
                        "recommend",
                        "suggest",
                        "warn",
                        "note",
                        "ask for",
                        "certainty",
                        "rather than",
                        "from",
                        "because",
                        "overrides",
                        "review",
                    ],
                ));
                return false;
            }
        }
        rule.outcomes.len() > before
    }

    /// Only an action that is advised can be preferred to something.
    fn preferred_to_nothing(&mut self, rule: &RuleBlock) {
        let advises = |outcome: &Outcome| matches!(outcome, Outcome::Advice(advice) if !advice.verb.is_against());
        let Some(text) = rule.rather_than.as_ref().filter(|_| !rule.outcomes.iter().any(advises)) else { return };
        self.diagnostics.push(
            Diagnostic::error(
                code::UNKNOWN_CLAUSE,
                text.span,
                "`rather than` says what an action is preferred to, and this rule advises none",
            )
            .help("say what is preferred, with `suggest …` or `recommend …`, or take this line away"),
        );
    }

    pub(super) fn impossible(&mut self, line: &Line) -> Option<Item> {
        self.line_condition(Rule::impossible_header, line).map(Item::Impossible)
    }
}
