//! The conversation with procession: docs/protocol.md.

use crate::json::Json;
use crate::objects::{answer_text, Answer};
use std::io::{self, BufRead, Write};

/// An adapter: what stands between the messages and the crate.
pub trait Adapter {
    fn name(&self) -> &'static str;
    /// The refusals that it decides, so that the crate is never asked.
    fn guards(&self) -> &'static [&'static str];
    fn run(&mut self, command: &Json) -> Answer;
    fn observe(&self) -> String;
}

/// Every command but `set_subreaper`, which the crate leaves for later.
const SUPPORTS: [&str; 13] = [
    "fork",
    "create_session",
    "create_group",
    "move_to_group",
    "exit",
    "free",
    "new_thread",
    "exit_thread",
    "group_exit",
    "hold_group",
    "release_group",
    "hold_session",
    "release_session",
];

/// Answers requests until it is told to close. Init exists once in a program, so the program is started anew for every
/// sequence (`"reset":"restart"`).
pub fn serve(adapter: &mut dyn Adapter) -> io::Result<()> {
    std::panic::set_hook(Box::new(|_| ())); // A panic of the crate's is an answer.
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let request = Json::parse(&line?).expect("requests are JSON");
        let method = request.get("method").text();
        let result = match method {
            "initialize" => format!(
                "{{\"protocol\":1,\"name\":\"{}\",\"version\":\"57d44806\",\"commands\":\"hierarchy\",\"reset\":\"restart\",\
                 \"supports\":{SUPPORTS:?},\"guards\":{:?}}}",
                adapter.name(),
                adapter.guards(),
            ),
            "run" => {
                let commands = request.get("params").get("commands").items();
                let steps: Vec<String> = commands.iter().map(|command| step(adapter, command)).collect();
                format!("{{\"steps\":[{}]}}", steps.join(","))
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

fn step(adapter: &mut dyn Adapter, command: &Json) -> String {
    let answer = answer_text(adapter.run(command));
    format!("{{\"answer\":{answer},\"observation\":{}}}", adapter.observe())
}
