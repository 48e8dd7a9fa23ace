// The live stream (server-sent events) of all pages: snapshot or what was missed first, then news; slow pages are dropped.
import type { Response } from "express";
import type { Log } from "../../shared/runtime/log.ts";
import type { Metrics } from "../../shared/runtime/metrics.ts";
import { type Numbered, Ring, type RingLimits } from "./ring.ts";

export interface Update {
  /** The event's name in the stream. */
  readonly name: string;
  readonly data: object;
}

export interface StreamOptions {
  /** Tells this stream's metrics from those of others. */
  readonly label: string;
  /** Names this gateway's run in message ids. */
  readonly start: string;
  readonly maxClients: number;
  readonly maxWaitingBytes: number;
  /** Told to who listens: after how much silence a line is dead. */
  readonly heartbeatS: number;
  readonly snapshot: () => object;
  /** With it a page that joins gets, after the snapshot, all that is remembered. */
  readonly replayed?: RingLimits;
  /** Told how many pages are open; without it a gauge is. */
  readonly onCount?: (clients: number) => void;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
}

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // A proxy that buffers would hold back the seconds we fight for.
  "x-accel-buffering": "no",
};

export class Stream {
  readonly #options: StreamOptions;
  readonly #ring: Ring;
  readonly #clients = new Set<Response>();

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#ring = new Ring(options.start, options.replayed);
  }

  /** @returns false when there are too many already. */
  join(response: Response, lastEventId: string | undefined): boolean {
    if (this.#clients.size >= this.#options.maxClients) return false;
    response.writeHead(200, { ...HEADERS, "heartbeat-s": String(this.#options.heartbeatS) });
    response.on("close", () => this.#leave(response));
    this.#clients.add(response);
    const missed = lastEventId === undefined ? undefined : this.#ring.since(lastEventId);
    this.#write(response, missed === undefined ? this.#beginning() : textOf(missed));
    this.#write(response, ": joined\n\n");
    this.#gauge();
    return true;
  }

  send(updates: readonly Update[]): void {
    const nowMs = this.#options.nowMs();
    for (const { name, data } of updates) {
      const { text } = this.#ring.push(name, { nowMs, ...data }, nowMs);
      for (const client of this.#clients) this.#write(client, text);
    }
  }

  /** Something is heard from us even when nothing happens. */
  heartbeat(): void {
    for (const client of this.#clients) this.#write(client, `: ${this.#options.nowMs()}\n\n`);
  }

  clientCount(): number {
    return this.#clients.size;
  }

  close(): void {
    for (const client of this.#clients) client.end("event: bye\ndata: {}\n\n");
    this.#clients.clear();
  }

  #beginning(): string {
    return this.#snapshot() + (this.#options.replayed === undefined ? "" : textOf(this.#ring.all()));
  }

  /** Carries the newest id, so that the page resumes from here. */
  #snapshot(): string {
    const { nowMs, snapshot } = this.#options;
    const data = JSON.stringify({ nowMs: nowMs(), ...snapshot() });
    return `id: ${this.#ring.newestId()}\nevent: snapshot\ndata: ${data}\n\n`;
  }

  #write(client: Response, text: string): void {
    if (text === "" || client.writableEnded) return;
    client.write(text);
    // The first write may be a snapshot of any size; it is what waits behind it that tells a slow reader.
    if (client.writableLength <= Math.max(this.#options.maxWaitingBytes, text.length * 2)) return;
    const reason = `too slow: ${client.writableLength} bytes waiting, ${this.#options.maxWaitingBytes} allowed`;
    this.#options.log.warn({ reason }, "live stream dropped");
    this.#options.metrics.count("eew_stream_dropped_total", "Live streams dropped because their reader was too slow", {
      stream: this.#options.label,
    });
    client.end(`event: dropped\ndata: ${JSON.stringify({ reason })}\n\n`);
    client.destroy();
    this.#leave(client);
  }

  #leave(client: Response): void {
    this.#clients.delete(client);
    this.#gauge();
  }

  #gauge(): void {
    const { onCount, metrics, label: stream } = this.#options;
    if (onCount !== undefined) onCount(this.#clients.size);
    else metrics.gauge("eew_stream_clients", "Live streams open", this.#clients.size, { stream });
  }
}

function textOf(messages: readonly Numbered[]): string {
  return messages.map(({ text }) => text).join("");
}
