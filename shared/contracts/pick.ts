// pick.v1: the onset of a phase at one station, repeated as its window grows.
import { z } from "zod";
import { worldKey, worldShape } from "./mode.ts";
import { jsonTopic } from "./topic.ts";
import { epochMs, nonNegative, probability, stationId } from "./units.ts";

export const pickSchema = z.object({
  ...worldShape,
  /** `<world>/<station>/<phase>/<onset in ms>`: made of content, so a repeat is the same pick. */
  pickId: z.string().min(1).max(160),
  /** 0 at the declaration; counts up each time the parameters below were measured again over a longer window. */
  update: z.int().min(0),
  stationId,
  phase: z.enum(["P", "S"]),
  phaseProbability: probability,
  timeMs: epochMs,
  uncertaintyS: z.number().positive(),
  snr: nonNegative,
  /** Seconds of data after the onset that the parameters below cover. */
  windowS: nonNegative,
  /** Peak displacement, velocity, acceleration of the vertical since the onset, high-passed at 0.075 Hz. */
  pdM: nonNegative,
  pvMps: nonNegative,
  paMps2: nonNegative,
  /** Peak ground acceleration and velocity (larger horizontal, or vertical where there is none) since the onset. */
  pgaMps2: nonNegative,
  pgvMps: nonNegative,
  /** RMS displacement of the vertical before the onset: below a few times this, Pd is noise. */
  noisePdM: nonNegative,
  /** Average period of the window so far (τc; Wu & Kanamori, 2005) and the longest predominant one (τp max; EPIC). */
  tauCS: nonNegative.optional(),
  tauPS: nonNegative.optional(),
  /** log10 of the horizontals' over the vertical's RMS since the onset, 1–10 Hz; S is the larger one. */
  horizontalToVertical: z.number().optional(),
  /** The sensor or its digitiser reached its end: amplitudes are lower bounds. */
  clipped: z.boolean().optional(),
  /** Which detectors found it; one alone is less sure. */
  detectors: z.array(z.enum(["staLta", "filterPicker"])).optional(),
  /** Time of the last sample this was made from, and the data-clock receipt of its packet. */
  knownMs: epochMs,
  receivedMs: epochMs,
});
export type Pick = z.output<typeof pickSchema>;

export const picks = jsonTopic("pick.v1", pickSchema, worldKey);
