// Mode: whether what we see is the Earth or an exercise. It is contagious: one unreal input makes the whole unreal.
import { z } from "zod";

export const MODES = ["live", "drill", "simulation", "replay"] as const;
export const modeSchema = z.enum(MODES);
export type Mode = (typeof MODES)[number];

/**
 * The world a message belongs to. `run` is "" for live and names one drill, simulation or replay otherwise, so that two
 * replays, or a drill beside the real thing, never share a station's state, an event id or an alert.
 */
export interface World {
  readonly mode: Mode;
  readonly run: string;
}

export const worldShape = { mode: modeSchema, run: z.string().max(64) } as const;

/** "live", or "replay:monday-1": the prefix of every key that must not leak from one world into another. */
export function worldKey(world: World): string {
  return world.mode === "live" ? "live" : `${world.mode}:${world.run}`;
}

/** The mode of something made of several inputs: live only if every one of them was. */
export function contagiousMode(modes: Iterable<Mode>): Mode {
  let worst: Mode = "live";
  for (const mode of modes) if (MODES.indexOf(mode) > MODES.indexOf(worst)) worst = mode;
  return worst;
}

const FIRST_WORDS: Record<Mode, string> = { live: "", drill: "DRILL", simulation: "SIMULATION", replay: "REPLAY" };

/** The first word of every text a person may read: "" for live, otherwise "DRILL: ", "SIMULATION: " or "REPLAY: ". */
export function modePrefix(mode: Mode): string {
  return mode === "live" ? "" : `${FIRST_WORDS[mode]}: `;
}
