// The names under which tables and properties tell of a station, and a row or feature as what it claims.
import type { ChannelClaim } from "./stationChannel.ts";
import type { StationClaim } from "./stationEntry.ts";

/** Names without blanks, signs and capitals: `Elevation_m`, `elev (m)` and `elevation-m` are one. */
const NAMES = {
  network: "network net netcode networkcode nw",
  station: "station sta code stationcode stacode code stationid sitecode",
  id: "id stationkey deviceid device sensorid sensor sourceid fdsnid nslc uid",
  name: "name sitename site stationname description title place locality",
  owner: "owner operator agency institution organisation organization provider",
  latitude: "latitude lat latitudedeg latdeg stationlatitude stationlat stlat stla latitudewgs84 y",
  longitude: "longitude lon lng long longitudedeg londeg stationlongitude stationlon stlon stlo longitudewgs84 x",
  elevation: "elevation elev elevationm elevm altitude alt altitudem stationelevation stel height heightm",
  elevationKm: "elevationkm elevkm",
  vs30: "vs30 vs30mps vs30ms vs30mpersec vs30ms1",
  rate: "rate samplerate sampleratehz samplingrate samplingratehz ratehz sps hz sr fs",
  start: "start starttime startdate startat begin begintime opened ondate installed",
  end: "end endtime enddate endat closed closetime offdate removed",
  channel: "channel chan cha channelcode",
  channels: "channels components channelcodes",
  component: "component comp orientation",
  location: "location loc locationcode",
  dip: "dip dipdeg",
  azimuth: "azimuth azimuthdeg azi",
  unit: "unit units scaleunits inputunit inputunits",
  outputUnit: "outputunit outputunits",
  sensitivity: "sensitivity scale gain countsperunit",
} as const;
export type Field = keyof typeof NAMES;

const FIELD_OF: ReadonlyMap<string, Field> = new Map(
  Object.entries(NAMES).flatMap(([field, names]) => names.split(" ").map((name) => [name, field as Field] as const)),
);

/** What a column or property of this name tells; undefined for the many that are none of our business. */
export function fieldOf(name: string): Field | undefined {
  return FIELD_OF.get(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
}

export type Fields = ReadonlyMap<Field, string>;

/** @param channels those told apart from the fields, where a format nests them */
export function claimOf(where: string, fields: Fields, channels: readonly ChannelClaim[] = []): StationClaim {
  const text = (field: Field) => fields.get(field) ?? "";
  const codes = text("channels")
    .split(/[\s,;+/|]+/)
    .filter((code) => code !== "");
  const isPart = text("channel") !== "";
  const km = Number(text("elevationKm") || Number.NaN);
  return {
    where,
    network: text("network"),
    station: text("station"),
    id: text("id"),
    name: text("name"),
    owner: text("owner"),
    latitude: text("latitude"),
    longitude: text("longitude"),
    elevation: text("elevation") || (Number.isFinite(km) ? String(km * 1000) : ""),
    vs30: text("vs30"),
    // The rate of a row about one channel is the channel's.
    rate: isPart ? "" : text("rate"),
    startMs: timeMsOf(text("start")),
    endMs: timeMsOf(text("end")),
    channels: [...(isPart ? [text("channel")] : codes).map((code) => channelClaimOf(code, fields)), ...channels],
    isPart,
  };
}

export function channelClaimOf(code: string, fields: Fields): ChannelClaim {
  const text = (field: Field) => fields.get(field)?.trim() ?? "";
  return {
    code: code.trim(),
    location: text("location").replaceAll("-", ""),
    component: text("component"),
    dipDeg: numberOf(text("dip")),
    azimuthDeg: numberOf(text("azimuth")),
    unit: text("unit"),
    outputUnit: text("outputUnit"),
    sensitivity: text("sensitivity"),
    sampleRateHz: numberOf(text("rate")),
    startMs: timeMsOf(text("start")),
    endMs: timeMsOf(text("end")),
  };
}

export function numberOf(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** ISO 8601, in UTC where it names no zone; anything else is no time. */
export function timeMsOf(text: string): number | undefined {
  const iso = text.trim().replace(" ", "T");
  if (!/^\d{4}-\d\d-\d\d/.test(iso)) return undefined;
  const hasZone = !iso.includes("T") || /(?:Z|[+-]\d\d:?\d\d)$/i.test(iso);
  const timeMs = Date.parse(hasZone ? iso : `${iso}Z`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
