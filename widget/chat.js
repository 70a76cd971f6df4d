// Starts the chat: loads the WebAssembly that the document preloads already, and says so if it can't.

import init from './widget.js';

const wasm = document.querySelector('link[type="application/wasm"]').href;

init({ module_or_path: wasm }).catch((error) => {
  console.error(error);
  const failed = document.getElementById('failed');
  failed.querySelector('button').addEventListener('click', () => location.reload());
  failed.hidden = false;
  document.getElementById('skeleton').hidden = true;
});
