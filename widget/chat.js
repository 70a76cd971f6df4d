// Starts the chat: loads the WebAssembly that the document preloads already, and says so if it can't.

import init, { start } from './widget.js';

// The skeleton has the shop's colour already.
const { accent } = JSON.parse(document.getElementById('profile').textContent);
document.documentElement.style.setProperty('--accent', accent);

const wasm = document.querySelector('link[type="application/wasm"]').href;

// Compiling ends in one task and the chat begins in the next, so that neither keeps the shop's page waiting for long.
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

init({ module_or_path: wasm }).then(nextTask).then(start).catch((error) => {
  console.error(error);
  const failed = document.getElementById('failed');
  failed.querySelector('button').addEventListener('click', () => location.reload());
  failed.hidden = false;
  document.getElementById('skeleton').hidden = true;
});
