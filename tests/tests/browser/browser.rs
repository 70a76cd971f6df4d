//! Chromium with an empty profile, driven as a person drives it: look for something, press it, write.
//!
//! Everything is waited for and nothing is slept for: what doesn't come in time fails the test by its name.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};
use url::{ParseError, Url};

/// What a test run needs of its surroundings, and where it comes from.
const SURROUNDINGS: &str = "these tests need Chromium (CHROME, CHROMEDRIVER) and a folder for screenshots \
                            (SAPA_SCREENSHOTS): run them with `cargo xtask test`";

/// The accessibility checker that runs in the page.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../node_modules/axe-core/axe.min.js");

/// How long anything may take to be on the screen.
const PATIENCE: Duration = Duration::from_secs(15);

/// The screens that everything must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// 390 × 844, touched.
    Phone,
    /// 1280 × 800, with a mouse and a keyboard.
    Desktop,
}

impl Screen {
    fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Desktop => "desktop",
        }
    }

    fn metrics(self) -> Value {
        match self {
            Self::Phone => {
                json!({"width": 390, "height": 844, "pixelRatio": 2, "touch": true, "mobile": true})
            }
            Self::Desktop => {
                json!({"width": 1280, "height": 800, "pixelRatio": 1, "touch": false, "mobile": false})
            }
        }
    }

    /// Headless Chromium has no pointer of its own: none, touch is 2, a mouse is 4.
    fn pointer(self) -> &'static str {
        match self {
            Self::Phone => "--blink-settings=primaryPointerType=2,availablePointerTypes=2",
            Self::Desktop => {
                "--blink-settings=primaryPointerType=4,availablePointerTypes=4,primaryHoverType=2,availableHoverTypes=2"
            }
        }
    }
}

/// A browser of its own. Dropped, it is killed.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    screen: Screen,
    /// Kept for its drop, which ends the browser before its profile goes.
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser that reads Indonesian.
    pub async fn start(screen: Screen) -> Self {
        let profile = TempDir::with_prefix("sapa-browser-").expect("a folder for temporary files");
        let driver = Driver::start();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(screen, &profile))
            .connect(&driver.address)
            .await
            .expect("Chromium starts");
        Self { client, screen, _driver: driver, _profile: profile }
    }

    /// The screen it has.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Goes to a page and waits until it is loaded.
    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.expect("the page is there");
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page is still there");
    }

    /// Closes the tab, and opens an empty one in its place.
    pub async fn new_tab(&self) {
        let tab = self.client.new_window(true).await.expect("another tab").handle;
        self.client.close_window().await.expect("the old tab can be closed");
        self.client.switch_to_window(tab).await.expect("the new tab is there");
    }

    /// Opens another tab and goes on in it; answers with the one before.
    pub async fn another_tab(&self) -> WindowHandle {
        let before = self.client.window().await.expect("a tab");
        let tab = self.client.new_window(true).await.expect("another tab").handle;
        self.client.switch_to_window(tab).await.expect("the new tab is there");
        before
    }

    /// Goes on in a tab.
    pub async fn go_to_tab(&self, tab: WindowHandle) {
        self.client.switch_to_window(tab).await.expect("the tab is still there");
    }

    /// The first element that matches and is on the screen.
    pub async fn find(&self, css: &str) -> Element {
        self.eventually(css, async || self.shown(Locator::Css(css)).await).await
    }

    async fn shown(&self, locator: Locator<'_>) -> Option<Element> {
        let element = self.client.find(locator).await.ok()?;
        element.is_displayed().await.ok()?.then_some(element)
    }

    /// Waits until some matching element says this among other things.
    pub async fn sees(&self, css: &str, text: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])].some(e => e.innerText.includes(arguments[1]))";
        self.until(&format!("“{text}” in {css}"), script, vec![css.into(), text.into()]).await;
    }

    /// Presses what matches, as soon as it can be pressed.
    pub async fn press(&self, css: &str) {
        self.press_at(Locator::Css(css), css).await;
    }

    /// Presses the button of this name.
    pub async fn press_named(&self, name: &str) {
        let path = format!("//button[normalize-space()='{name}' or @aria-label='{name}']");
        self.press_at(Locator::XPath(&path), name).await;
    }

    /// The page may be redrawn between looking and pressing, so both are tried again.
    async fn press_at(&self, locator: Locator<'_>, what: &str) {
        self.eventually(what, async || self.shown(locator).await?.click().await.ok()).await;
    }

    /// Writes into a field.
    pub async fn write(&self, css: &str, text: &str) {
        self.find(css).await.send_keys(text).await.expect("the field takes text");
    }

    /// Chooses what begins so in a list to choose from, as soon as it is there.
    pub async fn chooses(&self, css: &str, begins: &str) {
        let script = "const field = document.querySelector(arguments[0]);
            const found = [...(field?.options ?? [])].find((one) => one.text.startsWith(arguments[1]));
            if (!found) return false;
            field.value = found.value;
            return field.dispatchEvent(new Event('change', { bubbles: true }));";
        self.until(css, script, vec![css.into(), begins.into()]).await;
    }

    /// Presses a key, wherever the focus is.
    pub async fn key(&self, key: Key) {
        self.keys(&char::from(key).to_string()).await;
    }

    /// Presses the keys of a text, wherever the focus is.
    pub async fn keys(&self, text: &str) {
        let strokes = text.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
        let keyboard = strokes.fold(KeyActions::new("keyboard".to_owned()), KeyActions::then);
        self.client.perform_actions(keyboard).await.expect("the keys are pressed");
    }

    /// Picks a file in a field for files, which pages hide behind a button.
    pub async fn picks(&self, css: &str, file: &Path) {
        let field = self.client.find(Locator::Css(css)).await.expect("the field is there");
        field.send_keys(&file.display().to_string()).await.expect("the field takes a file");
    }

    /// Waits until nothing matches.
    pub async fn gone(&self, css: &str) {
        self.until_count(css, 0).await;
    }

    /// Waits until so many elements match.
    pub async fn until_count(&self, css: &str, count: usize) {
        let script = "return document.querySelectorAll(arguments[0]).length === arguments[1]";
        self.until(&format!("{count} of {css}"), script, vec![css.into(), count.into()]).await;
    }

    /// Whether what matches can't be pressed.
    pub async fn is_disabled(&self, css: &str) -> bool {
        self.ask("return document.querySelector(arguments[0]).disabled", vec![css.into()]).await
    }

    /// What is on the screen, as a PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("a screenshot")
    }

    /// How many elements match.
    pub async fn count(&self, css: &str) -> usize {
        self.ask("return document.querySelectorAll(arguments[0]).length", vec![css.into()]).await
    }

    /// All that can be read on the page, or in the frame that was entered.
    pub async fn text(&self) -> String {
        self.ask("return document.body.innerText", vec![]).await
    }

    /// Checks that the text of what matches isn't cut off.
    pub async fn fits(&self, css: &str) {
        let script =
            "return [...document.querySelectorAll(arguments[0])].every(e => e.scrollWidth <= e.clientWidth)";
        self.until(&format!("{css} with its whole text"), script, vec![css.into()]).await;
    }

    /// Checks that what matches is no higher than a line of text with some air around it.
    pub async fn is_one_line(&self, css: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])]
            .every(e => e.offsetHeight < 3 * parseFloat(getComputedStyle(e).fontSize))";
        self.until(&format!("{css} on one line"), script, vec![css.into()]).await;
    }

    /// Runs a script in the page.
    pub async fn ask<T: DeserializeOwned>(&self, script: &str, with: Vec<Value>) -> T {
        let answer = self.client.execute(script, with).await.expect("the script runs");
        serde_json::from_value(answer).expect("the script answers as expected")
    }

    /// What a script answers that takes its time, if it is as wanted within two seconds.
    pub async fn answers_within(&self, script: &str, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        for _ in 0..100 {
            let answer = self.client.execute_async(script, vec![]).await.ok().filter(&wanted);
            if answer.is_some() {
                return answer;
            }
            sleep(Duration::from_millis(20)).await;
        }
        None
    }

    /// Waits until a script answers `true`.
    pub async fn until(&self, what: &str, script: &str, with: Vec<Value>) {
        let holds = async || {
            let answer = self.client.execute(script, with.clone()).await.ok()?;
            (answer == Value::Bool(true)).then_some(())
        };
        self.eventually(what, holds).await;
    }

    /// What matches in the shadow root of an element.
    pub async fn find_in_shadow(&self, host: &str, css: &str) -> Element {
        let found = async || {
            let root = self.client.find(Locator::Css(host)).await.ok()?.shadow_root().await.ok()?;
            root.find(Locator::Css(css)).await.ok()
        };
        self.eventually(css, found).await
    }

    /// Back to the page.
    pub async fn leave_frame(&self) {
        self.client.enter_parent_frame().await.expect("a frame was entered");
    }

    /// Asks again and again until it is found; what doesn't come is told with what was on the screen instead.
    async fn eventually<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let found = timeout(PATIENCE, async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                sleep(Duration::from_millis(20)).await;
            }
        });
        match found.await {
            Ok(found) => found,
            Err(_) => panic!("{what}: not within {PATIENCE:?}. On the screen:\n{}", self.text().await),
        }
    }

    /// Runs a script in every page and frame from now on, before anything of the page's own.
    pub async fn before_each_page(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await;
    }

    /// Allows the pages of an origin what they would ask for.
    pub async fn grants(&self, origin: &str, permissions: &[&str]) {
        self.devtools("Browser.grantPermissions", json!({"origin": origin, "permissions": permissions}))
            .await;
    }

    /// Wakes an origin's service worker, the first that this browser has registered, by a push without content.
    pub async fn delivers_a_push(&self, origin: &str) {
        self.devtools("ServiceWorker.enable", json!({})).await;
        let push = json!({"origin": origin, "registrationId": "0", "data": ""});
        self.devtools("ServiceWorker.deliverPushMessage", push).await;
    }

    async fn devtools(&self, cmd: &'static str, params: Value) {
        self.client.issue_cmd(DevTools { cmd, params }).await.expect("Chromium knows the command");
    }

    /// Gives the device an authenticator for passkeys, whose owner says yes to everything.
    pub async fn add_authenticator(&self) {
        let options = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "isUserConsenting": true,
        });
        self.client.issue_cmd(NewAuthenticator(options)).await.expect("a virtual authenticator");
    }

    /// Keeps what is on the screen, as `{surface}-{phone|desktop}.png`.
    pub async fn screenshot(&self, surface: &str) {
        let name = format!("{surface}-{}.png", self.screen.name());
        fs::write(PathBuf::from(surroundings("SAPA_SCREENSHOTS")).join(name), self.picture().await)
            .expect("it can be kept");
    }

    /// Checks the page, or the frame that was entered, for what shuts people out.
    pub async fn assert_accessible(&self, surface: &str) {
        let axe = fs::read_to_string(AXE).expect("axe-core was installed with the other npm packages");
        self.client.execute(&axe, vec![]).await.expect("axe loads");
        let script = "const done = arguments[arguments.length - 1];
            const told = v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`);
            axe.run(document, { iframes: false }).then(r => done(r.violations.flatMap(told)), e => done([String(e)]))";
        let answer = self.client.execute_async(script, vec![]).await.expect("axe runs");
        let violations: Vec<String> = serde_json::from_value(answer).expect("a list of violations");
        assert!(violations.is_empty(), "{surface}: {}", violations.join("\n"));
    }
}

fn capabilities(screen: Screen, profile: &TempDir) -> Capabilities {
    let folder = format!("--user-data-dir={}", profile.path().display());
    let options = json!({"goog:chromeOptions": {
        "binary": surroundings("CHROME"),
        "mobileEmulation": {"deviceMetrics": screen.metrics()},
        "prefs": {"intl.accept_languages": "id-ID,id"},
        "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--force-prefers-reduced-motion", "--hide-scrollbars", screen.pointer(), folder,
        ],
    }});
    serde_json::from_value(options).expect("capabilities are an object")
}

/// chromedriver and the browser that it started, which is in its process group.
#[derive(Debug)]
struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    /// The port that it finds free may be another's by the time it takes it: then it ends, and is started again.
    fn start() -> Self {
        (0..3).find_map(|_| Self::try_start()).expect("chromedriver starts and tells its port")
    }

    fn try_start() -> Option<Self> {
        let mut process = Command::new(surroundings("CHROMEDRIVER"))
            .arg("--port=0")
            .env("TZ", "Asia/Jakarta")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("CHROMEDRIVER can be started");
        let output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let port = output.lines().map_while(Result::ok).find_map(|line| {
            let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        if port.is_none() {
            process.wait().expect("it has ended");
        }
        Some(Self { process, address: format!("http://127.0.0.1:{}", port?) })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
        assert!(killed.is_ok_and(|status| status.success()), "the browser of group {group} is still running");
        self.process.wait().expect("our own child can be waited for");
    }
}

fn surroundings(variable: &str) -> String {
    env::var(variable).expect(SURROUNDINGS)
}

/// A command of Chromium's own, which WebDriver's standard doesn't have.
#[derive(Debug)]
struct DevTools {
    cmd: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({"cmd": self.cmd, "params": self.params}).to_string()))
    }
}

/// A virtual authenticator (Web Authentication, section 11).
#[derive(Debug)]
struct NewAuthenticator(Value);

impl WebDriverCompatibleCommand for NewAuthenticator {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/webauthn/authenticator", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}
