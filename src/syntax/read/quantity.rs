//! Quantities, numbers, dates, durations of advice.

use pest::iterators::Pair;
use rust_decimal::Decimal;

use super::super::grammar::Rule;
use super::super::tree::{Advice, Date, Expr, Node, Quantity, Verb};
use super::Reader;
use crate::diagnostic::{Diagnostic, code};

type P<'i> = Pair<'i, Rule>;

impl Reader<'_> {
    pub(super) fn quantity(&mut self, pair: P<'_>) -> Quantity {
        let span = self.span(&pair);
        let mut quantity = Quantity { value: Decimal::ZERO, unit: None, span };
        let mut negative = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::minus => negative = true,
                Rule::number => quantity.value = self.number(&part),
                Rule::unit => quantity.unit = Some(self.raw(&part)),
                _ => {}
            }
        }
        if negative {
            quantity.value = -quantity.value;
        }
        quantity
    }

    /// A number, exactly; more than 15 digits are refused.
    pub(super) fn number(&mut self, pair: &P<'_>) -> Decimal {
        let text = pair.as_str();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        match Decimal::from_str_exact(text) {
            Ok(value) if digits <= 15 => value,
            _ => {
                let span = self.span(pair);
                self.diagnostics.push(
                    Diagnostic::error(
                        code::BAD_NUMBER,
                        span,
                        format!("`{text}` has more digits than can be held exactly"),
                    )
                    .help("use at most 15 digits"),
                );
                Decimal::ZERO
            }
        }
    }

    pub(super) fn signed(&mut self, pair: P<'_>) -> Decimal {
        let mut negative = false;
        let mut value = Decimal::ZERO;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::minus => negative = true,
                Rule::number => value = self.number(&part),
                _ => {}
            }
        }
        if negative { -value } else { value }
    }

    pub(super) fn date(&mut self, pair: &P<'_>) -> Option<Date> {
        let span = self.span(pair);
        match pair.as_str().trim_matches(super::super::layout::is_blank).parse() {
            Ok(date) => Some(Date { date, span }),
            Err(_) => {
                self.diagnostics.push(
                    Diagnostic::error(code::BAD_DATE, span, format!("there is no day `{}`", pair.as_str()))
                        .help("write a date as year-month-day, such as `2026-11-20`"),
                );
                None
            }
        }
    }

    pub(super) fn advice(&mut self, pair: P<'_>) -> Option<Advice> {
        let span = self.span(&pair);
        let (mut verb, mut action, mut duration) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::verb => {
                    verb = part.into_inner().next().map(|word| match word.as_rule() {
                        Rule::recommend_against => Verb::RecommendAgainst,
                        Rule::recommend => Verb::Recommend,
                        Rule::suggest_against => Verb::SuggestAgainst,
                        _ => Verb::Suggest,
                    });
                }
                Rule::name_before_for => action = Some(self.name(&part)),
                Rule::duration => duration = self.duration(part),
                _ => {}
            }
        }
        Some(Advice { verb: verb?, action: action?, duration, span })
    }

    pub(super) fn advice_expr(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        Expr { span, node: self.advice(pair).map_or(Node::Fault, Node::Advice) }
    }
}
