// What the catalogue takes to find out all it tells of one event, at a million past earthquakes; cold and warm.
// `node bench/lookup.ts [--rows N] [--events N] [--database postgres|sqlite]`
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { type ContextDeps, contextOf } from "../services/catalogue/context.ts";
import { GazetteerThread } from "../services/catalogue/gazetteer.ts";
import { CellCache } from "../services/catalogue/lookup/cellCache.ts";
import { Questions } from "../services/catalogue/lookup/deadline.ts";
import { findMainshock } from "../services/catalogue/lookup/mainshock.ts";
import { largestOf, NEARBY, nearestOf } from "../services/catalogue/nearby.ts";
import { addPastEvents } from "../services/catalogue/repository.ts";
import { earlyWord } from "../services/catalogue/verdict/early.ts";
import type { SeismicEvent } from "../shared/contracts/event.ts";
import { systemClock as clock } from "../shared/runtime/clock.ts";
import { connectDatabase } from "../shared/runtime/connectDatabase.ts";
import type { Database } from "../shared/runtime/database.ts";
import { openLog } from "../shared/runtime/log.ts";
import { createMetrics } from "../shared/runtime/metrics.ts";
import type { Store } from "../shared/runtime/store.ts";
import { memoryStore } from "../shared/runtime/storeMemory.ts";
import { redisStore } from "../shared/runtime/storeRedis.ts";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { randomOf } from "../simulators/random.ts";
import { startPostgres } from "../test/servers/postgres.ts";
import { startRedis } from "../test/servers/redis.ts";
import { temporaryFolder } from "../test/servers/start.ts";
import { type Catalogue, eventAt, pastEvents, SWARM } from "./lookupCatalogue.ts";
import { progress, tell } from "./print.ts";
import { spreadOf } from "./quantile.ts";
import { usageOf } from "./usage.ts";

const USAGE = `npm run bench -- lookup, or node bench/lookup.ts [options]
All of context.v1 about one event after another, near past earthquakes, in a swarm, and anywhere: place, region, nearest,
largest, mainshock, agency. A first pass right after the database was started, then the same places again, then with the cells
around them in the hot state (in memory beside SQLite, in Redis beside PostgreSQL), then each part.

  --rows N        past earthquakes, 20,000 of them in one swarm (1000000)
  --events N      places asked about (1000)
  --database X    postgres or sqlite (both)
  --folder PATH   where databases are kept from run to run (a temporary one)
  --quick         100,000 rows, 200 events
  --json          one JSON object`;

const BATCH = 2500;
const AGENCIES: ContextDeps["agencies"] = {
  ...{ servers: [], own: "tocsin", verdict: { waitMs: 1.8e6, magnitudeDifference: 1, distanceKm: 50 } },
};
const log = openLog({ level: "error", service: "bench", to: 2 });

interface Plan {
  readonly rows: number;
  readonly events: number;
  readonly folder: string;
}

interface Row {
  readonly database: string;
  readonly what: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** A lookup, of this process and the database server. */
  readonly cpuMs: number;
}

interface Measuring {
  readonly plan: Plan;
  readonly store: Store;
}

async function load(database: Database, rows: number): Promise<void> {
  const { query } = database;
  const { n } = await query
    .selectFrom("past_event")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .executeTakeFirstOrThrow();
  const startMs = performance.now();
  let done = 0;
  for (const batch of pastEvents(rows, BATCH)) {
    done += batch.length;
    if (done > Number(n)) await addPastEvents(database, batch);
    if (done % (BATCH * 40) === 0) {
      progress(`${done} of ${rows} past earthquakes, ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
    }
  }
}

async function measured(events: readonly SeismicEvent[], ask: (event: SeismicEvent) => Promise<unknown>) {
  const tookMs: number[] = [];
  const startCpuS = usageOf(process.pid).cpuS;
  for (const event of events) {
    const startMs = performance.now();
    await ask(event);
    tookMs.push(performance.now() - startMs);
  }
  const cpuMs = (1000 * (usageOf(process.pid).cpuS - startCpuS)) / events.length;
  const { p50, p95, p99, max } = spreadOf(tookMs);
  const rounded = (ms: number) => Number(ms.toFixed(2));
  return { p50Ms: rounded(p50), p95Ms: rounded(p95), p99Ms: rounded(p99), maxMs: rounded(max), cpuMs: rounded(cpuMs) };
}

async function measure(name: string, database: Database, { plan, store }: Measuring): Promise<Row[]> {
  const gazetteer = new GazetteerThread();
  await gazetteer.wordsOf(SWARM);
  const wordsOf = gazetteer.wordsOf.bind(gazetteer);
  const questions = new Questions(clock, 30_000);
  const deps = { database: async () => database, clock, questions, wordsOf, agencies: AGENCIES };
  const cache = new CellCache({ store, clock, metrics: createMetrics() });
  const random = randomOf("lookup events", plan.rows);
  const catalogue: Catalogue = { rows: plan.rows, random };
  const events = Array.from({ length: plan.events }, (_, n) => eventAt(catalogue, n));
  const options = (event: SeismicEvent) => ({ ...NEARBY, beforeMs: event.origin.timeMs - 60_000 });
  const same = { sameEventMs: 60_000, agency: "tocsin" };
  const parts: readonly (readonly [string, (event: SeismicEvent) => Promise<unknown>])[] = [
    ["all, cold", (event) => contextOf(event, database, deps)],
    ["all, warm", (event) => contextOf(event, database, deps)],
    [
      "filling a cell",
      async (event) => {
        cache.fill(database, event.origin, NEARBY);
        await cache.close();
      },
    ],
    ["all, cells known", (event) => contextOf(event, database, { ...deps, cache })],
    ["place and region", (event) => wordsOf(event.origin)],
    ["nearest", (event) => nearestOf(database, event.origin, options(event))],
    ["largest", (event) => largestOf(database, event.origin, options(event))],
    ["mainshock", (event) => findMainshock(database, event, same)],
    ["agency", (event) => earlyWord(database, event, AGENCIES)],
  ];
  const rows: Row[] = [];
  for (const [what, ask] of parts) rows.push({ database: name, what, ...(await measured(events, ask)) });
  await gazetteer.close();
  return rows;
}

async function onPostgres(plan: Plan): Promise<Row[]> {
  const folder = join(plan.folder, "postgres");
  mkdirSync(folder, { recursive: true });
  let server = await startPostgres(folder);
  try {
    const loading = await connectDatabase(server.url, { log });
    await load(loading, plan.rows);
    // As the server does by itself within a minute.
    await sql`analyze`.execute(loading.query);
    await loading.close();
    // What it had in its memory is forgotten; what the operating system has is not.
    await server.stop();
    server = await startPostgres(folder);
    const database = await connectDatabase(server.url, { log });
    const measuring = onRedis(plan, (store) => measure("postgres", database, { plan, store }));
    return await measuring.finally(() => database.close());
  } finally {
    await server.stop();
  }
}

async function onRedis(plan: Plan, task: (store: Store) => Promise<Row[]>): Promise<Row[]> {
  const folder = join(plan.folder, "redis");
  mkdirSync(folder, { recursive: true });
  const server = await startRedis(folder);
  const store = redisStore(server.url, { clock, log });
  try {
    return await task(store);
  } finally {
    await store.close();
    await server.stop();
  }
}

async function onSqlite(plan: Plan): Promise<Row[]> {
  const url = `sqlite:${join(plan.folder, "lookup.db")}`;
  const loading = await connectDatabase(url, { log });
  await load(loading, plan.rows);
  await loading.close();
  const database = await connectDatabase(url, { log });
  return measure("sqlite", database, { plan, store: memoryStore(clock) }).finally(() => database.close());
}

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: { quick: flag, json: flag, rows: text, events: text, database: text, folder: text },
  });
  const { quick, database, folder = temporaryFolder("lookup") } = values;
  const rows = numberFrom("rows", values.rows ?? (quick ? "100000" : "1000000"), { min: 30_000, max: 1e7 });
  const events = numberFrom("events", values.events ?? (quick ? "200" : "1000"), { min: 10, max: 1e5 });
  const plan = { rows, events, folder };
  try {
    const results = [
      ...(database === "sqlite" ? [] : await onPostgres(plan)),
      ...(database === "postgres" ? [] : await onSqlite(plan)),
    ];
    tell("lookup", {
      results,
      tables: [{ title: `${rows} past earthquakes, ${events} events`, rows: results.map(shown) }],
    });
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function shown({ database, what, p50Ms, p95Ms, p99Ms, maxMs, cpuMs }: Row) {
  return { database, what, "p50 ms": p50Ms, "p95 ms": p95Ms, "p99 ms": p99Ms, "max ms": maxMs, "processor ms": cpuMs };
}

runCommand(USAGE, main);
