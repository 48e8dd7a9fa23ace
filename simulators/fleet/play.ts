// Plays a scenario into a running system: its stations are introduced, then its packets come in their own rhythm.
import { setTimeout as sleep } from "node:timers/promises";
import { type Api, eventsOf } from "../api.ts";
import { type FeedWorld, untilRegistered } from "../feed.ts";
import type { Scenario } from "../scenario.ts";
import type { SensorTraits } from "../sensor/sensorTraits.ts";
import { runCrew } from "./crew.ts";
import { ledgerInWords } from "./fleetLedger.ts";
import { heardOf } from "./heard.ts";
import { type Plan, planOf } from "./plan.ts";
import type { ShareReport, ShareState } from "./share.ts";
import type { Heard, View } from "./view.ts";

export interface PlayOptions extends FeedWorld {
  readonly scenario: Scenario;
  readonly mqttUrl: string;
  readonly seed: number;
  /** Seconds of data a second; Infinity: as fast as the broker acknowledges. */
  readonly speed: number;
  readonly stations?: number | undefined;
  readonly traits: SensorTraits;
  readonly connections: number | "device";
  readonly threads: number;
  /** Gateway to ask whether the stations are registered, and what became of it all; undefined: not asked. */
  readonly api: Api | undefined;
  /** Wall clock at which the first earthquake is to break, or the data begin where there is none; undefined: soon. */
  readonly atMs?: number | undefined;
  readonly signal: AbortSignal;
  readonly view: View;
}

export interface Played {
  readonly plan: Plan;
  readonly report: ShareReport;
}

/** Sensors of a real network switch on long before: so soon data begin when no time was asked for. */
const SOON_MS = 1000;
const ASK_EVERY_MS = 1000;
const SECOND_MS = 1000;

/** @throws Error when the broker cannot be reached, or stations are not registered in time. */
export async function play(options: PlayOptions): Promise<Played> {
  const { scenario, mode, run, api, view, signal, speed } = options;
  const world: FeedWorld = { mode, run };
  const plan = planFor(options);
  for (const { quake } of plan.quakes.slice(0, 20)) view.note(quakeInWords(quake));
  const durationS = scenario.durationS;
  let heard: Heard | undefined;
  let rate = { ms: performance.now(), sent: 0, perS: 0 };
  const show = (state: ShareState) => {
    const nowMs = performance.now();
    if (nowMs - rate.ms >= SECOND_MS) {
      rate = { ms: nowMs, sent: state.sent, perS: (1000 * (state.sent - rate.sent)) / (nowMs - rate.ms) };
    }
    const dataS = Math.max(0, (state.dataMs - plan.startMs) / 1000);
    view.show({ ...state, dataS, durationS, stations: plan.sensors.length, sentPerS: rate.perS, heard });
  };
  const asking = setInterval(() => {
    if (api === undefined) return;
    eventsOf(api, world).then(
      (events) => {
        heard = heardOf(events);
      },
      () => undefined,
    );
  }, ASK_EVERY_MS);
  try {
    const report = await runCrew({
      ...world,
      ...plan,
      mqttUrl: options.mqttUrl,
      connections: options.connections,
      threads: options.threads,
      speed,
      signal,
      onState: show,
      async ready() {
        if (api !== undefined) await untilRegistered(api, world, plan.sensors);
        const waitMs = Number.isFinite(speed) && speed === 1 ? plan.startMs - Date.now() : 0;
        if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      },
    });
    view.note(ledgerInWords(report.ledger));
    return { plan, report };
  } finally {
    clearInterval(asking);
  }
}

/** Data are stamped with the wall clock: the first earthquake breaks when it was asked for. */
function planFor({ scenario, seed, stations, traits, atMs, view }: PlayOptions): Plan {
  const firstS = Math.min(...scenario.earthquakes.map(({ atS }) => atS));
  const leadMs = Number.isFinite(firstS) ? 1000 * firstS : 0;
  const wantedMs = atMs === undefined ? Date.now() + SOON_MS : atMs - leadMs;
  const startMs = Math.ceil(wantedMs / SECOND_MS) * SECOND_MS;
  return planOf(scenario, {
    seed,
    startMs,
    traits,
    stations,
    onRejected: ({ where, reason }) => view.note(`station file: ${where}: ${reason}`),
  });
}

function quakeInWords(quake: Plan["quakes"][number]["quake"]): string {
  const { magnitude, latitudeDeg, longitudeDeg, depthKm, originMs, kind = "earthquake" } = quake;
  const place = `${latitudeDeg.toFixed(3)}, ${longitudeDeg.toFixed(3)}, ${depthKm} km deep`;
  return `${kind} M ${magnitude} at ${place}, ${new Date(originMs).toISOString()}`;
}
