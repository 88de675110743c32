//! How many random cases a property tries: some by default, as many as `PROPTEST_CASES` says where it is set.

pub fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}
