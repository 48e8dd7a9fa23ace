// `npm run bench [-- name …]`: runs the benchmarks one after another, each in a process of its own, with the machine's load.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "./print.ts";

interface Bench {
  readonly what: string;
  /** Instead of everything, in a short run; undefined: left out of it. */
  readonly quick: readonly string[] | undefined;
  /** Answers `--json` itself; otherwise its lines are passed on as they are. */
  readonly json: boolean;
}

const own = (what: string): Bench => ({ what, quick: ["--quick"], json: true });
const BENCHES: Readonly<Record<string, Bench>> = {
  kernels: own("filters, detectors, decoders, frames, location, association: units a second on one core"),
  capacity: own("how many stations are carried, embedded and over brokers, and what each process costs"),
  delay: own("deciding packet to webhook: recordings, and fleets of 100 and 1,000 stations stage by stage"),
  ring: own("what the waveform ring costs the thread of the alarms and its own, and an event out of it"),
  integrate: own("what a pick costs the integrator among 1,000 stations, first and later in a process"),
  record: own("a version of 200 arrivals, 60,000 pick updates in a minute, the report of a large event"),
  decide: own("one version of an event decided for 10,000 and 100,000 subscriptions, near and far"),
  fanout: own("one event to 10,000 subscribers, also with endpoints that hang, drip or reset"),
  ledger: own("every packet of a load with bad ones among it: used, refused, dropped or lost, and who counted it"),
  watching: own("what it costs the gateway that people watch 0, 1 and 20 of 1,000 stations"),
  memory: own("bytes a station in the decoder; resident memory of the services under load, and its growth"),
  lookup: own("all that is found out about one event at a million past earthquakes, PostgreSQL and SQLite"),
  decoder: {
    what: "what the decoder catches of real earthquakes, and what a packet costs",
    quick: ["mx20171215_m46"],
    json: false,
  },
  locate: { what: "location from synthetic picks: error and time", quick: [], json: false },
  score: {
    what: "recordings through decoder and integrator: how soon, how far off, how large",
    quick: undefined,
    json: false,
  },
  sensor: {
    what: "what a simulated sensor costs: a quiet packet, a shaken one, memory",
    quick: undefined,
    json: false,
  },
  noiseMonth: {
    what: "false alarms of a month of noise triggers on fifty stations",
    quick: ["--days", "0.5"],
    json: false,
  },
};

const list = Object.entries(BENCHES).map(([name, { what }]) => `  ${name.padEnd(11)} ${what}`);
const USAGE = `usage: npm run bench [-- name …] [--quick] [--json] [-- options of the one bench]
Each runs in a process of its own, one after another; without a name all of them. Progress goes to standard error.

${list.join("\n")}

  --quick   everything short, in less than three minutes (without score)
  --json    one JSON object: the machine, its load, the results
  --help    this text; \`node bench/NAME.ts --help\` tells a bench's own options
`;

interface Outcome {
  readonly ok: boolean;
  readonly seconds: number;
  readonly result: unknown;
}

function run(name: string, bench: Bench, options: { quick: boolean; json: boolean; more: readonly string[] }): Outcome {
  const startMs = performance.now();
  const flags = [
    ...(options.quick ? (bench.quick ?? []) : []),
    ...(options.json && bench.json ? ["--json"] : []),
    ...options.more,
  ];
  const { node, cores, loadAverage } = machine();
  const head = `\n== ${name}: ${bench.what} (Node ${node}, ${cores} cores, load ${loadAverage[0]})\n`;
  (options.json ? process.stderr : process.stdout).write(head);
  const file = join(import.meta.dirname, `${name}.ts`);
  const { status, stdout } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", file, ...flags], {
    stdio: ["ignore", options.json ? "pipe" : "inherit", "inherit"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = Number(((performance.now() - startMs) / 1000).toFixed(1));
  return { ok: status === 0, seconds, result: options.json ? resultOf(bench, stdout) : undefined };
}

function resultOf({ json }: Bench, stdout: string): unknown {
  if (!json) return { lines: stdout.trimEnd().split("\n") };
  try {
    return JSON.parse(stdout);
  } catch {
    return { lines: stdout.trimEnd().split("\n") };
  }
}

const ownArguments = process.argv.slice(2);
const cut = ownArguments.indexOf("--");
const more = cut < 0 ? [] : ownArguments.slice(cut + 1);
const { values, positionals } = parseArgs({
  args: cut < 0 ? ownArguments : ownArguments.slice(0, cut),
  allowPositionals: true,
  strict: false,
  options: { quick: { type: "boolean" }, json: { type: "boolean" }, help: { type: "boolean" } },
});
const known = ["quick", "json", "help"];
const unknown = [
  ...positionals.filter((name) => !Object.hasOwn(BENCHES, name)),
  ...Object.keys(values).flatMap((option) => (known.includes(option) ? [] : [`--${option}`])),
];
if (values.help || unknown.length > 0) {
  (unknown.length > 0 ? process.stderr : process.stdout).write(
    `${unknown.length > 0 ? `not known: ${unknown.join(", ")}\n\n` : ""}${USAGE}`,
  );
  process.exit(unknown.length > 0 ? 2 : 0);
}

const options = { quick: values.quick === true, json: values.json === true, more };
const outcomes: Record<string, Outcome> = {};
for (const [name, bench] of Object.entries(BENCHES)) {
  const isWanted = positionals.length > 0 ? positionals.includes(name) : !options.quick || bench.quick !== undefined;
  if (!isWanted) continue;
  outcomes[name] = run(name, bench, options);
  if (!outcomes[name].ok) process.exitCode = 1;
}
const took = Object.entries(outcomes).map(([name, { seconds, ok }]) => `${name} ${seconds} s${ok ? "" : " FAILED"}`);
process.stderr.write(`\n${took.join(", ")}\n`);
if (options.json)
  process.stdout.write(`${JSON.stringify({ machine: machine(), quick: options.quick, benches: outcomes })}\n`);
