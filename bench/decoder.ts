// The decoder on every recording: what it catches of real earthquakes, and how fast it is. `node bench/decoder.ts
// [-v] [event …]`
import { readdirSync } from "node:fs";
import { decoderTable } from "../services/decoder/config.ts";
import { StationDecoder } from "../services/decoder/station.ts";
import type { Pick } from "../shared/contracts/pick.ts";
import { readConfig } from "../shared/runtime/config.ts";
import { sharedPath } from "../test/sharedData.ts";
import { labelledRows, lateStartRows, noiseRow, unrestRows } from "./decoderSets.ts";
import { loadEvent, type RecordedEvent, type Recording } from "./recordedEvent.ts";

const settings = readConfig(decoderTable, process.env);
/** Nearer than this a network can hope for P; iasp91's S is about this many times as late as P. */
const NEAR_KM = 100;
const S_OVER_P = 1.73;

interface Outcome {
  readonly recording: Recording;
  readonly picks: readonly Pick[];
  readonly last: ReadonlyMap<string, Pick>;
  readonly sMs: number;
  /** The first P from four seconds before the predicted one on. */
  readonly p: Pick | undefined;
  readonly residualS: number;
  readonly isSAsP: boolean;
  readonly falsePicks: number;
  readonly hoursBefore: number;
}

function decode(event: RecordedEvent, recording: Recording): Outcome {
  const decoder = new StationDecoder(settings);
  const all = recording.packets.flatMap((packet) => decoder.push(packet, recording.station).picks);
  const picks = all.filter(({ update }) => update === 0);
  const { pMs } = recording;
  const sMs = event.originMs + (pMs - event.originMs) * S_OVER_P;
  const p = picks.find(({ phase, timeMs }) => phase === "P" && timeMs >= pMs - 4000);
  const nearS = Math.max(3000, 0.12 * (sMs - event.originMs));
  return {
    recording,
    picks,
    last: new Map(all.map((pick) => [pick.pickId, pick])),
    sMs,
    p,
    residualS: p === undefined ? Number.NaN : (p.timeMs - pMs) / 1000,
    isSAsP: p !== undefined && Math.abs(p.timeMs - sMs) < nearS && p.timeMs - pMs > 3000,
    falsePicks: picks.filter(({ timeMs }) => timeMs < pMs - 4000).length,
    hoursBefore: Math.max(0, pMs - (recording.packets[0]?.receivedMs ?? pMs)) / 3.6e6,
  };
}

function describeStation({ recording, picks, p, residualS, sMs, last, isSAsP }: Outcome): string {
  const { id, distanceKm, pMs, isClear } = recording;
  const found = p === undefined ? undefined : last.get(p.pickId);
  const onsets = picks.map(({ phase, timeMs }) => `${phase}${((timeMs - pMs) / 1000).toFixed(1)}`).join(" ");
  const columns = [
    id.padEnd(14),
    `${distanceKm.toFixed(0)} km`.padStart(7),
    isClear ? "clear" : "     ",
    residualS.toFixed(2).padStart(7),
    `snr ${p?.snr.toFixed(1) ?? "-"}`.padEnd(10),
    `p ${p?.phaseProbability.toFixed(2) ?? "-"}`.padEnd(6),
    `sigma ${p?.uncertaintyS.toFixed(2) ?? "-"}`.padEnd(10),
    `window ${found?.windowS.toFixed(1) ?? "-"} (S-P ${((sMs - pMs) / 1000).toFixed(1)})`.padEnd(24),
    `Pd ${found?.pdM.toExponential(1) ?? "-"}`.padEnd(10),
    isSAsP ? "S AS P" : "",
    onsets,
  ];
  return `  ${columns.join(" ")}`;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function rowOf(name: string, outcomes: readonly Outcome[]): Record<string, number | string> {
  const near = outcomes.filter(({ recording }) => recording.distanceKm <= NEAR_KM);
  const caught = near.filter(({ residualS }) => Math.abs(residualS) <= 1.5);
  const delays = caught.map(({ p }) => ((p?.receivedMs ?? 0) - (p?.timeMs ?? 0)) / 1000);
  const falsePicks = sum(outcomes.map((one) => one.falsePicks));
  const hours = sum(outcomes.map((one) => one.hoursBefore));
  return {
    event: name,
    "<100 km": near.length,
    clear: near.filter(({ recording }) => recording.isClear).length,
    "±1.5 s": caught.length,
    "±3 s": near.filter(({ residualS }) => Math.abs(residualS) <= 3).length,
    "S as P": outcomes.filter(({ isSAsP }) => isSAsP).length,
    "picks before": falsePicks,
    "station-hours": Number(hours.toFixed(2)),
    "residual s": Number(median(caught.map(({ residualS }) => residualS)).toFixed(2)),
    "declared after s": Number(median(delays).toFixed(2)),
  };
}

/** Packets of all recordings again and again: samples and packets a second through the whole chain. */
function speedOf(events: readonly RecordedEvent[], format: string): string {
  const recordings = events.flatMap((event) => event.recordings).filter(({ packets }) => packets[0]?.format === format);
  let samples = 0;
  let packets = 0;
  const startedMs = performance.now();
  while (performance.now() - startedMs < 2000) {
    for (const recording of recordings) {
      const decoder = new StationDecoder(settings);
      for (const packet of recording.packets) samples += decoder.push(packet, recording.station).samples;
      packets += recording.packets.length;
    }
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return `${format}: ${(samples / seconds / 1e6).toFixed(1)} Msamples/s, ${Math.round(packets / seconds)} packets/s`;
}

const named = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const ids = readdirSync(sharedPath("data/events")).filter((id) => !id.includes("sequence"));
const events = ids.filter((id) => named.length === 0 || named.includes(id)).map(loadEvent);
const table = events.map((event) => {
  const outcomes = event.recordings.map((recording) => decode(event, recording));
  if (process.argv.includes("-v")) console.log([event.id, ...outcomes.map(describeStation)].join("\n"));
  return { event, outcomes };
});
const lowCost = table.filter(({ event }) => event.id.startsWith("mx")).flatMap(({ outcomes }) => outcomes);
const others = table.filter(({ event }) => !event.id.startsWith("mx")).flatMap(({ outcomes }) => outcomes);
console.table([
  ...table.map(({ event, outcomes }) => rowOf(event.id, outcomes)),
  rowOf("all low-cost", lowCost),
  rowOf("all others", others),
]);

/** Deviation from the event's median residual, so that a rounded origin time does not count, against what was told. */
const deviations = table.flatMap(({ outcomes }) => {
  const right = outcomes.filter(({ residualS }) => Math.abs(residualS) < 4);
  const middleS = median(right.map(({ residualS }) => residualS));
  return right.length < 3 ? [] : right.map((one) => ({ ...one, offS: Math.abs(one.residualS - middleS) }));
});
const isLowCost = ({ recording }: Outcome) => recording.packets[0]?.format === "openeew";
console.table(
  ([true, false] as const).map((lowCost) => {
    const own = deviations.filter((one) => isLowCost(one) === lowCost);
    const sorted = own.map(({ offS }) => offS).sort((a, b) => a - b);
    return {
      "deviation from iasp91": lowCost ? "low-cost" : "others",
      P: own.length,
      "50 % s": sorted[Math.floor(own.length / 2)]?.toFixed(2),
      "68 % s": sorted[Math.floor(0.68 * own.length)]?.toFixed(2),
      "sigma told": median(own.map(({ p }) => p?.uncertaintyS ?? 0)).toFixed(2),
      "both detectors": own.filter(({ p, last }) => last.get(p?.pickId ?? "")?.detectors?.length === 2).length,
    };
  }),
);
if (named.length === 0) {
  console.table(labelledRows());
  console.table(unrestRows());
  console.table(lateStartRows(events));
  const noise = events.map(noiseRow);
  const hours = sum(noise.map(({ seconds }) => seconds)) / 3600;
  console.log(`noise of low-cost sensors: ${sum(noise.map(({ picks }) => picks))} picks in ${hours.toFixed(1)} hours`);
  for (const format of ["openeew", "miniseed2"]) console.log(speedOf(events, format));
}
