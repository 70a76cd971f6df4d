// The entry module of the Rust baseline; it never panics, so it needs no more.
import * as baseline from "./baseline.js";

baseline.__worker_init_state?.();

export const Rows = baseline.Rows;
export default { fetch: (request, env, context) => baseline.fetch(request, env, context) };
