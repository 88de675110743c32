//! The registry of diagnostic codes; a code never changes its meaning.

use std::fmt;

/// The stable code of a diagnostic, such as `R0201`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

impl Code {
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($code:ident $name:ident $title:literal)*) => {
        /// One constant a code, named after what it says.
        pub mod code {
            use super::Code;
            $(#[doc = $title] pub const $name: Code = Code(stringify!($code));)*
        }

        /// Every code with its title, in order.
        pub fn all_codes() -> &'static [(Code, &'static str)] {
            &[$((code::$name, $title)),*]
        }
    };
}

codes! {
    R0101 UNKNOWN_BLOCK "a line in the first column does not start with a block keyword"
    R0102 OPEN_QUOTE "a quote is opened and not closed on the same line"
    R0103 NOT_UNDERSTOOD "a line cannot be read"
    R0104 SIGN_FOR_WORD "a sign of another language stands where a word belongs"
    R0105 DECIMAL_COMMA "a number is written with a comma"
    R0106 MISSING_WHEN "a line has no `when`"
    R0107 MIXED_AND_OR "`and` and `or` are mixed without brackets"
    R0108 LIST_SHAPE "a list of conditions has no items, or items have no list"
    R0109 OPEN_BRACKET "a bracket is not closed, or closed without being opened"
    R0110 UNKNOWN_CLAUSE "a line does not belong into its block"
    R0111 CLAUSE_NOT_INDENTED "a line of a block stands in the first column"
    R0112 EMPTY_BLOCK "a block has nothing in it"
    R0113 MISSING_BLANK "a number and its unit are written together"
    R0114 CLAUSE_TWICE "a clause is given twice"
    R0115 CLAUSE_MISSING "a block lacks a clause it needs"
    R0116 TOO_DEEP "an expression is nested too deeply"
    R0201 UNKNOWN_NAME "a name is not declared"
    R0202 DECLARED_TWICE "a name is declared twice"
    R0203 UNKNOWN_LABEL "a label is not one of those declared"
    R0204 UNKNOWN_SOURCE "a source is not declared"
    R0205 UNKNOWN_TYPE "what a fact is declared as is neither a unit nor a kind"
    R0206 CIRCULAR "a definition needs itself"
    R0207 UNKNOWN_ACTION "an action is not an alternative of any decision"
    R0208 AMBIGUOUS_SYNONYM "a synonym stands for more than one label"
    R0209 LABEL_AS_FACT "a label is used where a yes or no is expected"
    R0210 UNKNOWN_RULE "a rule is not declared"
    R0211 UNKNOWN_FINDING "a finding is not declared"
    R0212 UNKNOWN_FIELD "a finding has no such field"
    R0213 UNKNOWN_USE "a used file cannot be found or needs itself"
    R0214 THIS_OUTSIDE "`this` is used outside `for each`"
    R0215 UNKNOWN_EXAMPLE "an example is like one that does not exist, or like itself"
    R0216 RESERVED_NAME "a name is kept for the language itself"
    R0301 YES_NO_EXPECTED "a yes or no is expected"
    R0302 NUMBER_EXPECTED "a number is expected"
    R0303 UNITS_DIFFER "two units cannot be compared"
    R0304 UNIT_MISSING "a number lacks its unit"
    R0305 UNKNOWN_UNIT "a unit is not known"
    R0306 LABEL_EXPECTED "a label is expected"
    R0307 LIST_EXPECTED "a list is expected, or used as a single value"
    R0308 DATE_EXPECTED "a date is expected"
    R0309 NEEDS_MOLAR_MASS "mass and amount of substance are compared without a molar mass"
    R0310 LINES_DIFFER "the lines of a definition give different kinds of values"
    R0311 BAD_DATE "a date does not exist, or is not written year-month-day"
    R0312 BAD_NUMBER "a number cannot be held exactly"
    R0401 BAND_GAP "the bands of a score leave a gap"
    R0402 OVERLAP "two bands, lines or items overlap"
    R0403 NEVER_REACHED "a line, an item, a band or a rule is for nobody"
    R0404 OUTSIDE_RANGE "a comparison lies outside the plausible range"
    R0405 NO_ANSWER "some patient gets no answer"
    R0406 UNUSED_FACT "no conclusion depends on a fact"
    R0407 RANGE_UPSIDE_DOWN "a range ends before it starts"
    R0408 CONTRADICTS_ITSELF "a rule advises one thing and its opposite"
    R0409 PROMISE_REFUTED "a guarantee does not hold for everybody"
    R0410 CLASHING_RULES "rules advise somebody what cannot be followed together"
    R0411 FOR_EVERYBODY "an item or a rule is for everybody"
    R0412 NO_DIFFERENCE "a condition makes no difference"
    R0501 NO_SOURCE "a conclusion names no source"
    R0502 REVIEW_OVERDUE "the review date has passed"
    R0503 EXAMPLE_MISSING "a rule lacks an example"
    R0504 NO_RANGE "a number has no plausible range"
    R0505 NO_HEADER "a rule book does not say what it is for"
    R0506 NO_RULES "nothing to conclude in these rules"
    R0507 EXAMPLE_FAILS "an example expects something else than the rules say"
    R0601 RECORD_SYNTAX "a record cannot be read"
    R0602 UNKNOWN_ENTRY "no rule knows an entry of a record"
    R0603 WRONG_TYPE "a value is of the wrong type"
    R0604 IMPLAUSIBLE "a value lies outside its plausible range"
    R0605 RECORD_UNIT "a unit cannot be converted into the declared one"
    R0606 ENTRY_TWICE "an entry is given twice"
    R0607 IMPOSSIBLE "a record holds a combination that is impossible"
    R0608 TOO_LARGE "a record is too large or nested too deeply"
    R0609 NO_FACTS "a record holds no fact that the rules know"
    R0610 NOT_TEXT "a file is not text"
    R0611 RECORD_LABEL "a record uses a label that is not declared"
    R0612 RECORD_DATE "a record holds a date that does not exist"
    R0613 RECORD_NUMBER "a number of a record cannot be held exactly"
    R0614 PROMISE_BROKEN "a guarantee does not hold for a record"
    R0615 RECORD_NAME_TWICE "two records have one name"
    R0616 CONFLICT "two alternatives of one decision are advised at once"
    R0701 CANNOT_READ "a file cannot be read"
    R0702 NOTHING_FOUND "nothing was found where records or rules were looked for"
    R0703 CANNOT_WRITE "a file cannot be written"
    R0704 NO_SUCH_CONCLUSION "there is no conclusion of that name"
    R0705 BAD_ARGUMENT "an argument cannot be used"
}

/// The page of a code as `rulecheck explain` prints it, in Markdown.
pub fn page(code: &str) -> Option<&'static str> {
    let pages = include_str!("pages.md");
    let wanted = code.trim().to_uppercase();
    let (known, _) = all_codes().iter().find(|(known, _)| known.as_str() == wanted)?;
    let start = pages.find(&format!("## {known} "))?;
    let rest = &pages[start..];
    let end = rest[3..].find("\n## ").map_or(rest.len(), |at| at + 3);
    Some(rest[..end].trim_end())
}
