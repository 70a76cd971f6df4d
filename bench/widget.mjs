// What the chat costs a shopper's browser, in Chromium at CPU 4x slower, 1.6 Mbps and 150 ms: the figures that chat widgets
// are compared by. Prints two tables.
//
//   node bench/widget.mjs SAPA_ORIGIN PORT      (PORT: where the storefront may be, by the shop's allowed origins)
//
// "Closed" is a page with the script tag before anybody touches anything; "opened" is everything until one can write.
// Bytes are as they travel (brotli), bodies and headers apart: bodies are counted. Blocking is Total Blocking Time: of each
// task on the page's main thread longer than 50 ms, what is beyond them. The shop and the chat are one site here, so they
// share that thread, and the page's own observer reports the chat's tasks too; it alone is read, so that each counts once.
// A page's own parsing and first layout can be a long task at this speed, the blank one's too: the loader's are those that
// ended after it had arrived.
//
// No script from another origin can be there sooner than its one round trip. "Script alone" shows that floor: a file of the
// loader's size, from a plain server, that does nothing but add a bare button.

import { randomBytes } from "node:crypto";
import http from "node:http";
import { chromium } from "playwright-core";

const [sapa, port] = process.argv.slice(2);
const RUNS = 7;
const THROTTLE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const CPU = 4;
// Nothing but the page's own watch looks for what appears: the driver's selectors would put 330 KB of its script into the
// frame, and their compilation into the blocking. So each stage is given time enough, in milliseconds.
const CLOSED = 3000;
const OPENED = 6000;

async function serve(port, respond) {
  const server = http.createServer((request, response) => respond(request.url, response));
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

function sizeOf(url) {
  return new Promise((resolve, reject) => {
    const get = http.get(url, { headers: { "accept-encoding": "br" } }, (response) => {
      let size = 0;
      response.on("data", (part) => (size += part.length)).on("end", () => resolve(size));
    });
    get.on("error", reject);
  });
}

const bare = `document.body.append(Object.assign(document.createElement("button"), { textContent: "Chat" }));//`;
const padding = (await sizeOf(`${sapa}/sapa.js`)) - bare.length;
const script = bare + randomBytes(padding).toString("base64").slice(0, padding);
const scripts = await serve(0, (_, response) => response.writeHead(200, { "content-type": "text/javascript" }).end(script));

const page = (tag) => `<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Toko</title><body><h1>Toko</h1><p>Sebuah halaman toko.</p>${tag}</body></html>`;

const PAGES = {
  "/blank": page(""),
  "/script": page(`<script async src="http://127.0.0.1:${scripts.address().port}/"></script>`),
  "/shop": page(`<script async src="${sapa}/sapa.js" data-shop="toko-batik"></script>`),
};
const pages = await serve(Number(port), (path, response) => {
  const body = PAGES[path];
  response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(body);
});

// Runs in the page and in the chat's frame: long tasks, and when something first is visible, by the page's own clock.
const WATCH = () => {
  window.tasks = [];
  const toTask = ({ startTime, duration }) => ({ duration, end: performance.timeOrigin + startTime + duration });
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(toTask))).observe({ type: "longtask", buffered: true });
  const inShadow = (selector) => [...(document.body?.children ?? [])].map((e) => e.shadowRoot?.querySelector(selector)).find(Boolean);
  window.launcher = () => inShadow("button");
  const searches = {
    heading: () => document.querySelector("h1"),
    launcher: () => launcher() ?? document.querySelector("body > button"),
    composer: () => document.querySelector("textarea:enabled"),
  };
  window.seen = {};
  const watch = () => {
    for (const [name, find] of Object.entries(searches)) {
      if (!seen[name] && find()?.getBoundingClientRect().width > 4) seen[name] = performance.timeOrigin + performance.now();
    }
    requestAnimationFrame(watch);
  };
  watch();
};

async function withTab(use) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROME || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const devtools = await tab.context().newCDPSession(tab);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", THROTTLE);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU });
    await tab.addInitScript(WATCH);
    return await use(tab);
  } finally {
    await browser.close();
  }
}

// Goes to a page; answers with when something was first visible there, in milliseconds since the navigation began.
async function timeTo(tab, path, name) {
  await tab.goto(`http://127.0.0.1:${port}${path}`, { waitUntil: "commit" });
  await tab.waitForTimeout(CLOSED);
  return tab.evaluate(`seen.${name} - performance.timeOrigin`);
}

// How many long tasks ended after a file had arrived; no number if it didn't.
const tasksSince = (file) => `(() => {
  const arrived = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("${file}"));
  return arrived ? tasks.filter(({ end }) => end > performance.timeOrigin + arrived.responseEnd).length : NaN;
})()`;

const firstAndNext = async (tab, path, name) => ({ first: await timeTo(tab, path, name), next: await timeTo(tab, path, name) });

function visitShop() {
  return withTab(async (tab) => {
    const requests = [];
    tab.on("requestfinished", async (request) => {
      if (!request.url().startsWith(sapa)) return;
      const sizes = await request.sizes().catch(() => null);
      requests.push({ path: new URL(request.url()).pathname, bytes: sizes ? sizes.responseBodySize : NaN });
    });
    const launcher = { first: await timeTo(tab, "/shop", "launcher") };
    const closed = { requests: [...requests], tasks: await tab.evaluate(tasksSince("/sapa.js")) };
    launcher.next = await timeTo(tab, "/shop", "launcher");

    requests.length = closed.requests.length; // the second page's script came from the cache
    const clicked = await tab.evaluate("const now = performance.timeOrigin + performance.now(); launcher().click(); now");
    await tab.waitForTimeout(OPENED);
    const chat = tab.frames().find((frame) => frame.url().startsWith(sapa));
    const usable = (await chat.evaluate("seen.composer")) - clicked;
    const tasks = (await tab.evaluate("tasks")).filter(({ end }) => end > clicked);
    return { launcher, closed, opened: { requests, usable, tasks } };
  });
}

function median(values) {
  if (values.some(Number.isNaN)) throw new Error("something was not seen in time");
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
const sum = (values) => values.reduce((sum, value) => sum + value, 0);
const kb = (requests) => (sum(requests.map(({ bytes }) => bytes)) / 1024).toFixed(1);
const blocking = (tasks) => sum(tasks.map(({ duration }) => Math.max(0, duration - 50)));

const runs = [];
for (let run = 0; run < RUNS; run++) {
  const blank = await withTab((tab) => firstAndNext(tab, "/blank", "heading"));
  const alone = await withTab((tab) => firstAndNext(tab, "/script", "launcher"));
  runs.push({ blank, alone, ...(await visitShop()) });
}
pages.close();
scripts.close();

const { closed, opened } = runs.at(-1);
const late = (measured, visit) => median(runs.map((run) => run[measured][visit] - run.blank[visit])).toFixed(0);
const rows = [
  ["closed: requests beyond the page's own", closed.requests.length],
  ["closed: KB, brotli", kb(closed.requests)],
  ["closed: long tasks since the script arrived", median(runs.map((run) => run.closed.tasks))],
  ["closed: launcher seen after a blank page would be, ms", late("launcher", "first")],
  ["closed: the same, of a script alone", late("alone", "first")],
  ["closed: launcher on the next page, ms", late("launcher", "next")],
  ["opened: KB altogether, brotli", kb(opened.requests)],
  ["opened: blocking beyond 50 ms, ms", median(runs.map((run) => blocking(run.opened.tasks))).toFixed(0)],
  ["opened: longest task, ms", median(runs.map((run) => Math.max(0, ...run.opened.tasks.map((task) => task.duration)))).toFixed(0)],
  ["opened: from the tap until one can write, ms", median(runs.map((run) => run.opened.usable)).toFixed(0)],
];
console.log(`\n| the chat in a browser (CPU ${CPU}x slower, 1.6 Mbps, 150 ms; medians of ${RUNS}) | measured |\n|---|---|`);
for (const [what, measured] of rows) console.log(`| ${what} | ${measured} |`);

console.log("\n| file | KB, brotli |\n|---|---|");
for (const request of opened.requests) console.log(`| ${request.path.replace(/-[0-9a-f]{6,}\./, ".")} | ${kb([request])} |`);
