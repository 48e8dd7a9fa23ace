// What `npm run fleet` and `npm run drill` share: options of a scenario, playing it, and the verdict on what came of it.
import { SingleBar } from "cli-progress";
import { eventsOf, untilQuiet } from "../api.ts";
import { choiceFrom, numberFrom, UsageError, urlFrom } from "../cli.ts";
import { rehearse } from "../rehearse.ts";
import { readScenario, type Scenario, scenarioNames } from "../scenario.ts";
import type { SensorTraits } from "../sensor/sensorTraits.ts";
import { verdictInWords, verdictOn } from "../verdict.ts";
import { ledgerInWords } from "./fleetLedger.ts";
import { versionsOf } from "./heard.ts";
import { planOf } from "./plan.ts";
import { type PlayOptions, play } from "./play.ts";
import { viewOn } from "./view.ts";

const text = { type: "string" } as const;
/** Of a system that never comes to rest: others use it. */
const LONGEST_WAIT_MS = 30_000;

export const SCENARIO_OPTIONS = {
  scenario: text,
  stations: text,
  rate: text,
  format: text,
  seed: { ...text, default: "1" },
  speed: { ...text, default: "1" },
  connections: { ...text, default: "4" },
  threads: { ...text, default: "2" },
  api: text,
  token: { ...text, default: process.env.API_TOKEN ?? "" },
} as const;

export interface ScenarioValues {
  readonly scenario?: string | undefined;
  readonly stations?: string | undefined;
  readonly rate?: string | undefined;
  readonly format?: string | undefined;
  readonly seed: string;
  readonly speed: string;
  readonly connections: string;
  readonly threads: string;
  readonly api?: string | undefined;
  readonly token: string;
}

type FromValues = Omit<PlayOptions, "mode" | "run" | "mqttUrl" | "signal" | "view" | "atMs">;

/** @throws UsageError for the first option that is wrong, or a scenario that there is not. */
export function readScenarioOptions(values: ScenarioValues, standard: string): FromValues {
  const { scenario = standard, stations, rate, format, seed, speed, connections, threads, api, token } = values;
  const traits: SensorTraits = {
    ...(rate === undefined ? {} : { rateHz: numberFrom("rate", rate, { min: 10, max: 200 }) }),
    ...(format === undefined ? {} : { format: choiceFrom("format", format, ["openeew", "miniseed2", "compact"]) }),
  };
  const whole = (option: string, value: string, most: number) =>
    Math.round(numberFrom(option, value, { min: 1, max: most }));
  return {
    scenario: readScenario(scenario),
    stations: stations === undefined ? undefined : whole("stations", stations, 100_000),
    traits,
    seed: numberFrom("seed", seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
    speed: speed === "max" ? Number.POSITIVE_INFINITY : numberFrom("speed", speed, { min: 0.1, max: 1000 }),
    connections: connections === "device" ? "device" : whole("connections", connections, 10_000),
    threads: whole("threads", threads, 64),
    api: api === undefined ? undefined : { url: urlFrom("api", api, ["http:", "https:"]), token },
  };
}

export function listOfScenarios(): string {
  return scenarioNames()
    .map((name) => `${name.padEnd(26)} ${readScenario(name).title}`)
    .join("\n");
}

/** @throws Error when what the system told is not as the scenario wants it. */
export async function playAndJudge(options: PlayOptions): Promise<void> {
  const { scenario, api, view, signal } = options;
  const { plan, report } = await play(options);
  view.note(`${report.published} packets published`);
  if (api === undefined || signal.aborted) return;
  await untilQuiet(api, { withinMs: LONGEST_WAIT_MS, signal });
  const told = versionsOf(await eventsOf(api, options));
  judged(scenario, verdictOn(scenario, plan.quakes, told), (line) => view.note(line));
}

/** Without any server: decoders and integrator in this process, as fast as they go. */
export async function rehearseAndJudge(
  options: Pick<PlayOptions, "scenario" | "seed" | "stations" | "traits" | "run" | "signal">,
): Promise<void> {
  const { scenario, run, signal } = options;
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const plan = planOf(scenario, {
    ...options,
    startMs: Math.ceil(Date.now() / 1000) * 1000,
    onRejected: ({ where, reason }) => say(`station file: ${where}: ${reason}`),
  });
  const bar = new SingleBar({ format: "{bar} {value}/{total} s, {eta_formatted} left", clearOnComplete: true });
  bar.start(scenario.durationS, 0);
  const startedMs = performance.now();
  const onSecond = (secondMs: number) => bar.update((secondMs - plan.startMs) / 1000);
  const { versions, ledger, outcomes, picks } = rehearse(plan, { run, signal, onSecond });
  bar.stop();
  for (const { version, status, asOfMs, origin, magnitude, reason } of versions) {
    const atS = ((asOfMs - plan.startMs) / 1000).toFixed(1).padStart(6);
    const place = `${origin.latitudeDeg.toFixed(2)}, ${origin.longitudeDeg.toFixed(2)}, ${origin.depthKm.toFixed(0)} km deep`;
    say(`${atS} s  SIMULATION: ${status} v${version} M ${magnitude.value.toFixed(1)} at ${place}: ${reason}`);
  }
  const tookS = (performance.now() - startedMs) / 1000;
  say(ledgerInWords(ledger));
  say(
    `decoders: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(", ")}; ${picks} picks and updates`,
  );
  say(`${scenario.durationS} s of ${plan.sensors.length} stations in ${tookS.toFixed(1)} s`);
  if (!signal.aborted) judged(scenario, verdictOn(scenario, plan.quakes, versions), say);
}

function judged(scenario: Scenario, verdict: ReturnType<typeof verdictOn>, say: (line: string) => void): void {
  say(`${scenario.title}: ${verdictInWords(verdict)}`);
  if (verdict.faults.length > 0) throw new Error("the scenario did not end as it wants");
}

export function viewOnTerminal() {
  return viewOn(process.stderr);
}

/** @throws UsageError for options that only a scenario knows. */
export function onlyWithScenario(values: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(values).filter((name) => values[name] !== undefined && values[name] !== false);
  if (given.length > 0) throw new UsageError(`--${given[0]} goes with --scenario; npm run fleet -- --list names them`);
}
