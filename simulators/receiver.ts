// A webhook receiver as a subscriber would run it: answers at once, verifies, ignores repeats, hands on what is new.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  type Alarm,
  alarmOf,
  isHeartbeat,
  KEY_WANTED,
  type Key,
  keyOf,
  refusalOf,
  type SignedRequest,
} from "./webhook.ts";

export interface Received extends SignedRequest {
  /** Wall clock when its last byte was here. */
  readonly receivedMs: number;
  /** Undefined for a test message or a body that is no alarm. */
  readonly alarm: Alarm | undefined;
  /** False only where no key is known to verify with. */
  readonly verified: boolean;
  /** The kind of signature that was verified. */
  readonly scheme: Key["scheme"] | undefined;
}

export interface ReceiverOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Called for each message that is new. */
  readonly onMessage: (received: Received) => void;
  /** Called for each request that was refused, with the reason it was given. */
  readonly onRefused: (reason: string) => void;
  /** Called for each message that came again, with its `webhook-id`. */
  readonly onRepeat?: (id: string) => void;
  /** Called for each `system.heartbeat`, which is no message: it only keeps the connection and shows that it works. */
  readonly onHeartbeat?: () => void;
}

export interface Receiver {
  readonly port: number;
  /** From now on, requests must verify with this `whsec_…` or `whpk_…`. Before the first call nothing can be verified. */
  trust(key: string): void;
  /** Messages that came again with the same `webhook-id`. */
  repeats(): number;
  heartbeats(): number;
  close(): Promise<void>;
}

const MOST_BYTES = 256 * 1024;
const IDS_REMEMBERED = 10_000;

export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const seen = new Set<string>();
  let key: Key | undefined;
  let repeats = 0;
  let heartbeats = 0;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") return refuse(response, 405, `${request.method}: want POST`);
    const body = await bodyOf(request);
    if (body === undefined) return refuse(response, 413, `body: want at most ${MOST_BYTES} bytes`);
    const receivedMs = Date.now();
    const signed: SignedRequest = {
      id: headerOf(request, "webhook-id"),
      timestamp: headerOf(request, "webhook-timestamp"),
      signature: headerOf(request, "webhook-signature"),
      body,
    };
    const refusal = key === undefined ? undefined : refusalOf(signed, key, receivedMs);
    if (refusal !== undefined) return refuse(response, 401, refusal);
    response.writeHead(204).end();
    if (isHeartbeat(body)) {
      heartbeats += 1;
      options.onHeartbeat?.();
      return;
    }
    if (signed.id !== "" && seen.has(signed.id)) {
      repeats += 1;
      options.onRepeat?.(signed.id);
      return;
    }
    remember(signed.id);
    const alarm = alarmOf(body);
    options.onMessage({ ...signed, receivedMs, alarm, verified: key !== undefined, scheme: key?.scheme });
  }

  function remember(id: string): void {
    seen.add(id);
    for (const oldest of seen) {
      if (seen.size <= IDS_REMEMBERED) break;
      seen.delete(oldest);
    }
  }

  function refuse(response: ServerResponse, status: number, reason: string): void {
    response.writeHead(status, { "content-type": "text/plain" }).end(`${reason}\n`);
    options.onRefused(reason);
  }

  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const port = await listen(server, options);
  return {
    port,
    trust(text) {
      const trusted = keyOf(text);
      if (trusted === undefined) throw new Error(`key: ${KEY_WANTED}`);
      key = trusted;
    },
    repeats: () => repeats,
    heartbeats: () => heartbeats,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}

/** Undefined when there is more of it than anybody signs; the rest is read and thrown away so that the answer arrives. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes <= MOST_BYTES) parts.push(part);
  }
  return bytes > MOST_BYTES ? undefined : Buffer.concat(parts).toString("utf8");
}

function listen(server: Server, { host, port }: ReceiverOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(new Error(`cannot listen on ${host}:${port}`, { cause })));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
