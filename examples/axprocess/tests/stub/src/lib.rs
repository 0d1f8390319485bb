//! The public API of the axprocess crate as far as the adapters use it, after its documentation alone: it stands in where
//! the crate cannot be had. It checks no more than the crate does. With the feature of a fault it is wrong in one way.

use kspin::SpinNoIrq;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};
use std::sync::{Arc, OnceLock, Weak};

pub type Pid = u32;

static INIT_PROC: OnceLock<Arc<Process>> = OnceLock::new();

/// Weak references by number: what is dead is skipped, and a second entry displaces the first.
struct WeakMap<Value>(SpinNoIrq<BTreeMap<Pid, Weak<Value>>>);

impl<Value> WeakMap<Value> {
    fn new() -> WeakMap<Value> {
        WeakMap(SpinNoIrq::new(BTreeMap::new()))
    }

    fn insert(&self, id: Pid, value: &Arc<Value>) {
        self.0.lock().insert(id, Arc::downgrade(value));
    }

    fn remove(&self, id: Pid) {
        self.0.lock().remove(&id);
    }

    fn values(&self) -> Vec<Arc<Value>> {
        self.0.lock().values().filter_map(Weak::upgrade).collect()
    }
}

pub struct Session {
    sid: Pid,
    groups: WeakMap<ProcessGroup>,
}

impl Session {
    fn new(sid: Pid) -> Arc<Session> {
        Arc::new(Session { sid, groups: WeakMap::new() })
    }

    pub fn sid(&self) -> Pid {
        self.sid
    }

    pub fn process_groups(&self) -> Vec<Arc<ProcessGroup>> {
        self.groups.values()
    }
}

pub struct ProcessGroup {
    pgid: Pid,
    session: Arc<Session>,
    processes: WeakMap<Process>,
}

impl ProcessGroup {
    fn new(pgid: Pid, session: &Arc<Session>) -> Arc<ProcessGroup> {
        let group = Arc::new(ProcessGroup { pgid, session: session.clone(), processes: WeakMap::new() });
        session.groups.insert(pgid, &group);
        group
    }

    pub fn pgid(&self) -> Pid {
        self.pgid
    }

    pub fn session(&self) -> Arc<Session> {
        self.session.clone()
    }

    pub fn processes(&self) -> Vec<Arc<Process>> {
        self.processes.values()
    }
}

pub struct Thread {
    tid: Pid,
    process: Arc<Process>,
}

impl Thread {
    pub fn tid(&self) -> Pid {
        self.tid
    }

    /// Whether the process has no thread left.
    pub fn exit(&self, code: i32) -> bool {
        if !self.process.is_group_exited() {
            self.process.exit_code.store(code, SeqCst);
        }
        self.process.threads.remove(self.tid);
        self.process.threads.values().is_empty()
    }
}

pub struct ThreadBuilder {
    tid: Pid,
    process: Arc<Process>,
}

impl ThreadBuilder {
    pub fn build(self) -> Arc<Thread> {
        let thread = Arc::new(Thread { tid: self.tid, process: self.process });
        thread.process.threads.insert(thread.tid, &thread);
        thread
    }
}

pub struct Process {
    pid: Pid,
    is_zombie: AtomicBool,
    is_group_exited: AtomicBool,
    exit_code: AtomicI32,
    threads: WeakMap<Thread>,
    children: SpinNoIrq<BTreeMap<Pid, Arc<Process>>>,
    parent: SpinNoIrq<Weak<Process>>,
    group: SpinNoIrq<Arc<ProcessGroup>>,
}

pub struct ProcessBuilder {
    pid: Pid,
    parent: Option<Arc<Process>>,
}

impl ProcessBuilder {
    pub fn build(self) -> Arc<Process> {
        let group = match &self.parent {
            Some(parent) => parent.group(),
            None => ProcessGroup::new(self.pid, &Session::new(self.pid)),
        };
        let process = Arc::new(Process {
            pid: self.pid,
            is_zombie: AtomicBool::new(false),
            is_group_exited: AtomicBool::new(false),
            exit_code: AtomicI32::new(0),
            threads: WeakMap::new(),
            children: SpinNoIrq::new(BTreeMap::new()),
            parent: SpinNoIrq::new(self.parent.as_ref().map_or(Weak::new(), Arc::downgrade)),
            group: SpinNoIrq::new(group.clone()),
        });
        group.processes.insert(self.pid, &process);
        match self.parent {
            Some(parent) => {
                parent.children.lock().insert(self.pid, process.clone());
            }
            None => assert!(INIT_PROC.set(process.clone()).is_ok(), "init exists once"),
        }
        process
    }
}

impl Process {
    pub fn new_init(pid: Pid) -> ProcessBuilder {
        ProcessBuilder { pid, parent: None }
    }

    pub fn fork(self: &Arc<Self>, pid: Pid) -> ProcessBuilder {
        ProcessBuilder { pid, parent: Some(self.clone()) }
    }

    pub fn pid(&self) -> Pid {
        self.pid
    }

    pub fn parent(&self) -> Option<Arc<Process>> {
        self.parent.lock().upgrade()
    }

    pub fn children(&self) -> Vec<Arc<Process>> {
        self.children.lock().values().cloned().collect()
    }

    pub fn group(&self) -> Arc<ProcessGroup> {
        self.group.lock().clone()
    }

    pub fn create_session(self: &Arc<Self>) -> Option<(Arc<Session>, Arc<ProcessGroup>)> {
        if self.group().session.sid == self.pid {
            return None;
        }
        let session = Session::new(self.pid);
        let group = ProcessGroup::new(self.pid, &session);
        self.set_group(&group);
        Some((session, group))
    }

    pub fn create_group(self: &Arc<Self>) -> Option<Arc<ProcessGroup>> {
        if self.group().pgid == self.pid {
            return None;
        }
        let group = ProcessGroup::new(self.pid, &self.group().session);
        self.set_group(&group);
        Some(group)
    }

    pub fn move_to_group(self: &Arc<Self>, group: &Arc<ProcessGroup>) -> bool {
        if Arc::ptr_eq(&self.group(), group) {
            return true;
        }
        if !cfg!(feature = "moves-across-sessions") && !Arc::ptr_eq(&self.group().session, &group.session) {
            return false;
        }
        self.set_group(group);
        true
    }

    fn set_group(self: &Arc<Self>, group: &Arc<ProcessGroup>) {
        let mut own = self.group.lock();
        own.processes.remove(self.pid);
        group.processes.insert(self.pid, self);
        *own = group.clone();
    }

    pub fn new_thread(self: &Arc<Self>, tid: Pid) -> ThreadBuilder {
        ThreadBuilder { tid, process: self.clone() }
    }

    pub fn threads(&self) -> Vec<Arc<Thread>> {
        self.threads.values()
    }

    pub fn is_group_exited(&self) -> bool {
        self.is_group_exited.load(SeqCst)
    }

    pub fn group_exit(&self) {
        self.is_group_exited.store(true, SeqCst);
    }

    pub fn is_zombie(&self) -> bool {
        self.is_zombie.load(SeqCst)
    }

    pub fn exit_code(&self) -> i32 {
        self.exit_code.load(SeqCst)
    }

    pub fn exit(self: &Arc<Self>) {
        let init = INIT_PROC.get().expect("init exists");
        assert!(!Arc::ptr_eq(self, init), "init process cannot exit");
        self.is_zombie.store(true, SeqCst);
        let mut children = self.children.lock();
        let mut adopted = init.children.lock();
        for (pid, child) in std::mem::take(&mut *children) {
            *child.parent.lock() = Arc::downgrade(init);
            adopted.insert(pid, child);
        }
    }

    pub fn free(&self) {
        assert!(self.is_zombie(), "only zombie process can be freed");
        if let Some(parent) = self.parent() {
            parent.children.lock().remove(&self.pid);
        }
    }
}
