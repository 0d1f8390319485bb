//! The axprocess crate as a system that procession can test: what both adapters have in common.
//!
//! `objects.rs` passes commands to the crate and shows what it holds; `protocol.rs` is the conversation
//! (docs/protocol.md), with as much JSON as it needs, that of `examples/rust`.

#[path = "../../rust/src/json.rs"]
pub mod json;
pub mod objects;
pub mod protocol;
