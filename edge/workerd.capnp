# Runs the Worker on one machine, on workerd: the same bundle that is deployed to Cloudflare.
#
# `cargo xtask build` copies this file beside the bundle, target/sapa, where its paths lead from. From the project's root:
#
#   mkdir -p DATA/objects
#   SAPA_SECRET=… SAPA_OPERATOR_TOKEN=… node_modules/.bin/workerd serve target/sapa/workerd.capnp \
#     --socket-addr=http=127.0.0.1:8787 \
#     --directory-path=objects=$PWD/DATA/objects --directory-path=public=$PWD/target/sapa/public
#
# A proxy that does TLS in front of it passes Host on and overwrites X-Forwarded-Proto.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "objects", disk = (writable = true)), # the Durable Objects' databases
    (name = "public", disk = (writable = false)), # what the browser loads
    # What webhooks and pushes are sent to: never an address inside, whatever a name stands for.
    (name = "internet", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [ (name = "http", http = (forwardedProtoHeader = "X-Forwarded-Proto"), service = "edge") ],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "worker/index.js"),
    (name = "index_bg.wasm", wasm = embed "worker/index_bg.wasm"),
  ],
  compatibilityDate = "2026-04-01",
  durableObjectNamespaces = [
    # The keys name the folders of the databases: changing one loses what is in it.
    (className = "Conversation", uniqueKey = "sapa-conversation", enableSql = true),
    (className = "Shop", uniqueKey = "sapa-shop", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [
    (name = "CONVERSATION", durableObjectNamespace = "Conversation"),
    (name = "SHOP", durableObjectNamespace = "Shop"),
    (name = "ASSETS", service = "public"),
    (name = "SAPA_SECRET", fromEnvironment = "SAPA_SECRET"),
    (name = "SAPA_OPERATOR_TOKEN", fromEnvironment = "SAPA_OPERATOR_TOKEN"),
    # Settings that may be left out; what they mean is in src/door.rs.
    (name = "RATE_QUESTIONS_A_MINUTE", fromEnvironment = "RATE_QUESTIONS_A_MINUTE"),
    (name = "RATE_CONVERSATIONS_A_MINUTE", fromEnvironment = "RATE_CONVERSATIONS_A_MINUTE"),
    (name = "RATE_CALLS_A_MINUTE", fromEnvironment = "RATE_CALLS_A_MINUTE"),
    (name = "RATE_SIGN_INS_A_MINUTE", fromEnvironment = "RATE_SIGN_INS_A_MINUTE"),
    (name = "RATE_COMMANDS_A_MINUTE", fromEnvironment = "RATE_COMMANDS_A_MINUTE"),
    (name = "RATE_PROGRAMS_A_MINUTE", fromEnvironment = "RATE_PROGRAMS_A_MINUTE"),
    (name = "STAFF_SESSION_SECONDS", fromEnvironment = "STAFF_SESSION_SECONDS"),
    (name = "SOCKET_SILENCE_SECONDS", fromEnvironment = "SOCKET_SILENCE_SECONDS"),
    (name = "UNSENT_FILE_SECONDS", fromEnvironment = "UNSENT_FILE_SECONDS"),
    (name = "SAPA_ORIGIN", fromEnvironment = "SAPA_ORIGIN"),
    (name = "SAPA_EMAIL_URL", fromEnvironment = "SAPA_EMAIL_URL"),
    (name = "SAPA_EMAIL_KEY", fromEnvironment = "SAPA_EMAIL_KEY"),
    (name = "SAPA_EMAIL_FROM", fromEnvironment = "SAPA_EMAIL_FROM"),
    (name = "SAPA_CONTACT", fromEnvironment = "SAPA_CONTACT"),
    (name = "WEBHOOKS_TO_LOOPBACK", fromEnvironment = "WEBHOOKS_TO_LOOPBACK"), # tests only
    (name = "ADDRESS_HEADER", fromEnvironment = "ADDRESS_HEADER"),
  ],
);
