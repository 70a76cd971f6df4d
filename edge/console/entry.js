// Starts the staff app. The page's head names the compiled module, so that its download begins with the page.
import init from "./console.js";

const module = document.querySelector('link[rel="preload"][as="fetch"]');
await init({ module_or_path: module.href });
