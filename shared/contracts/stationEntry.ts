// One station of a list, whatever the list's format: what is claimed of it, and the entry when the claims hold.
import { type Channel, stationSchema } from "./station.ts";
import { type ChannelClaim, channelFormOf, chosenChannels } from "./stationChannel.ts";
import { stationId as stationIdSchema } from "./units.ts";

/** A station as a list tells it. What it needs to be registered and a list may not tell is optional. */
export interface StationEntry {
  readonly stationId: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** 0 where it is not told. */
  readonly elevationM: number;
  readonly vs30Mps?: number;
  readonly name?: string;
  /** Who owns or operates it. */
  readonly owner?: string;
  readonly sampleRateHz?: number;
  /** Empty where none is told whose counts can become ground motion. */
  readonly channels: readonly Channel[];
  /** When its last epoch ended; absent: it still stands. */
  readonly closedMs?: number;
}

/** Something in a list that could not be used: where it stands, and why. */
export interface Rejected {
  readonly where: string;
  readonly reason: string;
}

/** As it is written; "" or undefined where it is not told. */
export interface StationClaim {
  /** "line 4", "feature 2", "station CI.PAS (epoch 2)". */
  readonly where: string;
  readonly network: string;
  readonly station: string;
  /** Network and station in one word, or a station's number. */
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly elevation: string;
  readonly vs30: string;
  readonly rate: string;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly channels: readonly ChannelClaim[];
  /** A row that speaks of one channel: others may speak of the same station. */
  readonly isPart: boolean;
}

const LIMITS = stationSchema.shape;
const NO_NETWORK = "XX";
const MAX_NAME = 120;
/** Far more than an id may have, and short enough for any search in it. */
const MAX_WORD = 200;
const MISSING = /^(|-+|nan|null|none|n\/?a|-9999(\.0*)?|\?)$/i;

/** @returns the reason when there is no way to an id. */
export function stationIdOf({ network, station, id, name }: StationClaim): { readonly id: string } | string {
  const word = (text: string) =>
    text
      .slice(0, MAX_WORD)
      .trim()
      .toUpperCase()
      .replaceAll(/[^A-Z0-9-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "");
  const [ownNetwork, ownStation] = splitId(station || id);
  const code = word(ownStation) || word(name).slice(0, 16);
  // Some lists write a network's full name; the id beside it has the code.
  const told = word(network).length <= 8 ? word(network) : "";
  const made = `${told || word(ownNetwork || splitId(id)[0]) || word(network) || NO_NETWORK}_${code}`;
  if (stationIdSchema.safeParse(made).success) return { id: made };
  const got = [network, station || id || name].filter((text) => text !== "").join("_");
  return `station: got "${got.slice(0, 60)}", want a network of up to 8 and a station of up to 16 letters and digits`;
}

/** `CI.PAS..HNZ`, `CI_PAS`, `FDSN:CI_PAS__H_N_Z`, `AK_RC01_--` → network and station; `54388` has no network. */
function splitId(id: string): [string, string] {
  const parts = id
    .trim()
    .replace(/^FDSN:/i, "")
    .split(/[._]/);
  const [network = "", station = "", location = "", ...rest] = parts;
  if (parts.length === 1) return ["", network];
  if (network === "") return ["", id];
  const isWhole = parts.length === 2 || location === "" || location.length === 2;
  return [network, isWhole || id.includes(".") ? station : [station, location, ...rest].join("-")];
}

/** A place that can be believed, or the reason why not. */
function placeOf(claim: StationClaim): { readonly latitudeDeg: number; readonly longitudeDeg: number } | string {
  const latitudeDeg = within(claim.latitude, 90);
  const longitudeDeg = within(claim.longitude, 180);
  if (latitudeDeg === undefined) return `latitude: got "${shown(claim.latitude)}", want degrees from -90 to 90`;
  if (longitudeDeg === undefined) return `longitude: got "${shown(claim.longitude)}", want degrees from -180 to 180`;
  return { latitudeDeg, longitudeDeg };
}

function within(text: string, limit: number): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Math.abs(value) <= limit ? value : undefined;
}

const shown = (text: string): string => text.slice(0, 40);

export type Told = (rejected: Rejected) => void;

/** An optional number: one that cannot be believed is told and left out, and the station stays. */
function optional(
  claim: StationClaim,
  { field, text, min, max, unit }: { field: string; text: string; min: number; max: number; unit: string },
  told: Told,
): number | undefined {
  if (MISSING.test(text.trim())) return undefined;
  const value = Number(text);
  if (value >= min && value <= max) return value;
  const reason = `${field}: got "${shown(text)}", want ${unit} from ${min} to ${max}; the station is kept without it`;
  told({ where: claim.where, reason });
  return undefined;
}

/** @returns the reason when the station cannot be used; lesser faults are told */
export function entryOf(claim: StationClaim, told: Told): StationEntry | string {
  const made = stationIdOf(claim);
  if (typeof made === "string") return made;
  const place = placeOf(claim);
  if (typeof place === "string") return place;
  const { vs30Mps, sampleRateHz } = LIMITS;
  const bounds = ({ minValue, maxValue }: { minValue: number | null; maxValue: number | null }) => ({
    min: minValue ?? 0,
    max: maxValue ?? 0,
  });
  const elevationM = optional(
    claim,
    { field: "elevation", text: claim.elevation, min: -12_000, max: 9000, unit: "metres" },
    told,
  );
  const vs30 = optional(claim, { field: "vs30", text: claim.vs30, ...bounds(vs30Mps.unwrap()), unit: "m/s" }, told);
  const ownRateHz = optional(
    claim,
    { field: "sample rate", text: claim.rate, ...bounds(sampleRateHz), unit: "Hz" },
    told,
  );
  const chosen = chosenOf(claim, told);
  const rateHz = chosen.sampleRateHz ?? ownRateHz;
  const name = claim.name.trim().slice(0, MAX_NAME);
  const owner = claim.owner.trim().slice(0, MAX_NAME);
  return {
    stationId: made.id,
    ...place,
    elevationM: elevationM ?? 0,
    ...(vs30 === undefined ? {} : { vs30Mps: vs30 }),
    ...(name === "" ? {} : { name }),
    ...(owner === "" ? {} : { owner }),
    ...(rateHz === undefined ? {} : { sampleRateHz: rateHz }),
    channels: chosen.channels,
    ...(claim.endMs === undefined ? {} : { closedMs: claim.endMs }),
  };
}

function chosenOf(claim: StationClaim, told: Told): ReturnType<typeof chosenChannels> {
  const usable = claim.channels.flatMap((channel) => {
    const form = channelFormOf(channel);
    if (form.kind === "fault")
      told({ where: `${claim.where}, channel ${channel.code.slice(0, 8)}`, reason: form.reason });
    return form.kind === "channel" ? [form] : [];
  });
  return chosenChannels(usable);
}
