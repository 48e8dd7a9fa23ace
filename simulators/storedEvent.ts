// An event that a running system has stored, fetched over its interface: a recording like one from a folder.
import { z } from "zod";
import { channelOfCode } from "../shared/contracts/channelOfCode.ts";
import { eventSchema } from "../shared/contracts/event.ts";
import { stationSchema } from "../shared/contracts/station.ts";
import { decodeMiniSeed2 } from "../shared/seismo/miniseed2.ts";
import { decodeMiniSeed3, isMiniSeed3At, recordBytes3 } from "../shared/seismo/miniseed3.ts";
import { type Api, answerOf, request } from "./api.ts";
import type { Trace } from "./cut.ts";
import type { StationMeta } from "./recordedStation.ts";
import { miniSeedPackets, type RecordedPacket, type Recording, type RecordSamples, traceOf } from "./recording.ts";
import type { Truth } from "./truth.ts";

const toldSchema = z.object({
  title: z.string(),
  versions: z.array(eventSchema.pick({ version: true, status: true, origin: true, magnitude: true })).min(1),
});
const stationsSchema = z.object({
  mode: z.string(),
  run: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  stations: z.array(stationSchema.omit({ mode: true, run: true, updatedMs: true })),
});
/** Ours are all of this length, where they are miniSEED 2. */
const RECORD2_BYTES = 512;

/** @throws Error that says what is missing: the event, its waveforms, or the system itself */
export async function fetchStored(api: Api, eventId: string): Promise<Recording> {
  const at = `/api/events/${encodeURIComponent(eventId)}`;
  const told = toldSchema.safeParse(await request(api, "GET", at));
  const known = stationsSchema.safeParse(await request(api, "GET", `${at}/stations`));
  if (!told.success || !known.success) throw new Error(`GET ${api.url}${at}: not an event; is this the gateway?`);
  const traces = tracesOf(await recordsOf(api, known.data));
  const skipped: string[] = [];
  const stations: StationMeta[] = [];
  const packets: RecordedPacket[] = [];
  for (const station of known.data.stations) {
    const own = traces.get(station.stationId) ?? [];
    const meta = asRecorded(station, own);
    if (own.length === 0) continue;
    if (meta === undefined) skipped.push(`station ${station.stationId} skipped: no channel of it is in the records`);
    else {
      stations.push(meta);
      for (const packet of miniSeedPackets(own, meta)) packets.push(packet);
    }
  }
  if (packets.length === 0) throw new Error(`${eventId}: none of its stations has a waveform\n${skipped.join("\n")}`);
  packets.sort((a, b) => a.receivedMs - b.receivedMs);
  return { id: eventId, truths: [truthOf(eventId, told.data)], isNoise: false, stations, packets, skipped };
}

/** @throws Error where the archive has none */
async function recordsOf(api: Api, { mode, run, fromMs, toMs }: z.output<typeof stationsSchema>): Promise<Uint8Array> {
  const isoOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, -1);
  const span = { starttime: isoOf(fromMs), endtime: isoOf(toMs) };
  const query = new URLSearchParams({ ...span, mode, nodata: "404", ...(run === "" ? {} : { run }) });
  const answer = await answerOf(api, "GET", `/fdsnws/dataselect/1/query?${query}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** What was told last stands for the truth: a replay is compared with it. */
function truthOf(id: string, { versions }: z.output<typeof toldSchema>): Truth {
  const { origin, magnitude } = versions.at(-1) ?? versions[0] ?? unreachable();
  const { timeMs, latitudeDeg, longitudeDeg, depthKm } = origin;
  return { id, timeMs, latitudeDeg, longitudeDeg, depthKm: Math.max(0, depthKm), magnitude: magnitude.value };
}

function unreachable(): never {
  throw new Error("an event without a version");
}

/** The station with its channels named as in the records: an axis `x` has become a SEED code there. */
function asRecorded(station: StationMeta, traces: readonly Trace[]): StationMeta | undefined {
  const codes = [...new Set(traces.map(({ channel }) => channel))];
  const channels = codes.flatMap((code) => {
    const channel = channelOfCode(code, station.channels);
    return channel === undefined ? [] : [{ ...channel, code }];
  });
  return channels.length === 0 ? undefined : { ...station, channels };
}

/** By station; records of both kinds may follow each other. */
function tracesOf(bytes: Uint8Array): ReadonlyMap<string, readonly Trace[]> {
  const byStation = new Map<string, Trace[]>();
  const add = (stationId: string, trace: Trace) => {
    const known = byStation.get(stationId);
    if (known === undefined) byStation.set(stationId, [trace]);
    else known.push(trace);
  };
  for (let at = 0; at < bytes.length; ) {
    const isThree = isMiniSeed3At(bytes, at);
    const length = isThree ? recordBytes3(bytes, at) : RECORD2_BYTES;
    const record = bytes.subarray(at, at + length);
    if (isThree) for (const read of decodeMiniSeed3(record).records) add(...namedBySource(read.sourceId, read));
    else
      for (const { network, station, channel, ...read } of decodeMiniSeed2(record).records) {
        add(`${network}_${station}`, traceOf(channel, read));
      }
    at += length;
  }
  return byStation;
}

/** "FDSN:NET_STA_LOC_B_S_SS" [FDSN source identifiers]. */
function namedBySource(sourceId: string, read: RecordSamples): [string, Trace] {
  const [network = "", station = "", , ...code] = sourceId.replace("FDSN:", "").split("_");
  return [`${network}_${station}`, traceOf(code.join(""), read)];
}
