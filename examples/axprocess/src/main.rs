//! The axprocess crate as a system that procession can test.
//!
//! ```sh
//! cargo build --manifest-path examples/axprocess/Cargo.toml
//! npx procession-check check --sut 'cmd:examples/axprocess/target/debug/axprocess-adapter'
//! ```
//!
//! Init exists once in a program, so the program is started anew for every sequence (`"reset":"restart"`). What the
//! crate leaves to its caller is asked here, as a kernel would ask it: whether an id is taken, whether the caller runs,
//! that init does not exit, that only zombies are freed. Take such a line out to see what the crate does by itself.

use axprocess::{Pid, Process, ProcessGroup, Session, Thread};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

const INIT: Pid = 1;

type Answer = Result<Value, &'static str>;

/// The strong references that a kernel would have: everything else lives as long as the crate lets it.
struct System {
    processes: BTreeMap<Pid, Arc<Process>>,
    threads: BTreeMap<Pid, (Pid, Arc<Thread>)>,
    held_groups: BTreeMap<Pid, Vec<Arc<ProcessGroup>>>,
    held_sessions: BTreeMap<Pid, Vec<Arc<Session>>>,
}

impl System {
    fn new() -> System {
        System {
            processes: BTreeMap::from([(INIT, Process::new_init(INIT).build())]),
            threads: BTreeMap::new(),
            held_groups: BTreeMap::new(),
            held_sessions: BTreeMap::new(),
        }
    }

    fn groups(&self) -> BTreeMap<Pid, Arc<ProcessGroup>> {
        let of_members = self.processes.values().map(|process| process.group());
        let held = self.held_groups.values().flatten().cloned();
        of_members.chain(held).map(|group| (group.pgid(), group)).collect()
    }

    fn sessions(&self) -> BTreeMap<Pid, Arc<Session>> {
        let of_groups = self.groups().into_values().map(|group| group.session());
        let held = self.held_sessions.values().flatten().cloned();
        of_groups.chain(held).map(|session| (session.sid(), session)).collect()
    }

    fn in_use(&self, id: Pid) -> bool {
        self.processes.contains_key(&id)
            || self.threads.contains_key(&id)
            || self.groups().contains_key(&id)
            || self.sessions().contains_key(&id)
    }

    fn running(&self, pid: Pid) -> Result<Arc<Process>, &'static str> {
        self.processes.get(&pid).filter(|process| !process.is_zombie()).cloned().ok_or("not-running")
    }

    fn run(&mut self, command: &Value) -> Answer {
        let id = |key: &str| command[key].as_u64().unwrap_or(0) as Pid;
        let pid = id("process");
        match command["name"].as_str().unwrap_or("") {
            "fork" => {
                let parent = self.running(pid)?;
                refuse(self.in_use(id("child")), "id-in-use")?;
                self.processes.insert(id("child"), parent.fork(id("child")).build());
                Ok(json!({ "pid": id("child") }))
            }
            "create_session" => {
                let me = self.running(pid)?;
                refuse(self.groups().contains_key(&pid), "group-id-in-use")?;
                refuse(self.sessions().contains_key(&pid), "session-id-in-use")?;
                let (session, group) = me.create_session().ok_or("session-id-in-use")?;
                Ok(json!({ "sid": session.sid(), "pgid": group.pgid() }))
            }
            "create_group" => {
                let me = self.running(pid)?;
                refuse(self.groups().contains_key(&pid), "group-id-in-use")?;
                let group = me.create_group().ok_or("leads-its-group")?;
                Ok(json!({ "pgid": group.pgid() }))
            }
            "move_to_group" => {
                let me = self.running(pid)?;
                let group = self.groups().remove(&id("group")).ok_or("no-such-group")?;
                refuse(!me.move_to_group(&group), "not-in-my-session")?;
                Ok(json!({}))
            }
            "exit" => {
                let me = self.running(pid)?;
                refuse(pid == INIT, "is-init")?;
                me.exit();
                self.threads.retain(|_, (owner, _)| *owner != pid); // A thread lives while its handle does.
                Ok(json!({}))
            }
            "free" => {
                let me = self.processes.get(&pid).filter(|process| process.is_zombie()).ok_or("not-a-zombie")?;
                me.free();
                self.processes.remove(&pid);
                Ok(json!({}))
            }
            "new_thread" => {
                let me = self.running(pid)?;
                let first = me.threads().is_empty() && id("thread") == pid;
                refuse(self.in_use(id("thread")) && !first, "id-in-use")?;
                self.threads.insert(id("thread"), (pid, me.new_thread(id("thread")).build()));
                Ok(json!({ "tid": id("thread") }))
            }
            "exit_thread" => {
                let (_, thread) = self.threads.remove(&id("thread")).ok_or("no-such-thread")?;
                Ok(json!({ "last": thread.exit(command["code"].as_i64().unwrap_or(0) as i32) }))
            }
            "group_exit" => {
                self.running(pid)?.group_exit();
                Ok(json!({}))
            }
            "hold_group" => {
                let group = self.groups().remove(&id("group")).ok_or("no-such-group")?;
                self.held_groups.entry(group.pgid()).or_default().push(group);
                Ok(json!({}))
            }
            "release_group" => release(&mut self.held_groups, id("group")),
            "hold_session" => {
                let session = self.sessions().remove(&id("session")).ok_or("no-such-session")?;
                self.held_sessions.entry(session.sid()).or_default().push(session);
                Ok(json!({}))
            }
            "release_session" => release(&mut self.held_sessions, id("session")),
            other => panic!("unknown command {other}"),
        }
    }

    fn observe(&self) -> Value {
        let processes = self.processes.values().map(|process| {
            json!({
                "pid": process.pid(),
                "parent": process.parent().map(|parent| parent.pid()),
                "group": process.group().pgid(),
                "state": if process.is_zombie() { "zombie" } else { "running" },
                "children": sorted(process.children().iter().map(|child| child.pid())),
                "threads": sorted(process.threads().iter().map(|thread| thread.tid())),
                "groupExited": process.is_group_exited(),
                "exitCode": process.exit_code(),
            })
        });
        let groups = self.groups().into_values().map(|group| {
            json!({
                "pgid": group.pgid(),
                "session": group.session().sid(),
                "processes": sorted(group.processes().iter().map(|process| process.pid())),
            })
        });
        let sessions = self.sessions().into_values().map(|session| {
            json!({
                "sid": session.sid(),
                "groups": sorted(session.process_groups().iter().map(|group| group.pgid())),
            })
        });
        json!({
            "processes": processes.collect::<Vec<_>>(),
            "groups": groups.collect::<Vec<_>>(),
            "sessions": sessions.collect::<Vec<_>>(),
        })
    }
}

fn refuse(condition: bool, reason: &'static str) -> Result<(), &'static str> {
    if condition { Err(reason) } else { Ok(()) }
}

fn release<Handle>(handles: &mut BTreeMap<Pid, Vec<Handle>>, id: Pid) -> Answer {
    handles.get_mut(&id).and_then(Vec::pop).ok_or("not-held")?;
    Ok(json!({}))
}

fn sorted(ids: impl Iterator<Item = Pid>) -> Vec<Pid> {
    let mut ids: Vec<Pid> = ids.collect();
    ids.sort();
    ids
}

fn main() -> io::Result<()> {
    let mut system = System::new();
    for line in io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let params = &request["params"];
        let result = match request["method"].as_str() {
            Some("initialize") => json!({
                "protocol": 1,
                "name": "axprocess",
                "version": "57d44806",
                "commands": "hierarchy",
                "reset": "restart",
                "supports": [ // The crate has no subreapers yet.
                    "fork", "create_session", "create_group", "move_to_group", "exit", "free", "new_thread",
                    "exit_thread", "group_exit", "hold_group", "release_group", "hold_session", "release_session",
                ],
            }),
            Some("run") => {
                let commands = params["commands"].as_array().map_or(&[][..], Vec::as_slice);
                let steps = commands.iter().map(|command| {
                    let answer = match system.run(command) {
                        Ok(fields) => json!({ "ok": fields }),
                        Err(reason) => json!({ "refused": reason }),
                    };
                    json!({ "answer": answer, "observation": system.observe() })
                });
                json!({ "steps": steps.collect::<Vec<_>>() })
            }
            _ => json!({}),
        };
        let mut out = io::stdout();
        writeln!(out, "{}", json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }))?;
        out.flush()?;
        if request["method"] == "close" {
            break;
        }
    }
    Ok(())
}
