//! The lock that axprocess takes, as one that procession drives: of kspin it uses `SpinNoIrq::new` and `lock` alone. The
//! lock itself is that of `examples/rust-steps`.

#[path = "../../../rust-steps/src/steps.rs"]
pub mod steps;

use steps::{Guard, Lock};

pub struct SpinNoIrq<T>(Lock<T>);

impl<T> SpinNoIrq<T> {
    /// Named by what it guards, and the branch and the order in which it was made: `Weak<Process> 1.2` is the second lock
    /// that branch 1 made; 0 is the prefix.
    pub fn new(data: T) -> SpinNoIrq<T> {
        let name = format!("{} {}.{}", short(std::any::type_name::<T>()), steps::branch(), steps::ordinal());
        SpinNoIrq(Lock::new(name, data))
    }

    pub fn lock(&self) -> Guard<'_, T> {
        self.0.lock()
    }
}

/// A type's name without the paths of its parts.
fn short(name: &str) -> String {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let mut text = String::new();
    for word in name.split_inclusive("::") {
        match word.strip_suffix("::") {
            Some(path) => text.push_str(path.trim_end_matches(is_part)),
            None => text.push_str(word),
        }
    }
    text
}
