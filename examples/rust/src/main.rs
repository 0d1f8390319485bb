//! A process table in Rust, and the loop that lets procession test it.
//!
//! ```sh
//! cargo build --release --manifest-path examples/rust/Cargo.toml
//! npx procession-check check --sut 'cmd:examples/rust/target/release/processes'
//! ```
//!
//! The standard library only. `table.rs` is the system under test: put yours there. This file is the protocol
//! (docs/protocol.md) and `json.rs` as much JSON as it needs; copy both as they are.

mod json;
mod table;

use json::Json;
use std::io::{self, BufRead, Write};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::Mutex;
use table::{Answer, Table};

const SUPPORTS: [&str; 14] = [
    "fork",
    "create_session",
    "create_group",
    "move_to_group",
    "exit",
    "free",
    "new_thread",
    "exit_thread",
    "group_exit",
    "set_subreaper",
    "hold_group",
    "release_group",
    "hold_session",
    "release_session",
];

fn main() -> io::Result<()> {
    let mut table = Table::new();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let request = Json::parse(&line?).expect("requests are JSON");
        let method = request.get("method").text();
        let params = request.get("params");
        let result = match method {
            "initialize" => hello(),
            "reset" => {
                table = Table::new();
                format!("{{\"observation\":{}}}", observation(&table))
            }
            "run" => run_all(&mut table, params),
            "runConcurrent" => {
                let shared = Mutex::new(Table::new());
                let result = run_branches(&shared, params);
                table = shared.into_inner().expect("no branch has panicked");
                result
            }
            _ => "{}".to_string(),
        };
        let id = request.get("id").number();
        writeln!(out, "{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{result}}}")?;
        out.flush()?;
        if method == "close" {
            break;
        }
    }
    Ok(())
}

fn hello() -> String {
    let supports: Vec<String> = SUPPORTS.iter().map(|name| format!("\"{name}\"")).collect();
    format!(
        "{{\"protocol\":1,\"name\":\"rust-example\",\"version\":\"1\",\"commands\":\"hierarchy\",\"supports\":[{}],\
         \"concurrent\":[\"free\"],\"consistentReads\":true}}",
        supports.join(",")
    )
}

fn run_all(table: &mut Table, params: &Json) -> String {
    let commands = params.get("commands").items();
    let observe = params.get("observe").text();
    let mut steps = Vec::new();
    for (index, command) in commands.iter().enumerate() {
        let answer = answer_to(table, command);
        let shown = observe == "each" || (observe == "end" && index + 1 == commands.len());
        steps.push(if shown {
            format!("{{\"answer\":{answer},\"observation\":{}}}", observation(table))
        } else {
            format!("{{\"answer\":{answer}}}")
        });
    }
    format!("{{\"steps\":[{}]}}", steps.join(","))
}

/// Each branch in a thread of its own. The counter is read before anything of a command is done, and after all of it.
fn run_branches(table: &Mutex<Table>, params: &Json) -> String {
    let answer = |command: &Json| answer_to(&mut table.lock().unwrap(), command);
    let prefix: Vec<String> = params.get("prefix").items().iter().map(answer).collect();
    let branches = params.get("branches").items();
    let count = AtomicUsize::new(1);
    let ready = AtomicUsize::new(0);
    let one = |command: &Json| {
        let called = count.fetch_add(1, SeqCst);
        if called % 2 == 1 {
            std::thread::yield_now(); // Lets other branches in: a command is over long before its thread's time is.
        }
        let outcome = match command.get("name").text() {
            "observe" => format!("\"observation\":{}", observation(&table.lock().unwrap())),
            _ => format!("\"answer\":{}", answer(command)),
        };
        let answered = count.fetch_add(1, SeqCst);
        format!("{{\"called\":{called},\"answered\":{answered},{outcome}}}")
    };
    let branch = |commands: &[Json]| {
        ready.fetch_add(1, SeqCst);
        while ready.load(SeqCst) < branches.len() {
            std::thread::yield_now(); // A barrier would wake one after the other.
        }
        let records: Vec<String> = commands.iter().map(one).collect();
        format!("[{}]", records.join(","))
    };
    let records: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = branches.iter().map(|commands| scope.spawn(|| branch(commands.items()))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no branch panics")).collect()
    });
    format!(
        "{{\"prefix\":[{}],\"branches\":[{}],\"ended\":\"done\",\"observation\":{}}}",
        prefix.join(","),
        records.join(","),
        observation(&table.lock().unwrap())
    )
}

fn answer_to(table: &mut Table, command: &Json) -> String {
    match run_one(table, command) {
        Ok(fields) => {
            table.clean_up();
            let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
            format!("{{\"ok\":{{{}}}}}", fields.join(","))
        }
        Err(refusal) => format!("{{\"refused\":\"{refusal}\"}}"),
    }
}

fn run_one(table: &mut Table, command: &Json) -> Answer {
    let id = |key: &str| command.get(key).number();
    match command.get("name").text() {
        "fork" => table.fork(id("process"), id("child")),
        "create_session" => table.create_session(id("process")),
        "create_group" => table.create_group(id("process")),
        "move_to_group" => table.move_to_group(id("process"), id("group")),
        "exit" => table.exit(id("process")),
        "free" => table.free(id("process")),
        "new_thread" => table.new_thread(id("process"), id("thread")),
        "exit_thread" => table.exit_thread(id("thread"), id("code")),
        "group_exit" => table.group_exit(id("process")),
        "set_subreaper" => table.set_subreaper(id("process"), command.get("on").is_true()),
        "hold_group" => table.hold_group(id("group")),
        "release_group" => table.release_group(id("group")),
        "hold_session" => table.hold_session(id("session")),
        "release_session" => table.release_session(id("session")),
        other => panic!("unknown command {other}"),
    }
}

/// Everything that can be seen. What your system cannot show, leave out.
fn observation(table: &Table) -> String {
    let processes = table.processes.iter().map(|(pid, process)| {
        format!(
            "{{\"pid\":{pid},\"parent\":{},\"group\":{},\"state\":\"{}\",\"children\":{:?},\"threads\":{:?},\
             \"subreaper\":{},\"groupExited\":{},\"exitCode\":{}}}",
            process.parent.map_or("null".to_string(), |parent| parent.to_string()),
            process.group,
            if process.zombie { "zombie" } else { "running" },
            table.children(*pid),
            process.threads.iter().collect::<Vec<_>>(),
            process.subreaper,
            process.group_exited,
            process.exit_code,
        )
    });
    let groups = table.groups.iter().map(|(pgid, group)| {
        format!("{{\"pgid\":{pgid},\"session\":{},\"processes\":{:?}}}", group.session, table.members(*pgid))
    });
    let sessions = table
        .sessions
        .keys()
        .map(|sid| format!("{{\"sid\":{sid},\"groups\":{:?}}}", table.groups_in(*sid)));
    format!(
        "{{\"processes\":[{}],\"groups\":[{}],\"sessions\":[{}]}}",
        processes.collect::<Vec<_>>().join(","),
        groups.collect::<Vec<_>>().join(","),
        sessions.collect::<Vec<_>>().join(",")
    )
}
