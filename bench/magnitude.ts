// How large by when, given the true place and time: `node bench/magnitude.ts [-v] [event …]`. Picks within three seconds of
// the predicted P, and every station's shaking, as the decoder tells them; association and location have no part in it.
import { readdirSync } from "node:fs";
import { decoderTable } from "../services/decoder/config.ts";
import { StationDecoder } from "../services/decoder/station.ts";
import { readConfig } from "../shared/runtime/config.ts";
import { distanceKm } from "../shared/seismo/geodesy.ts";
import {
  type NetworkMagnitude,
  networkMagnitude,
  type PMeasure,
  type StationMagnitude,
  shakingMagnitude,
  stationMagnitude,
  stillnessMagnitude,
} from "../shared/seismo/magnitude.ts";
import { travelTimeS } from "../shared/seismo/travelTime.ts";
import { sharedPath } from "../test/sharedData.ts";
import { loadEvent, type RecordedEvent } from "./recordedEvent.ts";

const AFTER_S = [2, 4, 6, 10, 15, 20, 30];
const PICK_WITHIN_S = 3;
const SHAKING_KM = 400;
const LEAST_PGV_MPS = 1e-3;
const GRADE_A = ["mx20171215_m46", "mx20171225_m50", "mx20180129_m46", "mx20200130_m53", "us20190706_ridgecrest_m71"];

interface Heard {
  readonly id: string;
  readonly epicentralKm: number;
  readonly depthKm: number;
  /** Epoch seconds of the predicted arrivals. */
  readonly pS: number;
  readonly sS: number;
  readonly measures: readonly (PMeasure & {
    readonly atS: number;
    readonly noisePdM: number;
    readonly clipped: boolean;
  })[];
  readonly shaking: readonly { readonly pgvMps: number; readonly atS: number; readonly watermarkS: number }[];
}

function heardOf(event: RecordedEvent): Heard[] {
  const { depthKm, originMs } = event;
  return event.recordings.map(({ station, packets }) => {
    const decoder = new StationDecoder(readConfig(decoderTable, {}));
    const epicentralKm = distanceKm(event, station);
    const [pS, sS] = (["P", "S"] as const).map(
      (phase) => originMs / 1000 + travelTimeS(phase, epicentralKm, depthKm),
    ) as [number, number];
    const measures: Heard["measures"][number][] = [];
    const shaking: Heard["shaking"][number][] = [];
    for (const packet of packets) {
      const { motion, picks } = decoder.push(packet, station);
      const atS = packet.receivedMs / 1000;
      for (const pick of picks) {
        if (pick.phase !== "P" || Math.abs(pick.timeMs / 1000 - pS) > PICK_WITHIN_S) continue;
        measures.push({ ...pick, atS, clipped: pick.clipped === true });
      }
      for (const { timeMs, pgvMps, watermarkMs } of motion) {
        if (timeMs / 1000 >= pS - 2) shaking.push({ pgvMps, atS, watermarkS: watermarkMs / 1000 });
      }
    }
    return { id: station.stationId, epicentralKm, depthKm, pS, sS, measures, shaking };
  });
}

interface Said {
  readonly found: NetworkMagnitude | undefined;
  readonly ofP: readonly StationMagnitude[];
  readonly ofShaking: readonly StationMagnitude[];
}

function saidAt(heard: readonly Heard[], nowS: number): Said {
  const ofP = heard.flatMap(({ measures, epicentralKm, sS, pS }) => {
    const known = measures.filter(({ atS }) => atS <= nowS);
    const last = known.at(-1);
    if (last === undefined) return [];
    return stationMagnitude(known, { epicentralKm, secondsToS: sS - pS, noisePdM: last.noisePdM }) ?? [];
  });
  const ofShaking = heard.flatMap(({ shaking, epicentralKm, depthKm, sS }) => {
    const known = shaking.filter(({ atS }) => atS <= nowS);
    if (epicentralKm > SHAKING_KM || known.length === 0) return [];
    const sinceS = (known.at(-1)?.watermarkS ?? 0) - sS;
    const pgvMps = Math.max(...known.map(({ pgvMps }) => pgvMps));
    const of = { epicentralKm, depthKm, sinceS };
    return [
      pgvMps < LEAST_PGV_MPS
        ? stillnessMagnitude({ ...of, pgvMps: LEAST_PGV_MPS })
        : shakingMagnitude({ ...of, pgvMps }),
    ];
  });
  return { found: networkMagnitude(ofP, ofShaking), ofP, ofShaking };
}

interface Scored {
  readonly id: string;
  readonly error: number;
  readonly sigma: number;
}

const isVerbose = process.argv.includes("-v");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const table: Record<string, string>[] = [];
const scored = { early: [] as Scored[], fifth: [] as Scored[], last: [] as Scored[] };

function describe({ found, ofP, ofShaking }: Said): string {
  const term = ({ value, type, bound, distanceKm }: StationMagnitude) =>
    `${type}${bound === "upper" ? "<" : bound === "lower" ? ">" : "="}${value.toFixed(1)}@${distanceKm.toFixed(0)}`;
  const network =
    found &&
    `${found.value.toFixed(2)}±${found.uncertainty.toFixed(2)} ${found.low.toFixed(1)}–${found.high.toFixed(1)} ${found.type}`;
  return `${network} | ${ofP.map(term).join(" ")} | ${ofShaking.map(term).join(" ")}`;
}

for (const id of readdirSync(sharedPath("data/events"))) {
  if (id.includes("sequence") || (wanted.length > 0 && !wanted.includes(id))) continue;
  const event = loadEvent(id);
  const heard = heardOf(event);
  const picked = heard
    .filter(({ measures }) => measures.length > 0)
    .map(({ pS }) => pS)
    .sort((a, b) => a - b);
  const firstS = picked[0] ?? 0;
  const errorOf = ({ found }: Said) => (found === undefined ? undefined : found.value - event.magnitude);
  const told = (said: Said) => {
    const error = errorOf(said);
    return error === undefined ? "" : `${error.toFixed(2)}±${said.found?.uncertainty.toFixed(2)}`;
  };
  const fourthS = picked[Math.min(3, picked.length - 1)] ?? 0;
  const said = AFTER_S.map((afterS) => saidAt(heard, firstS + afterS));
  const fifth = saidAt(heard, fourthS + 5);
  table.push({
    event: id,
    "4th P-1st": (fourthS - firstS).toFixed(1),
    ...Object.fromEntries(AFTER_S.map((afterS, at) => [`+${afterS}`, told(said[at] as Said)])),
    "4th+5": told(fifth),
    n: `${fifth.found?.stationCount ?? 0}`,
  });
  for (const [into, one] of [
    [scored.early, said[1]],
    [scored.fifth, fifth],
    [scored.last, said.at(-1)],
  ] as const) {
    const error = one && errorOf(one);
    if (error !== undefined) into.push({ id, error, sigma: one?.found?.uncertainty ?? 1 });
  }
  if (isVerbose) {
    for (const [at, afterS] of AFTER_S.entries()) console.log(`${id} +${afterS} s: ${describe(said[at] as Said)}`);
  }
}
console.table(table);
for (const [name, all] of Object.entries(scored)) {
  const halves = {
    all,
    "grade A": all.filter(({ id }) => GRADE_A.includes(id)),
    even: all.filter((_, at) => at % 2 === 0),
    odd: all.filter((_, at) => at % 2 === 1),
  };
  for (const [of, some] of Object.entries(halves)) {
    const mean = (of: (one: Scored) => number) => some.reduce((sum, one) => sum + of(one), 0) / some.length;
    console.log(
      `${name} ${of} (${some.length}): mean ${mean(({ error }) => error).toFixed(2)}, |dM| ${mean(({ error }) => Math.abs(error)).toFixed(2)}, ` +
        `rms ${Math.sqrt(mean(({ error }) => error ** 2)).toFixed(2)}, of dM/sigma ${Math.sqrt(mean(({ error, sigma }) => (error / sigma) ** 2)).toFixed(2)}`,
    );
  }
}
