//! The crate behind what an operating system puts in front of it: whether an id is in use, whether the caller runs,
//! whether its old group lives; and it ends a process's threads before its exit. Take a check out to see what the crate
//! does by itself.
//!
//! ```sh
//! cargo build --manifest-path examples/axprocess/Cargo.toml
//! npx procession-check check --sut 'cmd:examples/axprocess/target/debug/axprocess-guarded'
//! ```

use axprocess::Pid;
use axprocess_adapter::json::Json;
use axprocess_adapter::objects::{Answer, Objects, Refusal};
use axprocess_adapter::protocol::{serve, Adapter};

struct Guarded(Objects);

impl Guarded {
    fn in_use(&self, id: Pid) -> bool {
        self.0.process(id).is_some()
            || self.0.has_thread(id)
            || self.0.group(id).is_some()
            || self.0.session(id).is_some()
    }

    /// Why a command does not come to the crate.
    fn guard(&self, command: &Json) -> Result<(), Refusal> {
        let name = command.get("name").text();
        let id = |key: &str| command.get(key).number() as Pid;
        let pid = id("process");
        if ["free", "exit_thread", "hold_group", "release_group", "hold_session", "release_session"].contains(&name) {
            return Ok(());
        }
        let me = self.0.process(pid).filter(|process| !process.is_zombie()).ok_or(Refusal::Named("not-running"))?;
        match name {
            "fork" => refuse(self.in_use(id("child")), "id-in-use"),
            "create_session" | "create_group" => refuse(self.0.group(pid).is_some(), "group-id-in-use"),
            "new_thread" => {
                let first = me.threads().is_empty() && id("thread") == pid;
                refuse(self.in_use(id("thread")) && !first, "id-in-use")
            }
            _ => Ok(()),
        }
    }
}

impl Adapter for Guarded {
    fn name(&self) -> &'static str {
        "axprocess, guarded"
    }

    fn guards(&self) -> &'static [&'static str] {
        &[
            "not-running",
            "id-in-use",
            "leads-its-group",
            "group-id-in-use",
            "not-a-zombie (nobody)",
            "no-such-group",
            "no-such-session",
            "no-such-thread",
            "not-held",
        ]
    }

    fn run(&mut self, command: &Json) -> Answer {
        self.guard(command)?;
        let answer = self.0.run(command);
        if answer.is_ok() && command.get("name").text() == "exit" {
            self.0.drop_threads_of(command.get("process").number() as Pid);
        }
        answer
    }

    fn observe(&self) -> String {
        self.0.observe()
    }
}

fn refuse(condition: bool, reason: &'static str) -> Result<(), Refusal> {
    if condition { Err(Refusal::Named(reason)) } else { Ok(()) }
}

fn main() -> std::io::Result<()> {
    serve(&mut Guarded(Objects::new(false)))
}
