//! How large a record, and a file of records, may be.

/// The longest record.
pub const MAX_RECORD_BYTES: usize = 16 << 20;
/// The longest YAML document: a YAML reader needs about a hundred times the memory of its text.
pub const MAX_YAML_BYTES: usize = 2 << 20;
/// The longest JSON file, which is held in memory as a whole.
pub const MAX_FILE_BYTES: usize = 256 << 20;
/// Entries within entries.
pub const MAX_NESTING: usize = 64;
/// Values in one record.
pub const MAX_ENTRIES: usize = 1_000_000;
