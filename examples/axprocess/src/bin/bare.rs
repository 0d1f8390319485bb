//! The bare crate under test: nothing is asked that the crate does not ask.
//!
//! ```sh
//! cargo build --manifest-path examples/axprocess/Cargo.toml
//! npx procession-check check --sut 'cmd:examples/axprocess/target/debug/axprocess-bare' --all-failures
//! ```
//!
//! With `--keep-handles` the caller keeps its handle on what it has freed, and processes alone are shown.

use axprocess_adapter::json::Json;
use axprocess_adapter::objects::{Answer, Objects};
use axprocess_adapter::protocol::{serve, Adapter};

struct Bare(Objects);

impl Adapter for Bare {
    fn name(&self) -> &'static str {
        "axprocess, bare"
    }

    /// Where nothing bears the number, there is no object to call.
    fn guards(&self) -> &'static [&'static str] {
        &[
            "not-running (nobody)",
            "not-a-zombie (nobody)",
            "no-such-group",
            "no-such-session",
            "no-such-thread",
            "not-held",
        ]
    }

    fn run(&mut self, command: &Json) -> Answer {
        self.0.run(command)
    }

    fn observe(&self) -> String {
        self.0.observe()
    }
}

fn main() -> std::io::Result<()> {
    let keeps_freed = std::env::args().any(|argument| argument == "--keep-handles");
    serve(&mut Bare(Objects::new(keeps_freed)))
}
