//! The process table: processes, groups and sessions by id.

use std::collections::{BTreeMap, BTreeSet};

pub type Id = i64;

const INIT: Id = 1;

/// The fields of an answer, or the name of the refusal that changed nothing.
pub type Answer = Result<Vec<(&'static str, String)>, &'static str>;

#[derive(Default)]
pub struct Process {
    pub parent: Option<Id>,
    pub group: Id,
    pub zombie: bool,
    pub threads: BTreeSet<Id>,
    pub subreaper: bool,
    pub group_exited: bool,
    pub exit_code: i64,
}

pub struct Group {
    pub session: Id,
    handles: u32,
}

#[derive(Default)]
pub struct Session {
    handles: u32,
}

pub struct Table {
    pub processes: BTreeMap<Id, Process>,
    pub groups: BTreeMap<Id, Group>,
    pub sessions: BTreeMap<Id, Session>,
}

impl Table {
    /// Init alone, leading group 1 and session 1.
    pub fn new() -> Table {
        let init = Process { group: INIT, ..Process::default() };
        Table {
            processes: BTreeMap::from([(INIT, init)]),
            groups: BTreeMap::from([(INIT, Group { session: INIT, handles: 0 })]),
            sessions: BTreeMap::from([(INIT, Session::default())]),
        }
    }

    pub fn children(&self, pid: Id) -> Vec<Id> {
        self.processes.iter().filter(|(_, process)| process.parent == Some(pid)).map(|(pid, _)| *pid).collect()
    }

    pub fn members(&self, pgid: Id) -> Vec<Id> {
        self.processes.iter().filter(|(_, process)| process.group == pgid).map(|(pid, _)| *pid).collect()
    }

    pub fn groups_in(&self, sid: Id) -> Vec<Id> {
        self.groups.iter().filter(|(_, group)| group.session == sid).map(|(pgid, _)| *pgid).collect()
    }

    /// What nothing refers to any longer is gone: first groups, then sessions.
    pub fn clean_up(&mut self) {
        let used: BTreeSet<Id> = self.processes.values().map(|process| process.group).collect();
        self.groups.retain(|pgid, group| group.handles > 0 || used.contains(pgid));
        let used: BTreeSet<Id> = self.groups.values().map(|group| group.session).collect();
        self.sessions.retain(|sid, session| session.handles > 0 || used.contains(sid));
    }

    pub fn fork(&mut self, process: Id, child: Id) -> Answer {
        let group = self.running(process)?.group;
        refuse(self.in_use(child), "id-in-use")?;
        self.processes.insert(child, Process { parent: Some(process), group, ..Process::default() });
        Ok(vec![("pid", child.to_string())])
    }

    pub fn create_session(&mut self, process: Id) -> Answer {
        let group = self.running(process)?.group;
        refuse(group == process, "leads-its-group")?;
        refuse(self.groups.contains_key(&process), "group-id-in-use")?;
        refuse(self.sessions.contains_key(&process), "session-id-in-use")?;
        self.sessions.insert(process, Session::default());
        self.groups.insert(process, Group { session: process, handles: 0 });
        self.running(process)?.group = process;
        Ok(vec![("sid", process.to_string()), ("pgid", process.to_string())])
    }

    pub fn create_group(&mut self, process: Id) -> Answer {
        let group = self.running(process)?.group;
        refuse(group == process, "leads-its-group")?;
        refuse(self.groups.contains_key(&process), "group-id-in-use")?;
        let session = self.groups[&group].session;
        self.groups.insert(process, Group { session, handles: 0 });
        self.running(process)?.group = process;
        Ok(vec![("pgid", process.to_string())])
    }

    pub fn move_to_group(&mut self, process: Id, group: Id) -> Answer {
        let mine = self.running(process)?.group;
        let session = self.groups.get(&group).ok_or("no-such-group")?.session;
        refuse(session != self.groups[&mine].session, "not-in-my-session")?;
        self.running(process)?.group = group;
        Ok(vec![])
    }

    pub fn exit(&mut self, process: Id) -> Answer {
        let me = self.running(process)?;
        refuse(process == INIT, "is-init")?;
        me.zombie = true;
        me.threads.clear();
        let reaper = self.reaper(process);
        for child in self.children(process) {
            self.processes.get_mut(&child).expect("children live").parent = Some(reaper);
        }
        Ok(vec![])
    }

    pub fn free(&mut self, process: Id) -> Answer {
        refuse(!self.processes.get(&process).is_some_and(|it| it.zombie), "not-a-zombie")?;
        self.processes.remove(&process);
        Ok(vec![])
    }

    pub fn new_thread(&mut self, process: Id, thread: Id) -> Answer {
        let first = self.running(process)?.threads.is_empty() && thread == process;
        refuse(self.in_use(thread) && !first, "id-in-use")?;
        self.running(process)?.threads.insert(thread);
        Ok(vec![("tid", thread.to_string())])
    }

    pub fn exit_thread(&mut self, thread: Id, code: i64) -> Answer {
        let owner = self.processes.values_mut().find(|it| it.threads.contains(&thread)).ok_or("no-such-thread")?;
        owner.threads.remove(&thread);
        if !owner.group_exited {
            owner.exit_code = code;
        }
        Ok(vec![("last", owner.threads.is_empty().to_string())])
    }

    pub fn group_exit(&mut self, process: Id) -> Answer {
        self.running(process)?.group_exited = true;
        Ok(vec![])
    }

    pub fn set_subreaper(&mut self, process: Id, on: bool) -> Answer {
        self.running(process)?.subreaper = on;
        Ok(vec![])
    }

    pub fn hold_group(&mut self, group: Id) -> Answer {
        self.groups.get_mut(&group).ok_or("no-such-group")?.handles += 1;
        Ok(vec![])
    }

    pub fn release_group(&mut self, group: Id) -> Answer {
        self.groups.get_mut(&group).filter(|it| it.handles > 0).ok_or("not-held")?.handles -= 1;
        Ok(vec![])
    }

    pub fn hold_session(&mut self, session: Id) -> Answer {
        self.sessions.get_mut(&session).ok_or("no-such-session")?.handles += 1;
        Ok(vec![])
    }

    pub fn release_session(&mut self, session: Id) -> Answer {
        self.sessions.get_mut(&session).filter(|it| it.handles > 0).ok_or("not-held")?.handles -= 1;
        Ok(vec![])
    }

    fn running(&mut self, pid: Id) -> Result<&mut Process, &'static str> {
        self.processes.get_mut(&pid).filter(|process| !process.zombie).ok_or("not-running")
    }

    fn in_use(&self, id: Id) -> bool {
        self.processes.contains_key(&id)
            || self.groups.contains_key(&id)
            || self.sessions.contains_key(&id)
            || self.processes.values().any(|process| process.threads.contains(&id))
    }

    /// The nearest living ancestor that is a subreaper, else init.
    fn reaper(&self, pid: Id) -> Id {
        let mut above = self.processes[&pid].parent;
        while let Some(ancestor) = above {
            if self.processes[&ancestor].subreaper {
                return ancestor;
            }
            above = self.processes[&ancestor].parent;
        }
        INIT
    }
}

fn refuse(condition: bool, reason: &'static str) -> Result<(), &'static str> {
    if condition {
        Err(reason)
    } else {
        Ok(())
    }
}
