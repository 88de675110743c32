//! Conditions and values.

use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::sync::LazyLock;

use super::super::grammar::Rule;
use super::super::layout::Line;
use super::super::slips;
use super::super::tree::{
    Aggregate, Arithmetic, Duration, Expr, Function, ListKind, Node, Order, Quantifier, Relative, TimeUnit,
};
use super::Reader;
use crate::diagnostic::{Diagnostic, code};
use crate::source::Span;

static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::infix(Rule::add, Assoc::Left) | Op::infix(Rule::subtract, Assoc::Left))
        .op(Op::infix(Rule::multiply, Assoc::Left) | Op::infix(Rule::divide, Assoc::Left))
        .op(Op::prefix(Rule::minus))
        .op(Op::infix(Rule::power, Assoc::Right))
});

type P<'i> = Pair<'i, Rule>;

impl Reader<'_> {
    /// The condition on a line together with the `-` items and the `and`/`or` lines that belong to it. `find` picks
    /// the condition out of the line's pair.
    pub(super) fn condition_of(&mut self, line: &Line, condition: Option<P<'_>>) -> Option<Expr> {
        if let Some(diagnostic) = slips::without_bullets(&slips::bare_items(line)) {
            self.diagnostics.push(diagnostic);
            return None;
        }
        self.bullets = self.items(line);
        self.base = line.span;
        let head = condition.map(|pair| self.condition(pair));
        self.unused_bullets(line);
        let head = head?;
        self.continued(line, head)
    }

    /// Joins the `and …` and `or …` lines below a line to its condition.
    fn continued(&mut self, line: &Line, head: Expr) -> Option<Expr> {
        let (mut ands, mut ors) = (Vec::new(), Vec::new());
        for child in line.children.iter().filter(|child| child.continues()) {
            let word = child.first_word();
            let rest = without_first_word(child, word.len());
            let part = self.nested(&rest);
            if word == "and" { ands.push((child.span, part)) } else { ors.push((child.span, part)) }
        }
        if let ([_, ..], [(span, _), ..]) = (ands.as_slice(), ors.as_slice()) {
            self.diagnostics.push(slips::mixed(*span, line.span));
            return None;
        }
        let either = ands.is_empty();
        let mut all = vec![head];
        for (_, part) in ands.into_iter().chain(ors) {
            all.push(part?);
        }
        if all.len() == 1 {
            return all.pop();
        }
        let mixed = all.iter().find(|expr| match expr.node {
            Node::Or(_) => !either,
            Node::And(_) => either,
            _ => false,
        });
        if let Some(mixed) = mixed {
            self.diagnostics.push(slips::mixed(mixed.span, line.span));
            return None;
        }
        let span = all[0].span.to(all[all.len() - 1].span);
        Some(Expr { span, node: if either { Node::Or(all) } else { Node::And(all) } })
    }

    /// A whole line that is a condition: an item of a list, or what follows `and`.
    pub(super) fn nested(&mut self, line: &Line) -> Option<Expr> {
        let outer = self.base;
        let pair = self.parse(Rule::condition_line, line);
        let expr = match pair {
            Some(pair) => self.condition_of(line, pair.into_inner().next()),
            None => {
                self.items(line);
                None
            }
        };
        self.base = outer;
        expr
    }

    /// The `-` items below a line; an item that cannot be read stands as a fault.
    fn items(&mut self, line: &Line) -> Option<Vec<Expr>> {
        let items: Vec<Expr> = line
            .children
            .iter()
            .filter(|child| child.bullet)
            .map(|child| {
                let outer = self.bullets.take();
                let expr = self.nested(child).unwrap_or(Expr { span: child.span, node: Node::Fault });
                self.bullets = outer;
                expr
            })
            .collect();
        (!items.is_empty()).then_some(items)
    }

    fn unused_bullets(&mut self, line: &Line) {
        if self.bullets.take().is_some() {
            let first = line.children.iter().find(|child| child.bullet).map_or(line.span, |child| child.span);
            self.diagnostics.push(
                Diagnostic::error(code::LIST_SHAPE, first, "these items belong to no list")
                    .related(line.span, "this line does not end in a list word")
                    .help("end the line above with `any of`, `all of`, `none of` or `at least 2 of`, and make every condition an item"),
            );
        }
    }

    pub(super) fn condition(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let parts = self.joints(pair);
        match parts {
            Joined::One(expr) => expr,
            Joined::Either(all) => Expr { span, node: Node::Or(all) },
            Joined::Both(all) => Expr { span, node: Node::And(all) },
            Joined::Mixed => {
                self.diagnostics.push(slips::mixed(span, span));
                Expr { span, node: Node::Fault }
            }
        }
    }

    fn joints(&mut self, pair: P<'_>) -> Joined {
        let conjunctions: Vec<Vec<Expr>> = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::conjunction)
            .map(|part| {
                part.into_inner()
                    .filter(|part| part.as_rule() == Rule::negation)
                    .map(|part| self.negation(part))
                    .collect()
            })
            .collect();
        let many = conjunctions.iter().any(|all| all.len() > 1);
        let mut conjunctions = conjunctions;
        match (conjunctions.len(), many) {
            (1, false) => match conjunctions.pop().and_then(|mut all| all.pop()) {
                Some(expr) => Joined::One(expr),
                None => Joined::Mixed,
            },
            (1, true) => Joined::Both(conjunctions.pop().unwrap_or_default()),
            (_, false) => Joined::Either(conjunctions.into_iter().flatten().collect()),
            (_, true) => Joined::Mixed,
        }
    }

    fn negation(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut negated = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::not_word => negated = true,
                Rule::negation if negated => {
                    return Expr { span, node: Node::Not(Box::new(self.negation(part))) };
                }
                Rule::list_head => return self.list_head(part),
                Rule::inline_list => return self.inline_list(part),
                Rule::comparison => return self.comparison(part),
                _ => {}
            }
        }
        Expr { span, node: Node::Fault }
    }

    fn list_head(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let kind = pair.into_inner().find(|part| part.as_rule() == Rule::list_kind).map(list_kind);
        match (kind, self.bullets.take()) {
            (Some(kind), Some(items)) => Expr { span, node: Node::List { kind, items } },
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(code::LIST_SHAPE, span, "this list has no items")
                        .help("put each condition on a line of its own below, indented and starting with `- `"),
                );
                Expr { span, node: Node::Fault }
            }
        }
    }

    fn inline_list(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut kind = ListKind::Any;
        let mut items = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::list_kind => kind = list_kind(part),
                Rule::negation => items.push(self.negation(part)),
                Rule::advice => items.push(self.advice_expr(part)),
                _ => {}
            }
        }
        Expr { span, node: Node::List { kind, items } }
    }

    fn comparison(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut left = Expr { span, node: Node::Fault };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::sum => left = self.sum(part),
                Rule::sign_compare => return self.order(span, left, part),
                Rule::wrong_sign => return self.wrong_sign(part),
                Rule::is_phrase => return self.is_phrase(span, left, part),
                Rule::within_phrase => {
                    let inner = part
                        .into_inner()
                        .find(|part| matches!(part.as_rule(), Rule::within_last | Rule::within_relative));
                    if let Some(inner) = inner {
                        return self.within(span, left, inner);
                    }
                }
                _ => {}
            }
        }
        left
    }

    fn order(&mut self, span: Span, left: Expr, pair: P<'_>) -> Expr {
        let mut order = Order::AtLeast;
        let mut right = Expr { span, node: Node::Fault };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::sign_ge | Rule::word_ge => order = Order::AtLeast,
                Rule::sign_le | Rule::word_le => order = Order::AtMost,
                Rule::sign_gt | Rule::word_gt => order = Order::More,
                Rule::sign_lt | Rule::word_lt => order = Order::Less,
                Rule::sum => right = self.sum(part),
                _ => {}
            }
        }
        Expr { span, node: Node::Order { order, left: Box::new(left), right: Box::new(right) } }
    }

    fn wrong_sign(&mut self, pair: P<'_>) -> Expr {
        let sign = pair.into_inner().next();
        let span = sign.as_ref().map_or(self.base, |sign| self.span(sign));
        let unequal = sign.is_some_and(|sign| sign.as_rule() == Rule::unequal_sign);
        self.diagnostics.push(slips::wrong_sign(span, unequal));
        Expr { span, node: Node::Fault }
    }

    fn is_phrase(&mut self, span: Span, left: Expr, pair: P<'_>) -> Expr {
        let mut negated = false;
        let left = Box::new(left);
        for part in pair.into_inner() {
            let node = match part.as_rule() {
                Rule::not_word => {
                    negated = true;
                    continue;
                }
                Rule::known_word => Node::Known { negated, value: left },
                Rule::unknown_word => Node::Known { negated: !negated, value: left },
                Rule::between => {
                    let mut sums =
                        part.into_inner().filter(|part| part.as_rule() == Rule::sum).map(|part| self.sum(part));
                    match (sums.next(), sums.next()) {
                        (Some(low), Some(high)) => {
                            Node::Between { negated, value: left, low: Box::new(low), high: Box::new(high) }
                        }
                        _ => Node::Fault,
                    }
                }
                Rule::among => Node::Among { negated, left, items: self.is_items(part) },
                Rule::word_compare => {
                    let compared = self.order(span, *left, part);
                    if negated { Node::Not(Box::new(compared)) } else { compared.node }
                }
                Rule::is_target => {
                    let Some(target) = part.into_inner().next() else { continue };
                    let right = Box::new(self.is_target(target));
                    Node::Is { negated, left, right }
                }
                _ => continue,
            };
            return Expr { span, node };
        }
        Expr { span, node: Node::Fault }
    }

    fn is_target(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::name => Expr { span, node: Node::Name(self.name(&pair)) },
            Rule::this_label => Expr { span, node: Node::This(self.this_name(&pair)) },
            _ => self.sum(pair),
        }
    }

    fn is_items(&mut self, pair: P<'_>) -> Vec<Expr> {
        pair.into_inner()
            .filter_map(|part| {
                let span = self.span(&part);
                match part.as_rule() {
                    Rule::name => Some(Expr { span, node: Node::Name(self.name(&part)) }),
                    Rule::quantity => Some(Expr { span, node: Node::Quantity(self.quantity(part)) }),
                    _ => None,
                }
            })
            .collect()
    }

    fn within(&mut self, span: Span, date: Expr, pair: P<'_>) -> Expr {
        let mut duration = None;
        let mut relative = Relative::Of;
        let mut anchor = None;
        let last = pair.as_rule() == Rule::within_last;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::duration => duration = self.duration(part),
                Rule::before_word => relative = Relative::Before,
                Rule::after_word => relative = Relative::After,
                Rule::sum => anchor = Some(self.sum(part)),
                _ => {}
            }
        }
        let date = Box::new(date);
        let node = match (duration, anchor) {
            (Some(duration), _) if last => Node::WithinLast { date, duration },
            (Some(duration), Some(anchor)) => {
                Node::WithinRelative { date, duration, relative, anchor: Box::new(anchor) }
            }
            _ => Node::Fault,
        };
        Expr { span, node }
    }

    pub(super) fn duration(&mut self, pair: P<'_>) -> Option<Duration> {
        let span = self.span(&pair);
        let mut count = None;
        let mut unit = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::number => count = Some(self.number(&part)),
                Rule::time_unit => unit = Some(time_unit(part.as_str())),
                _ => {}
            }
        }
        Some(Duration { count: count?, unit: unit?, span })
    }

    pub(super) fn sum(&mut self, pair: P<'_>) -> Expr {
        let mut tokens = Vec::new();
        flatten(pair, &mut tokens);
        // the three closures would each borrow the reader: read the operands first
        let operands: Vec<Expr> = tokens
            .iter()
            .filter(|part| part.as_rule() == Rule::operand)
            .map(|part| self.operand(part.clone()))
            .collect();
        let mut operands = operands.into_iter();
        let base = self.base;
        PRATT
            .map_primary(|_| operands.next().unwrap_or(Expr { span: base, node: Node::Fault }))
            .map_prefix(|operator, value| Expr {
                span: place(base, &operator).to(value.span),
                node: Node::Negative(Box::new(value)),
            })
            .map_infix(|left, operator, right| {
                let arithmetic = match operator.as_rule() {
                    Rule::add => Arithmetic::Add,
                    Rule::subtract => Arithmetic::Subtract,
                    Rule::multiply => Arithmetic::Multiply,
                    Rule::divide => Arithmetic::Divide,
                    _ => Arithmetic::Power,
                };
                Expr {
                    span: left.span.to(right.span),
                    node: Node::Arithmetic { operator: arithmetic, left: Box::new(left), right: Box::new(right) },
                }
            })
            .parse(tokens.into_iter())
    }

    fn operand(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut value = Expr { span, node: Node::Fault };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::factor => {
                    if let Some(inner) = part.into_inner().next() {
                        value = self.factor(inner);
                    }
                }
                Rule::unit => {
                    let unit = self.raw(&part);
                    value = Expr { span, node: Node::InUnit { value: Box::new(value), unit } };
                }
                _ => {}
            }
        }
        value
    }

    fn factor(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let node = match rule {
            Rule::group => {
                let inner = pair.into_inner().next().map(|inner| self.condition(inner));
                inner.map_or(Node::Fault, |inner| Node::Group(Box::new(inner)))
            }
            Rule::date => self.date(&pair).map_or(Node::Fault, Node::Date),
            Rule::quantity => Node::Quantity(self.quantity(pair)),
            Rule::comma_number => {
                self.diagnostics.push(slips::decimal_comma(span, pair.as_str()));
                Node::Fault
            }
            Rule::glued_unit => {
                self.diagnostics.push(slips::glued_unit(span, pair.as_str()));
                Node::Fault
            }
            Rule::since => self.since(pair),
            Rule::count_of => {
                self.inner_listing(pair).map_or(Node::Fault, |list| Node::CountOf { list: Box::new(list) })
            }
            Rule::aggregate => self.aggregate(pair),
            Rule::most_severe => pair
                .into_inner()
                .find(|part| part.as_rule() == Rule::name)
                .map_or(Node::Fault, |part| Node::MostSevere { of: self.name(&part) }),
            Rule::quantifier => self.quantifier(pair),
            Rule::call => self.call(pair),
            Rule::this_label => Node::This(self.this_name(&pair)),
            Rule::listing => return self.listing(pair),
            _ => Node::Fault,
        };
        Expr { span, node }
    }

    fn this_name(&self, pair: &P<'_>) -> super::Name {
        let whole = super::single_blanks(pair.as_str());
        let text = whole.split_once(' ').map_or("", |(_, rest)| rest).to_owned();
        super::Name { text, span: self.span(pair) }
    }

    fn since(&mut self, pair: P<'_>) -> Node {
        let mut unit = TimeUnit::Day;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::time_unit => unit = time_unit(part.as_str()),
                Rule::name => return Node::Since { unit, date: self.name(&part) },
                _ => {}
            }
        }
        Node::Fault
    }

    fn inner_listing(&mut self, pair: P<'_>) -> Option<Expr> {
        pair.into_inner().find(|part| part.as_rule() == Rule::listing).map(|part| self.listing(part))
    }

    fn listing(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut name = None;
        for part in pair.into_inner() {
            match (part.as_rule(), &name) {
                (Rule::name, _) => name = Some(self.name(&part)),
                (Rule::condition, Some(list)) => {
                    let list = super::Name::clone(list);
                    let condition = Box::new(self.condition(part));
                    return Expr { span, node: Node::Where { list, condition } };
                }
                _ => {}
            }
        }
        Expr { span, node: name.map_or(Node::Fault, Node::Name) }
    }

    fn quantifier(&mut self, pair: P<'_>) -> Node {
        let mut quantifier = Quantifier::Any;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::any_word => quantifier = Quantifier::Any,
                Rule::every_word => quantifier = Quantifier::Every,
                Rule::no_word => quantifier = Quantifier::No,
                Rule::listing => return Node::Quantified { quantifier, list: Box::new(self.listing(part)) },
                _ => {}
            }
        }
        Node::Fault
    }

    fn aggregate(&mut self, pair: P<'_>) -> Node {
        let mut aggregate = Aggregate::Total;
        let mut field = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::aggregate_word => {
                    aggregate = match part.as_str().to_lowercase().as_str() {
                        "largest" => Aggregate::Largest,
                        "smallest" => Aggregate::Smallest,
                        "latest" => Aggregate::Latest,
                        "earliest" => Aggregate::Earliest,
                        _ => Aggregate::Total,
                    }
                }
                Rule::name_before_of => field = Some(self.name(&part)),
                Rule::listing => {
                    let list = Box::new(self.listing(part));
                    return field.map_or(Node::Fault, |field| Node::Aggregate { aggregate, field, list });
                }
                _ => {}
            }
        }
        Node::Fault
    }

    fn call(&mut self, pair: P<'_>) -> Node {
        let mut function = Function::Min;
        let mut arguments = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::call_word => {
                    function = match part.as_str().to_lowercase().as_str() {
                        "max" => Function::Max,
                        "ln" => Function::Ln,
                        "log10" => Function::Log10,
                        "exp" => Function::Exp,
                        "sqrt" => Function::Sqrt,
                        "abs" => Function::Abs,
                        "round" => Function::Round,
                        "clamp" => Function::Clamp,
                        _ => Function::Min,
                    }
                }
                Rule::sum => arguments.push(self.sum(part)),
                _ => {}
            }
        }
        Node::Call { function, arguments }
    }

    pub(super) fn promise(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        match pair.into_inner().next() {
            Some(inner) => match inner.as_rule() {
                Rule::promise_list => self.inline_list(inner),
                Rule::advice => self.advice_expr(inner),
                _ => self.condition(inner),
            },
            None => Expr { span, node: Node::Fault },
        }
    }
}

enum Joined {
    One(Expr),
    Both(Vec<Expr>),
    Either(Vec<Expr>),
    Mixed,
}

fn place(base: Span, pair: &P<'_>) -> Span {
    let start = base.start + pair.as_span().start() as u32;
    Span { source: base.source, start, end: start + pair.as_str().len() as u32 }
}

/// The operands and operators of a sum, side by side as the Pratt parser wants them.
fn flatten<'i>(pair: P<'i>, out: &mut Vec<P<'i>>) {
    for part in pair.into_inner() {
        if part.as_rule() == Rule::infix { out.extend(part.into_inner()) } else { out.push(part) }
    }
}

/// The same line without its first word, keeping its place.
fn without_first_word(line: &Line, word: usize) -> Line {
    let rest = line.text[word..].trim_start_matches(super::super::layout::is_blank);
    let skipped = (line.text.len() - rest.len()) as u32;
    Line { text: rest.to_owned(), span: Span { start: line.span.start + skipped, ..line.span }, ..line.clone() }
}

fn list_kind(pair: P<'_>) -> ListKind {
    let Some(kind) = pair.into_inner().next() else { return ListKind::Any };
    let rule = kind.as_rule();
    let count =
        kind.into_inner().find(|part| part.as_rule() == Rule::how_many).map_or(1, |part| how_many(part.as_str()));
    match rule {
        Rule::all_of => ListKind::All,
        Rule::none_of => ListKind::None,
        Rule::at_least_of => ListKind::AtLeast(count),
        Rule::at_most_of => ListKind::AtMost(count),
        Rule::exactly_of => ListKind::Exactly(count),
        _ => ListKind::Any,
    }
}

fn how_many(word: &str) -> u32 {
    match word.to_lowercase().as_str() {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        digits => digits.parse().unwrap_or(u32::MAX),
    }
}

fn time_unit(word: &str) -> TimeUnit {
    match word.to_lowercase().trim_end_matches('s') {
        "hour" => TimeUnit::Hour,
        "week" => TimeUnit::Week,
        "month" => TimeUnit::Month,
        "year" => TimeUnit::Year,
        _ => TimeUnit::Day,
    }
}
