// A worker thread that plays one share of a fleet: ready when its stations are introduced, then state, then its report.
import { parentPort, workerData } from "node:worker_threads";
import { reasonOf } from "../../shared/runtime/errors.ts";
import { runShare, type ShareOptions, type ShareReport, type ShareState } from "./share.ts";

export type FromShare =
  | { readonly kind: "ready" }
  | { readonly kind: "state"; readonly state: ShareState }
  | { readonly kind: "done"; readonly report: ShareReport }
  | { readonly kind: "failed"; readonly reason: string };

export type ToShare = "go" | "stop";

const port = parentPort;
if (port === null) throw new Error("shareWorker.ts is a worker thread of a fleet; call npm run fleet");

const stopping = new AbortController();
const started = new Promise<void>((go) => {
  port.on("message", (message: ToShare) => {
    if (message === "stop") stopping.abort();
    // Told to stop before it began, it goes on to its end, which is at once.
    go();
  });
});
const say = (message: FromShare) => port.postMessage(message);

runShare(workerData as ShareOptions, {
  signal: stopping.signal,
  ready() {
    say({ kind: "ready" });
    return started;
  },
  onState: (state) => say({ kind: "state", state }),
})
  .then((report) => say({ kind: "done", report }))
  .catch((error: unknown) => say({ kind: "failed", reason: reasonOf(error) }))
  .finally(() => port.close());
