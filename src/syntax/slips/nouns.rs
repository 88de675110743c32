//! What the productions of the grammar are called in a message, and what a line of each looks like.

use super::super::grammar::Rule;

/// What may stand at the failing place, as a reader would name it, each once.
pub fn nouns(rules: &[Rule]) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    for rule in rules {
        let noun = noun(*rule);
        if !noun.is_empty() && !out.contains(&noun) {
            out.push(noun);
        }
    }
    out.truncate(5);
    out
}

/// What a production is called in a message; empty where naming it would not help.
pub fn noun(rule: Rule) -> &'static str {
    match rule {
        Rule::EOI => "the end of the line",
        Rule::blank | Rule::letter | Rule::word_char | Rule::bare_number | Rule::noted | Rule::single | Rule::quote => {
            ""
        }
        Rule::unit_word
        | Rule::unit_char
        | Rule::power_unit
        | Rule::superscript
        | Rule::unit_stop
        | Rule::method
        | Rule::hyphened
        | Rule::joined => "",
        Rule::w_answers
        | Rule::w_always
        | Rule::w_be
        | Rule::w_count
        | Rule::w_each
        | Rule::w_for
        | Rule::w_from
        | Rule::w_if
        | Rule::w_last
        | Rule::w_list
        | Rule::w_needs
        | Rule::w_never
        | Rule::w_no
        | Rule::w_number
        | Rule::w_of
        | Rule::w_past
        | Rule::w_rule
        | Rule::w_severe
        | Rule::w_since
        | Rule::w_the
        | Rule::w_to
        | Rule::w_warn
        | Rule::w_note
        | Rule::w_whole
        | Rule::w_within
        | Rule::w_yes => "",
        Rule::comparing | Rule::last_joint | Rule::is_item | Rule::known_glued | Rule::rule_status_words => "",
        Rule::WHITESPACE | Rule::word | Rule::reserved | Rule::infix | Rule::plus | Rule::minus => "",
        Rule::add | Rule::subtract | Rule::multiply | Rule::divide | Rule::power => "",
        Rule::name
        | Rule::quoted_name
        | Rule::plain_name
        | Rule::name_before_if
        | Rule::name_before_of
        | Rule::plain_name_before_if
        | Rule::plain_name_before_of
        | Rule::name_before_as
        | Rule::plain_name_before_as
        | Rule::name_before_for
        | Rule::plain_name_before_for
        | Rule::name_before_could
        | Rule::plain_name_before_could
        | Rule::rest_of_line
        | Rule::rule_words
        | Rule::entry_name
        | Rule::choice_item
        | Rule::listing => "a name",
        Rule::text | Rule::text_inner => "a text in quotes",
        Rule::number | Rule::signed_number | Rule::quantity | Rule::signed_quantity | Rule::version_number => {
            "a number"
        }
        Rule::unit => "a unit",
        Rule::date => "a date such as `2026-11-20`",
        Rule::duration | Rule::time_unit => "a length of time such as `3 months`",
        Rule::condition | Rule::conjunction | Rule::negation | Rule::comparison => "a condition",
        Rule::and_word => "`and`",
        Rule::or_word => "`or`",
        Rule::not_word => "",
        Rule::list_head
        | Rule::inline_list
        | Rule::list_kind
        | Rule::any_of
        | Rule::all_of
        | Rule::none_of
        | Rule::at_least_of
        | Rule::at_most_of
        | Rule::exactly_of
        | Rule::how_many => "",
        Rule::sign_compare
        | Rule::sign_ge
        | Rule::sign_le
        | Rule::sign_gt
        | Rule::sign_lt
        | Rule::wrong_sign
        | Rule::equal_sign
        | Rule::unequal_sign
        | Rule::is_phrase
        | Rule::is_word => "a comparison such as `is` or `>=`",
        Rule::known_word
        | Rule::unknown_word
        | Rule::between
        | Rule::among
        | Rule::word_compare
        | Rule::word_ge
        | Rule::word_le
        | Rule::word_gt
        | Rule::word_lt
        | Rule::or_equal => "",
        Rule::is_target | Rule::this_label => "a label or a value",
        Rule::within_phrase | Rule::within_last | Rule::within_relative => "`within …`",
        Rule::before_word | Rule::after_word | Rule::of_word => "`before`, `after` or `of`",
        Rule::sum | Rule::operand | Rule::factor | Rule::group => "a value",
        Rule::in_word => "",
        Rule::comma_number | Rule::glued_unit => "",
        Rule::since
        | Rule::count_of
        | Rule::aggregate
        | Rule::aggregate_word
        | Rule::most_severe
        | Rule::quantifier
        | Rule::any_word
        | Rule::every_word
        | Rule::no_word
        | Rule::call
        | Rule::call_word => "",
        Rule::where_word => "`where`",
        Rule::rulebook_header => "a rulebook header",
        Rule::use_header => "a use line",
        Rule::source_header => "a source header",
        Rule::kind_header => "a kind header",
        Rule::finding_header => "a finding header",
        Rule::facts_header => "the facts header",
        Rule::define_header => "a definition",
        Rule::as_word => "`as`",
        Rule::classify_header => "a classify header",
        Rule::count_header => "a count header",
        Rule::score_header => "a score header",
        Rule::for_each => "`for each`",
        Rule::decision_header => "a decision header",
        Rule::rule_header => "a rule header",
        Rule::impossible_header => "an impossible line",
        Rule::guarantee_header => "a guarantee header",
        Rule::example_header => "an example header",
        Rule::rulebook_line
        | Rule::book_version
        | Rule::book_status
        | Rule::book_reviewed
        | Rule::book_review_by
        | Rule::book_answers
        | Rule::book_text
        | Rule::book_text_key => "a line of a rulebook",
        Rule::source_line => "a line of a source",
        Rule::source_id | Rule::source_key | Rule::source_value => "`doi`, `pmid` or `url`",
        Rule::kind_line | Rule::trait_line | Rule::label_line => "a line of a kind",
        Rule::note_line => "`also` or `review`",
        Rule::also => "`also \"…\"`",
        Rule::synonym => "a synonym in double quotes",
        Rule::review_note => "`review \"…\"`",
        Rule::field_line => "a line that declares a fact",
        Rule::field_type
        | Rule::yes_or_no
        | Rule::date_type
        | Rule::list_type
        | Rule::choice
        | Rule::number_type
        | Rule::unit_type
        | Rule::kind_or_unit => "a kind of value",
        Rule::field_option
        | Rule::complete_if
        | Rule::complete_where
        | Rule::no_if_not_recorded
        | Rule::or_never
        | Rule::unit_required
        | Rule::molar_mass => "`complete if`, `no if not recorded` or `or never`",
        Rule::range | Rule::range_of => "a range such as `0 to 120`",
        Rule::to_word => "`to`",
        Rule::define_line => "a line of a definition",
        Rule::as_clause => "`as …`",
        Rule::value_line => "a value with `when`",
        Rule::when_clause | Rule::when_word => "`when`",
        Rule::otherwise => "`otherwise`",
        Rule::classify_line => "a line of a classification",
        Rule::count_line => "a line of a count",
        Rule::score_line
        | Rule::first_of
        | Rule::item_line
        | Rule::weight
        | Rule::item_condition
        | Rule::points_line => "a line of a score",
        Rule::band_line
        | Rule::band
        | Rule::band_range
        | Rule::band_least
        | Rule::band_most
        | Rule::band_above
        | Rule::band_below => "a band such as `at least 2`",
        Rule::alternative_line => "an alternative",
        Rule::condition_line => "a condition",
        Rule::when_line => "a condition",
        Rule::unless_line => "an exception",
        Rule::applies_line => "a population",
        Rule::from_line => "a source line",
        Rule::because_line => "a reason",
        Rule::certainty_line => "a certainty line",
        Rule::certainty => "`high`, `moderate`, `low` or `very low`",
        Rule::rather_line => "a rather-than line",
        Rule::rather_than => "`rather than`",
        Rule::review_line => "a review note",
        Rule::overrides_line => "an overrides line",
        Rule::advice_line
        | Rule::advice
        | Rule::verb
        | Rule::recommend_against
        | Rule::recommend
        | Rule::suggest_against
        | Rule::suggest => "advice such as `suggest …`",
        Rule::warn_line => "a warning",
        Rule::note_clause => "a note",
        Rule::ask_line => "an ask line",
        Rule::never_line | Rule::always_line | Rule::promise | Rule::promise_list => "a promise",
        Rule::like_line => "a like line",
        Rule::as_of_line => "an as-of line",
        Rule::given_line => "`given`",
        Rule::expect_line => "`expect`",
        Rule::entry_line | Rule::entry | Rule::list_entry | Rule::all_other => "an entry such as `age: 44 years`",
        Rule::partial_value | Rule::some_quantity | Rule::entry_value => "a value",
        Rule::element_line | Rule::no_others => "an element such as `vein: soleal, side: left`",
        Rule::expectation_line
        | Rule::expect_needs
        | Rule::expect_list
        | Rule::expect_warning
        | Rule::expect_advice
        | Rule::expect_rule
        | Rule::expect_could
        | Rule::expect_status => "an expectation",
        Rule::rule_status | Rule::status_word => "`applies`, `does not apply`, `is undecided` or `is not applicable`",
    }
}

/// What such a line looks like, for the next step.
pub fn pattern(rule: Rule) -> &'static str {
    match rule {
        Rule::rulebook_line => {
            "write `version 1.0.0`, `status draft`, `reviewed 2026-11-20`, `review by 2027-11-20`, or `authors`, `use for`, \
             `not for` or `licence` with a text in quotes, or `answers NAME, NAME`"
        }
        Rule::rulebook_header => "write `rulebook \"title\"`",
        Rule::use_header => "write `use \"veins.rule\"`",
        Rule::source_header => "write `source CHEST 2021`, the citation in quotes on the next line",
        Rule::source_line => "write the citation in quotes, or `doi`, `pmid` or `url` with its value",
        Rule::kind_header | Rule::finding_header | Rule::decision_header => "write the keyword, then a name",
        Rule::kind_line => {
            "write `trait depth: deep or superficial`, or a label: `soleal: deep, distal  also \"soleus\"`"
        }
        Rule::facts_header => "write `facts` on a line of its own, then one fact a line below it",
        Rule::field_line => {
            "write `name: yes or no`, `name: a, b or c`, `name: date`, `name: list of finding` or `name: unit, 0 to 100`"
        }
        Rule::define_header => "write `define name as …`, or `define name` with lines below it",
        Rule::define_line => "write `as …`, `value when condition` or `value otherwise`",
        Rule::classify_header | Rule::count_header | Rule::score_header => {
            "write the keyword, then a name, then perhaps `for each FIELD of FINDING`"
        }
        Rule::classify_line => "write `label when condition` or `label otherwise`",
        Rule::count_line => "write `name when condition`, or the name of a yes-or-no fact",
        Rule::score_line => {
            "write `+1 condition`, `+1 name when condition`, `first of`, or a band such as `likely: at least 2`"
        }
        Rule::points_line => "write `+ expression`, such as `+ age in years`",
        Rule::alternative_line => "write `name: \"what it means\"`",
        Rule::impossible_header => "write `impossible when condition`",
        Rule::guarantee_header | Rule::example_header => "write the keyword, then its name in quotes",
        Rule::from_line => "write `from SOURCE` or `from SOURCE, \"where in it\"`",
        Rule::rather_line => "write `rather than \"aspirin\"`, with the text in quotes",
        Rule::because_line | Rule::review_line | Rule::warn_line | Rule::note_clause => {
            "write the text in quotes behind the keyword"
        }
        Rule::certainty_line => "write `certainty high`, `moderate`, `low` or `very low`",
        Rule::advice_line => "write `suggest ACTION`, `recommend against ACTION` or `suggest ACTION for 3 months`",
        Rule::ask_line => "write `ask for FACT`",
        Rule::never_line => "write `never suggest ACTION when condition`",
        Rule::always_line => "write `always exactly one of suggest A, suggest B`, or `always condition`",
        Rule::like_line => "write `like \"name of another example\"`",
        Rule::as_of_line => "write `as of 2026-11-20`",
        Rule::entry_line => "write `name: value`, or a list name with its elements below, each starting with `- `",
        Rule::element_line => "write `- field: value, field: value`, or `- no others`",
        Rule::expectation_line => {
            "write a condition, advice, `NAME is undecided`, `rule NAME applies`, `needs FACT` or `NAME could be A or B`"
        }
        _ => {
            "a condition is the name of a yes or no, or a comparison such as `age >= 50 years` or `sex is female`; \
             a name that holds `is`, `and`, `or`, `not` or `in` stands in single quotes"
        }
    }
}
