//! rulecheck
