// What it costs the gateway that people watch waveforms: processor time a second of data, and memory, for 0, 1 and 20 stations
// of 1,000 in one partition, each with a reader of its own: `node bench/watching.ts`.
import { parseArgs } from "node:util";
import { service } from "../services/gateway/service.ts";
import { packets } from "../shared/contracts/packet.ts";
import { inventory } from "../shared/contracts/station.ts";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { startOnBench } from "../test/services/catalogue/context.ts";
import { serve } from "../test/services/catalogue/serve.ts";
import { aSensor, packetOf } from "../test/services/gateway/waveform/sensor.ts";
import { progress, tell } from "./print.ts";

const USAGE = `npm run bench -- watching, or node bench/watching.ts [options]
Compact packets of a second, 100 Hz, three components; readers in the same process, their work not counted.

  --stations N   in the partition (1000)
  --seconds N    of data (120)
  --quick        20 seconds
  --json         one JSON object`;

const WATCHED = [0, 1, 20];
const idOf = (at: number) => `XX_${String(at).padStart(5, "0")}`;
const turn = () => new Promise(setImmediate);

interface Cost {
  readonly watched: number;
  readonly cpuMsPerS: number;
  readonly heapMb: number;
  readonly kbPerS: number;
}

async function costOf(watched: number, of: { readonly stations: number; readonly seconds: number }): Promise<Cost> {
  const bench = await startOnBench(service);
  const routes = bench.running.routes;
  const stage = bench.running.stages.find(({ topic }) => topic === packets.name);
  if (routes === undefined || stage === undefined) throw new Error("the gateway has no routes or hears no packets");
  const server = await serve(routes);
  for (let at = 0; at < of.stations; at += 1) await bench.send(inventory, aSensor(idOf(at)));
  const ending = new AbortController();
  let bytes = 0;
  const read = async (at: number) => {
    const url = `${server.url}/api/stations/live/${idOf(at)}/waveform`;
    const response = await fetch(url, { signal: ending.signal });
    for await (const piece of response.body ?? []) bytes += piece.length;
  };
  for (let at = 0; at < watched; at += 1) void read(at).catch(() => undefined);
  for (let wait = 0; wait < 200; wait += 1) await turn();
  global.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  let cpuUs = 0;
  for (let second = 0; second < of.seconds; second += 1) {
    const ground = (tS: number) => 1e-3 * Math.sin(971 * tS * tS);
    const all = Array.from({ length: of.stations }, (_, at) => packetOf(idOf(at), second, (tS) => ground(tS + at)));
    // Nobody watches: there is no queue, and this is never called.
    for (let from = 0; from < all.length && watched > 0; from += 100) {
      const body = packets.encode({ partition: 0, packets: all.slice(from, from + 100) });
      const before = process.cpuUsage();
      await stage.handle(body, { key: "p0", stamps: {}, attempt: 1 });
      const { user, system } = process.cpuUsage(before);
      cpuUs += user + system;
    }
    for (let wait = 0; wait < 20; wait += 1) await turn();
  }
  global.gc?.();
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 1e6;
  ending.abort();
  await bench.running.close?.();
  await server.close();
  const { seconds } = of;
  return { watched, cpuMsPerS: cpuUs / 1000 / seconds, heapMb: Math.max(0, heapMb), kbPerS: bytes / 1000 / seconds };
}

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { quick: flag, json: flag, stations: text, seconds: text } });
  const stations = Math.round(numberFrom("stations", values.stations ?? "1000", { min: 20, max: 20_000 }));
  const usual = values.quick ? "20" : "120";
  const seconds = Math.round(numberFrom("seconds", values.seconds ?? usual, { min: 5, max: 3600 }));
  const costs: Cost[] = [];
  for (const watched of WATCHED) {
    progress(`${watched} watched`);
    costs.push(await costOf(watched, { stations, seconds }));
  }
  const rows = costs.map(({ watched, cpuMsPerS, heapMb, kbPerS }) => ({
    "stations watched": watched,
    "cpu ms a second": cpuMsPerS.toFixed(2),
    "heap MB": heapMb.toFixed(1),
    "sent kB/s": kbPerS.toFixed(1),
  }));
  tell("watching", {
    results: { stations, seconds, costs },
    tables: [{ title: `${stations} stations, ${seconds} s`, rows }],
  });
}

runCommand(USAGE, main);
