//! The Workers that Sapa is measured against, on a workerd of their own: see `bench/baseline`.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long workerd may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// The running baseline. Dropped, it is killed.
pub struct Baseline {
    /// The Rust Worker's address.
    pub rust: String,
    /// The JavaScript Worker's address.
    pub javascript: String,
    workerd: Child,
    _data: TempDir,
}

impl Baseline {
    /// Starts both Workers.
    pub fn start() -> Self {
        let [rust, javascript] = [(); 2].map(|()| {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            listener.local_addr().expect("a bound listener has an address").to_string()
        });
        let data = TempDir::with_prefix("sapa-bench-").expect("a folder for temporary files");
        let workerd = Command::new(variable("SAPA_WORKERD"))
            .arg("serve")
            .arg(format!("{}/baseline.capnp", variable("SAPA_BASELINE")))
            .arg(format!("--socket-addr=rust={rust}"))
            .arg(format!("--socket-addr=javascript={javascript}"))
            .arg(format!("--directory-path=objects={}", data.path().display()))
            .stdin(Stdio::null())
            .spawn()
            .expect("SAPA_WORKERD can be started");
        let baseline = Self { rust, javascript, workerd, _data: data };
        let started = Instant::now();
        while TcpStream::connect(&baseline.rust).is_err() {
            assert!(started.elapsed() < PATIENCE, "the baseline doesn't listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        baseline
    }
}

impl Drop for Baseline {
    fn drop(&mut self) {
        self.workerd.kill().expect("our own child can be killed");
        self.workerd.wait().expect("our own child can be waited for");
    }
}

/// What `cargo xtask bench` sets.
pub fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} isn't set: run this with `cargo xtask bench`"))
}
