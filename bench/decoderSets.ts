// Beside earthquakes on networks: windows with analysts' picks, motion that is no earthquake, recorders that begin late.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { decoderTable } from "../services/decoder/config.ts";
import { type Decoded, StationDecoder } from "../services/decoder/station.ts";
import type { Packet } from "../shared/contracts/packet.ts";
import type { Pick } from "../shared/contracts/pick.ts";
import type { Channel, Station } from "../shared/contracts/station.ts";
import { readConfig } from "../shared/runtime/config.ts";
import { encodeMiniSeed2 } from "../shared/seismo/miniseed2Encode.ts";
import { sharedJson, sharedPath } from "../test/sharedData.ts";
import type { RecordedEvent } from "./recordedEvent.ts";

type Row = Readonly<Record<string, number | string>>;

const START_MS = Date.UTC(2020, 0, 1);
const WORLD = { mode: "replay", run: "sets" } as const;
const settings = readConfig(decoderTable, process.env);

interface Trace {
  readonly rateHz: number;
  readonly unit: Channel["unit"];
  /** Z, N, E. */
  readonly components: readonly Float64Array[];
}

/** The trace in records of a second, as a data logger sends them. */
function decodeTrace({ rateHz, unit, components }: Trace): Decoded[] {
  const largest = Math.max(...components.map((one) => one.reduce((max, value) => Math.max(max, Math.abs(value)), 0)));
  const sensitivity = 5e6 / largest;
  const channels = (["Z", "N", "E"] as const).map((component) => ({
    code: `HN${component}`,
    component,
    unit,
    sensitivity,
  }));
  const at = { latitudeDeg: 0, longitudeDeg: 0, elevationM: 0, updatedMs: 0 };
  const station: Station = { ...WORLD, ...at, stationId: "XX_AAA", sampleRateHz: rateHz, channels };
  const decoder = new StationDecoder(settings);
  const decoded: Decoded[] = [];
  for (let from = 0; from + rateHz <= (components[0]?.length ?? 0); from += rateHz) {
    const startMs = START_MS + (from * 1000) / rateHz;
    const records = components.map((samples, i) => {
      const counts = Int32Array.from(samples.subarray(from, from + rateHz), (value) => Math.round(value * sensitivity));
      const names = { network: "XX", station: "AAA", location: "", channel: channels[i]?.code ?? "" };
      return encodeMiniSeed2({ ...names, startMs, sampleRateHz: rateHz, samples: counts });
    });
    const receivedMs = startMs + 1200;
    const packet: Packet = {
      ...WORLD,
      stationId: "XX_AAA",
      format: "miniseed2",
      receivedMs,
      wallMs: 0,
      payload: Buffer.concat(records),
    };
    decoded.push(decoder.push(packet, station));
  }
  return decoded;
}

interface Labelled {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly number[];
  readonly scale?: readonly [number, number, number];
  readonly sample_rate_hz: number;
  readonly p_index: number;
  readonly s_index: number;
}

const linesOf = (...path: string[]) =>
  gunzipSync(readFileSync(sharedPath(...path)))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Labelled);

function traceOf({ x, y, z, scale = [1, 1, 1], sample_rate_hz }: Labelled, unit: Channel["unit"]): Trace {
  // Counts of a velocity sensor are taken for nm/s.
  const si = unit === "m/s" ? 1e-9 : 1;
  const components = [z, y, x].map((values, i) =>
    Float64Array.from(values, (v) => v * si * scale[(2 - i) as 0 | 1 | 2]),
  );
  return { rateHz: sample_rate_hz, unit, components };
}

const firstsOf = (decoded: readonly Decoded[]) => decoded.flatMap(({ picks }) => picks.filter((p) => p.update === 0));
const share = (values: readonly boolean[]) => Number((values.filter(Boolean).length / values.length).toFixed(2));

const WINDOWS = [
  ["ncedc_phasenet_dev", "m/s"],
  ["stead50_dev", "m/s"],
  ["afad20_dev", "m/s2"],
] as const;
/** P sooner than this after the window begins would be asked of a decoder that has heard nothing yet. */
const RUN_IN_S = 6;

/** Windows whose P and S an analyst has picked. */
export function labelledRows(): Row[] {
  return WINDOWS.map(([set, unit]) => {
    const windows = linesOf("data/windows", `${set}.jsonl.gz`).filter(
      (one) => one.p_index > RUN_IN_S * one.sample_rate_hz && one.z.some((value) => value !== 0),
    );
    const found: { readonly pick: Pick; readonly offS: number }[] = [];
    let sAsP = 0;
    for (const window of windows) {
      const timeOf = (index: number) => START_MS + (index * 1000) / window.sample_rate_hz;
      const [pMs, sMs] = [timeOf(window.p_index), timeOf(window.s_index)];
      const firsts = firstsOf(decodeTrace(traceOf(window, unit)));
      const pick = firsts.find(({ timeMs }) => Math.abs(timeMs - pMs) < 1500 && timeMs < (pMs + sMs) / 2);
      if (pick !== undefined) found.push({ pick, offS: (pick.timeMs - pMs) / 1000 });
      else if (firsts.some(({ phase, timeMs }) => phase === "P" && Math.abs(timeMs - sMs) < 1000)) sAsP += 1;
    }
    return {
      set,
      windows: windows.length,
      "P found": found.length,
      "told as P": found.filter(({ pick }) => pick.phase === "P").length,
      "S as P": sAsP,
      "within 1 sigma": share(found.map(({ pick, offS }) => Math.abs(offS) <= pick.uncertaintyS)),
      "within 2 sigma": share(found.map(({ pick, offS }) => Math.abs(offS) <= 2 * pick.uncertaintyS)),
    };
  });
}

/** Below this the integrator does not use a pick. */
const USED = 0.4;

/** Phones in use, trams, a false upload: what is told of them, and how surely. */
export function unrestRows(): Row[] {
  const sets: (readonly [string, readonly Trace[]])[] = [
    ["phone at rest", linesOf("data/noise/phone_at_rest_noise_floor.jsonl.gz").map((one) => traceOf(one, "m/s2"))],
    ["phone in use", linesOf("data/noise/phone_daily_activity_dev.jsonl.gz").map((one) => traceOf(one, "m/s2"))],
  ];
  return sets.map(([set, traces]) => {
    const runs = traces.map(decodeTrace);
    const last = runs.flatMap((run) => [
      ...new Map(run.flatMap(({ picks }) => picks).map((p) => [p.pickId, p])).values(),
    ]);
    const p = last.filter(({ phase }) => phase === "P");
    const reasons = runs.filter((run) => run.some(({ health }) => health?.reason.includes("restless")));
    const seconds = traces.reduce((sum, { rateHz, components }) => sum + (components[0]?.length ?? 0) / rateHz, 0);
    return {
      set,
      minutes: Math.round(seconds / 60),
      P: p.length,
      "P that count": p.filter(({ phaseProbability }) => phaseProbability >= USED).length,
      "told as restless": `${reasons.length} of ${traces.length}`,
    };
  });
}

interface NoiseWindow {
  readonly event: string;
  readonly device: string;
  readonly from_cloud_t: number;
  readonly to_cloud_t: number;
  readonly seconds: number;
}

/** Hours of low-cost sensors in which no earthquake is known: picks in them are false. */
export function noiseRow(event: RecordedEvent): { readonly seconds: number; readonly picks: number } {
  const { windows } = sharedJson("data/noise/openeew_noise_index.json") as { windows: readonly NoiseWindow[] };
  let [seconds, picks] = [0, 0];
  for (const recording of event.recordings) {
    const own = windows.filter((one) => one.event === event.id && one.device === recording.id);
    if (own.length === 0) continue;
    const decoder = new StationDecoder(settings);
    const firsts = firstsOf(recording.packets.map((packet) => decoder.push(packet, recording.station)));
    for (const { from_cloud_t, to_cloud_t, seconds: length } of own) {
      seconds += length;
      picks += firsts.filter(({ timeMs }) => timeMs > from_cloud_t * 1000 && timeMs < to_cloud_t * 1000).length;
    }
  }
  return { seconds, picks };
}

/** Clear P within 100 km again, by a recorder that begins so many seconds before it. */
export function lateStartRows(events: readonly RecordedEvent[]): Row[] {
  const near = events.flatMap(({ recordings }) => recordings.filter((one) => one.isClear && one.distanceKm <= 100));
  const known = near.flatMap((recording) => {
    const decoder = new StationDecoder(settings);
    const firsts = firstsOf(recording.packets.map((packet) => decoder.push(packet, recording.station)));
    const p = firsts.find(({ phase, timeMs }) => phase === "P" && Math.abs(timeMs - recording.pMs) < 4000);
    return p === undefined ? [] : [{ recording, timeMs: p.timeMs }];
  });
  return [2, 3, 4, 6, 10].map((beforeS) => {
    const runs = known.map(({ recording, timeMs }) => {
      const decoder = new StationDecoder(settings);
      const packets = recording.packets.filter(({ receivedMs }) => receivedMs > timeMs - beforeS * 1000 + 700);
      return { timeMs, firsts: firstsOf(packets.map((packet) => decoder.push(packet, recording.station))) };
    });
    const isP = (one: Pick, timeMs: number) => one.phase === "P" && Math.abs(one.timeMs - timeMs) < 500;
    return {
      "begins before P, s": beforeS,
      stations: runs.length,
      "P caught": runs.filter(({ firsts, timeMs }) => firsts.some((one) => isP(one, timeMs))).length,
      "too early": runs.filter(({ firsts, timeMs }) => firsts.some((one) => one.timeMs < timeMs - 700)).length,
    };
  });
}
