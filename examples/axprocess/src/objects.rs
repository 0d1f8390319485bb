//! The crate's objects, and the handles that a caller of it has. Every command goes to the crate as it stands: where
//! nothing bears the number that a command names there is no object to ask, and that is all that is decided here.

use crate::json::Json;
use axprocess::{Pid, Process, ProcessGroup, Session, Thread};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

pub const INIT: Pid = 1;

/// A refusal: by name, or for a reason that the crate does not give.
pub enum Refusal {
    Named(&'static str),
    Unnamed,
}

/// The fields of an answer, or why there is none.
pub type Answer = Result<Vec<(&'static str, String)>, Refusal>;

/// What a caller holds: handles, the newest last. Everything else lives as long as the crate lets it.
pub struct Objects {
    pub processes: Vec<Arc<Process>>,
    freed: Vec<Arc<Process>>,
    threads: Vec<(Pid, Arc<Thread>)>,
    held_groups: Vec<Arc<ProcessGroup>>,
    held_sessions: Vec<Arc<Session>>,
    /// Whether it keeps its handle on a process that it has freed, as a kernel does whose task still runs.
    keeps_freed: bool,
}

impl Objects {
    pub fn new(keeps_freed: bool) -> Objects {
        Objects {
            keeps_freed,
            ..Objects::showing(vec![Process::new_init(INIT).build()])
        }
    }

    /// Shows these processes, which somebody else keeps.
    pub fn showing(processes: Vec<Arc<Process>>) -> Objects {
        Objects {
            processes,
            freed: Vec::new(),
            threads: Vec::new(),
            held_groups: Vec::new(),
            held_sessions: Vec::new(),
            keeps_freed: false,
        }
    }

    /// The newest process of this number that the caller has a handle on.
    pub fn process(&self, pid: Pid) -> Option<Arc<Process>> {
        self.processes.iter().rev().find(|process| process.pid() == pid).cloned()
    }

    pub fn has_thread(&self, tid: Pid) -> bool {
        self.threads.iter().any(|(_, thread)| thread.tid() == tid)
    }

    /// Drops the caller's handles on the threads of a process: a thread lives while its handle does.
    pub fn drop_threads_of(&mut self, pid: Pid) {
        self.threads.retain(|(owner, _)| *owner != pid);
    }

    /// Every live group object, once.
    pub fn groups(&self) -> Vec<Arc<ProcessGroup>> {
        let of_processes = self.processes.iter().chain(&self.freed).map(|process| process.group());
        distinct(of_processes.chain(self.held_groups.iter().cloned()))
    }

    /// Every live session object, once.
    pub fn sessions(&self) -> Vec<Arc<Session>> {
        let of_groups = self.groups().into_iter().map(|group| group.session());
        distinct(of_groups.chain(self.held_sessions.iter().cloned()))
    }

    pub fn group(&self, pgid: Pid) -> Option<Arc<ProcessGroup>> {
        self.groups().into_iter().rev().find(|group| group.pgid() == pgid)
    }

    pub fn session(&self, sid: Pid) -> Option<Arc<Session>> {
        self.sessions().into_iter().rev().find(|session| session.sid() == sid)
    }

    pub fn run(&mut self, command: &Json) -> Answer {
        let id = |key: &str| command.get(key).number() as Pid;
        let pid = id("process");
        match command.get("name").text() {
            "free" => self.free(pid),
            "exit_thread" => {
                let place = self.threads.iter().rposition(|(_, thread)| thread.tid() == id("thread"));
                let (_, thread) = self.threads.remove(place.ok_or(Refusal::Named("no-such-thread"))?);
                Ok(vec![("last", thread.exit(command.get("code").number() as i32).to_string())])
            }
            "hold_group" => {
                self.held_groups.push(self.group(id("group")).ok_or(Refusal::Named("no-such-group"))?);
                Ok(vec![])
            }
            "release_group" => release(&mut self.held_groups, |group| group.pgid() == id("group")),
            "hold_session" => {
                self.held_sessions.push(self.session(id("session")).ok_or(Refusal::Named("no-such-session"))?);
                Ok(vec![])
            }
            "release_session" => release(&mut self.held_sessions, |session| session.sid() == id("session")),
            _ => {
                let process = self.process(pid).ok_or(Refusal::Named("not-running"))?;
                self.ask(&process, command)
            }
        }
    }

    fn ask(&mut self, me: &Arc<Process>, command: &Json) -> Answer {
        let id = |key: &str| command.get(key).number() as Pid;
        match command.get("name").text() {
            "fork" => {
                self.processes.push(me.fork(id("child")).build());
                Ok(vec![("pid", id("child").to_string())])
            }
            "create_session" => {
                let (session, group) = me.create_session().ok_or(Refusal::Unnamed)?;
                Ok(vec![("sid", session.sid().to_string()), ("pgid", group.pgid().to_string())])
            }
            "create_group" => {
                let group = me.create_group().ok_or(Refusal::Unnamed)?;
                Ok(vec![("pgid", group.pgid().to_string())])
            }
            "move_to_group" => {
                let group = self.group(id("group")).ok_or(Refusal::Named("no-such-group"))?;
                if me.move_to_group(&group) { Ok(vec![]) } else { Err(Refusal::Unnamed) }
            }
            "exit" => asserted(|| me.exit()),
            "new_thread" => {
                self.threads.push((me.pid(), me.new_thread(id("thread")).build()));
                Ok(vec![("tid", id("thread").to_string())])
            }
            "group_exit" => {
                me.group_exit();
                Ok(vec![])
            }
            other => panic!("unknown command {other}"),
        }
    }

    /// Of several handles of that number, one on a zombie; then the handle is dropped, or kept beside the others.
    fn free(&mut self, pid: Pid) -> Answer {
        let known: Vec<_> = self.freed.iter().chain(&self.processes).filter(|each| each.pid() == pid).cloned().collect();
        let zombie = known.iter().rev().find(|process| process.is_zombie());
        let process = zombie.or(known.last()).ok_or(Refusal::Named("not-a-zombie"))?;
        asserted(|| process.free())?;
        if let Some(place) = self.processes.iter().position(|each| Arc::ptr_eq(each, process)) {
            let handle = self.processes.remove(place);
            if self.keeps_freed {
                self.freed.push(handle);
            }
        }
        Ok(vec![])
    }

    /// What there is, one entry for each object.
    pub fn observe(&self) -> String {
        let processes = self.processes.iter().map(|process| {
            format!(
                "{{\"pid\":{},\"parent\":{},\"group\":{},\"state\":\"{}\",\"children\":{:?},\"threads\":{:?},\
                 \"groupExited\":{},\"exitCode\":{}}}",
                process.pid(),
                process.parent().map_or("null".to_string(), |parent| parent.pid().to_string()),
                process.group().pgid(),
                if process.is_zombie() { "zombie" } else { "running" },
                sorted(process.children().iter().map(|child| child.pid())),
                sorted(process.threads().iter().map(|thread| thread.tid())),
                process.is_group_exited(),
                process.exit_code(),
            )
        });
        // A freed process stays in its group as long as somebody has a handle on it.
        if self.keeps_freed {
            return format!("{{\"processes\":[{}]}}", joined(processes));
        }
        let groups = self.groups().into_iter().map(|group| {
            let members = sorted(group.processes().iter().map(|process| process.pid()));
            format!("{{\"pgid\":{},\"session\":{},\"processes\":{members:?}}}", group.pgid(), group.session().sid())
        });
        let sessions = self.sessions().into_iter().map(|session| {
            let groups = sorted(session.process_groups().iter().map(|group| group.pgid()));
            format!("{{\"sid\":{},\"groups\":{groups:?}}}", session.sid())
        });
        format!(
            "{{\"processes\":[{}],\"groups\":[{}],\"sessions\":[{}]}}",
            joined(processes),
            joined(groups),
            joined(sessions)
        )
    }
}

/// Where the crate asserts, it says no, before it changes anything: a refusal without a reason.
pub fn asserted(call: impl FnOnce()) -> Answer {
    catch_unwind(AssertUnwindSafe(call)).map(|()| vec![]).map_err(|_| Refusal::Unnamed)
}

/// An answer as JSON.
pub fn answer_text(answer: Answer) -> String {
    match answer {
        Ok(fields) => {
            let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
            format!("{{\"ok\":{{{}}}}}", fields.join(","))
        }
        Err(Refusal::Named(name)) => format!("{{\"refused\":\"{name}\"}}"),
        Err(Refusal::Unnamed) => "{\"refused\":true}".to_string(),
    }
}

fn release<Handle>(held: &mut Vec<Handle>, is_it: impl Fn(&Handle) -> bool) -> Answer {
    let place = held.iter().rposition(is_it).ok_or(Refusal::Named("not-held"))?;
    held.remove(place);
    Ok(vec![])
}

fn distinct<Object>(objects: impl Iterator<Item = Arc<Object>>) -> Vec<Arc<Object>> {
    let mut found: Vec<Arc<Object>> = Vec::new();
    for object in objects {
        if !found.iter().any(|each| Arc::ptr_eq(each, &object)) {
            found.push(object);
        }
    }
    found
}

fn sorted(ids: impl Iterator<Item = Pid>) -> Vec<Pid> {
    let mut ids: Vec<Pid> = ids.collect();
    ids.sort();
    ids
}

fn joined(entries: impl Iterator<Item = String>) -> String {
    entries.collect::<Vec<_>>().join(",")
}
