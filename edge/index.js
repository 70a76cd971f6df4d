// The Worker's entry module: hands every event to Rust, and keeps one panic from taking the isolate with it.
//
// A panic leaves the wasm instance in a state that must not be entered again. The crate `worker` marks that in
// `state.criticalError`; a trap surfaces as a WebAssembly.RuntimeError. What was running on that instance is answered
// with an error at once (it would hang for ever otherwise), the next event starts a new instance, and a Durable Object
// makes its Rust half anew: its storage is whole, and nothing that was acknowledged is lost.

import { DurableObject, env } from "cloudflare:workers";
import * as edge from "./worker.js";

// workerd binds a variable that isn't set as null, which Rust would take for a value.
const bindings = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== null));

// See `address_header` in edge/src/door.rs, which has the same default.
const ADDRESS_HEADER = bindings.ADDRESS_HEADER ?? "cf-connecting-ip";

const state = edge.__worker_init_state();
let broken = false;
const running = new Set();

// The panic hook sets this from inside the panic, before the trap.
Object.defineProperty(state, "criticalError", { get: () => broken, set: giveUp });

// What is thrown through a Rust task, such as the trap of a stack overflow, surfaces here: Rust awaits its tasks itself.
addEventListener("error", giveUp);

function giveUp() {
  broken = true;
  for (const fail of running) fail(new Error("the Worker's instance was lost to a panic"));
  running.clear();
}

/** A new instance if the last one is broken. */
function reinstate() {
  if (!broken) return;
  broken = false;
  edge.__wbg_reset_state(); // its start function raises state.instanceId
}

/** Run `call` on a sound instance; fails as soon as that instance does. */
async function guarded(call) {
  reinstate();
  let fail;
  const lost = new Promise((_, reject) => running.add((fail = reject)));
  try {
    return await Promise.race([call(), lost]);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) giveUp();
    throw error;
  } finally {
    running.delete(fail);
  }
}

/** A Durable Object whose Rust half is made anew on each new instance. */
function recovering(Inner) {
  return class extends DurableObject {
    #inner;
    #instance;

    get #current() {
      reinstate();
      if (this.#instance !== state.instanceId) {
        this.#inner = new Inner(this.ctx, bindings);
        this.#instance = state.instanceId;
      }
      return this.#inner;
    }

    fetch(request) {
      return guarded(() => this.#current.fetch(request));
    }

    alarm() {
      return guarded(() => this.#current.alarm());
    }

    webSocketMessage(socket, message) {
      return guarded(() => this.#current.webSocketMessage(socket, message));
    }

    webSocketClose(socket, code, reason, clean) {
      return guarded(() => this.#current.webSocketClose(socket, code, reason, clean));
    }

    webSocketError(socket, error) {
      return guarded(() => this.#current.webSocketError(socket, error));
    }
  };
}

export const Conversation = recovering(edge.Conversation);
export const Shop = recovering(edge.Shop);

/** The answer that Rust could not give: see `Kind::Internal` in the crate `protocol`. */
function internalError(error) {
  const problem = {
    type: "https://sapa.dev/problems/internal",
    title: "Something went wrong on our side",
    status: 500,
    detail: "Try again in a moment. If it stays, tell us the request id.",
    request_id: crypto.randomUUID(),
  };
  console.error(JSON.stringify({ level: "error", request_id: problem.request_id, error: error.message }));
  const headers = { ...JSON_HEADERS, "content-type": "application/problem+json", "x-request-id": problem.request_id };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

export default {
  async fetch(request, _env, context) {
    try {
      if (request.method === "POST") {
        const { headers, url } = request; // made anew whenever asked for
        if (isShortQuestion(url, headers)) {
          const body = await request.text();
          const answer = answerAtOnce(url, headers, body);
          if (answer) return answer;
          request = new Request(request, { body });
        }
      }
      return await guarded(() => edge.fetch(request, bindings, context));
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) giveUp();
      return internalError(error);
    }
  },
};

// Questions are most of the traffic, so the short ones cross into Rust once, with a text, and come back with one. What
// can't be answered so goes the long way, which has the errors.

function isShortQuestion(url, headers) {
  if (!url.endsWith("/answers")) return false;
  const size = headers.get("content-length");
  return size !== null && size <= 4096;
}

function answerAtOnce(url, headers, body) {
  const origin = headers.get("origin") ?? undefined;
  const address = (ADDRESS_HEADER && headers.get(ADDRESS_HEADER)) || undefined;
  reinstate();
  const answer = edge.answer_at_once(url, body, origin, address);
  if (answer === undefined) return undefined;
  const shared = origin && { "access-control-allow-origin": origin, vary: "origin" };
  return new Response(answer, { headers: shared ? { ...JSON_HEADERS, ...shared } : JSON_HEADERS });
}

const JSON_HEADERS = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};
