//! Records: every format, every type of fact, every fault.

#[path = "record/schema.rs"]
mod schema;

#[path = "record/csv.rs"]
mod csv;
#[path = "record/hostile.rs"]
mod hostile;
#[path = "record/json.rs"]
mod json;
#[path = "record/lists.rs"]
mod lists;
#[path = "record/messages.rs"]
mod messages;
#[path = "record/values.rs"]
mod values;
#[path = "record/yaml.rs"]
mod yaml;
