// What moves a sensor and is no earthquake: footsteps, slammed doors, trams and lorries, a phone that is carried.
import { drawAt } from "../random.ts";

/** A stretch of samples in m/s², evenly spaced; what is in it already stays. */
export interface Window {
  readonly fromMs: number;
  readonly rateHz: number;
  readonly up: Float64Array;
  readonly north: Float64Array;
  readonly east: Float64Array;
}

export type Nuisance =
  | {
      readonly kind: "footsteps" | "doors" | "traffic";
      /** Times an hour at the busiest hour: walks of some steps, doors, trams. */
      readonly perHour: number;
      /** The strongest ones. */
      readonly peakMps2: number;
    }
  | { readonly kind: "carried"; readonly fromMs: number; readonly toMs: number; readonly rmsMps2: number };

type Recurring = Exclude<Nuisance, { kind: "carried" }>;

/** One happening, its own loudness, sound and place in time. */
export interface Happening {
  readonly kind: Nuisance["kind"];
  readonly fromMs: number;
  readonly toMs: number;
  readonly peakMps2: number;
  /** Chance of its own. */
  readonly key: number;
}

/** Time is cut into slots, and a happening lies within one: so each moment can be asked about on its own. */
const SLOT_MS = { footsteps: 12_000, doors: 20_000, traffic: 240_000 } as const;
const MS_PER_HOUR = 3_600_000;
/** The weakest of them, as a share of the strongest. */
const WEAKEST = 0.1;
/** From the first step to when the last has died away. */
const WALK_MS = [2000, 10_000] as const;
const STEP_MS = 550;
const DOOR_MS = 1200;
/** A knock is over after so many of its decay times, which is within `DOOR_MS`. */
const DECAYS = 6;
const PASSING_MS = [60_000, 200_000] as const;
const TONES = 7;
/** Louder until it has passed half of the way. */
const HALF = Number.POSITIVE_INFINITY;

/** All that touches the time from `fromMs` to `toMs`; `bustle` is the hour's share of the busiest one. */
export function happeningsIn(
  nuisances: readonly Nuisance[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  { key, bustle }: { key: number; bustle: number },
): Happening[] {
  const found: Happening[] = [];
  nuisances.forEach((nuisance, n) => {
    if (nuisance.kind === "carried") {
      if (fromMs < nuisance.toMs && toMs >= nuisance.fromMs)
        found.push({ ...nuisance, peakMps2: nuisance.rmsMps2, key: key + n });
      return;
    }
    const slotMs = SLOT_MS[nuisance.kind];
    for (let slot = Math.floor(fromMs / slotMs); slot * slotMs <= toMs; slot += 1) {
      const happening = inSlot(nuisance, slot, { key: key + n, bustle });
      if (happening !== undefined && fromMs < happening.toMs && toMs >= happening.fromMs) found.push(happening);
    }
  });
  return found;
}

/** Whether something happens is judged by the hour at which the slot begins, so that it does not end in the middle. */
function inSlot(nuisance: Recurring, slot: number, of: { key: number; bustle: number }): Happening | undefined {
  const { kind, perHour, peakMps2 } = nuisance;
  const slotMs = SLOT_MS[kind];
  const lane = (i: number) => drawAt(of.key, 40 + i, slot);
  if (lane(0) >= (perHour * of.bustle * slotMs) / MS_PER_HOUR) return undefined;
  const [shortest, longest] = kind === "doors" ? [DOOR_MS, DOOR_MS] : kind === "footsteps" ? WALK_MS : PASSING_MS;
  const lengthMs = shortest + (longest - shortest) * lane(1);
  const fromMs = slot * slotMs + (slotMs - lengthMs) * lane(2);
  const key = (of.key ^ Math.floor(lane(4) * 2 ** 32)) >>> 0;
  return { kind, fromMs, toMs: fromMs + lengthMs, peakMps2: peakMps2 * WEAKEST ** lane(3), key };
}

export function addHappening(window: Window, happening: Happening): void {
  const { kind, fromMs, toMs, peakMps2 } = happening;
  if (kind === "traffic") addTones(window, happening, { lowestHz: 5, highestHz: 20, rms: peakMps2 / 3, riseMs: HALF });
  else if (kind === "carried")
    addTones(window, happening, { lowestHz: 0.4, highestHz: 6, rms: peakMps2, riseMs: 1000 });
  else {
    const knocks = kind === "doors" ? 1 : 1 + Math.floor((toMs - fromMs - DOOR_MS) / STEP_MS);
    for (let n = 0; n < knocks; n += 1) addKnock(window, happening, n);
  }
}

/** A knock on the floor: a swing that dies away within 0.2 to 1 s, mostly up and down. */
function addKnock(window: Window, { fromMs, peakMps2, key }: Happening, step: number): void {
  const { rateHz } = window;
  const atMs = fromMs + step * STEP_MS;
  const hz = 8 + 14 * drawAt(key, 50, 0);
  const decayS = 0.04 + 0.16 * drawAt(key, 51, 0);
  const peak = peakMps2 * (0.6 + 0.4 * drawAt(key, 52, step));
  const begin = Math.max(0, Math.ceil(((atMs - window.fromMs) * rateHz) / 1000));
  const end = Math.min(window.up.length, Math.ceil(((atMs - window.fromMs) / 1000 + DECAYS * decayS) * rateHz));
  for (let i = begin; i < end; i += 1) {
    const sinceS = (window.fromMs - atMs) / 1000 + i / rateHz;
    const value = peak * Math.exp(-sinceS / decayS) * Math.sin(2 * Math.PI * hz * sinceS);
    window.up[i] = (window.up[i] as number) + value;
    window.north[i] = (window.north[i] as number) + 0.4 * value;
    window.east[i] = (window.east[i] as number) - 0.3 * value;
  }
}

interface Sound {
  readonly lowestHz: number;
  readonly highestHz: number;
  readonly rms: number;
  readonly riseMs: number;
}

/** Tones of random phase that rise at the beginning of the happening and fade at its end. */
function addTones(window: Window, { fromMs, toMs, key }: Happening, sound: Sound): void {
  const amplitude = sound.rms * Math.sqrt(2 / TONES);
  const riseMs = Math.min(sound.riseMs, (toMs - fromMs) / 2);
  const stepMs = 1000 / window.rateHz;
  const begin = Math.max(0, Math.ceil((fromMs - window.fromMs) / stepMs));
  const end = Math.min(window.up.length, Math.ceil((toMs - window.fromMs) / stepMs));
  [window.up, window.north, window.east].forEach((axis, c) => {
    for (let tone = 0; tone < TONES; tone += 1) {
      const lane = 60 + 2 * (TONES * c + tone);
      const hz = sound.lowestHz * (sound.highestHz / sound.lowestHz) ** drawAt(key, lane, 0);
      const phase = 2 * Math.PI * drawAt(key, lane + 1, 0);
      for (let i = begin; i < end; i += 1) {
        const sinceMs = window.fromMs + i * stepMs - fromMs;
        const swelling = Math.min(1, sinceMs / riseMs, (toMs - fromMs - sinceMs) / riseMs);
        axis[i] = (axis[i] as number) + amplitude * swelling * Math.sin((2 * Math.PI * hz * sinceMs) / 1000 + phase);
      }
    }
  });
}
