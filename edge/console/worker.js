// The console's service worker: what a closed console still hears. A push carries nothing, so the shop is asked what is new,
// and one notification tells of all of it. Its words are the console's own, which keeps them in a cache for us.

const CONSOLE = "/console";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => event.waitUntil(tell()));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function tell() {
  const windows = await consoles();
  if (windows.some((one) => one.visibilityState === "visible")) return; // it tells by itself
  const [words, calls] = await Promise.all([kept(), news()]);
  const { title, body, conversation } = worded(words, calls);
  const options = { body, data: conversation, tag: "sapa", renotify: true };
  await self.registration.showNotification(title, options);
}

// What is said of the news. A browser must show something for each push, even if nothing could be learnt.
function worded(words, [first, ...others]) {
  if (!first) return { title: words.news ?? "Sapa" };
  const line = [first.customer, first.line].filter(Boolean).join(": ");
  const more = others.length > 0 && (words.more ?? "+{n}").replace("{n}", others.length);
  const body = [line, more].filter(Boolean).join("\n");
  return { title: words[first.why] ?? words.news ?? "Sapa", body, conversation: first.conversation };
}

async function kept() {
  const words = await caches.match("/console/words");
  return words ? words.json() : {};
}

async function news() {
  try {
    const answer = await fetch("/v1/staff/me/push/news");
    return answer.ok ? (await answer.json()).calls : [];
  } catch {
    return []; // no network: there is news, and the console will say what
  }
}

async function open(conversation) {
  const [console] = await consoles();
  if (!console) return clients.openWindow(conversation ? `${CONSOLE}#c/${conversation}` : CONSOLE);
  if (conversation) console.postMessage({ open: conversation });
  return console.focus();
}

async function consoles() {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.filter((one) => new URL(one.url).pathname === CONSOLE);
}
