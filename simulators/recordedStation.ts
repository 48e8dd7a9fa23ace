// What an event folder's stations.json says about one station, in any of its forms, as a station the system can register.
import { type Station, stationSchema } from "../shared/contracts/station.ts";
import { type GroundUnit, groundUnitOf } from "../shared/contracts/stationChannel.ts";
import { type Fields, fieldsOf, listOf, numberOf, textOf } from "./fields.ts";

/** A station as its meta topic describes it, with its id. */
export type StationMeta = Omit<Station, "mode" | "run" | "updatedMs">;
type Channel = StationMeta["channels"][number];

export interface RecordedStation {
  readonly kind: "station";
  readonly meta: StationMeta;
  /** Path of its waveforms within the event's folder. */
  readonly file: string;
  /** Name in the file (an axis such as `x`) → the channel it becomes. */
  readonly channelOf: ReadonlyMap<string, Channel>;
}
export type StationForm = RecordedStation | { readonly kind: "skipped"; readonly id: string; readonly reason: string };

/** Last letter of a channel code → component; numbered horizontals stand in for north and east. */
const COMPONENTS: Readonly<Record<string, Channel["component"]>> = {
  Z: "Z",
  U: "Z",
  N: "N",
  E: "E",
  "1": "N",
  "2": "E",
  "3": "Z",
};

/** Directions as K-NET and others write them in full. */
const DIRECTIONS: Readonly<Record<string, Channel["component"]>> = { UD: "Z", NS: "N", EW: "E" };

/**
 * Counts per unit where no gain is told, for times where only the timing matters: an accelerometer's on 24 bits, a broadband
 * seismometer's, and for geophones what brings the M 2.5 to 3.7 of the Ridgecrest sequence (boreholes) to about their size.
 */
const ASSUMED = {
  accelerometer: { sensitivity: 2e5, input_units: "m/s2" },
  broadband: { sensitivity: 6e8, input_units: "m/s" },
  geophone: { sensitivity: 1e8, input_units: "m/s" },
};

/** Nominal rates where none is told; the decoder goes by what it receives. */
const USUAL_RATE_HZ = { openEew: 31.25, other: 100 };

export interface FormOptions {
  /** Take a usual geophone's gain where none is known: good for times, not for sizes. */
  readonly assumeGain?: boolean;
}

/** One entry of the list. Never throws; a station that cannot be used is told with its reason. */
export function stationFormOf(entry: unknown, options: FormOptions = {}): StationForm {
  const fields = fieldsOf(entry);
  const id = textOf(fields.id);
  const file = textOf(fields.file);
  const skipped = (reason: string): StationForm => ({ kind: "skipped", id: id || "?", reason });
  if (file === "") return skipped("file: got nothing, want the path of its waveforms");
  const known = channelsOf(fields, file);
  const channelOf =
    typeof known === "string" && options.assumeGain === true ? channelsOf(withAssumedGain(fields), file) : known;
  if (typeof channelOf === "string") return skipped(channelOf);
  const name = textOf(fields.name).slice(0, 120);
  const meta = stationSchema.omit({ mode: true, run: true, updatedMs: true }).safeParse({
    stationId: stationIdOf(id, file),
    latitudeDeg: numberOf(fields.lat),
    longitudeDeg: numberOf(fields.lon),
    elevationM: numberOf(fields.elevation_m) ?? 0,
    sampleRateHz: numberOf(fields.sample_rate_hz) ?? (isOpenEew(file) ? USUAL_RATE_HZ.openEew : USUAL_RATE_HZ.other),
    channels: [...channelOf.values()],
    ...(name === "" ? {} : { name }),
  });
  if (!meta.success)
    return skipped(meta.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
  return { kind: "station", meta: meta.data, file, channelOf };
}

/** `CI.CCC..HN` → CI_CCC, `54388` → XX_54388, OpenEEW's `000` → OE_000. */
export function stationIdOf(id: string, file: string): string {
  const parts = id
    .toUpperCase()
    .split(".")
    .map((part) => part.replaceAll(/[^A-Z0-9-]/g, ""));
  const [first = "", second = ""] = parts;
  if (second !== "") return `${first.slice(0, 8) || "XX"}_${second.slice(0, 16)}`;
  return `${isOpenEew(file) ? "OE" : "XX"}_${first.slice(0, 16)}`;
}

/** By what the channel code says of the instrument [SEED 2.4, appendix A]: N or L in the middle is an accelerometer. */
function withAssumedGain(fields: Fields): Fields {
  const channels = listOf(fields.channels).map(fieldsOf);
  const code = textOf(channels[0]?.code) || textOf(listOf(fields.components)[0]);
  const isAccelerometer = /^.[NL].$/i.test(code);
  const assumed = isAccelerometer ? ASSUMED.accelerometer : /^[BH]H/i.test(code) ? ASSUMED.broadband : ASSUMED.geophone;
  return { ...fields, ...assumed, channels: channels.map((channel) => ({ ...channel, ...assumed })) };
}

export function isOpenEew(file: string): boolean {
  return file.endsWith(".jsonl.gz");
}

/** @returns a reason when no channel can be used. */
function channelsOf(fields: Fields, file: string): ReadonlyMap<string, Channel> | string {
  const listed = listOf(fields.channels).map(fieldsOf);
  const names = listOf(fields.components)
    .map(textOf)
    .filter((name) => name !== "");
  const codes = listed.length > 0 ? listed.map((channel) => textOf(channel.code)) : names;
  const channels = new Map<string, Channel>();
  const reasons = new Set<string>();
  for (const [index, name] of codes.entries()) {
    const { code, component } = placeOf(name, fields, file);
    const gain = gainOf(fields, listed[index], index);
    if (component === undefined) reasons.add(`components: got "${name}", which is neither vertical nor horizontal`);
    else if (typeof gain === "string") reasons.add(gain);
    else channels.set(name, { code, component, unit: gain.unit, sensitivity: gain.sensitivity });
  }
  if (channels.size > 0) return channels;
  return reasons.size > 0 ? [...reasons].join("; ") : "components: got none";
}

/** An axis becomes a channel by the station's orientation, which is an object or a list; a channel code says it itself. */
function placeOf(
  name: string,
  { orientation }: Fields,
  file: string,
): { code: string; component: Channel["component"] | undefined } {
  const ofCode = (code: string) =>
    DIRECTIONS[code.toUpperCase().replaceAll(/[^A-Z]/g, "")] ?? COMPONENTS[code.slice(-1).toUpperCase()];
  if (!/^[xyz]$/i.test(name)) return { code: name, component: ofCode(name) };
  const axis = name.toLowerCase();
  if (isOpenEew(file)) return { code: name, component: openEewComponent(axis, fieldsOf(orientation)) };
  const told = listOf(orientation)
    .map(fieldsOf)
    .find((entry) => textOf(entry.axis).toLowerCase() === axis);
  const usual = { x: "HNE", y: "HNN", z: "HNZ" }[axis] ?? name;
  const code = textOf(told?.code) || usual;
  return ofCode(code) === undefined
    ? { code: usual, component: ofCode(usual) }
    : { code: code.slice(-3), component: ofCode(code) };
}

function openEewComponent(axis: string, orientation: Fields): Channel["component"] {
  const vertical = textOf(orientation.vertical) || "x";
  const horizontal = ["x", "y", "z"].filter((other) => other !== vertical);
  return axis === vertical ? "Z" : axis === horizontal[0] ? "N" : "E";
}

/** Counts per m/s² or m/s: from the channel, the station's list, its one number, or a unit that needs none. */
function gainOf(
  fields: Fields,
  channel: Fields | undefined,
  index: number,
): { unit: GroundUnit["unit"]; sensitivity: number } | string {
  const own = unitOf(fields.unit);
  const scale = numberOf(fields.scale_to_m_s2);
  if (own !== undefined && scale !== undefined && scale !== 0) return { unit: own.unit, sensitivity: 1 / scale };
  const listed = listOf(fields.sensitivity);
  const given = numberOf(channel?.sensitivity) ?? numberOf(listed[index]) ?? numberOf(fields.sensitivity);
  const inputs = listOf(fields.input_units);
  const input = channel?.input_units ?? inputs[index] ?? inputs[0] ?? fields.input_units;
  const unit = own ?? unitOf(input);
  const sensitivity = given ?? (own === undefined ? undefined : 1);
  if (sensitivity === undefined || sensitivity === 0)
    return "sensitivity: unknown, so counts cannot become ground motion";
  if (unit === undefined) return `unit: got "${textOf(input) || textOf(fields.unit)}", want m/s², gal, g or m/s`;
  return { unit: unit.unit, sensitivity: sensitivity * unit.perSi };
}

function unitOf(value: unknown): GroundUnit | undefined {
  return groundUnitOf(textOf(value));
}
