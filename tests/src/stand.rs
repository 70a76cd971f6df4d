//! A server of its own for tests: workerd with the real bundle, on a free port, with its databases in a new folder.
//!
//! Tests share one where they can ([`Stand::shared`]); it stops with the last of them. Whatever a test does, the server
//! must not panic or report a fault: that is checked when it stops.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use protocol::api::{LoadShop, Loaded};
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::{Caller, Chat, batik, sepatu};

/// How long the server may take to start, and news to travel.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a test run needs of its surroundings, and where it comes from.
const SURROUNDINGS: &str = "these tests need workerd (SAPA_WORKERD) and the bundle (SAPA_BUNDLE): \
                            run them with `cargo xtask test`, which builds both";

/// So many requests a minute that no test meets the limit by accident.
const PLENTY: &str = "1000000";

/// A server of its own. Dropped, it is killed.
#[derive(Debug)]
pub struct Stand {
    origin: String,
    settings: Vec<(String, String)>,
    data: TempDir,
    config: PathBuf,
    workerd: Child,
    /// How many faults a test has expected.
    expected_faults: usize,
}

impl Stand {
    /// The secret that visitors' tokens are signed with.
    pub const SECRET: &str = "a secret for tests";
    /// The operator's token.
    pub const OPERATOR_TOKEN: &str = "the operator's token for tests";

    /// A new server with both shops and no limits in the way.
    pub async fn start() -> Self {
        Self::with_settings(&[]).await
    }

    /// A new server with both shops, some of its settings changed.
    pub async fn with_settings(changed: &[(&str, &str)]) -> Self {
        Self::with_network(changed, |_| bundle().join("workerd.capnp")).await
    }

    /// A new server whose webhooks reach this machine and nothing else, for a receiver that the test plays.
    pub async fn with_loopback() -> Self {
        Self::with_loopback_and(&[]).await
    }

    /// The same, with some of its settings changed.
    pub async fn with_loopback_and(changed: &[(&str, &str)]) -> Self {
        Self::with_network(&[changed, &[("WEBHOOKS_TO_LOOPBACK", "yes")]].concat(), to_loopback).await
    }

    async fn with_network(changed: &[(&str, &str)], config: fn(&TempDir) -> PathBuf) -> Self {
        let plenty = ["QUESTIONS", "CONVERSATIONS", "CALLS", "SIGN_INS", "COMMANDS", "PROGRAMS"]
            .map(|what| (format!("RATE_{what}_A_MINUTE"), PLENTY.to_owned()));
        let secrets = [("SAPA_SECRET", Self::SECRET), ("SAPA_OPERATOR_TOKEN", Self::OPERATOR_TOKEN)];
        let given = secrets.iter().chain(changed).map(|(name, value)| ((*name).into(), (*value).into()));
        let settings: Vec<_> = plenty.into_iter().chain(given).collect();

        let data = TempDir::with_prefix("sapa-tests-").expect("a folder for temporary files");
        fs::create_dir(data.path().join("objects")).expect("a new folder");
        let address = format!("127.0.0.1:{}", free_port());
        let config = config(&data);
        let workerd = spawn(&address, &data, &config, &settings);
        let origin = format!("http://{address}");
        let mut stand = Self { origin, settings, data, config, workerd, expected_faults: 0 };
        stand.answers().await;
        stand.load(&batik()).await;
        stand.load(&sepatu()).await;
        stand
    }

    /// The server that tests share, who must not disturb each other.
    pub async fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Stand>> = Mutex::const_new(Weak::new());
        let mut shared = SHARED.lock().await;
        match shared.upgrade() {
            Some(stand) => stand,
            None => {
                let stand = Arc::new(Self::start().await);
                *shared = Arc::downgrade(&stand);
                stand
            }
        }
    }

    /// Kills the server as a power cut would: SIGKILL.
    pub fn kill(&mut self) {
        self.workerd.kill().expect("our own child can be killed");
        self.workerd.wait().expect("our own child can be waited for");
    }

    /// Starts the server again after [`Self::kill`], on the same port and data.
    pub async fn restart(&mut self) {
        let address = self.origin.trim_start_matches("http://");
        self.workerd = spawn(address, &self.data, &self.config, &self.settings);
        self.answers().await;
    }

    /// The files of all objects' databases; to be opened only while the server is off.
    pub fn databases(&self) -> Vec<PathBuf> {
        let folders = files(&self.data.path().join("objects")).into_iter().filter(|path| path.is_dir());
        let is_database = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "sqlite");
        folders.flat_map(|folder| files(&folder)).filter(is_database).collect()
    }

    /// Where it is: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Loads a shop as its operator.
    pub async fn load(&self, shop: &LoadShop) -> Loaded {
        let path = format!("/v1/platform/shops/{}", shop.settings.slug);
        self.operator().put(&path, shop).await.json()
    }

    /// Somebody without a key.
    pub fn stranger(&self) -> Caller {
        Caller::stranger(&self.origin)
    }

    /// Whoever runs the platform.
    pub fn operator(&self) -> Caller {
        self.stranger().with_key(Self::OPERATOR_TOKEN)
    }

    /// A shopper, in a conversation that has just begun.
    pub async fn visitor(&self, shop: &str) -> Chat {
        self.stranger().begin(shop).await
    }

    /// What the server has written so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.data.path().join("log")).expect("the server's log")
    }

    /// What the server has reported as faults since this was last asked. A test asks that brings one about; any other fault
    /// fails it at its end.
    pub fn take_faults(&mut self) -> Vec<String> {
        let is_fault = |line: &&str| line.contains("panicked at") || line.contains(r#""level":"error""#);
        let log = self.log();
        let faults: Vec<String> =
            log.lines().filter(is_fault).skip(self.expected_faults).map(str::to_owned).collect();
        self.expected_faults += faults.len();
        faults
    }

    async fn answers(&mut self) {
        let started = Instant::now();
        let stranger = self.stranger();
        while Caller::try_send(stranger.request(reqwest::Method::GET, "/")).await.is_err() {
            let ended = self.workerd.try_wait().expect("our own child can be asked after");
            assert!(ended.is_none(), "workerd ended ({ended:?}):\n{}", self.log());
            assert!(started.elapsed() < PATIENCE, "workerd doesn't answer:\n{}", self.log());
            sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.kill();
        let faults = self.take_faults();
        assert!(
            faults.is_empty() || std::thread::panicking(),
            "the server met faults:\n{}",
            faults.join("\n")
        );
    }
}

fn bundle() -> PathBuf {
    PathBuf::from(surroundings("SAPA_BUNDLE"))
}

/// The bundle's configuration with one thing changed: what its webhooks may reach.
fn to_loopback(data: &TempDir) -> PathBuf {
    let written = fs::read_to_string(bundle().join("workerd.capnp")).expect("the configuration");
    let (public, local) = (r#"allow = ["public"]"#, r#"allow = ["local"]"#);
    assert!(written.contains(public), "the configuration names what may be reached");
    let embedded = format!(r#"embed "{}/"#, bundle().display());
    let config = data.path().join("workerd.capnp");
    let changed = written.replace(public, local).replace(r#"embed ""#, &embedded);
    fs::write(&config, changed).expect("it can be kept");
    config
}

fn spawn(address: &str, data: &TempDir, config: &Path, settings: &[(String, String)]) -> Child {
    let folder = |name, path: PathBuf| format!("--directory-path={name}={}", path.display());
    let log = File::options().create(true).append(true).open(data.path().join("log")).expect("a log");
    Command::new(surroundings("SAPA_WORKERD"))
        .args(["serve", "--import-path=/"]) // what a configuration embeds may have a full address
        .arg(config)
        .arg(format!("--socket-addr=http={address}"))
        .arg(folder("objects", data.path().join("objects")))
        .arg(folder("public", bundle().join("public")))
        .envs(settings.iter().cloned())
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a second handle on the log"))
        .stderr(log)
        .spawn()
        .expect("SAPA_WORKERD can be started")
}

fn surroundings(variable: &str) -> String {
    std::env::var(variable).expect(SURROUNDINGS)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the server's");
    entries.map(|entry| entry.expect("a file of the server's").path()).collect()
}

/// Waits for something that must come soon; `look` is asked again and again until it finds it.
pub async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        sleep(Duration::from_millis(20)).await;
    }
}
