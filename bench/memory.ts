// Memory: bytes a station's state takes in the decoder, and the services' resident memory while a load goes on.
// `node bench/memory.ts [--minutes M] [--stations N] [--brokers]`
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { decoderTable } from "../services/decoder/config.ts";
import { StationDecoder } from "../services/decoder/station.ts";
import type { Packet } from "../shared/contracts/packet.ts";
import type { Station } from "../shared/contracts/station.ts";
import { readConfig } from "../shared/runtime/config.ts";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { startBrokers } from "./brokers.ts";
import { deviceOf, metasOf, NoisePool, patch } from "./load/packets.ts";
import { openLoad } from "./load.ts";
import { progress, tell } from "./print.ts";
import { type Rig, startRig } from "./rig.ts";

const USAGE = `npm run bench -- memory, or node bench/memory.ts [options]
Bytes a station in the decoder, and resident memory of the services under load: where it begins, ends, and its growth.

  --minutes M    of load; the growth is measured in the second half (3)
  --stations N   under load (1000)
  --rate HZ      (100)
  --brokers      services over private brokers instead of embedded
  --quick        a third of a minute, 500 stations
  --json         one JSON object`;

const WORLD = { mode: "drill", run: "memory" } as const;
const START_MS = Date.UTC(2026, 0, 1);
/** Long windows and histories are full by then. */
const SECONDS = 75;
const SAMPLES = 60;

/** A full collection, so that only what is held counts. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function bytesAStation(stations: number, rateHz: number): number {
  const pool = new NoisePool(rateHz);
  const places = Array.from({ length: stations }, (_, i) => ({ latitudeDeg: 0, longitudeDeg: i / 1000 }));
  const known = metasOf(places, rateHz).map((meta): Station => ({ ...WORLD, ...meta, updatedMs: 0 }));
  const settings = readConfig(decoderTable, {});
  const before = heldBytes();
  const decoders = known.map(() => new StationDecoder(settings));
  for (let second = 0; second < SECONDS; second += 1) {
    known.forEach((station, i) => {
      const rendered = pool.packetOf(i, second);
      if (rendered !== undefined) decoders[i]?.push(packetOf(station, i, { rendered, second }), station);
    });
  }
  const bytes = (heldBytes() - before) / stations;
  // Held until here.
  if (decoders.length !== stations) throw new Error("decoders are gone");
  return bytes;
}

function packetOf(
  { stationId }: Station,
  i: number,
  { rendered, second }: { rendered: NonNullable<ReturnType<NoisePool["packetOf"]>>; second: number },
): Packet {
  const payload = Buffer.from(rendered.bytes);
  const lastMs = START_MS + second * 1000 + (i % 1000);
  patch(payload, 0, rendered, { device: deviceOf(i), lastMs });
  return { ...WORLD, stationId, format: "openeew", receivedMs: lastMs + 5, wallMs: 0, payload };
}

interface Growth {
  readonly process: string;
  readonly firstMb: number;
  readonly lastMb: number;
  /** Straight line through the second half. */
  readonly mbAnHour: number;
}

async function soak(rig: Rig, of: { stations: number; rateHz: number; minutes: number }): Promise<Growth[]> {
  const before = await rig.read();
  const load = await openLoad({ mqttUrl: rig.mqttUrl, run: "memory", stations: of.stations, rateHz: of.rateHz });
  const samples: { readonly atS: number; readonly usage: ReturnType<Rig["usage"]> }[] = [];
  try {
    await rig.untilKnown(of.stations, before);
    load.start();
    const everyS = (of.minutes * 60) / SAMPLES;
    for (let i = 1; i <= SAMPLES; i += 1) {
      await sleep(everyS * 1000);
      samples.push({ atS: i * everyS, usage: rig.usage() });
      if (i % 10 === 0) progress(`${Math.round(i * everyS)} s of load`);
    }
    await load.end();
  } finally {
    load.kill();
  }
  return Object.keys(samples[0]?.usage ?? {}).map((process) => {
    const points = samples.map(({ atS, usage }) => ({ atS, mb: usage[process]?.rssMb ?? 0 }));
    const late = points.slice(points.length >> 1);
    return { process, firstMb: points[0]?.mb ?? 0, lastMb: late.at(-1)?.mb ?? 0, mbAnHour: 3600 * slopeOf(late) };
  });
}

function slopeOf(points: readonly { readonly atS: number; readonly mb: number }[]): number {
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanS, meanMb] = [mean(({ atS }) => atS), mean(({ mb }) => mb)];
  return mean(({ atS, mb }) => (atS - meanS) * (mb - meanMb)) / mean(({ atS }) => (atS - meanS) ** 2);
}

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: { quick: flag, json: flag, brokers: flag, minutes: text, stations: text, rate: text },
  });
  const { quick } = values;
  const rateHz = numberFrom("rate", values.rate ?? "100", { min: 1, max: 1000 });
  const minutes = numberFrom("minutes", values.minutes ?? (quick ? "0.3" : "3"), { min: 0.1, max: 10_000 });
  const stations = Math.round(
    numberFrom("stations", values.stations ?? (quick ? "500" : "1000"), { min: 1, max: 20_000 }),
  );
  const states = (quick ? [1000] : [1000, 5000]).map((count) => {
    progress(`state of ${count} stations`);
    return { stations: count, rateHz, kbAStation: bytesAStation(count, rateHz) / 1024 };
  });
  const brokers = values.brokers ? await startBrokers() : undefined;
  try {
    const rig = await startRig({ brokers });
    try {
      const growth = await soak(rig, { stations, rateHz, minutes });
      tell("memory", {
        results: { states, soak: { kind: rig.kind, stations, minutes, growth } },
        tables: [
          {
            title: "state in the decoder",
            rows: states.map(({ kbAStation, ...rest }) => ({ ...rest, "KB a station": kbAStation.toFixed(1) })),
          },
          {
            title: `${rig.kind}: resident memory under ${stations} stations, ${minutes} min`,
            rows: growth.map(({ process, firstMb, lastMb, mbAnHour }) => ({
              process,
              "first MB": firstMb.toFixed(0),
              "last MB": lastMb.toFixed(0),
              "MB an hour": mbAnHour.toFixed(0),
            })),
          },
        ],
      });
    } finally {
      await rig.stop();
    }
  } finally {
    await brokers?.stop();
  }
}

runCommand(USAGE, main);
