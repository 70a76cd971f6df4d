// What the chat costs a shopper's browser, in Chromium at CPU 4x slower, 1.6 Mbps and 150 ms: the figures that chat widgets
// are compared by. Prints two tables.
//
//   node bench/widget.mjs SAPA_ORIGIN PORT      (PORT: where the storefront may be, by the shop's allowed origins)
//
// "Closed" is a page with the script tag before anybody touches anything; "opened" is everything until the greeting can be read.
// Bytes are as they travel (brotli), bodies and headers apart: bodies are counted.

import http from "node:http";
import { chromium } from "playwright-core";

const [sapa, port] = process.argv.slice(2);
const RUNS = 7;
const THROTTLE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const CPU = 4;

const page = (tag) => `<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Toko</title><body><h1>Toko</h1><p>Sebuah halaman toko.</p>${tag}</body></html>`;

const PAGES = { "/blank": page(""), "/shop": page(`<script async src="${sapa}/sapa.js" data-shop="toko-batik"></script>`) };

const server = http.createServer((request, response) => {
  const body = PAGES[request.url];
  response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(body);
});
await new Promise((resolve) => server.listen(Number(port), "127.0.0.1", resolve));

// Runs in the page: long tasks, and when something first is visible.
const WATCH = () => {
  const tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((task) => tasks.push(task.duration))).observe({ type: "longtask", buffered: true });
  const visible = (element) => element && element.getBoundingClientRect().width > 4;
  window.firstSeen = (find) =>
    new Promise((resolve) => {
      const look = () => (visible(find()) ? resolve(performance.now()) : requestAnimationFrame(look));
      look();
    });
  window.blocked = () => tasks.reduce((sum, duration) => sum + Math.max(0, duration - 50), 0);
  window.longTasks = () => tasks.length;
};

const LAUNCHER = `[...document.body.children].map((e) => e.shadowRoot?.querySelector("button")).find(Boolean)`;

async function visit(path, open) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROME || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const devtools = await tab.context().newCDPSession(tab);
    const requests = [];
    tab.on("requestfinished", async (request) => {
      const url = request.url();
      if (!url.startsWith(sapa)) return;
      const sizes = await request.sizes().catch(() => null);
      requests.push({ path: new URL(url).pathname, bytes: sizes ? sizes.responseBodySize : NaN });
    });
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", THROTTLE);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU });
    await tab.addInitScript(WATCH);
    await tab.goto(`http://127.0.0.1:${port}${path}`, { waitUntil: "commit" });
    const shown = await tab.evaluate(`firstSeen(() => document.querySelector("h1"))`);
    if (path === "/blank") return { shown };
    const launcher = await tab.evaluate(`firstSeen(() => ${LAUNCHER})`);
    await tab.waitForTimeout(2500);
    const closed = { requests: [...requests], blocked: await tab.evaluate("blocked()"), tasks: await tab.evaluate("longTasks()") };
    if (!open) return { shown, launcher, closed };

    const clicked = Date.now();
    await tab.evaluate(`${LAUNCHER}.click()`);
    const frame = await (await tab.waitForFunction(`document.body && [...document.body.children].map((e) => e.shadowRoot?.querySelector("iframe")).find(Boolean)`)).asElement().contentFrame();
    await frame.waitForSelector("textarea:not([disabled])", { state: "visible", timeout: 60000 });
    const usable = Date.now() - clicked;
    await tab.waitForTimeout(2500);
    const blocked = (await tab.evaluate("blocked()")) + (await frame.evaluate("window.blocked?.() ?? 0"));
    return { shown, launcher, closed, opened: { requests, usable, blocked } };
  } finally {
    await browser.close();
  }
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const bytes = (requests) => requests.reduce((sum, { bytes }) => sum + bytes, 0);
const kb = (count) => (count / 1024).toFixed(1);

const blanks = [];
const visits = [];
for (let run = 0; run < RUNS; run++) {
  blanks.push(await visit("/blank"));
  visits.push(await visit("/shop", true));
}
server.close();

const { closed, opened } = visits.at(-1);
const late = median(visits.map(({ launcher }, run) => launcher - blanks[run].shown));
console.log(`\n| the chat in a browser (CPU ${CPU}x slower, 1.6 Mbps, 150 ms; medians of ${RUNS}) | measured |\n|---|---|`);
console.log(`| closed: requests beyond the page's own | ${closed.requests.length} |`);
console.log(`| closed: KB, brotli | ${kb(bytes(closed.requests))} |`);
console.log(`| closed: launcher seen after a blank page would be, ms | ${late.toFixed(0)} |`);
console.log(`| closed: long tasks | ${median(visits.map((visit) => visit.closed.tasks))} |`);
console.log(`| opened: KB altogether, brotli | ${kb(bytes(opened.requests))} |`);
console.log(`| opened: blocking beyond 50 ms, ms | ${median(visits.map((visit) => visit.opened.blocked)).toFixed(0)} |`);
console.log(`| opened: from the tap until one can write, ms | ${median(visits.map((visit) => visit.opened.usable)).toFixed(0)} |`);

console.log("\n| file | KB, brotli |\n|---|---|");
for (const { path, bytes } of opened.requests) console.log(`| ${path.replace(/-[0-9a-f]{6,}\./, ".")} | ${kb(bytes)} |`);
