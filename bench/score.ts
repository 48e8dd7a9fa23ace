// Real recordings through decoder and integrator: how soon, how far off, how large: `node bench/score.ts [-v] [event …]`.
import { readdirSync } from "node:fs";
import { decoderTable } from "../services/decoder/config.ts";
import { StationDecoder } from "../services/decoder/station.ts";
import { integratorTable } from "../services/integrator/config.ts";
import { Region } from "../services/integrator/region.ts";
import type { SeismicEvent } from "../shared/contracts/event.ts";
import { readConfig } from "../shared/runtime/config.ts";
import { distanceKm } from "../shared/seismo/geodesy.ts";
import { median } from "../shared/seismo/robust.ts";
import { sharedPath } from "../test/sharedData.ts";
import { loadEvent, type RecordedEvent } from "./recordedEvent.ts";

const isVerbose = process.argv.includes("-v");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const decoderSettings = readConfig(decoderTable, process.env);
const settings = readConfig(integratorTable, process.env);
const WORLD = { mode: "replay", run: "records" } as const;

function versionsOf(event: RecordedEvent): SeismicEvent[] {
  const stations = new Map(event.recordings.map(({ station }) => [station.stationId, station]));
  const decoders = new Map(
    event.recordings.map(({ station }) => [station.stationId, new StationDecoder(decoderSettings)]),
  );
  const region = new Region({ world: WORLD, settings, placeOf: (stationId) => stations.get(stationId) });
  const packets = event.recordings.flatMap((recording) => recording.packets);
  packets.sort((a, b) => a.receivedMs - b.receivedMs);
  return packets.flatMap((packet) => {
    const [decoder, station] = [decoders.get(packet.stationId), stations.get(packet.stationId)];
    if (decoder === undefined || station === undefined) return [];
    const { motion, picks } = decoder.push(packet, station);
    const ofMotion = motion.length > 0 ? region.pushMotion({ ...WORLD, stations: [...motion] }) : [];
    return [...ofMotion, ...picks.flatMap((pick) => region.pushPick(pick))];
  });
}

/** Of the sequence, whichever its origin is near; of single events, the event. */
function isOf(event: RecordedEvent, { origin }: SeismicEvent): boolean {
  return Math.abs(origin.timeMs - event.originMs) < 30_000 && distanceKm(origin, event) < 150;
}

const fixed = (value: number | undefined, digits = 1) => (value === undefined ? "-" : value.toFixed(digits));
const table: Record<string, string>[] = [];
const totals = {
  delays: [] as number[],
  km: [] as number[],
  finalKm: [] as number[],
  dm: [] as number[],
  finalDm: [] as number[],
};

function score(event: RecordedEvent): void {
  const versions = versionsOf(event);
  const near = versions.filter((version) => isOf(event, version));
  const largest = near.reduce<SeismicEvent | undefined>(
    (a, b) => (a !== undefined && a.magnitude.value >= b.magnitude.value ? a : b),
    undefined,
  );
  const ours = versions.filter((version) => version.eventId === largest?.eventId);
  const first = ours[0];
  const confirmed = ours.find((version) => version.status === "confirmed");
  const last = ours.at(-1);
  const ids = new Set(versions.filter((version) => version.status === "confirmed").map((version) => version.eventId));
  const others = [...ids].filter((id) => id !== confirmed?.eventId).length;
  const arrivals = event.recordings
    .filter(({ isClear }) => isClear)
    .map(({ pMs }) => pMs)
    .sort((a, b) => a - b);
  const since = (version: SeismicEvent | undefined, ms: number | undefined) =>
    version === undefined || ms === undefined ? undefined : (version.asOfMs - ms) / 1000;
  const km = (version: SeismicEvent | undefined) => version && distanceKm(version.origin, event);
  const dm = (version: SeismicEvent | undefined) => version && version.magnitude.value - event.magnitude;
  if (confirmed && last) {
    totals.delays.push(since(confirmed, event.originMs) ?? 0);
    totals.km.push(km(confirmed) ?? 0);
    totals.dm.push(Math.abs(dm(confirmed) ?? 0));
    totals.finalKm.push(km(last) ?? 0);
    totals.finalDm.push(Math.abs(dm(last) ?? 0));
  }
  table.push({
    event: event.id,
    "4th P": fixed(arrivals[3] && (arrivals[3] - event.originMs) / 1000),
    "prelim s": fixed(since(first, event.originMs)),
    "conf s": fixed(since(confirmed, event.originMs)),
    "conf-P1": fixed(since(confirmed, arrivals[0])),
    km: `${fixed(km(first), 0)}/${fixed(km(confirmed), 0)}/${fixed(km(last), 0)}`,
    dM: `${fixed(dm(first))}/${fixed(dm(confirmed))}/${fixed(dm(last))}`,
    type: last?.magnitude.type ?? "",
    end: last?.status ?? "",
    n: `${last?.version ?? 0}`,
    others: `${others}`,
    "prelim cancelled": `${versions.filter((v) => v.status === "cancelled" && v.eventId !== confirmed?.eventId).length}`,
  });
  if (!isVerbose) return;
  for (const v of versions) {
    console.log(
      `${isOf(event, v) ? " " : "?"} ${v.eventId.slice(-20)} v${v.version} ${v.status} +${fixed(since(v, event.originMs))} s ` +
        `${fixed(km(v), 0)} km ±${v.origin.horizontalUncertaintyKm} h${v.origin.depthKm} M${v.magnitude.value}±${v.magnitude.uncertainty} ${v.magnitude.type}(${v.magnitude.stationCount}) ` +
        `n=${v.arrivals.length} L=${v.likelihood} ${v.reason} | ${v.evidence.map((e) => `${e.passed ? "" : "!"}${e.rule}=${e.value}`).join(" ")}`,
    );
  }
}

for (const id of readdirSync(sharedPath("data/events"))) {
  if (id.includes("sequence") || (wanted.length > 0 && !wanted.includes(id))) continue;
  if (isVerbose) console.log(`\n${id}`);
  score(loadEvent(id));
}
console.table(table);
console.log(
  `confirmed ${totals.km.length} of ${table.length}: median ${fixed(median(totals.delays))} s after origin, ` +
    `${fixed(median(totals.km))} km then and ${fixed(median(totals.finalKm))} km at the end, ` +
    `mean |dM| ${fixed(totals.dm.reduce((a, b) => a + b, 0) / totals.dm.length, 2)} then and ` +
    `${fixed(totals.finalDm.reduce((a, b) => a + b, 0) / totals.finalDm.length, 2)} at the end`,
);
