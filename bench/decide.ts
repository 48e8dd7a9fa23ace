// What it costs to decide on one version of an event for very many subscriptions, alerts and the memory of them included.
// `node bench/decide.ts [--subscriptions N] [--versions N]`
import { parseArgs } from "node:util";
import { Dispatcher } from "../services/alarm/dispatch.ts";
import { History } from "../services/alarm/history.ts";
import { Places } from "../services/alarm/places.ts";
import { STANDARD_SETTINGS, type Subscription } from "../services/alarm/subscription.ts";
import type { SeismicEvent } from "../shared/contracts/event.ts";
import { systemClock as clock } from "../shared/runtime/clock.ts";
import { createMetrics } from "../shared/runtime/metrics.ts";
import { memoryStore } from "../shared/runtime/storeMemory.ts";
import { destination } from "../shared/seismo/geodesy.ts";
import { IPE as model } from "../shared/seismo/shakingModel.ts";
import { travelTimeS } from "../shared/seismo/travelTime.ts";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { type Random, randomOf } from "../simulators/random.ts";
import { cpuMs } from "./kernels/time.ts";
import { progress, tell } from "./print.ts";
import { spreadOf } from "./quantile.ts";

const USAGE = `npm run bench -- decide, or node bench/decide.ts [options]
An event's versions put to all subscriptions in memory: decided, made into messages, and who was told made into text.

  --subscriptions N   (10000 and 100000)
  --versions N        of one event, of which every one but the last is an update to all in reach (20)
  --rounds N          events; the first, of code that is not compiled yet, is told apart (4)
  --quick             10000 subscriptions, 2 rounds
  --json              one JSON object`;

const CENTRE = { latitudeDeg: 19.43, longitudeDeg: -99.13 };
/** All in reach within the first, the others beyond the second. */
const NEAR_KM = 80;
const FAR_KM = [900, 3000] as const;
const STATIONS = 150;

interface Case {
  readonly subscriptions: number;
  readonly inReach: number;
}

interface Row extends Case {
  readonly alerts: number;
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMs: number;
}

function subscriptionsOf({ subscriptions, inReach }: Case): Subscription[] {
  const random = randomOf("decide", subscriptions, inReach);
  return Array.from({ length: subscriptions }, (_, n) => {
    const isNear = n < subscriptions * inReach;
    const km = isNear ? NEAR_KM * Math.sqrt(random()) : FAR_KM[0] + (FAR_KM[1] - FAR_KM[0]) * random();
    return {
      ...STANDARD_SETTINGS,
      subscriptionId: `sub_${n.toString(16).padStart(24, "0")}`,
      ownerId: "",
      name: `subscriber ${n}`,
      url: `https://example.com/${n}`,
      secret: "",
      ...destination(CENTRE, 360 * random(), km),
      vs30Mps: random() < 0.3 ? 250 + 600 * random() : null,
      minimumIntensity: 3 + random(),
      acceptPreliminary: false,
      modes: ["live"],
      createdMs: 1,
      updatedMs: 1,
      disabledMs: null,
      disabledReason: "",
      failingSinceMs: null,
    };
  });
}

/** An earthquake that grows; the last version withdraws it. */
function versionOf(eventId: string, { version, last }: { version: number; last: number }): SeismicEvent {
  const random = randomOf("observed", eventId);
  const timeMs = 1_780_000_000_000;
  return {
    ...{ mode: "live", run: "", eventId, version, status: version === last ? "cancelled" : "confirmed" },
    asOfMs: timeMs + 5000 + 1000 * version,
    origin: {
      ...{ timeMs, ...CENTRE, depthKm: 12, timeUncertaintyS: 0.4, horizontalUncertaintyKm: 4, depthUncertaintyKm: 6 },
      ...{ covarianceKm2: [8, 1, 8], azimuthalGapDeg: 80, rmsS: 0.3 },
    },
    magnitude: { value: 6.2 + 0.35 * (version % 5), type: "Mpd", uncertainty: 0.3, stationCount: 6 },
    likelihood: 0.97,
    arrivals: [],
    observed: Array.from({ length: STATIONS }, (_, n) => observedOf(n, random)),
    ...{ contours: [], evidence: [], reason: "grows" },
  };
}

function observedOf(n: number, random: Random): SeismicEvent["observed"][number] {
  const km = 120 * Math.sqrt(random());
  return { stationId: `XX_S${n}`, ...destination(CENTRE, 360 * random(), km), intensity: Math.max(1, 5.5 - km / 30) };
}

async function measured(of: Case, { versions, rounds }: { versions: number; rounds: number }): Promise<Row> {
  const subscriptions = { places: new Places(subscriptionsOf(of)), isLoaded: true, loaded: async () => undefined };
  const deps = { subscriptions, history: new History(), store: memoryStore(clock), clock, metrics: createMetrics() };
  const dispatcher = new Dispatcher({ ...deps, model });
  const took: number[] = [];
  let [firstMs, alerts, startCpuMs] = [0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    if (round === 1) startCpuMs = cpuMs();
    for (let version = 1; version <= versions; version += 1) {
      const event = versionOf(`bench-${round}`, { version, last: versions });
      const startMs = performance.now();
      const effects = await dispatcher.dispatch(event);
      const ms = performance.now() - startMs;
      if (round > 0) took.push(ms);
      else if (version === 1) firstMs = ms;
      alerts = Math.max(alerts, effects.length);
    }
  }
  const { p50, p99 } = spreadOf(took);
  return { ...of, alerts, firstMs, p50Ms: p50, p99Ms: p99, cpuMs: (cpuMs() - startCpuMs) / took.length };
}

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const number = { type: "string" } as const;
  const { values } = parseArgs({
    options: { quick: flag, json: flag, subscriptions: number, versions: number, rounds: number },
  });
  const atMost = (name: "subscriptions" | "versions" | "rounds", usual: number, max: number) =>
    Math.round(numberFrom(name, values[name] ?? String(usual), { min: 2, max }));
  const versions = atMost("versions", 20, 1000);
  const rounds = atMost("rounds", values.quick ? 2 : 4, 100);
  const asked = values.subscriptions === undefined ? undefined : [atMost("subscriptions", 10_000, 1_000_000)];
  // The table of travel times is traced at the service's start, not at the first alarm.
  travelTimeS("S", 0, 0);
  const rows: Row[] = [];
  for (const subscriptions of asked ?? (values.quick ? [10_000] : [10_000, 100_000])) {
    for (const inReach of [1, 0.05]) {
      progress(`${subscriptions} subscriptions, ${100 * inReach} % in reach`);
      rows.push(await measured({ subscriptions, inReach }, { versions, rounds }));
    }
  }
  tell("decide", { results: { rows }, tables: [{ title: `${versions} versions of an event`, rows: rows.map(shown) }] });
}

function shown(row: Row) {
  return {
    subscriptions: row.subscriptions,
    "in reach": `${100 * row.inReach} %`,
    "first ms": row.firstMs.toFixed(0),
    "p50 ms": row.p50Ms.toFixed(1),
    "p99 ms": row.p99Ms.toFixed(0),
    "processor ms": row.cpuMs.toFixed(1),
  };
}

runCommand(USAGE, main);
