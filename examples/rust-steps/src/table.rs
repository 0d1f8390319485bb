//! Processes and their groups, in one session. Two locks, always taken in the same order: `processes`, then `groups`.
//! With RELEASE_EARLY=1 in its environment a fork looks under the locks whether its id is free, lets them go, and takes
//! them again to use it, so that you can see a failure.

use crate::steps::Lock;
use std::collections::{BTreeMap, BTreeSet};

pub type Id = i64;

const INIT: Id = 1;

/// The fields of an answer, or the name of the refusal that changed nothing.
pub type Answer = Result<Vec<(&'static str, Id)>, &'static str>;

struct Process {
    parent: Option<Id>,
    group: Id,
    zombie: bool,
}

type Processes = BTreeMap<Id, Process>;
/// The members of each group.
type Groups = BTreeMap<Id, BTreeSet<Id>>;

pub struct Table {
    processes: Lock<Processes>,
    groups: Lock<Groups>,
    releases_early: bool,
}

impl Table {
    /// Init alone, leading group 1.
    pub fn new(releases_early: bool) -> Table {
        let init = Process { parent: None, group: INIT, zombie: false };
        Table {
            processes: Lock::new("processes", BTreeMap::from([(INIT, init)])),
            groups: Lock::new("groups", BTreeMap::from([(INIT, BTreeSet::from([INIT]))])),
            releases_early,
        }
    }

    pub fn fork(&self, process: Id, child: Id) -> Answer {
        let mut processes = self.processes.lock();
        let mut groups = self.groups.lock();
        let group = running(&mut processes, process)?.group;
        refuse(processes.contains_key(&child) || groups.contains_key(&child), "id-in-use")?;
        if self.releases_early {
            drop(groups);
            drop(processes);
            processes = self.processes.lock();
            groups = self.groups.lock();
        }
        processes.insert(child, Process { parent: Some(process), group, zombie: false });
        groups.entry(group).or_default().insert(child);
        Ok(vec![("pid", child)])
    }

    pub fn create_group(&self, process: Id) -> Answer {
        let mut processes = self.processes.lock();
        let me = running(&mut processes, process)?;
        refuse(me.group == process, "leads-its-group")?;
        let mut groups = self.groups.lock();
        refuse(groups.contains_key(&process), "group-id-in-use")?;
        groups.insert(process, BTreeSet::new());
        change_group(&mut groups, process, me, process);
        Ok(vec![("pgid", process)])
    }

    pub fn move_to_group(&self, process: Id, group: Id) -> Answer {
        let mut processes = self.processes.lock();
        let me = running(&mut processes, process)?;
        let mut groups = self.groups.lock();
        refuse(!groups.contains_key(&group), "no-such-group")?;
        change_group(&mut groups, process, me, group);
        Ok(vec![])
    }

    pub fn exit(&self, process: Id) -> Answer {
        let mut processes = self.processes.lock();
        running(&mut processes, process)?;
        refuse(process == INIT, "is-init")?;
        for (pid, each) in processes.iter_mut() {
            if *pid == process {
                each.zombie = true;
            }
            if each.parent == Some(process) {
                each.parent = Some(INIT);
            }
        }
        Ok(vec![])
    }

    pub fn free(&self, process: Id) -> Answer {
        let mut processes = self.processes.lock();
        refuse(!processes.get(&process).is_some_and(|each| each.zombie), "not-a-zombie")?;
        let group = processes[&process].group;
        processes.remove(&process);
        leave(&mut self.groups.lock(), process, group);
        Ok(vec![])
    }

    /// Everything that can be seen, at one moment.
    pub fn observe(&self) -> String {
        let processes = self.processes.lock();
        let groups = self.groups.lock();
        let shown = processes.iter().map(|(pid, process)| {
            let parent = process.parent.map_or("null".to_string(), |parent| parent.to_string());
            let state = if process.zombie { "zombie" } else { "running" };
            format!("{{\"pid\":{pid},\"parent\":{parent},\"group\":{},\"state\":\"{state}\"}}", process.group)
        });
        let shown: Vec<String> = shown.collect();
        let listed: Vec<String> = groups
            .iter()
            .map(|(pgid, members)| format!("{{\"pgid\":{pgid},\"session\":{INIT},\"processes\":{:?}}}", members.iter().collect::<Vec<_>>()))
            .collect();
        format!(
            "{{\"processes\":[{}],\"groups\":[{}],\"sessions\":[{{\"sid\":{INIT},\"groups\":{:?}}}]}}",
            shown.join(","),
            listed.join(","),
            groups.keys().collect::<Vec<_>>()
        )
    }
}

fn refuse(condition: bool, reason: &'static str) -> Result<(), &'static str> {
    if condition { Err(reason) } else { Ok(()) }
}

fn running(processes: &mut Processes, pid: Id) -> Result<&mut Process, &'static str> {
    processes.get_mut(&pid).filter(|process| !process.zombie).ok_or("not-running")
}

fn change_group(groups: &mut Groups, pid: Id, process: &mut Process, group: Id) {
    if process.group != group {
        leave(groups, pid, process.group);
        groups.entry(group).or_default().insert(pid);
        process.group = group;
    }
}

/// A group without members is gone.
fn leave(groups: &mut Groups, pid: Id, group: Id) {
    if let Some(members) = groups.get_mut(&group) {
        members.remove(&pid);
        if members.is_empty() {
            groups.remove(&group);
        }
    }
}
