// What the record of events costs: a version with many arrivals, the picks of a network that shakes, the report of a large event.
// `node bench/record.ts [--postgres]`
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { HealthBoard } from "../services/catalogue/record/healthBoard.ts";
import { PickRecorder } from "../services/catalogue/record/pickRecorder.ts";
import { fileOf, namesOf } from "../services/catalogue/report/file.ts";
import { eventPage } from "../services/catalogue/report/page/eventPage.ts";
import { reportOf } from "../services/catalogue/report/report.ts";
import { keepVersion } from "../services/catalogue/repository.ts";
import type { Arrival, SeismicEvent } from "../shared/contracts/event.ts";
import type { Pick } from "../shared/contracts/pick.ts";
import { systemClock as clock } from "../shared/runtime/clock.ts";
import { connectDatabase } from "../shared/runtime/connectDatabase.ts";
import type { Database } from "../shared/runtime/database.ts";
import { openLog } from "../shared/runtime/log.ts";
import { createMetrics } from "../shared/runtime/metrics.ts";
import { runCommand } from "../simulators/cli.ts";
import { startPostgres } from "../test/servers/postgres.ts";
import { temporaryFolder } from "../test/servers/start.ts";
import { cpuMs } from "./kernels/time.ts";
import { progress, tell } from "./print.ts";

const USAGE = `npm run bench -- record, or node bench/record.ts [options]
Versions of 200 arrivals, 5,000 picks of 12 updates in a minute, the report of 30 versions and 10,000 deliveries.

  --postgres   on a private PostgreSQL instead of a SQLite file
  --quick      a tenth of the picks, in six seconds
  --json       one JSON object`;

const ORIGIN_MS = Date.UTC(2026, 0, 1);
const VERSIONS = 30;
const ARRIVALS = 200;
const DELIVERIES = 10_000;
const PICKS = { stations: 5000, updates: 12, overMs: 60_000 };
const log = openLog({ level: "fatal", service: "bench" });

const pickIdOf = (station: number) => `live/XX_S${station}/P/${ORIGIN_MS + 5000 + station}`;

function arrivalOf(station: number): Arrival {
  const stationId = `XX_S${station}`;
  const seen = { residualS: 0.1, distanceKm: 20 + station / 2, azimuthDeg: station % 360, weight: 1 };
  return { pickId: pickIdOf(station), stationId, phase: "P", timeMs: ORIGIN_MS + 5000 + station, ...seen };
}

function eventOf(version: number): SeismicEvent {
  return {
    ...{ mode: "live", run: "", eventId: "live-20260101T000000-bench", version, status: "confirmed" },
    ...{ asOfMs: ORIGIN_MS + 6000 + 1000 * version, likelihood: 0.99, observed: [], contours: [], reason: "magnitude" },
    origin: {
      ...{ timeMs: ORIGIN_MS, latitudeDeg: 19, longitudeDeg: -99, depthKm: 12, timeUncertaintyS: 0.2, rmsS: 0.2 },
      ...{ horizontalUncertaintyKm: 2, depthUncertaintyKm: 4, covarianceKm2: [2, 0, 2], azimuthalGapDeg: 90 },
    },
    magnitude: { value: 6.5, type: "Mpd", uncertainty: 0.2, stationCount: ARRIVALS },
    arrivals: Array.from({ length: ARRIVALS }, (_, station) => arrivalOf(station)),
    evidence: Array.from({ length: 15 }, (_, n) => ({ rule: `rule ${n}`, value: n, limit: 3, passed: n >= 3 })),
  };
}

function pickOf(station: number, update: number): Pick {
  const timeMs = ORIGIN_MS + 5000 + station;
  return {
    ...{ mode: "live", run: "", pickId: pickIdOf(station), update, stationId: `XX_S${station}`, phase: "P", timeMs },
    ...{ phaseProbability: 0.9, uncertaintyS: 0.05, snr: 12, windowS: update, pdM: 1e-5, pvMps: 1e-4, paMps2: 1e-3 },
    ...{
      pgaMps2: 1e-3,
      pgvMps: 1e-4,
      noisePdM: 1e-7,
      knownMs: timeMs + 1000 * update,
      receivedMs: timeMs + 1000 * update,
    },
  };
}

interface Watched {
  readonly tookMs: number;
  readonly cpuMs: number;
  /** For which the loop stood still. */
  readonly longestMs: number;
}

async function watched(work: () => Promise<unknown>): Promise<Watched> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [startedMs, startedCpuMs] = [clock.monotonicMs(), cpuMs()];
  await work();
  const [tookMs, usedMs] = [clock.monotonicMs() - startedMs, cpuMs() - startedCpuMs];
  delay.disable();
  return { tookMs: rounded(tookMs), cpuMs: rounded(usedMs), longestMs: rounded(delay.max / 1e6) };
}

async function versionsKept(database: Database): Promise<object> {
  const times = await watched(async () => {
    for (let version = 1; version <= VERSIONS; version += 1) {
      await keepVersion(database, eventOf(version), { storedMs: clock.nowMs(), stamps: {} });
    }
  });
  return { what: `versions of ${ARRIVALS} arrivals`, count: VERSIONS, ...times };
}

async function picksKept(database: Database, share: number): Promise<object> {
  const recorder = new PickRecorder({ database: async () => database, clock, log, metrics: createMetrics() });
  const stations = PICKS.stations * share;
  const total = stations * PICKS.updates;
  const times = await watched(async () => {
    const startedMs = clock.monotonicMs();
    let sent = 0;
    while (sent < total) {
      const due = Math.min(total, (total * (clock.monotonicMs() - startedMs)) / (PICKS.overMs * share));
      for (; sent < due; sent += 1) recorder.record(pickOf(sent % stations, Math.floor(sent / stations)));
      await clock.sleep(10);
    }
    await recorder.close();
  });
  return { what: `pick updates, ${stations} picks`, count: total, ...times };
}

async function deliveriesStored({ query }: Database): Promise<void> {
  const data = {
    asOf: new Date(ORIGIN_MS + 8000),
    sArrival: new Date(ORIGIN_MS + 30_000),
    intensity: 5,
    text: "x".repeat(1500),
  };
  const eventId = eventOf(1).eventId;
  for (let from = 0; from < DELIVERIES; from += 500) {
    const rows = Array.from({ length: 500 }, (_, n) => {
      const subscription_id = `sub_${from + n}`;
      const told = {
        subscriptionId: subscription_id,
        version: 2,
        type: "alarm.issued",
        outcome: "delivered",
        delayMs: 50,
      };
      const attempts = [{ atMs: 1, tookMs: 1, status: 204, error: "" }];
      const body = JSON.stringify({ ...told, attempts, message: JSON.stringify({ data }) });
      return {
        ...{
          alert_id: `${eventId}.2.${subscription_id}`,
          subscription_id,
          event_id: eventId,
          version: 2,
          mode: "live",
        },
        ...{ type: "alarm.issued", outcome: "delivered", body, finished_ms: 1, next_attempt_ms: null, tries: 0 },
        ...{ claimed_by: "", late_delivered_ms: null, given_up: "" },
      };
    });
    await query.insertInto("delivery").values(rows).execute();
  }
}

async function reported(database: Database): Promise<object[]> {
  const deps = { stations: { all: () => [] }, health: new HealthBoard() };
  const page = { from: 0, limit: 500 };
  const rows: object[] = [];
  for (const what of ["report, first", "report, again"]) {
    const times = await watched(async () => {
      const file = await fileOf(database, eventOf(1).eventId, deps);
      if (file === undefined) throw new Error("no event");
      const names = await namesOf(database, file.rows, page);
      return eventPage(reportOf(file, { page, names }), []);
    });
    rows.push({ what, count: 1, ...times });
  }
  return rows;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: { postgres: { type: "boolean" }, quick: { type: "boolean" }, json: { type: "boolean" } },
  });
  const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-record-"));
  const server = values.postgres ? await startPostgres(temporaryFolder("record")) : undefined;
  const database = await connectDatabase(server?.url ?? `sqlite:${folder}/tocsin.db`, { log });
  try {
    const rows = [await versionsKept(database)];
    progress("versions kept");
    rows.push(await picksKept(database, values.quick ? 0.1 : 1));
    progress("picks kept");
    await deliveriesStored(database);
    rows.push(...(await reported(database)));
    const title = `The record of events on ${values.postgres ? "PostgreSQL" : "SQLite"}`;
    tell("record", { results: rows, tables: [{ title, rows: rows as Record<string, string | number>[] }] });
  } finally {
    await database.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
