//! Runs branches of a program one step at a time. Put [`Lock`] where your system has its lock: outside of a run it is a
//! plain one, within a run each taking of it is a point where the branch waits for its turn. The standard library only.
//!
//! One thread a branch, and one of them holds the baton at any time. The caller of [`run`] passes it on when all others
//! stand at a point, so that nothing depends on the machine: the same schedule gives the same steps.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A mutual exclusion, named by what it guards.
pub struct Lock<T> {
    name: String,
    held: Arc<AtomicBool>,
    data: Mutex<T>,
}

impl<T> Lock<T> {
    pub fn new(name: impl Into<String>, data: T) -> Lock<T> {
        Lock { name: name.into(), held: Arc::new(AtomicBool::new(false)), data: Mutex::new(data) }
    }

    /// Takes it. A branch that finds it held does not spin: its turn comes when it is free.
    pub fn lock(&self) -> Guard<'_, T> {
        stand(|| (format!("lock {}", self.name), Some(self.held.clone())));
        let data = unpoisoned(self.data.lock());
        self.held.store(true, SeqCst);
        touch(&self.name, true);
        Guard { lock: self, data }
    }
}

pub struct Guard<'a, T> {
    lock: &'a Lock<T>,
    data: MutexGuard<'a, T>,
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        self.lock.held.store(false, SeqCst);
        touch(&self.lock.name, true);
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        touch(&self.lock.name, false);
        &self.data
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        touch(&self.lock.name, true);
        &mut self.data
    }
}

/// A place to stand before an access to shared memory outside of locks, such as `load state of 2`.
pub fn point(name: &str) {
    stand(|| (name.to_string(), None));
}

/// Notes what the step reads or writes. Whoever notes anything has to note everything.
pub fn touch(name: &str, writes: bool) {
    in_branch(|baton, _| {
        let mut stage = unpoisoned(baton.stage.lock());
        let touched = if writes { &mut stage.writes } else { &mut stage.reads };
        if !touched.contains(name) {
            touched.insert(name.to_string());
        }
    });
}

/// The number of the step that is being taken.
pub fn now() -> usize {
    in_branch(|baton, _| unpoisoned(baton.stage.lock()).step).unwrap_or(0)
}

/// The branch of this thread, counted from 1; 0 outside of a run.
pub fn branch() -> usize {
    in_branch(|_, branch| branch + 1).unwrap_or(0)
}

/// How many of something this branch has made so far: names for what has none, the same in every run.
pub fn ordinal() -> usize {
    MADE.with(|made| made.replace(made.get() + 1) + 1)
}

pub struct Step {
    pub branch: usize,
    pub at: String,
    pub can: Vec<usize>,
    pub reads: BTreeSet<String>,
    pub writes: BTreeSet<String>,
}

pub struct Outcome {
    pub steps: Vec<Step>,
    pub ended: &'static str,
    /// Where each branch stands; nowhere where it has ended.
    pub at: Vec<Option<String>>,
}

pub type Branch = Box<dyn FnOnce() + Send>;

/// Takes steps by the schedule, and goes on by itself after it. Each branch must begin by standing at a point. The threads
/// of a run that is not `done` stay where they are.
pub fn run(branches: Vec<Branch>, schedule: &[usize], limit: usize) -> Outcome {
    let baton = Arc::new(Baton::of(branches.len()));
    for (index, branch) in branches.into_iter().enumerate() {
        let baton = baton.clone();
        std::thread::spawn(move || {
            ME.with(|me| *me.borrow_mut() = Some((baton.clone(), index)));
            if catch_unwind(AssertUnwindSafe(branch)).is_err() {
                std::process::exit(101); // Nobody would pass the baton on; the panic has told what it was.
            }
            drop(baton.stand_at(index, Place::Ended));
        });
    }
    let mut wanted = schedule.iter().copied();
    let mut steps: Vec<Step> = Vec::new();
    let mut last = 0;
    loop {
        let mut stage = baton.all_standing();
        if let Some(step) = steps.last_mut() {
            step.reads = std::mem::take(&mut stage.reads);
            step.writes = std::mem::take(&mut stage.writes);
        }
        let can: Vec<usize> = stage.places.iter().enumerate().filter(|(_, place)| place.can_go()).map(|(at, _)| at + 1).collect();
        let at: Vec<Option<String>> = stage.places.iter().map(Place::name).collect();
        if at.iter().all(Option::is_none) {
            return Outcome { steps, ended: "done", at };
        }
        if can.is_empty() {
            return Outcome { steps, ended: "deadlock", at };
        }
        if steps.len() == limit {
            return Outcome { steps, ended: "limit", at };
        }
        let goes_on = if can.contains(&last) { last } else { can[0] };
        let branch = wanted.find(|branch| can.contains(branch)).unwrap_or(goes_on);
        last = branch;
        steps.push(Step {
            branch,
            at: at[branch - 1].clone().unwrap_or_default(),
            can,
            reads: BTreeSet::new(),
            writes: BTreeSet::new(),
        });
        stage.step = steps.len();
        stage.places[branch - 1] = Place::Runs;
        baton.moved.notify_all();
    }
}

/// Where a branch is.
enum Place {
    Runs,
    Stands(String, Option<Arc<AtomicBool>>),
    Ended,
}

impl Place {
    fn can_go(&self) -> bool {
        match self {
            Place::Stands(_, held) => !held.as_ref().is_some_and(|held| held.load(SeqCst)),
            _ => false,
        }
    }

    fn name(&self) -> Option<String> {
        match self {
            Place::Stands(name, _) => Some(name.clone()),
            _ => None,
        }
    }
}

struct Stage {
    places: Vec<Place>,
    step: usize,
    reads: BTreeSet<String>,
    writes: BTreeSet<String>,
}

struct Baton {
    stage: Mutex<Stage>,
    moved: Condvar,
}

impl Baton {
    fn of(branches: usize) -> Baton {
        let places = (0..branches).map(|_| Place::Runs).collect();
        let stage = Stage { places, step: 0, reads: BTreeSet::new(), writes: BTreeSet::new() };
        Baton { stage: Mutex::new(stage), moved: Condvar::new() }
    }

    fn stand_at(&self, branch: usize, place: Place) -> MutexGuard<'_, Stage> {
        let mut stage = unpoisoned(self.stage.lock());
        stage.places[branch] = place;
        self.moved.notify_all();
        stage
    }

    fn all_standing(&self) -> MutexGuard<'_, Stage> {
        let stage = unpoisoned(self.stage.lock());
        let runs = |stage: &mut Stage| stage.places.iter().any(|place| matches!(place, Place::Runs));
        unpoisoned(self.moved.wait_while(stage, runs))
    }
}

thread_local! {
    static ME: RefCell<Option<(Arc<Baton>, usize)>> = const { RefCell::new(None) };
    static MADE: Cell<usize> = const { Cell::new(0) };
}

fn in_branch<Result>(work: impl FnOnce(&Baton, usize) -> Result) -> Option<Result> {
    ME.with(|me| me.borrow().as_ref().map(|(baton, branch)| work(baton, *branch)))
}

/// Waits for the turn; outside of a run there is none to wait for.
fn stand(place: impl FnOnce() -> (String, Option<Arc<AtomicBool>>)) {
    in_branch(|baton, branch| {
        let (name, held) = place();
        let stage = baton.stand_at(branch, Place::Stands(name, held));
        let waits = |stage: &mut Stage| !matches!(stage.places[branch], Place::Runs);
        drop(unpoisoned(baton.moved.wait_while(stage, waits)));
    });
}

/// A panic under a lock ends the program or is an answer; what the lock guards is then as it was left.
fn unpoisoned<Held>(taken: Result<Held, PoisonError<Held>>) -> Held {
    taken.unwrap_or_else(PoisonError::into_inner)
}
