// Station lists in JSON: a GeoJSON FeatureCollection of Points [RFC 7946], or a plain list of stations.
import type { ChannelClaim } from "./stationChannel.ts";
import type { Rejected, StationClaim } from "./stationEntry.ts";
import { channelClaimOf, claimOf, type Field, type Fields, fieldOf } from "./stationFields.ts";
import { Malformed } from "./topic.ts";

type Told = (rejected: Rejected) => void;

/** @throws Malformed when it is no JSON, or no list of stations */
export function claimsOfJson(text: string, told: Told): StationClaim[] {
  const value = parsed(text);
  const features = entryOf(value, "features");
  if (entryOf(value, "type") === "FeatureCollection" && Array.isArray(features))
    return claimsOf(features, "feature", told, featureClaim);
  const list = Array.isArray(value) ? value : entryOf(value, "stations");
  if (Array.isArray(list)) return claimsOf(list, "entry", told, (where, entry) => claimOfProperties(where, entry, []));
  throw new Malformed(
    `json: got ${text.trim().slice(0, 60)}, want a GeoJSON FeatureCollection of Points or a list of stations`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Malformed(`json: ${cause instanceof Error ? cause.message.slice(0, 160) : "not JSON"}`, { cause });
  }
}

function claimsOf(
  list: readonly unknown[],
  noun: string,
  told: Told,
  read: (where: string, entry: unknown) => StationClaim | string,
): StationClaim[] {
  return list.flatMap((entry, index) => {
    const where = `${noun} ${index + 1}`;
    const claim = read(where, entry);
    if (typeof claim !== "string") return [claim];
    told({ where, reason: claim });
    return [];
  });
}

function featureClaim(where: string, feature: unknown): StationClaim | string {
  const geometry = entryOf(feature, "geometry");
  const type = entryOf(geometry, "type");
  if (type !== "Point") return `geometry: got ${json(type ?? geometry)}, want a Point`;
  const coordinates = entryOf(geometry, "coordinates");
  if (!Array.isArray(coordinates) || coordinates.length < 2 || !coordinates.every((each) => typeof each === "number"))
    return `coordinates: got ${json(coordinates)}, want [longitude, latitude] or [longitude, latitude, elevation]`;
  const properties = entryOf(feature, "properties");
  // ShakeMap lists what people felt beside what instruments measured.
  if (entryOf(properties, "station_type") === "macroseismic")
    return 'station_type: got "macroseismic", want an instrument';
  const [longitude = "", latitude = "", elevation] = coordinates.map(String);
  const place: [Field, string][] = [
    ["longitude", longitude],
    ["latitude", latitude],
  ];
  return claimOfProperties(where, properties, place, { id: entryOf(feature, "id"), elevation });
}

function claimOfProperties(
  where: string,
  properties: unknown,
  place: readonly (readonly [Field, string])[],
  { id, elevation }: { readonly id?: unknown; readonly elevation?: string | undefined } = {},
): StationClaim | string {
  const fields = new Map(fieldsOf(properties));
  for (const [field, text] of place) fields.set(field, text);
  if (fields.size === 0) return `station: got ${json(properties)}, want an object with its id and place`;
  const idText = textOf(id);
  if (!fields.has("id") && idText !== "") fields.set("id", idText);
  if (!fields.has("elevation") && elevation !== undefined) fields.set("elevation", elevation);
  const channels = entryOf(properties, "channels");
  return claimOf(where, fields, Array.isArray(channels) ? channels.flatMap((each) => channelOf(each, fields)) : []);
}

/** What the station says of all its channels holds where a channel does not say otherwise. */
function channelOf(channel: unknown, station: Fields): ChannelClaim[] {
  if (typeof channel === "string") return [channelClaimOf(channel, station)];
  const own = fieldsOf(channel);
  const code = own.get("channel") ?? own.get("station") ?? own.get("id") ?? own.get("name") ?? "";
  const kept: Field[] = ["unit", "outputUnit", "sensitivity", "rate"];
  const inherited = kept.flatMap((field) => {
    const text = station.get(field);
    return text === undefined ? [] : [[field, text] as const];
  });
  return own.size === 0 ? [] : [channelClaimOf(code, new Map([...inherited, ...own]))];
}

/** Of two properties that mean the same the first counts. */
function fieldsOf(properties: unknown): Fields {
  const fields = new Map<Field, string>();
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return fields;
  for (const [name, value] of Object.entries(properties)) {
    const field = fieldOf(name);
    const text = textOf(value);
    if (field !== undefined && text !== "" && !fields.has(field)) fields.set(field, text);
  }
  return fields;
}

/** Own properties alone: what a prototype has is no part of a file. */
function entryOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "";
}

function json(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 60);
}
