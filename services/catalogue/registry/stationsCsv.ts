// Stations of the registry as a table that may be imported again: one row a channel [docs/station-files.md].
import type { StationRecord } from "./record.ts";

const COLUMNS = [
  ...["id", "latitude", "longitude", "elevation_m", "vs30", "name", "owner", "sample_rate_hz"],
  ...["channel", "component", "unit", "sensitivity", "azimuth", "dip", "state"],
] as const;

export const CSV_HEADER = `${COLUMNS.join(",")}\n`;

export function csvRowsOf(record: StationRecord, state: string): string {
  const { stationId, latitudeDeg, longitudeDeg, elevationM, vs30Mps, name, owner, sampleRateHz, channels } = record;
  const station = [stationId, latitudeDeg, longitudeDeg, elevationM, vs30Mps, name, owner, sampleRateHz];
  if (channels.length === 0) return rowOf([...station, "", "", "", "", "", "", state]);
  return channels
    .map(({ code, component, unit, sensitivity, azimuthDeg, dipDeg }) =>
      rowOf([...station, code, component, unit, sensitivity, azimuthDeg, dipDeg, state]),
    )
    .join("");
}

function rowOf(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cellOf).join(",")}\n`;
}

function cellOf(value: string | number | undefined): string {
  const text = String(value ?? "");
  return /[",\s#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
