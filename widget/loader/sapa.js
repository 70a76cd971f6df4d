/*
 * Sapa's loader: draws the launcher on a shop's page and opens the chat in a frame.
 *
 *   <script async src="https://…/sapa.js" data-shop="toko-batik"></script>
 *
 *   data-shop    the shop (required)
 *   data-color   the launcher's colour, #rrggbb, before the chat has told the shop's own
 *   data-lang    id or en
 *   data-open    open the chat at once
 *   data-user    who is signed in: a token that the shop's server signed; empty where the page will say it by Sapa.identify
 *
 * The page may call Sapa.open() and Sapa.close(), and where people sign in and out without a reload Sapa.identify(token) and
 * Sapa.identify(null). Whoever was there before takes their chat along: the frame goes with all that it held. Before the
 * shopper points at the launcher nothing is requested; only for one who has a conversation running is the chat loaded when
 * the page is idle, so that the badge counts.
 *
 * Messages between this page and the frame are {sapa: 1, type, …}, each with an exact target, taken only from the frame:
 *   to the chat:   hello {title, open, user, who} (repeated until ready), user {user, who}, opened, closed
 *   from the chat: ready, unread {count}, active {on}, accent {color}, close
 */
(() => {
  const script = document.currentScript;
  const shop = script && script.dataset.shop;
  if (!shop || window.Sapa) return;

  const origin = new URL(script.src).origin;
  const english = (script.dataset.lang || document.documentElement.lang || 'id').startsWith('en');
  const words = english
    ? { open: 'Open chat', close: 'Close chat', title: 'Chat with the shop', unread: (n) => `, ${n} unread` }
    : { open: 'Buka chat', close: 'Tutup chat', title: 'Chat dengan toko', unread: (n) => `, ${n} belum dibaca` };
  const phone = matchMedia('(max-width: 480px), (max-height: 420px)');
  const noFocus = { preventScroll: true };

  // What is remembered of this shop: whether a conversation runs, and the shop's colour. Nothing secret.
  const key = `sapa-launcher:${shop}`; // not the chat's own key: the two may share an origin
  const remember = (change) => {
    Object.assign(memory, change);
    try {
      localStorage.setItem(key, JSON.stringify(memory));
    } catch {} // storage is blocked: it works without
  };
  let memory = {};
  try {
    memory = JSON.parse(localStorage.getItem(key)) || {};
  } catch {}

  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  // A page's policy may forbid inline styles and markup from scripts: a style sheet object and elements always pass.
  const CSS = `
:host { all: initial !important; }
* { box-sizing: border-box; }
button { all: unset; box-sizing: border-box; position: fixed; z-index: 2147483000; right: 20px; bottom: calc(20px + env(safe-area-inset-bottom));
  width: 56px; height: 56px; border-radius: 50%; display: grid; place-items: center; cursor: pointer;
  background: var(--c); color: var(--t); box-shadow: 0 4px 16px rgb(0 0 0 / 24%); transition: transform .15s ease-out; -webkit-tap-highlight-color: transparent; }
button:hover { transform: scale(1.05); }
button:focus-visible { outline: 3px solid var(--c); outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
svg { width: 28px; height: 28px; fill: currentColor; }
b { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px;
  background: #c8102e; color: #fff; font: 600 13px/22px system-ui, sans-serif; text-align: center; }
b:empty, [hidden] { display: none !important; }
section { position: fixed; z-index: 2147483001; right: 20px; bottom: calc(88px + env(safe-area-inset-bottom)); width: 392px; height: min(640px, 100vh - 108px);
  max-width: calc(100vw - 40px); border-radius: 16px; overflow: hidden; background: Canvas; color-scheme: light dark;
  box-shadow: 0 12px 40px rgb(0 0 0 / 26%); animation: in .16s ease-out; }
section.full { inset: 0 0 auto; width: 100%; max-width: none; height: 100%; border-radius: 0; padding-bottom: env(safe-area-inset-bottom); }
iframe { border: 0; width: 100%; height: 100%; display: block; color-scheme: light dark; }
@keyframes in { from { opacity: 0; transform: translateY(12px); } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
@media print { :host { display: none; } }
`;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.appendChild(document.createElement('style')).textContent = CSS; // Safari before 16.4
  }

  const add = (parent, name, attributes, space = 'http://www.w3.org/1999/xhtml') => {
    const element = parent.appendChild(document.createElementNS(space, name));
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const SVG = 'http://www.w3.org/2000/svg';
  const button = add(root, 'button', { type: 'button', 'aria-haspopup': 'dialog' });
  const icon = add(button, 'svg', { viewBox: '0 0 24 24', 'aria-hidden': true }, SVG);
  const bubble = 'M12 3C6.5 3 2 6.8 2 11.5c0 2.3 1.1 4.4 2.9 5.9-.1 1.2-.6 2.3-1.5 3.2 1.9-.1 3.6-.7 4.9-1.6 1.2.3 2.4.5 3.7.5 5.5 0 10-3.8 10-8.500S17.500 3 12 3z';
  const chevron = 'M12 16.600 4.600 9.200 6.200 7.600l5.800 5.800 5.800-5.800 1.600 1.600z';
  const shape = add(icon, 'path', {}, SVG);
  const badge = add(button, 'b', { 'aria-hidden': true });
  const panel = add(root, 'section', { role: 'dialog', hidden: '', 'aria-label': words.title });

  let frame = null;
  let ready = false;
  let greetings = 0;
  let unread = 0;
  let inerted = [];
  let pageOverflow = '';

  const isOpen = () => !panel.hidden;

  const label = () => {
    button.setAttribute('aria-label', (isOpen() ? words.close : words.open) + (unread ? words.unread(unread) : ''));
    button.setAttribute('aria-expanded', isOpen());
    shape.setAttribute('d', isOpen() ? chevron : bubble);
    badge.textContent = unread ? (unread > 9 ? '9+' : unread) : '';
  };

  // The shop's colour, and black or white on it, whichever reads better (WCAG's relative luminance).
  const paint = (color) => {
    if (!/^#[0-9a-f]{6}$/i.test(color)) return;
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    host.style.setProperty('--c', color);
    host.style.setProperty('--t', light > 0.179 ? '#000' : '#fff');
  };

  // Who is signed in: the token for the server, and their number in it to see when somebody else is.
  let user, who;
  const meet = (token) => {
    user = who = token || '';
    if (!user) return; // what is thrown and caught takes a phone longer than drawing the button
    try {
      who = `${JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub}`;
    } catch {}
  };
  meet(script.dataset.user);
  let pending = script.dataset.user === ''; // whom the chat belongs to the page hasn't said yet

  const tell = (type, more) => frame && frame.contentWindow && frame.contentWindow.postMessage(Object.assign({ sapa: 1, type }, more), origin);

  // Nobody tells when the chat begins to listen, so it is greeted until it answers, for a minute at most.
  const hello = () => {
    if (ready || (!pending && !greetings--)) return;
    if (!pending) tell('hello', { title: document.title, open: isOpen(), user, who });
    setTimeout(hello, 300);
  };

  const loaded = () => {
    ready = false;
    greetings = 200;
    hello();
  };

  const load = () => {
    if (frame) return;
    frame = document.createElement('iframe');
    frame.title = words.title;
    frame.allow = 'clipboard-write';
    frame.src = `${origin}/chat/${encodeURIComponent(shop)}${script.dataset.lang ? `?lang=${english ? 'en' : 'id'}` : ''}`;
    frame.addEventListener('load', loaded);
    panel.append(frame);
  };

  const leave = () => {
    if (frame) frame.remove();
    else if (!memory.active) return;
    frame = null;
    ready = false;
    unread = 0;
    load();
    label();
  };

  // The other tabs are told by a key of its own when somebody has left: here, or before this page was loaded.
  const left = `sapa-left:${shop}`;
  const hear = (event) => {
    if (event.key !== left || !who) return;
    meet();
    leave();
  };
  const note = (someone) => {
    if (who) addEventListener('storage', hear); // who listens already listens once
    try {
      if (someone && !pending) localStorage.setItem(left, Date.now());
    } catch {}
    if (!pending && !memory.met !== !who) remember({ met: !!who });
  };
  const identify = (token) => {
    const before = who;
    pending = false;
    meet(token);
    const parted = before && before !== who;
    if (parted) leave();
    else if (user) tell('user', { user, who });
    note(parted || (memory.met && !who));
  };
  note(memory.met && !who);

  // On a phone the panel is what the keyboard leaves of the screen.
  const fit = () => {
    const full = isOpen() && phone.matches;
    panel.classList.toggle('full', full);
    panel.setAttribute('aria-modal', full);
    const view = window.visualViewport;
    panel.style.top = full && view ? `${view.offsetTop}px` : '';
    panel.style.height = full && view ? `${view.height}px` : '';
    button.hidden = full;
    lock(full);
  };

  // While the chat fills the screen, the page behind it neither scrolls nor takes the focus.
  let locked = false;
  const lock = (full) => {
    if (full === locked) return;
    locked = full;
    const page = document.documentElement.style;
    if (full) {
      pageOverflow = page.overflow;
      page.overflow = 'hidden';
      inerted = [...document.body.children].filter((element) => element !== host && !element.inert);
    } else {
      page.overflow = pageOverflow;
    }
    for (const element of inerted) element.inert = full;
  };

  const open = () => {
    if (isOpen()) return;
    panel.hidden = false;
    load();
    fit();
    label();
    // On a phone, "back" closes the chat rather than leaving the shop.
    if (phone.matches && !(history.state && history.state.sapa)) history.pushState(Object.assign({}, history.state, { sapa: 1 }), '');
    if (ready) tell('opened'); // else it is told once the chat listens
    requestAnimationFrame(() => isOpen() && frame.focus(noFocus)); // at once, it would have the page laid out twice
  };

  const close = () => {
    if (!isOpen()) return;
    panel.hidden = true;
    fit();
    label();
    if (ready) tell('closed');
    if (history.state && history.state.sapa) history.back();
    button.focus(noFocus);
  };

  const receive = (event) => {
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow) return;
    const message = event.data;
    if (!message || message.sapa !== 1) return;
    if (message.type === 'ready') {
      ready = true;
      tell(isOpen() ? 'opened' : 'closed');
    } else if (message.type === 'unread') {
      unread = Math.max(0, message.count | 0);
      label();
    } else if (message.type === 'active') {
      remember({ active: message.on === true });
    } else if (message.type === 'accent') {
      paint(message.color);
      remember({ color: message.color });
    } else if (message.type === 'close') {
      close();
    }
  };

  button.addEventListener('click', () => (isOpen() ? close() : open()));
  // Whoever reaches for the launcher will open the chat in a moment.
  button.addEventListener('pointerenter', load);
  button.addEventListener('focus', load);
  addEventListener('message', receive);
  addEventListener('keydown', (event) => event.key === 'Escape' && close());
  addEventListener('popstate', () => isOpen() && phone.matches && close());
  phone.addEventListener('change', fit);
  if (window.visualViewport) {
    visualViewport.addEventListener('resize', fit);
    visualViewport.addEventListener('scroll', fit);
  }

  paint('#0f766e');
  paint(memory.color);
  paint(script.dataset.color);
  label();
  window.Sapa = { open, close, identify };

  const draw = () => {
    document.body.append(host);
    if ('open' in script.dataset) open();
    else if (memory.active) (window.requestIdleCallback || setTimeout)(load);
  };
  if (document.body) draw();
  else addEventListener('DOMContentLoaded', draw);
})();
