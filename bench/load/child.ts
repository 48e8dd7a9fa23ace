// The load generator's process: introduces its stations, then publishes one packet a second of each, spread evenly.
import { reasonOf } from "../../shared/runtime/errors.ts";
import { destination, type Place } from "../../shared/seismo/geodesy.ts";
import { connectFeed, introduce } from "../../simulators/feed.ts";
import { quantile } from "../quantile.ts";
import { badMessage } from "./bad.ts";
import { deviceOf, metasOf, NoisePool, patch, type Rendered, shakenPackets } from "./packets.ts";
import { type Answer, type Ask, BAD_KINDS, type BadKind, type LoadOptions, type Published } from "./protocol.ts";
import { connectPublisher, type Publisher } from "./publisher.ts";

const TICK_MS = 4;
const ANSWERED_WITHIN_MS = 5000;
const QUAKE_AFTER_S = 2;
const MOST_DELAYS = 200_000;

class Load {
  readonly #options: LoadOptions;
  readonly #places: readonly Place[];
  readonly #pool: NoisePool;
  readonly #shaken: ReadonlyMap<number, readonly Rendered[]>;
  readonly #stations: readonly { readonly device: string; readonly topic: Buffer }[];
  readonly #publishers: Publisher[] = [];
  readonly #sentBad: Partial<Record<BadKind, number>> = {};
  readonly #published: Published[] = [];
  #delaysMs: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #startMs = 0;
  #next = 0;
  #bad = 0;
  #unsent = 0;
  #sentBytes = 0;
  #lagMs = 0;
  #shakenFrom = Number.POSITIVE_INFINITY;

  constructor(options: LoadOptions) {
    const { mode, run, stations, rateHz, spacingKm, centre, quake } = options;
    this.#options = options;
    this.#places = gridOf(stations, centre, spacingKm);
    this.#pool = new NoisePool(rateHz);
    this.#shaken =
      quake === null
        ? new Map()
        : shakenPackets(
            this.#places,
            { quake: { ...centre, ...quake, seed: "load" }, rateHz, stations: quake.stations },
            (station) => this.#phaseMs(station),
          );
    this.#stations = this.#places.map((_, station) => {
      const device = deviceOf(station);
      return { device, topic: Buffer.from(`eew-${mode}/v1/${run}/LD/${device}/traces/openeew`) };
    });
  }

  async introduce(): Promise<void> {
    const { mqttUrl, mode, run, rateHz, connections } = this.#options;
    const client = await connectFeed(mqttUrl);
    await introduce(() => client, { mode, run }, metasOf(this.#places, rateHz));
    await client.endAsync();
    for (let i = 0; i < connections; i += 1) {
      const onAcknowledged = (delayMs: number) => {
        if (this.#delaysMs.length < MOST_DELAYS) this.#delaysMs.push(delayMs);
      };
      this.#publishers.push(await connectPublisher(mqttUrl, `load-${run}-${i}`, onAcknowledged));
    }
  }

  start(): void {
    this.#startMs = Math.ceil(nowMs() / 1000) * 1000;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  shake(): void {
    this.#shakenFrom = Math.floor((nowMs() - this.#startMs) / 1000) + QUAKE_AFTER_S;
  }

  report(): Answer {
    const delays = this.#delaysMs.sort((a, b) => a - b);
    const total = (of: (publisher: Publisher) => number) => this.#publishers.reduce((sum, one) => sum + of(one), 0);
    const report = {
      sent: total(({ sent }) => sent),
      sentBad: this.#sentBad,
      acknowledged: total(({ acknowledged }) => acknowledged),
      unsent: this.#unsent,
      sentBytes: this.#sentBytes,
      ackP50Ms: quantile(delays, 0.5),
      ackP99Ms: quantile(delays, 0.99),
      lagMs: this.#lagMs,
      originMs: Number.isFinite(this.#shakenFrom) ? this.#startMs + (this.#shakenFrom - 1) * 1000 : null,
      published: this.#published,
    };
    this.#delaysMs = [];
    this.#lagMs = 0;
    return { kind: "report", report };
  }

  /** Waits for the broker's answers, then leaves. */
  async end(): Promise<Answer> {
    clearInterval(this.#timer);
    const untilMs = nowMs() + ANSWERED_WITHIN_MS;
    const isOpen = () => this.#publishers.some((one) => one.acknowledged < one.sent && one.fault === undefined);
    while (isOpen() && nowMs() < untilMs) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const publisher of this.#publishers) publisher.close();
    return this.report();
  }

  #phaseMs(station: number): number {
    return (station * 1000) / this.#options.stations;
  }

  #firstSecondOf(station: number): number {
    const { rampS, stations } = this.#options;
    return Math.floor((rampS * station) / stations);
  }

  /** Everything that is due by now. */
  #tick(): void {
    const { stations } = this.#options;
    const now = nowMs();
    for (; ; this.#next += 1) {
      const station = this.#next % stations;
      const second = Math.floor(this.#next / stations);
      const dueMs = this.#startMs + second * 1000 + this.#phaseMs(station);
      if (dueMs > now) break;
      this.#lagMs = Math.max(this.#lagMs, now - dueMs);
      if (second < this.#firstSecondOf(station)) continue;
      this.#publish({ station, second, dueMs, now });
    }
    for (const publisher of this.#publishers) {
      publisher.flush();
      if (publisher.fault !== undefined) throw publisher.fault;
    }
  }

  #publish(of: {
    readonly station: number;
    readonly second: number;
    readonly dueMs: number;
    readonly now: number;
  }): void {
    const { station, second, dueMs, now } = of;
    const publisher = this.#publishers[station % this.#publishers.length];
    const shaken = this.#shaken.get(station)?.[second - this.#shakenFrom];
    const packet = shaken ?? this.#pool.packetOf(station, second);
    const to = this.#stations[station];
    if (publisher === undefined || packet === undefined || to === undefined) return;
    if (publisher.isFull) {
      this.#unsent += 1;
      return;
    }
    if (shaken !== undefined) this.#published.push([dueMs, now]);
    const { chunk, at } = publisher.push({ topic: to.topic, bytes: packet.bytes, dueMs });
    const patched = { device: to.device, lastMs: dueMs };
    patch(chunk, at, packet, patched);
    this.#sentBytes += packet.bytes.length;
    const { badEvery } = this.#options;
    if (badEvery > 0 && publisher.sent % badEvery === 0) {
      const bytes = Buffer.from(packet.bytes);
      patch(bytes, 0, packet, patched);
      this.#publishBad(publisher, { topic: to.topic, bytes, timeAt: packet.timeAt, dueMs });
    }
  }

  #publishBad(
    publisher: Publisher,
    good: { readonly topic: Buffer; readonly bytes: Buffer; readonly timeAt: number; readonly dueMs: number },
  ): void {
    const kind = BAD_KINDS[this.#bad % BAD_KINDS.length] ?? "empty";
    this.#bad += 1;
    publisher.push({ ...badMessage(kind, good), dueMs: good.dueMs });
    this.#sentBad[kind] = (this.#sentBad[kind] ?? 0) + 1;
  }
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** A square grid; the first stations are scattered over all of it, so that neighbours do not speak one after another. */
function gridOf(stations: number, centre: Place, spacingKm: number): Place[] {
  const columns = Math.ceil(Math.sqrt(stations));
  const stride = strideFor(stations);
  return Array.from({ length: stations }, (_, i) => {
    const cell = (i * stride) % stations;
    const eastKm = ((cell % columns) - (columns - 1) / 2) * spacingKm;
    const northKm = (Math.floor(cell / columns) - (columns - 1) / 2) * spacingKm;
    return destination(centre, (Math.atan2(eastKm, northKm) * 180) / Math.PI, Math.hypot(eastKm, northKm));
  });
}

/** A step that visits every cell once: it has no divisor in common with their number. */
function strideFor(count: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let stride = Math.max(1, Math.round(count * 0.618));
  while (gcd(stride, count) !== 1) stride += 1;
  return stride;
}

const say = (answer: Answer) => process.send?.(answer);

async function main(): Promise<void> {
  const load = new Load(JSON.parse(process.argv[2] ?? "{}") as LoadOptions);
  await load.introduce();
  process.on("message", (ask: Ask) => {
    if (ask.kind === "start") load.start();
    else if (ask.kind === "shake") load.shake();
    else if (ask.kind === "report") say(load.report());
    else void load.end().then((answer) => process.send?.(answer, () => process.exit(0)));
  });
  say({ kind: "introduced" });
}

const fail = (error: unknown) => {
  process.send?.({ kind: "failed", reason: reasonOf(error) } satisfies Answer, () => process.exit(1));
};
process.on("uncaughtException", fail);
process.on("disconnect", () => process.exit(1));
main().catch(fail);
