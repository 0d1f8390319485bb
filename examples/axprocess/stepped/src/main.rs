//! The crate from many threads at once, driven from lock to lock. What a kernel must ask before it calls the crate is asked
//! here, at the point `call`, as a kernel does: not under a lock of the crate's, and not again.
//!
//! ```sh
//! cargo build --manifest-path examples/axprocess/stepped/Cargo.toml
//! npx procession-check check --branches 2 --sut 'cmd:examples/axprocess/stepped/target/debug/axprocess-stepped'
//! ```

#[path = "../../../rust-steps/src/branches.rs"]
mod branches;
#[allow(dead_code)]
#[path = "../../../rust/src/json.rs"]
mod json;
#[allow(dead_code)]
#[path = "../../src/objects.rs"]
mod objects;

use axprocess::{Pid, Process, ProcessGroup, Session};
use branches::{run_concurrent, Shared};
use json::Json;
use kspin::steps;
use objects::{asserted, Answer, Objects, Refusal, INIT};
use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};
use std::sync::{Arc, Mutex, Weak};

const SUPPORTS: [&str; 6] = ["fork", "create_session", "create_group", "move_to_group", "exit", "free"];

/// The refusals that are decided here, so that the crate is never asked.
const GUARDS: [&str; 5] = ["not-running", "id-in-use", "group-id-in-use", "not-a-zombie (nobody)", "no-such-group"];

/// What a kernel keeps beside the crate. None of these is held while the crate is called.
struct Kernel {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// From before its fork until after its free.
    pids: BTreeSet<Pid>,
    processes: Vec<Arc<Process>>,
    groups: Vec<Weak<ProcessGroup>>,
    sessions: Vec<Weak<Session>>,
}

impl Known {
    fn running(&self, pid: Pid) -> Result<Arc<Process>, Refusal> {
        let process = self.processes.iter().rev().find(|process| process.pid() == pid && !process.is_zombie());
        process.cloned().ok_or(Refusal::Named("not-running"))
    }

    fn group(&self, pgid: Pid) -> Option<Arc<ProcessGroup>> {
        self.groups.iter().rev().filter_map(Weak::upgrade).find(|group| group.pgid() == pgid)
    }

    fn in_use(&self, id: Pid) -> bool {
        self.pids.contains(&id)
            || self.group(id).is_some()
            || self.sessions.iter().filter_map(Weak::upgrade).any(|session| session.sid() == id)
    }
}

impl Kernel {
    fn new() -> Kernel {
        let init = Process::new_init(INIT).build();
        let group = init.group();
        let known = Known {
            pids: BTreeSet::from([INIT]),
            groups: vec![Arc::downgrade(&group)],
            sessions: vec![Arc::downgrade(&group.session())],
            processes: vec![init],
        };
        Kernel { known: Mutex::new(known) }
    }

    fn with<Result>(&self, look: impl FnOnce(&mut Known) -> Result) -> Result {
        look(&mut self.known.lock().unwrap())
    }

    fn ask(&self, command: &Json) -> Answer {
        let id = |key: &str| command.get(key).number() as Pid;
        let pid = id("process");
        match command.get("name").text() {
            "fork" => {
                let child = id("child");
                let me = self.with(|known| {
                    let me = known.running(pid)?;
                    refuse(known.in_use(child), "id-in-use")?;
                    known.pids.insert(child);
                    Ok(me)
                })?;
                let process = me.fork(child).build();
                self.with(|known| known.processes.push(process));
                Ok(vec![("pid", child.to_string())])
            }
            "create_session" => {
                let (session, group) = self.without_group(pid)?.create_session().ok_or(Refusal::Unnamed)?;
                self.with(|known| known.sessions.push(Arc::downgrade(&session)));
                self.with(|known| known.groups.push(Arc::downgrade(&group)));
                Ok(vec![("sid", session.sid().to_string()), ("pgid", group.pgid().to_string())])
            }
            "create_group" => {
                let group = self.without_group(pid)?.create_group().ok_or(Refusal::Unnamed)?;
                self.with(|known| known.groups.push(Arc::downgrade(&group)));
                Ok(vec![("pgid", group.pgid().to_string())])
            }
            "move_to_group" => {
                let (me, group) = self.with(|known| {
                    let group = known.group(id("group")).ok_or(Refusal::Named("no-such-group"));
                    Ok((known.running(pid)?, group?))
                })?;
                if me.move_to_group(&group) { Ok(vec![]) } else { Err(Refusal::Unnamed) }
            }
            "exit" => {
                let me = self.with(|known| known.running(pid))?;
                asserted(|| me.exit())
            }
            "free" => self.free(pid),
            other => panic!("unknown command {other}"),
        }
    }

    /// The process, where it runs and no live group bears its number.
    fn without_group(&self, pid: Pid) -> Result<Arc<Process>, Refusal> {
        self.with(|known| {
            let me = known.running(pid)?;
            refuse(known.group(pid).is_some(), "group-id-in-use")?;
            Ok(me)
        })
    }

    /// Whoever takes the handle frees the process; its number is given again only afterwards.
    fn free(&self, pid: Pid) -> Answer {
        let zombie = self.with(|known| {
            let place = known.processes.iter().position(|process| process.pid() == pid && process.is_zombie());
            place.map(|place| known.processes.remove(place)).ok_or(Refusal::Named("not-a-zombie"))
        })?;
        asserted(|| zombie.free())?;
        drop(zombie);
        self.with(|known| known.pids.remove(&pid));
        Ok(vec![])
    }
}

impl Shared for Kernel {
    /// The crate has atomics beside its locks.
    const NOTES_ALL: bool = false;

    fn run(&self, command: &Json) -> String {
        objects::answer_text(self.ask(command))
    }

    fn observe(&self) -> String {
        Objects::showing(self.with(|known| known.processes.clone())).observe()
    }
}

fn refuse(condition: bool, reason: &'static str) -> Result<(), Refusal> {
    if condition { Err(Refusal::Named(reason)) } else { Ok(()) }
}

/// Init exists once in a program, so the program is started anew for every sequence and every program of branches.
fn main() -> io::Result<()> {
    std::panic::set_hook(Box::new(|_| ())); // A panic of the crate's is an answer.
    let kernel = Arc::new(Kernel::new());
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let request = Arc::new(Json::parse(&line?).expect("requests are JSON"));
        let method = request.get("method").text();
        let result = match method {
            "initialize" => format!(
                "{{\"protocol\":1,\"name\":\"axprocess, stepped\",\"version\":\"57d44806\",\"commands\":\"hierarchy\",\
                 \"reset\":\"restart\",\"supports\":{SUPPORTS:?},\"guards\":{GUARDS:?},\"concurrent\":[\"free\",\"steps\"]}}"
            ),
            "run" => {
                let commands = request.get("params").get("commands").items();
                let step = |command| format!("{{\"answer\":{},\"observation\":{}}}", kernel.run(command), kernel.observe());
                format!("{{\"steps\":[{}]}}", commands.iter().map(step).collect::<Vec<_>>().join(","))
            }
            "runConcurrent" => run_concurrent(&kernel, &request),
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
