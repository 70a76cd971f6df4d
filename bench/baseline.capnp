# The Workers that Sapa is measured against; `cargo xtask bench` copies this beside them.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "rust", worker = .rust),
    (name = "javascript", worker = .javascript),
    (name = "objects", disk = (writable = true)),
  ],
  sockets = [
    (name = "rust", http = (), service = "rust"),
    (name = "javascript", http = (), service = "javascript"),
  ],
);

const rust :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "index.js"),
    (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
  ],
  compatibilityDate = "2026-04-01",
  durableObjectNamespaces = [ (className = "Rows", uniqueKey = "rows", enableSql = true) ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [ (name = "ROWS", durableObjectNamespace = "Rows") ],
);

const javascript :Workerd.Worker = (
  modules = [ (name = "constant.js", esModule = embed "constant.js") ],
  compatibilityDate = "2026-04-01",
);
