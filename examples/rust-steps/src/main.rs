//! A process table under two locks, driven from lock to lock by procession, so that it finds an order of steps that goes
//! wrong, and finds it again.
//!
//! ```sh
//! cargo build --release --manifest-path examples/rust-steps/Cargo.toml
//! npx procession-check check --branches 2 --sut 'cmd:examples/rust-steps/target/release/stepped-processes'
//! ```
//!
//! `table.rs` is the system under test: put yours there, with `steps::Lock` in place of its lock. `steps.rs` and
//! `branches.rs` run branches of commands; copy both as they are. The JSON is that of `examples/rust`.

mod branches;
#[allow(dead_code)] // It has what other examples need besides.
#[path = "../../rust/src/json.rs"]
mod json;
#[allow(dead_code)]
mod steps;
mod table;

use branches::{run_concurrent, Shared};
use json::Json;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use table::Table;

const SUPPORTS: [&str; 5] = ["fork", "create_group", "move_to_group", "exit", "free"];

impl Shared for Table {
    /// Everything that it has is under its locks.
    const NOTES_ALL: bool = true;

    fn run(&self, command: &Json) -> String {
        let id = |key: &str| command.get(key).number();
        let answer = match command.get("name").text() {
            "fork" => self.fork(id("process"), id("child")),
            "create_group" => self.create_group(id("process")),
            "move_to_group" => self.move_to_group(id("process"), id("group")),
            "exit" => self.exit(id("process")),
            "free" => self.free(id("process")),
            other => panic!("unknown command {other}"),
        };
        match answer {
            Ok(fields) => {
                let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{\"ok\":{{{}}}}}", fields.join(","))
            }
            Err(refusal) => format!("{{\"refused\":\"{refusal}\"}}"),
        }
    }

    fn observe(&self) -> String {
        Table::observe(self)
    }
}

fn main() -> io::Result<()> {
    let releases_early = std::env::var("RELEASE_EARLY").is_ok_and(|value| value == "1");
    let mut table = Arc::new(Table::new(releases_early));
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let request = Arc::new(Json::parse(&line?).expect("requests are JSON"));
        let method = request.get("method").text();
        let result = match method {
            "initialize" => format!(
                "{{\"protocol\":1,\"name\":\"rust-steps-example\",\"version\":\"1\",\"commands\":\"hierarchy\",\
                 \"supports\":{SUPPORTS:?},\"concurrent\":[\"free\",\"steps\"],\"consistentReads\":true}}"
            ),
            "reset" => {
                table = Arc::new(Table::new(releases_early));
                format!("{{\"observation\":{}}}", table.observe())
            }
            "run" => {
                let commands = request.get("params").get("commands").items();
                let step = |command| format!("{{\"answer\":{},\"observation\":{}}}", table.run(command), table.observe());
                format!("{{\"steps\":[{}]}}", commands.iter().map(step).collect::<Vec<_>>().join(","))
            }
            "runConcurrent" => {
                table = Arc::new(Table::new(releases_early));
                run_concurrent(&table, &request)
            }
            _ => "{}".to_string(),
        };
        writeln!(out, "{{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{result}}}", request.get("id").number())?;
        out.flush()?;
        if method == "close" {
            break;
        }
    }
    Ok(())
}
