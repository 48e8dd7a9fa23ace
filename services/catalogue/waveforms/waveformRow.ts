// A piece of a channel as a row of the archive: miniSEED 2 where its names fit, miniSEED 3 with their source identifier elsewhere.
import type { World } from "../../../shared/contracts/mode.ts";
import type { WaveformTable } from "../../../shared/runtime/schema.ts";
import { isForMiniSeed2, miniSeed2Records, miniSeed3Records } from "../../../shared/seismo/waveformRecords.ts";
import type { Piece } from "./piece.ts";

/** All but when it is stored. */
export type WaveformRow = Omit<WaveformTable, "stored_ms">;

export interface RowOf extends World {
  readonly stationId: string;
  /** SEED's code. */
  readonly channel: string;
  readonly piece: Piece;
}

export function waveformRow({ mode, run, stationId, channel, piece }: RowOf): WaveformRow {
  const { startMs, endMs, sampleRateHz, counts } = piece;
  const name = channelName(stationId, channel);
  const waveform = { ...name, sampleRateHz, counts, timeMsOf: (index: number) => piece.timeMsOf(index) };
  const isTwo = isForMiniSeed2(name);
  const body = isTwo
    ? miniSeed2Records(waveform, mode === "live" ? "D" : "M")
    : miniSeed3Records(waveform, extraHeadersOf({ mode, run }));
  return {
    ...{ mode, run, station_id: stationId, channel, start_ms: startMs, end_ms: endMs },
    ...{ sample_rate_hz: sampleRateHz, sample_count: counts.length },
    ...{ format: isTwo ? "miniseed2" : "miniseed3", body, byte_count: body.length },
  };
}

export function channelName(stationId: string, channel: string) {
  const [network = "", station = ""] = stationId.split("_");
  return { network, station, location: "", channel };
}

/** What is no measurement of the Earth says so in its first word. */
export function extraHeadersOf({ mode, run }: { readonly mode: string; readonly run: string }): string {
  if (mode === "live") return "";
  const Comment = `${mode.toUpperCase()}: no earthquake of today`;
  return JSON.stringify({ Tocsin: { Comment, Mode: mode, Run: run } });
}
