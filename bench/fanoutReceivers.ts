// The receivers' process of the fan-out: many endpoints, each with a port of its own, some of which misbehave.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

export type Manner = "good" | "hanging" | "slow" | "resetting";

export interface ReceiversOptions {
  readonly endpoints: number;
  /** How many of them, counted from the first, misbehave, in turn by hanging, dripping and resetting. */
  readonly bad: number;
}

export type ReceiversAsk = { readonly kind: "clear" | "report" };
export type ReceiversAnswer =
  | { readonly kind: "listening"; readonly ports: readonly number[] }
  /** Wall clock at which each good endpoint had a whole request, and the ids it had before. */
  | { readonly kind: "report"; readonly receivedMs: readonly number[]; readonly repeats: number };

const MANNERS: readonly Manner[] = ["hanging", "slow", "resetting"];
const DRIP_MS = 200;

const { endpoints, bad } = JSON.parse(process.argv[2] ?? "{}") as ReceiversOptions;
const say = (answer: ReceiversAnswer) => process.send?.(answer);
const seen = new Set<string>();
let receivedMs: number[] = [];
let repeats = 0;

function takeGood(request: IncomingMessage, response: ServerResponse): void {
  const id = String(request.headers["webhook-id"]);
  request.resume();
  request.on("end", () => {
    const atMs = performance.timeOrigin + performance.now();
    response.writeHead(204).end();
    if (id.startsWith("heartbeat.")) return;
    if (seen.has(id)) repeats += 1;
    else receivedMs.push(atMs);
    seen.add(id);
  });
}

/** A byte now and then, and never an end. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write("H"), DRIP_MS);
  socket.on("close", () => clearInterval(timer));
}

function take(manner: Manner, request: IncomingMessage, response: ServerResponse): void {
  if (manner === "good") takeGood(request, response);
  else if (manner === "slow") drip(request.socket);
  else if (manner === "resetting") request.socket.resetAndDestroy();
  else request.resume();
}

function listen(manner: Manner): Promise<number> {
  const server: Server = createServer({ keepAliveTimeout: 60_000 }, (request, response) =>
    take(manner, request, response),
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", 1024, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

const manners = Array.from({ length: endpoints }, (_, i): Manner => (i < bad ? (MANNERS[i % 3] ?? "hanging") : "good"));
process.on("message", (ask: ReceiversAsk) => {
  if (ask.kind === "report") say({ kind: "report", receivedMs, repeats });
  receivedMs = [];
  repeats = 0;
});
process.on("disconnect", () => process.exit(0));
const ports: number[] = [];
for (const manner of manners) ports.push(await listen(manner));
say({ kind: "listening", ports });
