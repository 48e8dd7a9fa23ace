// `npm run score`: recordings and picks of real earthquakes and noise through decoder and integrator, and how well it went.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { SeismicEvent } from "../shared/contracts/event.ts";
import { distanceKm } from "../shared/seismo/geodesy.ts";
import { runCommand, UsageError } from "../simulators/cli.ts";
import { arrivalsOf, floorOf } from "./score/floor.ts";
import { type EventScore, eventsOf, isOf, scoreOf } from "./score/judge.ts";
import { noiseNetworks } from "./score/noise.ts";
import { Pool } from "./score/pool.ts";
import { progressOn } from "./score/progress.ts";
import { reportOf } from "./score/report.ts";
import { type NoiseScore, type Score, scoreOfAll } from "./score/summary.ts";
import type { Outcome, Task } from "./score/task.ts";

const USAGE = `npm run score -- [options] [name …]

Runs the path of the data, decoders to decision, over a folder of recordings, faster than real time, and prints how
soon, how far off and how large each earthquake was told, what noise did, and what association alone makes of picks.

  --data DIR      events/, noise/, picks/ in it, any of which may be missing (default: data in TOCSIN_SHARED or ../shared)
  --json          print JSON instead of tables
  --out FILE      write the JSON to a file as well
  --threads N     worker threads (default: one a core)
  --verbose       every version of every event
  name …          only events, noise files and pick sets whose name holds one of these`;

interface Options {
  readonly data: string;
  readonly names: readonly string[];
  readonly threads: number;
  readonly isVerbose: boolean;
}

type Of<K extends Outcome["kind"]> = Extract<Outcome, { kind: K }>;

/** Recordings → picks; picks → versions; versions → score. */
async function score({ data, names, threads, isVerbose }: Options): Promise<Score> {
  const wanted = (name: string) => names.length === 0 || names.some((part) => name.includes(part));
  const progress = progressOn(process.stderr);
  const pool = new Pool(threads);
  const phase = async (title: string, tasks: readonly Task[]): Promise<Outcome[]> => {
    progress.begin(title, tasks.length);
    const outcomes = await pool.run(tasks, (done, id) => progress.done(done, id));
    progress.end();
    return outcomes;
  };
  try {
    const decoding = [
      ...foldersIn(data, "events")
        .filter(wanted)
        .map((id): Task => ({ kind: "decodeEvent", data, id })),
      ...noiseNetworks(data)
        .filter(wanted)
        .map((id): Task => ({ kind: "decodeNoise", data, id })),
    ];
    const decoded = await phase("decode and pick", decoding);
    const streams = decoded.filter((one) => one.kind === "decodeEvent" || one.kind === "decodeNoise");
    const integrating = streams.map(({ id, stream }): Task => ({ kind: "integrate", id, stream }));
    const setNames = foldersIn(data, "picks").filter(wanted);
    const integrated = await phase("associate, locate and size", [
      ...integrating,
      ...setNames.map((id): Task => ({ kind: "picks", data, id })),
    ]);
    const versionsAt = (at: number) => (integrated[at]?.kind === "integrate" ? integrated[at].versions : []);
    if (isVerbose) for (const one of integrated) if (one.kind === "integrate") tell(one, streams);
    return scoreOfAll(
      streams.flatMap((one, at) => (one.kind === "decodeEvent" ? scoresOf(data, one, versionsAt(at)) : [])),
      streams.flatMap((one, at) => (one.kind === "decodeNoise" ? [noiseScoreOf(one, versionsAt(at))] : [])),
      {
        picks: integrated.flatMap((one) => (one.kind === "picks" ? [setOf(one)] : [])),
        failed: [...decoded, ...integrated].flatMap((one) =>
          one.kind === "failed" ? [{ id: one.id, reason: one.reason }] : [],
        ),
      },
    );
  } finally {
    await pool.close();
  }
}

function foldersIn(data: string, name: string): string[] {
  const folder = join(data, name);
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function setOf({ kind: _, id, ...rest }: Of<"picks">): Score["picks"][number] {
  return { set: id, ...rest };
}

function scoresOf(
  data: string,
  { id, truths, stream, skipped }: Of<"decodeEvent">,
  versions: readonly SeismicEvent[],
): EventScore[] {
  const own = new Set(truths.flatMap((truth) => eventsOf(truth, versions)[0]?.[0]?.eventId ?? []));
  const strangers = versions.filter((version) => version.status === "confirmed" && !own.has(version.eventId));
  const others = new Set(
    strangers.filter((version) => !truths.some((truth) => isOf(truth, version))).map((v) => v.eventId),
  );
  return truths.map((truth) =>
    scoreOf({
      id: truths.length > 1 ? `${id}/${truth.id}` : id,
      truth,
      floor: floorOf(arrivalsOf(join(data, "events", id), truth, stream), stream),
      versions,
      otherEvents: others.size,
      notes: skipped,
    }),
  );
}

function noiseScoreOf({ id, stationHours, stream }: Of<"decodeNoise">, versions: readonly SeismicEvent[]): NoiseScore {
  const ids = (status: SeismicEvent["status"]) =>
    new Set(versions.filter((version) => version.status === status).map(({ eventId }) => eventId)).size;
  const picks = stream.steps.flatMap((step) => step.picks).filter(({ phase, update }) => phase === "P" && update === 0);
  return { id, stationHours, picks: picks.length, preliminary: ids("preliminary"), confirmed: ids("confirmed") };
}

function tell({ id, versions }: Of<"integrate">, streams: readonly (Of<"decodeEvent"> | Of<"decodeNoise">)[]): void {
  const recording = streams.find((one) => one.id === id);
  const truth = recording?.kind === "decodeEvent" ? recording.truths[0] : undefined;
  process.stderr.write(`\n${id}\n`);
  for (const v of versions) {
    const { origin, magnitude } = v;
    const off =
      truth === undefined
        ? ""
        : `+${((v.asOfMs - truth.timeMs) / 1000).toFixed(1)} s ${distanceKm(origin, truth).toFixed(0)} km `;
    const rules = v.evidence.map((rule) => `${rule.passed ? "" : "!"}${rule.rule}=${rule.value}`).join(" ");
    process.stderr.write(
      `  ${v.eventId.slice(-20)} v${v.version} ${v.status} ${off}±${origin.horizontalUncertaintyKm} h${origin.depthKm} ` +
        `M${magnitude.value}±${magnitude.uncertainty} ${magnitude.type}(${magnitude.stationCount}) n=${v.arrivals.length} ` +
        `L=${v.likelihood} ${v.reason} | ${rules} | ${v.arrivals.map((a) => `${a.stationId}${a.phase}${a.residualS.toFixed(1)}`).join(" ")}\n`,
    );
  }
}

runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: {
        type: "string",
        default: join(process.env.TOCSIN_SHARED ?? join(import.meta.dirname, "../../shared"), "data"),
      },
      json: { type: "boolean", default: false },
      out: { type: "string" },
      threads: { type: "string", default: String(availableParallelism()) },
      verbose: { type: "boolean", short: "v", default: false },
    },
  });
  const data = resolve(values.data);
  if (!existsSync(data)) throw new UsageError(`--data: no folder ${data}`);
  const threads = Number(values.threads);
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= 64))
    throw new UsageError(`--threads: got "${values.threads}", want 1 to 64`);
  const result = await score({ data, names: positionals, threads, isVerbose: values.verbose });
  const json = JSON.stringify(result, undefined, 2);
  if (values.out !== undefined) writeFileSync(values.out, `${json}\n`);
  await new Promise<void>((done) => process.stdout.write(`${values.json ? json : reportOf(result)}\n`, () => done()));
});
