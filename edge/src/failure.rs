//! What goes wrong in the edge: a problem that its reader can do something about, or a fault of ours.
//!
//! Use [`Failure::Problem`] (by way of [`problem`]) for everything a caller can cause or mend; any other error becomes a
//! fault: its text goes to the log under the request's id, never to the caller.

use protocol::Problem;
use protocol::problem::Kind;

/// Why a request came to nothing.
#[derive(Debug)]
pub enum Failure {
    /// For the caller to read.
    Problem(Box<Problem>),
    /// For the log.
    Fault(String),
}

impl Failure {
    /// Another problem where this one says that something doesn't exist: who has no key learns nothing of what there is.
    pub fn instead_of_not_found(self, other: impl FnOnce() -> Failure) -> Failure {
        match self {
            Failure::Problem(problem) if problem.is(Kind::NotFound) => other(),
            failure => failure,
        }
    }
}

/// What most of the edge returns.
pub type Outcome<T> = Result<T, Failure>;

/// A problem of the given kind; `detail` says what to do.
pub fn problem(kind: Kind, detail: impl Into<String>) -> Failure {
    Failure::Problem(Box::new(Problem::new(kind, detail)))
}

/// What is answered for a thing that isn't there, or is somebody else's: both look the same from outside.
pub fn not_found(what: &str) -> Failure {
    problem(Kind::NotFound, format!("There is no such {what} here. Check the address."))
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problem(Box::new(problem))
    }
}

impl From<worker::Error> for Failure {
    fn from(error: worker::Error) -> Self {
        Failure::Fault(error.to_string())
    }
}

impl From<Failure> for worker::Error {
    /// Where the runtime listens, and no caller: at sockets, and inside a transaction, which then isn't made.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Problem(problem) => Self::RustError(problem.detail),
            Failure::Fault(error) => Self::RustError(error),
        }
    }
}

impl From<serde_json::Error> for Failure {
    /// For data of our own; what callers send is read by [`crate::body`], which tells them what is wrong with it.
    fn from(error: serde_json::Error) -> Self {
        Failure::Fault(error.to_string())
    }
}
