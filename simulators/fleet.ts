// `npm run fleet`: a small synthetic network under which the ground shakes once, or again and again; never a live one.
import { parseArgs } from "node:util";
import type { Place } from "../shared/seismo/geodesy.ts";
import type { Api } from "./api.ts";
import { choiceFrom, numberFrom, placeFrom, runCommand, runFrom, urlFrom } from "./cli.ts";
import { connectFeed, type FeedPacket, type FeedWorld, introduce, publishAll, untilRegistered } from "./feed.ts";
import {
  listOfScenarios,
  onlyWithScenario,
  playAndJudge,
  readScenarioOptions,
  rehearseAndJudge,
  SCENARIO_OPTIONS,
  viewOnTerminal,
} from "./fleet/command.ts";
import { Plane } from "./network/plane.ts";
import type { Quake } from "./quake.ts";
import { randomOf } from "./random.ts";
import type { StationMeta } from "./recordedStation.ts";
import { Sensor } from "./sensor/sensor.ts";

export interface FleetOptions extends FeedWorld {
  readonly mqttUrl: string;
  readonly stations: number;
  readonly center: Place;
  readonly spacingKm: number;
  readonly magnitude: number;
  /** From the start to the first earthquake. */
  readonly quakeAfterS: number;
  /** From one earthquake to the next; undefined: there is one, and the fleet stops when it is over. */
  readonly repeatEveryS: number | undefined;
  readonly rateHz: number;
  readonly speed: number;
  readonly seed: number;
  /** Data clock at the start; default: now. */
  readonly startMs: number;
  /** Gateway to ask whether the stations are registered before any data is sent; undefined: not asked. */
  readonly api: Api | undefined;
  readonly signal: AbortSignal;
  /** Told of each earthquake when its first data is made. */
  readonly onQuake: (quake: Quake) => void;
}

export interface FleetReport {
  readonly stations: readonly StationMeta[];
  readonly quakes: readonly Quake[];
  readonly packets: number;
}

/** Under Mexico City's place in the examples of README. */
const CENTER: Place = { latitudeDeg: 19.43, longitudeDeg: -99.13 };
const DEPTH_KM = 12;
/** Data sent after the origin of the last earthquake: until its event is final. */
const AFTER_S = 90;
const INTRODUCE_EVERY_MS = 30_000;
const GIVE_UP_AFTER_MS = 5000;
/** A good one: nothing is lost, nothing late. */
const LINK = { latency: { shortestMs: 100, medianMs: 240, p99Ms: 390, longestMs: 400 } };
/** Share of the spacing by which a sensor stands off its grid point. */
const JITTER = 0.25;

/** Runs until its one earthquake is over, or the signal comes. @throws Error when the broker cannot be reached */
export async function runFleet(wanted: Pick<FleetOptions, "mqttUrl"> & Partial<FleetOptions>): Promise<FleetReport> {
  const options = withDefaults(wanted);
  const { mode, run, speed, startMs, signal } = options;
  const world: FeedWorld = { mode, run };
  const sensors = sensorsOf(options);
  const stations = sensors.map(({ meta }) => meta);
  const quakes: Quake[] = [];
  const client = await connectFeed(options.mqttUrl);
  const again = setInterval(
    () => void introduce(() => client, world, stations).catch(() => undefined),
    INTRODUCE_EVERY_MS,
  );
  try {
    await introduce(() => client, world, stations);
    if (options.api !== undefined) await untilRegistered(options.api, world, stations);
    const giveUp = speed === 1 ? { giveUpAfterMs: GIVE_UP_AFTER_MS } : {};
    const packets = await publishAll(() => client, world, packetsOf(sensors, options, quakes), {
      speed,
      startMs,
      signal,
      ...giveUp,
    });
    return { stations, quakes, packets };
  } finally {
    clearInterval(again);
    await client.endAsync(true);
  }
}

function withDefaults(wanted: Pick<FleetOptions, "mqttUrl"> & Partial<FleetOptions>): FleetOptions {
  return {
    mode: "drill",
    run: "fleet",
    stations: 20,
    center: CENTER,
    spacingKm: 15,
    magnitude: 6.2,
    quakeAfterS: 20,
    repeatEveryS: undefined,
    rateHz: 50,
    speed: 1,
    seed: 1,
    startMs: Date.now(),
    api: undefined,
    signal: new AbortController().signal,
    onQuake: () => undefined,
    ...wanted,
  };
}

/** A grid around the centre, every sensor a little off its point. */
export function sensorsOf({
  stations,
  center,
  spacingKm,
  rateHz,
  seed,
}: Pick<FleetOptions, "stations" | "center" | "spacingKm" | "rateHz" | "seed">): Sensor[] {
  const columns = Math.ceil(Math.sqrt(stations));
  const rows = Math.ceil(stations / columns);
  const plane = new Plane(center);
  return Array.from({ length: stations }, (_, i) => {
    const random = randomOf(seed, "place", i);
    const offset = (cell: number, cells: number) => (cell - (cells - 1) / 2 + JITTER * (2 * random() - 1)) * spacingKm;
    const eastKm = offset(i % columns, columns);
    const place = plane.placeOf({ eastKm, northKm: offset(Math.floor(i / columns), rows) });
    const stationId = `SIM_S${String(i + 1).padStart(3, "0")}`;
    return new Sensor({ stationId, place, rateHz, packetS: 1, format: "openeew", seed, phaseMs: 0, link: LINK });
  });
}

/** Everything the fleet sends, second by second, in the order of receipt. Earthquakes are added to `quakes` as they come. */
export function* packetsOf(
  sensors: readonly Sensor[],
  options: Pick<
    FleetOptions,
    "startMs" | "quakeAfterS" | "repeatEveryS" | "center" | "spacingKm" | "stations" | "magnitude" | "seed" | "onQuake"
  >,
  quakes: Quake[] = [],
): Generator<FeedPacket> {
  const { repeatEveryS, quakeAfterS, onQuake } = options;
  const firstMs = Math.ceil(options.startMs / 1000) * 1000;
  let nextMs = firstMs + quakeAfterS * 1000;
  for (let secondMs = firstMs; ; secondMs += 1000) {
    if (secondMs + 1000 > nextMs) {
      const quake = quakeAt(nextMs, quakes.length, options);
      quakes.push(quake);
      onQuake(quake);
      nextMs = repeatEveryS === undefined ? Number.POSITIVE_INFINITY : nextMs + repeatEveryS * 1000;
    }
    const felt = quakes.filter(({ originMs }) => secondMs - originMs < AFTER_S * 1000);
    if (felt.length === 0 && quakes.length > 0 && nextMs === Number.POSITIVE_INFINITY) return;
    yield* sensors.map((sensor) => sensor.packetOf(secondMs, felt)).sort((a, b) => a.receivedMs - b.receivedMs);
  }
}

/** In the inner half of the network, where locations are good and the middle is not always the answer. */
function quakeAt(
  originMs: number,
  index: number,
  { center, spacingKm, stations, magnitude, seed }: Parameters<typeof packetsOf>[1],
): Quake {
  const random = randomOf(seed, "quake", index);
  const reachKm = (Math.sqrt(stations) * spacingKm) / 2;
  const offsetKm = () => (random() - 0.5) * reachKm;
  return {
    originMs,
    ...new Plane(center).placeOf({ eastKm: offsetKm(), northKm: offsetKm() }),
    depthKm: DEPTH_KM,
    magnitude,
    seed: `${seed}/${index}`,
  };
}

const USAGE = `npm run fleet -- [options]
Simulates a network of sensors and an earthquake under it. Ends with Ctrl-C, or after one earthquake with --once.
With --scenario it plays one of many, from a doublet to an attack, on any number of stations, and tells what came of it.

  --mqtt mqtt://127.0.0.1:1883  broker; user and password may stand in the URL
  --stations 20               number of sensors, on a grid
  --center 19.43,-99.13       middle of the network
  --spacing-km 15             from sensor to sensor
  --magnitude 6.2             of the earthquakes
  --quake-after 20            seconds until the first
  --repeat-every 300          seconds from one to the next
  --once                      one earthquake, then stop
  --mode drill                or simulation; a fleet is never live
  --run fleet                 name of the drill or simulation
  --rate 50                   samples a second
  --speed 1                   seconds of data a second, or max
  --api http://HOST:8080      gateway: wait until it lists the stations
  --token …                   API token (environment: API_TOKEN)
  --seed 1                    another seed, another network and earthquake

  --scenario NAME             plays it once (--list names them; or a JSON file: docs/scenarios.md)
  --rehearse                  without any server, as fast as decoders and integrator in this process go
  --stations N --rate HZ --format openeew|miniseed2|compact             instead of the scenario's own
  --connections 4             MQTT connections, or: device (one a sensor)
  --threads 2                 worker threads, from 500 stations on
  --list                      the scenarios

Examples
  npm run fleet -- --stations 50 --magnitude 6.5 --once
  npm run fleet -- --scenario rupture-m78 --rehearse
  npm run fleet -- --scenario one-quake --stations 2000 --rate 100 --mode simulation --api http://127.0.0.1:8080`;

const text = (standard: string) => ({ type: "string", default: standard }) as const;
const OPTIONS = {
  ...SCENARIO_OPTIONS,
  mqtt: text("mqtt://127.0.0.1:1883"),
  center: text(`${CENTER.latitudeDeg},${CENTER.longitudeDeg}`),
  "spacing-km": text("15"),
  magnitude: text("6.2"),
  "quake-after": text("20"),
  "repeat-every": text("300"),
  once: { type: "boolean", default: false },
  mode: text("drill"),
  run: text("fleet"),
  rehearse: { type: "boolean", default: false },
  list: { type: "boolean", default: false },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

function readOptions(values: Values): Pick<FleetOptions, "mqttUrl"> & Partial<FleetOptions> {
  onlyWithScenario({ rehearse: values.rehearse, format: values.format });
  const number = (option: string, value: string, limits: { min: number; max: number }) =>
    numberFrom(option, value, limits);
  return {
    mqttUrl: urlFrom("mqtt", values.mqtt, ["mqtt:", "mqtts:"]),
    stations: Math.round(number("stations", values.stations ?? "20", { min: 1, max: 999 })),
    center: placeFrom("center", values.center),
    spacingKm: number("spacing-km", values["spacing-km"], { min: 0.1, max: 200 }),
    magnitude: number("magnitude", values.magnitude, { min: 2, max: 8 }),
    quakeAfterS: number("quake-after", values["quake-after"], { min: 0, max: 86_400 }),
    repeatEveryS: values.once ? undefined : number("repeat-every", values["repeat-every"], { min: 60, max: 86_400 }),
    mode: choiceFrom("mode", values.mode, ["drill", "simulation"]),
    run: runFrom(values.run),
    rateHz: number("rate", values.rate ?? "50", { min: 10, max: 200 }),
    speed: values.speed === "max" ? Number.POSITIVE_INFINITY : number("speed", values.speed, { min: 0.1, max: 1000 }),
    api:
      values.api === undefined
        ? undefined
        : { url: urlFrom("api", values.api, ["http:", "https:"]), token: values.token },
    seed: number("seed", values.seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
  };
}

async function main(signal: AbortSignal): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.list) process.stdout.write(`${listOfScenarios()}\n`);
  else if (values.scenario === undefined) await shakeAgainAndAgain(readOptions(values), signal);
  else if (values.rehearse) {
    const options = readScenarioOptions(values, values.scenario);
    await rehearseAndJudge({ ...options, run: runFrom(values.run), signal });
  } else {
    await playAndJudge({
      ...readScenarioOptions(values, values.scenario),
      mode: choiceFrom("mode", values.mode, ["drill", "simulation"]),
      run: runFrom(values.run),
      mqttUrl: urlFrom("mqtt", values.mqtt, ["mqtt:", "mqtts:"]),
      signal,
      view: viewOnTerminal(),
    });
  }
}

async function shakeAgainAndAgain(
  options: Pick<FleetOptions, "mqttUrl"> & Partial<FleetOptions>,
  signal: AbortSignal,
): Promise<void> {
  const note = (text: string) => process.stderr.write(`${text}\n`);
  note(
    `${options.stations} sensors, ${options.mode} "${options.run}", to ${options.mqttUrl.replace(/\/\/[^@/]*@/, "//…@")}`,
  );
  const { packets, quakes } = await runFleet({
    ...options,
    signal,
    onQuake: ({ originMs, latitudeDeg, longitudeDeg, depthKm, magnitude }) =>
      note(
        `earthquake M ${magnitude} at ${latitudeDeg.toFixed(3)}, ${longitudeDeg.toFixed(3)}, ${depthKm} km deep, ${new Date(originMs).toISOString()}`,
      ),
  });
  note(`${packets} packets sent, ${quakes.length} earthquakes`);
}

if (import.meta.main) runCommand(USAGE, main);
