// What a station list says of a channel, as one we can use: its component, its unit, its counts per unit [SEED 2.4, appendix A].
import type { Channel } from "./station.ts";

/** As it is written; "" or undefined where it is not told. */
export interface ChannelClaim {
  readonly code: string;
  readonly location: string;
  /** Z, N or E, or a word for it. */
  readonly component: string;
  readonly dipDeg: number | undefined;
  readonly azimuthDeg: number | undefined;
  readonly unit: string;
  /** What one `unit` becomes: counts, or nothing said. */
  readonly outputUnit: string;
  readonly sensitivity: string;
  readonly sampleRateHz: number | undefined;
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
}

export interface GroundUnit {
  readonly unit: Channel["unit"];
  /** How many of it are one m/s² or m/s. */
  readonly perSi: number;
}

const UNITS: ReadonlyMap<string, GroundUnit> = new Map([
  ["m/s2", { unit: "m/s2", perSi: 1 }],
  ["cm/s2", { unit: "m/s2", perSi: 100 }],
  ["mm/s2", { unit: "m/s2", perSi: 1e3 }],
  ["um/s2", { unit: "m/s2", perSi: 1e6 }],
  ["nm/s2", { unit: "m/s2", perSi: 1e9 }],
  ["gal", { unit: "m/s2", perSi: 100 }],
  ["g", { unit: "m/s2", perSi: 1 / 9.80665 }],
  ["m/s", { unit: "m/s", perSi: 1 }],
  ["cm/s", { unit: "m/s", perSi: 100 }],
  ["mm/s", { unit: "m/s", perSi: 1e3 }],
  ["um/s", { unit: "m/s", perSi: 1e6 }],
  ["nm/s", { unit: "m/s", perSi: 1e9 }],
]);

const COMPONENTS: ReadonlyMap<string, Channel["component"]> = new Map([
  ["Z", "Z"],
  ["U", "Z"],
  ["V", "Z"],
  ["UD", "Z"],
  ["VERTICAL", "Z"],
  ["N", "N"],
  ["NS", "N"],
  ["NORTH", "N"],
  ["E", "E"],
  ["EW", "E"],
  ["EAST", "E"],
]);

/** Numbered sensors whose direction nobody tells. */
const NUMBERED: ReadonlyMap<string, Channel["component"]> = new Map([
  ["1", "N"],
  ["2", "E"],
  ["3", "Z"],
]);

/** The instrument letter of a code: high and low gain seismometers, accelerometers, geophones. */
const GROUND_MOTION = /^.[HLNGP].$/;
const COUNTS = /^(counts?|digits?|ct|1)?$/;
/** What a station of the registry may have. */
const RATE_HZ = { min: 1, max: 1000 };
/** Slower accelerometers are kept for long waves, not for early warning. */
const FAST_HZ = 20;

/** `M/S**2`, `cm/s^2`, `gal` → what it is in SI; undefined when it is neither acceleration nor velocity. */
export function groundUnitOf(written: string): GroundUnit | undefined {
  const plain = written
    .toLowerCase()
    .replaceAll(/[\s*^()]/g, "")
    .replaceAll("²", "2")
    .replaceAll("µ", "u")
    .replace("m/s/s", "m/s2")
    .replace(/s-(\d)$/, (_, power) => (power === "1" ? "/s" : `/s${power}`));
  return UNITS.get(plain);
}

/** By its own word, else the last letter of the code, else where the sensor points, else its number. */
export function componentOf(
  claim: Pick<ChannelClaim, "code" | "component" | "dipDeg" | "azimuthDeg">,
): Channel["component"] | undefined {
  const letter = claim.code.slice(-1).toUpperCase();
  const told = claim.component === "" ? COMPONENTS.get(letter) : COMPONENTS.get(claim.component.toUpperCase());
  return told ?? directionOf(claim) ?? NUMBERED.get(letter);
}

function directionOf({ dipDeg, azimuthDeg }: Pick<ChannelClaim, "dipDeg" | "azimuthDeg">) {
  if (dipDeg !== undefined && Math.abs(dipDeg) > 45) return "Z";
  if (azimuthDeg === undefined) return undefined;
  const axisDeg = ((azimuthDeg % 180) + 180) % 180;
  return axisDeg < 45 || axisDeg >= 135 ? "N" : "E";
}

export type ChannelForm =
  | { readonly kind: "channel"; readonly channel: Channel; readonly sampleRateHz: number | undefined }
  /** Temperature, a long-period stream, a bare name: nothing that is claimed to be of use. */
  | { readonly kind: "other" }
  | { readonly kind: "fault"; readonly reason: string };

export function channelFormOf(claim: ChannelClaim): ChannelForm {
  const { code, sampleRateHz, sensitivity } = claim;
  const unit = groundUnitOf(claim.unit);
  if (claim.unit === "" && sensitivity === "") return { kind: "other" };
  if (unit === undefined && /^[A-Z0-9]{3}$/i.test(code) && !GROUND_MOTION.test(code.toUpperCase()))
    return { kind: "other" };
  if (sampleRateHz !== undefined && (sampleRateHz < RATE_HZ.min || sampleRateHz > RATE_HZ.max))
    return { kind: "other" };
  const fault = (field: string, got: string, want: string): ChannelForm => ({
    kind: "fault",
    reason: `${field}: got "${got.slice(0, 40)}", want ${want}`,
  });
  if (code === "" || code.length > 8) return fault("code", code, "1 to 8 characters");
  if (unit === undefined) return fault("unit", claim.unit, "m/s, m/s2, gal or g");
  if (!COUNTS.test(claim.outputUnit.toLowerCase())) return fault("output unit", claim.outputUnit, "counts");
  const perUnit = sensitivity === "" ? Number.NaN : Number(sensitivity);
  const perSi = perUnit * unit.perSi;
  if (!Number.isFinite(perSi) || perSi === 0) return fault("sensitivity", sensitivity, "counts per unit, not 0");
  const component = componentOf(claim);
  if (component === undefined) return fault("component", claim.component || code, "Z, N or E, or a dip and an azimuth");
  const channel = { code, component, unit: unit.unit, sensitivity: perSi, ...orientationOf(claim) };
  return { kind: "channel", channel, sampleRateHz };
}

/** As it is told; an angle that is none is not. */
function orientationOf({ azimuthDeg, dipDeg }: ChannelClaim): Pick<Channel, "azimuthDeg" | "dipDeg"> {
  const isAzimuth = azimuthDeg !== undefined && Math.abs(azimuthDeg) <= 360;
  const isDip = dipDeg !== undefined && Math.abs(dipDeg) <= 90;
  return {
    ...(isAzimuth ? { azimuthDeg: (azimuthDeg + 360) % 360 } : {}),
    ...(isDip ? { dipDeg: dipDeg + 0 } : {}),
  };
}

type Usable = Extract<ChannelForm, { kind: "channel" }>;

/**
 * What a station is registered with: it has one rate and at most six channels, so one a component and unit, at the rate of its
 * fastest accelerometer, or of its fastest seismometer where no accelerometer is fast. Strong motion comes first.
 */
export function chosenChannels(usable: readonly Usable[]): {
  readonly channels: readonly Channel[];
  readonly sampleRateHz: number | undefined;
} {
  const fastest = (of: readonly Usable[]) => Math.max(...of.map(({ sampleRateHz }) => sampleRateHz ?? 0));
  const strongHz = fastest(usable.filter(({ channel }) => channel.unit === "m/s2"));
  const rateHz = strongHz >= FAST_HZ ? strongHz : fastest(usable);
  const chosen = new Map<string, Channel>();
  for (const { channel, sampleRateHz } of usable) {
    const key = `${channel.unit} ${channel.component}`;
    if ((sampleRateHz ?? 0) === rateHz && !chosen.has(key)) chosen.set(key, channel);
  }
  const first = ({ unit, component }: Channel) => (unit === "m/s2" ? 0 : 3) + "ZNE".indexOf(component);
  return {
    channels: [...chosen.values()].sort((a, b) => first(a) - first(b)),
    sampleRateHz: usable.length === 0 || rateHz === 0 ? undefined : rateHz,
  };
}
