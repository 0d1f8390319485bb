//! The request `runConcurrent` (docs/protocol.md), by steps and freely, for whatever can be shared by threads.

use crate::json::Json;
use crate::steps::{self, Branch, Outcome};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

/// A system that threads share. What it returns is JSON.
pub trait Shared: Send + Sync + 'static {
    /// Whether it notes everything that a step touches, so that steps which touch nothing in common need not be tried in
    /// both orders.
    const NOTES_ALL: bool;
    fn run(&self, command: &Json) -> String;
    fn observe(&self) -> String;
}

/// One command of a branch, as far as it came.
#[derive(Default)]
struct Record {
    called: Option<usize>,
    /// When it answered, and the answer as a member of JSON.
    answered: Option<(usize, String)>,
}

type Records = Arc<Vec<Vec<Mutex<Record>>>>;

/// Runs the program of a request on a system that is init alone.
pub fn run_concurrent<System: Shared>(system: &Arc<System>, request: &Arc<Json>) -> String {
    let params = request.get("params");
    let prefix: Vec<String> = params.get("prefix").items().iter().map(|command| system.run(command)).collect();
    let branches = params.get("branches").items();
    let empty = |branch: &Json| branch.items().iter().map(|_| Mutex::new(Record::default())).collect();
    let records: Records = Arc::new(branches.iter().map(empty).collect());
    let is_free = matches!(params.get("schedule"), Json::Null);
    let outcome = if is_free { freely(system, request, &records) } else { by_steps(system, request, &records) };
    let told: Vec<String> = records.iter().map(|branch| format!("[{}]", joined(branch.iter().map(record_text)))).collect();
    let rest = if outcome.ended == "done" {
        format!("\"observation\":{}", system.observe())
    } else {
        let name = |at: &Option<String>| at.as_ref().map_or("null".to_string(), |name| format!("{name:?}"));
        format!("\"at\":[{}]", joined(outcome.at.iter().map(name)))
    };
    let steps = joined(outcome.steps.iter().map(|step| step_text(step, System::NOTES_ALL)));
    let steps = if is_free { String::new() } else { format!(",\"steps\":[{steps}]") };
    format!(
        "{{\"prefix\":[{}],\"branches\":[{}],\"ended\":\"{}\",{rest}{steps}}}",
        prefix.join(","),
        told.join(","),
        outcome.ended
    )
}

fn by_steps<System: Shared>(system: &Arc<System>, request: &Arc<Json>, records: &Records) -> Outcome {
    let work = |index: usize| -> Branch {
        let (system, request, records) = (system.clone(), request.clone(), records.clone());
        Box::new(move || {
            for (command, record) in commands_of(&request, index).iter().zip(&records[index]) {
                steps::point("call");
                record.lock().unwrap().called = Some(steps::now());
                let answer = member(&*system, command);
                record.lock().unwrap().answered = Some((steps::now(), answer));
            }
        })
    };
    let params = request.get("params");
    let schedule: Vec<usize> = params.get("schedule").items().iter().map(|branch| branch.number() as usize).collect();
    let limit = match params.get("limit").number() {
        0 => usize::MAX,
        limit => limit as usize,
    };
    steps::run((0..records.len()).map(work).collect(), &schedule, limit)
}

/// Each branch in a thread of its own. The counter is read before anything of a command is done, and after all of it.
fn freely<System: Shared>(system: &Arc<System>, request: &Arc<Json>, records: &Records) -> Outcome {
    let count = AtomicUsize::new(1);
    let ready = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for index in 0..records.len() {
            let (count, ready) = (&count, &ready);
            scope.spawn(move || {
                let commands = commands_of(request, index);
                ready.fetch_add(1, SeqCst);
                while ready.load(SeqCst) < records.len() {
                    std::thread::yield_now(); // A barrier would wake one after the other.
                }
                for (command, record) in commands.iter().zip(&records[index]) {
                    let mut record = record.lock().unwrap();
                    let called = count.fetch_add(1, SeqCst);
                    record.called = Some(called);
                    if called % 2 == 1 {
                        std::thread::yield_now(); // Lets other branches in: a command is over long before its thread's time is.
                    }
                    let answer = member(&**system, command);
                    record.answered = Some((count.fetch_add(1, SeqCst), answer));
                }
            });
        }
    });
    Outcome { steps: Vec::new(), ended: "done", at: Vec::new() }
}

fn commands_of(request: &Json, branch: usize) -> &[Json] {
    request.get("params").get("branches").items()[branch].items()
}

/// The answer, or what a look at the state shows.
fn member<System: Shared>(system: &System, command: &Json) -> String {
    match command.get("name").text() {
        "observe" => format!("\"observation\":{}", system.observe()),
        _ => format!("\"answer\":{}", system.run(command)),
    }
}

fn record_text(record: &Mutex<Record>) -> String {
    let record = record.lock().unwrap();
    match (record.called, &record.answered) {
        (Some(called), Some((answered, answer))) => format!("{{\"called\":{called},\"answered\":{answered},{answer}}}"),
        (Some(called), None) => format!("{{\"called\":{called}}}"),
        _ => "{}".to_string(),
    }
}

fn step_text(step: &steps::Step, notes_all: bool) -> String {
    let listed = |touched: &BTreeSet<String>| joined(touched.iter().map(|name| format!("{name:?}")));
    let touched = format!(",\"reads\":[{}],\"writes\":[{}]", listed(&step.reads), listed(&step.writes));
    let touched = if notes_all { touched } else { String::new() };
    let can = joined(step.can.iter().map(usize::to_string));
    format!("{{\"branch\":{},\"at\":{:?},\"can\":[{can}]{touched}}}", step.branch, step.at)
}

fn joined(entries: impl Iterator<Item = String>) -> String {
    entries.collect::<Vec<_>>().join(",")
}
