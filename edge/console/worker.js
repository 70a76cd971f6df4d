// The console's service worker: what a closed console still hears. A push carries nothing, so the shop is asked what is new,
// and one notification tells of all of it. Its words are the console's own, which keeps them in a cache for us.

// Each console has one of its own: the one at home (`/console`), and those at sellers' shops (`/console/{shop}`).
const CONSOLE = new URL(self.registration.scope).pathname;
const SHOP = CONSOLE.split("/")[2];
const NEWS = `/v1/${SHOP ? `at/${SHOP}/` : ""}staff/me/push/news`;

// There is one notification of a console's at a time: ours, or that of an open console which nobody sees (`inbox/push.rs`).
const TAG = CONSOLE;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => event.waitUntil(tell()));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.conversation));
});

async function tell() {
  const windows = await consoles();
  if (windows.some((one) => one.visibilityState === "visible")) return; // it tells by itself
  const [words, calls, shown] = await Promise.all([kept(), news(), self.registration.getNotifications({ tag: TAG })]);
  const { title, body, data } = worded(words, calls);
  const renotify = !shown.some((one) => isSame(one.data, data)); // what is shown already has rung
  await self.registration.showNotification(title, { body, data, tag: TAG, renotify });
}

// What is said of the news. A browser must show something for each push, even if nothing could be learnt.
function worded(words, [first, ...others]) {
  if (!first) return { title: words.news ?? "Sapa" };
  const line = [first.customer, first.line].filter(Boolean).join(": ");
  const more = others.length > 0 && (words.more ?? "+{n}").replace("{n}", others.length);
  const body = [line, more].filter(Boolean).join("\n");
  const { conversation, why, at } = first;
  return { title: words[why] ?? words.news ?? "Sapa", body, data: { conversation, why, at } };
}

// Whether what is shown is about this very call; what a console showed has no `at`, and is about the last of its conversation.
function isSame(shown, call) {
  const { conversation, why, at = call?.at } = shown ?? {};
  return Boolean(conversation) && conversation === call?.conversation && why === call.why && at === call.at;
}

async function kept() {
  const words = await caches.match("/console/words");
  return words ? words.json() : {};
}

async function news() {
  try {
    const answer = await fetch(NEWS);
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
