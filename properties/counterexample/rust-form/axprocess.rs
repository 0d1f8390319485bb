//! A stand-in for the crate axprocess: the part of its public API that generated tests use, with every check that the
//! specification asks for; the API refuses by `None`, `false` or a panic. AXPROCESS_FAULT names the one that is left out.
use std::collections::BTreeMap;
use std::env;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock, Weak};

pub type Pid = u32;

static INIT: OnceLock<Arc<Process>> = OnceLock::new();
static PROCESSES: Mutex<Vec<Weak<Process>>> = Mutex::new(Vec::new());
static GROUPS: Mutex<Vec<Weak<ProcessGroup>>> = Mutex::new(Vec::new());
static SESSIONS: Mutex<Vec<Weak<Session>>> = Mutex::new(Vec::new());
static THREADS: Mutex<Vec<Weak<Thread>>> = Mutex::new(Vec::new());

fn checks(what: &str) -> bool {
    env::var("AXPROCESS_FAULT").map_or(true, |fault| fault != what)
}

fn living<T>(all: &Mutex<Vec<Weak<T>>>) -> Vec<Arc<T>> {
    all.lock().unwrap().iter().filter_map(Weak::upgrade).collect()
}

fn group_in_use(id: Pid) -> bool {
    living(&GROUPS).iter().any(|group| group.pgid == id)
}

fn session_in_use(id: Pid) -> bool {
    living(&SESSIONS).iter().any(|session| session.sid == id)
}

fn in_use(id: Pid) -> bool {
    living(&PROCESSES).iter().any(|process| process.pid == id)
        || living(&THREADS).iter().any(|thread| thread.tid == id)
        || group_in_use(id)
        || session_in_use(id)
}

pub struct Session {
    sid: Pid,
    groups: Mutex<BTreeMap<Pid, Weak<ProcessGroup>>>,
}

impl Session {
    fn new(sid: Pid) -> Arc<Session> {
        let session = Arc::new(Session { sid, groups: Mutex::default() });
        SESSIONS.lock().unwrap().push(Arc::downgrade(&session));
        session
    }

    pub fn sid(&self) -> Pid {
        self.sid
    }

    pub fn process_groups(&self) -> Vec<Arc<ProcessGroup>> {
        self.groups.lock().unwrap().values().filter_map(Weak::upgrade).collect()
    }
}

pub struct ProcessGroup {
    pgid: Pid,
    session: Arc<Session>,
    processes: Mutex<BTreeMap<Pid, Weak<Process>>>,
}

impl ProcessGroup {
    fn new(pgid: Pid, session: &Arc<Session>) -> Arc<ProcessGroup> {
        let group = Arc::new(ProcessGroup { pgid, session: session.clone(), processes: Mutex::default() });
        session.groups.lock().unwrap().insert(pgid, Arc::downgrade(&group));
        GROUPS.lock().unwrap().push(Arc::downgrade(&group));
        group
    }

    pub fn pgid(&self) -> Pid {
        self.pgid
    }

    pub fn session(&self) -> Arc<Session> {
        self.session.clone()
    }

    pub fn processes(&self) -> Vec<Arc<Process>> {
        self.processes.lock().unwrap().values().filter_map(Weak::upgrade).collect()
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

    pub fn exit(&self, code: i32) -> bool {
        if !self.process.is_group_exited() {
            self.process.exit_code.store(code, SeqCst);
        }
        let mut threads = self.process.threads.lock().unwrap();
        threads.remove(&self.tid);
        threads.is_empty()
    }
}

pub struct Process {
    pid: Pid,
    zombie: AtomicBool,
    group_exited: AtomicBool,
    exit_code: AtomicI32,
    parent: Mutex<Weak<Process>>,
    children: Mutex<BTreeMap<Pid, Arc<Process>>>,
    group: Mutex<Arc<ProcessGroup>>,
    threads: Mutex<BTreeMap<Pid, Weak<Thread>>>,
}

pub struct ProcessBuilder(Option<Arc<Process>>, Pid);

impl ProcessBuilder {
    pub fn build(self) -> Arc<Process> {
        let ProcessBuilder(parent, pid) = self;
        if let Some(parent) = &parent {
            assert!(!parent.is_zombie(), "the caller does not run");
            assert!(!(checks("fork-in-use") && in_use(pid)), "the id is in use");
        }
        let group = match &parent {
            Some(parent) => parent.group(),
            None => ProcessGroup::new(pid, &Session::new(pid)),
        };
        let process = Arc::new(Process {
            pid,
            zombie: AtomicBool::new(false),
            group_exited: AtomicBool::new(false),
            exit_code: AtomicI32::new(0),
            parent: Mutex::new(parent.as_ref().map_or_else(Weak::new, Arc::downgrade)),
            children: Mutex::default(),
            group: Mutex::new(group.clone()),
            threads: Mutex::default(),
        });
        PROCESSES.lock().unwrap().push(Arc::downgrade(&process));
        group.processes.lock().unwrap().insert(pid, Arc::downgrade(&process));
        match parent {
            Some(parent) => drop(parent.children.lock().unwrap().insert(pid, process.clone())),
            None => assert!(INIT.set(process.clone()).is_ok(), "init exists"),
        }
        process
    }
}

pub struct ThreadBuilder(Arc<Process>, Pid);

impl ThreadBuilder {
    pub fn build(self) -> Arc<Thread> {
        let ThreadBuilder(process, tid) = self;
        assert!(!process.is_zombie(), "the caller does not run");
        let first = tid == process.pid && process.threads().is_empty();
        assert!(first || !in_use(tid), "the id is in use");
        let thread = Arc::new(Thread { tid, process });
        THREADS.lock().unwrap().push(Arc::downgrade(&thread));
        thread.process.threads.lock().unwrap().insert(tid, Arc::downgrade(&thread));
        thread
    }
}

impl Process {
    pub fn new_init(pid: Pid) -> ProcessBuilder {
        ProcessBuilder(None, pid)
    }

    pub fn fork(self: &Arc<Process>, pid: Pid) -> ProcessBuilder {
        ProcessBuilder(Some(self.clone()), pid)
    }

    pub fn new_thread(self: &Arc<Process>, tid: Pid) -> ThreadBuilder {
        ThreadBuilder(self.clone(), tid)
    }

    pub fn pid(&self) -> Pid {
        self.pid
    }

    pub fn is_zombie(&self) -> bool {
        self.zombie.load(SeqCst)
    }

    pub fn is_group_exited(&self) -> bool {
        self.group_exited.load(SeqCst)
    }

    pub fn exit_code(&self) -> i32 {
        self.exit_code.load(SeqCst)
    }

    pub fn parent(&self) -> Option<Arc<Process>> {
        self.parent.lock().unwrap().upgrade()
    }

    pub fn children(&self) -> Vec<Arc<Process>> {
        self.children.lock().unwrap().values().cloned().collect()
    }

    pub fn group(&self) -> Arc<ProcessGroup> {
        self.group.lock().unwrap().clone()
    }

    pub fn threads(&self) -> Vec<Arc<Thread>> {
        self.threads.lock().unwrap().values().filter_map(Weak::upgrade).collect()
    }

    fn enter(self: &Arc<Process>, group: &Arc<ProcessGroup>) {
        let left = std::mem::replace(&mut *self.group.lock().unwrap(), group.clone());
        left.processes.lock().unwrap().remove(&self.pid);
        group.processes.lock().unwrap().insert(self.pid, Arc::downgrade(self));
    }

    pub fn create_session(self: &Arc<Process>) -> Option<(Arc<Session>, Arc<ProcessGroup>)> {
        let leads = self.group().pgid == self.pid;
        if self.is_zombie() || session_in_use(self.pid) || (checks("leader-makes-session") && (leads || group_in_use(self.pid))) {
            return None;
        }
        let session = Session::new(self.pid);
        let group = ProcessGroup::new(self.pid, &session);
        self.enter(&group);
        Some((session, group))
    }

    pub fn create_group(self: &Arc<Process>) -> Option<Arc<ProcessGroup>> {
        if self.is_zombie() || group_in_use(self.pid) {
            return None;
        }
        let group = ProcessGroup::new(self.pid, &self.group().session);
        self.enter(&group);
        Some(group)
    }

    pub fn move_to_group(self: &Arc<Process>, group: &Arc<ProcessGroup>) -> bool {
        if self.is_zombie() || !Arc::ptr_eq(&self.group().session, &group.session) {
            return false;
        }
        self.enter(group);
        true
    }

    pub fn exit(self: &Arc<Process>) {
        let init = INIT.get().expect("init exists");
        assert!(!Arc::ptr_eq(self, init), "init does not exit");
        assert!(!(checks("exit-twice") && self.is_zombie()), "the caller does not run");
        self.zombie.store(true, SeqCst);
        self.threads.lock().unwrap().clear();
        if checks("children-stay") {
            for (pid, child) in std::mem::take(&mut *self.children.lock().unwrap()) {
                *child.parent.lock().unwrap() = Arc::downgrade(init);
                init.children.lock().unwrap().insert(pid, child);
            }
        }
    }

    pub fn free(self: &Arc<Process>) {
        assert!(self.is_zombie(), "no zombie");
        if let Some(parent) = self.parent() {
            parent.children.lock().unwrap().remove(&self.pid);
        }
    }

    pub fn group_exit(&self) {
        assert!(!self.is_zombie(), "the caller does not run");
        self.group_exited.store(true, SeqCst);
    }
}
