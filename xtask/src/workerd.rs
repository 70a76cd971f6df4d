//! Runs the bundle on workerd, and makes sure that it never outlives us.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::secrets::{OPERATOR_TOKEN, SECRET, Secrets};

const START_TIMEOUT: Duration = Duration::from_secs(20);
/// With sockets open, workerd would linger for ten seconds. What it acknowledged is on disk already.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// A running workerd.
pub struct Workerd {
    child: Child,
    log: PathBuf,
}

/// What to run, and where.
pub struct Start<'a> {
    /// The program.
    pub program: &'a Path,
    /// `target/sapa`.
    pub bundle: &'a Path,
    /// Keeps databases and the log.
    pub data: &'a Path,
    /// Where to listen.
    pub address: SocketAddr,
    /// The Worker's secrets.
    pub secrets: &'a Secrets,
}

impl Workerd {
    /// Start, and wait until it listens.
    ///
    /// # Errors
    /// It stops, or it doesn't listen in time: says where its log is.
    pub fn start(start: &Start) -> Result<Self> {
        let objects = start.data.join("objects");
        fs::create_dir_all(&objects)?;
        let log = start.data.join("workerd.log");
        let output = File::create(&log).with_context(|| format!("can't write {}", log.display()))?;
        let mut command = Command::new(start.program);
        command
            .arg("serve")
            .arg(start.bundle.join("workerd.capnp"))
            .arg(format!("--socket-addr=http={}", start.address))
            .arg(format!("--directory-path=objects={}", objects.display()))
            .arg(format!("--directory-path=public={}", start.bundle.join("public").display()))
            .env(SECRET, &start.secrets.secret)
            .env(OPERATOR_TOKEN, &start.secrets.operator_token)
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0); // Ctrl+C is for us to pass on, in order
        die_with_parent(&mut command);
        let child = command.spawn().with_context(|| format!("can't start {}", start.program.display()))?;
        let mut workerd = Self { child, log };
        workerd.wait_until_listening(start.address)?;
        Ok(workerd)
    }

    fn wait_until_listening(&mut self, address: SocketAddr) -> Result<()> {
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            self.check()?;
            if started.elapsed() > START_TIMEOUT {
                bail!("workerd doesn't listen on {address}; its log is {}", self.log.display());
            }
            sleep(Duration::from_millis(20));
        }
        self.check() // somebody else may have answered
    }

    /// # Errors
    /// It isn't running any more.
    pub fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!(
                "workerd stopped ({status}); its log, {}, ends with:\n{}",
                self.log.display(),
                last_lines(&fs::read_to_string(&self.log).unwrap_or_default(), 20)
            ),
        }
    }

    /// Ask it to stop, and insist after [`STOP_TIMEOUT`].
    pub fn stop(mut self) -> Result<ExitStatus> {
        kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGTERM)?;
        let asked = Instant::now();
        while asked.elapsed() < STOP_TIMEOUT {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            sleep(Duration::from_millis(20));
        }
        self.child.kill()?;
        Ok(self.child.wait()?)
    }
}

impl Drop for Workerd {
    /// However we leave, it goes first. Both calls fail only if it is gone.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Even if we are killed, the kernel ends the child. Elsewhere than on Linux, only an orderly end does.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn die_with_parent(command: &mut Command) {
    // SAFETY: between fork and exec only what is async-signal-safe may run; this is one system call.
    unsafe {
        command.pre_exec(|| Ok(nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?));
    }
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent(_: &mut Command) {}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::last_lines;

    #[test]
    fn the_end_of_a_log_is_shown() {
        assert_eq!(last_lines("1\n2\n3\n", 2), "2\n3");
        assert_eq!(last_lines("1\n", 2), "1");
        assert_eq!(last_lines("", 2), "");
    }
}
