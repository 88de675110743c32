//! Any bytes, read as records.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rulecheck_fuzz::records(rulecheck::record::Format::Yaml, bytes));
