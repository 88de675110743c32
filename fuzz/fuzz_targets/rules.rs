//! Any text: parsed and checked as one rule file, with all diagnostics rendered.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    std::hint::black_box(rulecheck_fuzz::rules(text));
});
