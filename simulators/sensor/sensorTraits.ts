// What a scenario says of a sensor: rate, packets, clock, link, noise, faults; times in seconds after the start.
import { z } from "zod";
import type { SimStation } from "../network/network.ts";
import { keyOf, randomOf } from "../random.ts";
import { INSTRUMENTS, type InstrumentName } from "./instrument.ts";
import { SHAPES } from "./openeewShape.ts";
import type { SensorSpec } from "./sensor.ts";
import type { SensorFault } from "./sensorFaults.ts";

const share = z.number().min(0).max(1);
const seconds = z.number().min(0).max(86_400);
const axis = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const span = { fromS: seconds.default(0), toS: seconds.exactOptional() };

const clockSchema = z.strictObject({
  offsetMs: z.number().exactOptional(),
  /** Each sensor's own, to either side. */
  offsetWithinMs: z.number().min(0).exactOptional(),
  driftPpm: z.number().exactOptional(),
  resyncEveryS: z.number().gt(0).exactOptional(),
  steps: z.array(z.strictObject({ atS: seconds, byMs: z.number() })).exactOptional(),
  /** It counts from 1970. */
  unset: z.strictObject(span).exactOptional(),
  /** True sample rate over the nominal one, less 1. */
  rateError: z.number().min(-0.1).max(0.1).exactOptional(),
  /** Each sensor's own between the two. */
  rateErrorWithin: z.tuple([z.number().min(-0.1), z.number().max(0.1)]).exactOptional(),
  stampedWithinMs: z.number().min(0).exactOptional(),
  backwards: z.strictObject({ share, byMs: z.number().min(0) }).exactOptional(),
});

const linkSchema = z.strictObject({
  latency: z
    .strictObject({
      shortestMs: z.number().min(0),
      medianMs: z.number().gt(0),
      p99Ms: z.number().gt(0),
      longestMs: z.number().gt(0).exactOptional(),
    })
    .exactOptional(),
  lossShare: share.exactOptional(),
  copyShare: share.exactOptional(),
  overtakenShare: share.exactOptional(),
  outages: z.array(z.strictObject({ fromS: seconds, toS: seconds, keptS: seconds.default(0) })).exactOptional(),
});

const recurring = { perHour: z.number().gt(0).max(3600), peakMps2: z.number().gt(0) };
const nuisanceSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("footsteps"), ...recurring }),
  z.strictObject({ kind: z.literal("doors"), ...recurring }),
  z.strictObject({ kind: z.literal("traffic"), ...recurring }),
  z.strictObject({ kind: z.literal("carried"), ...span, rmsMps2: z.number().gt(0) }),
]);

const noiseSchema = z.strictObject({
  instrument: z.enum(Object.keys(INSTRUMENTS) as [InstrumentName, ...InstrumentName[]]).exactOptional(),
  cultureMps2: z.number().min(0).exactOptional(),
  nuisances: z.array(nuisanceSchema).exactOptional(),
});

const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("clipping"), ...span, fullScaleMps2: z.number().gt(0) }),
  z.strictObject({ kind: z.literal("deadAxis"), ...span, axis }),
  z.strictObject({ kind: z.literal("stuck"), ...span, valueMps2: z.number() }),
  z.strictObject({ kind: z.literal("spikes"), ...span, perMinute: z.number().gt(0), peakMps2: z.number().gt(0) }),
  z.strictObject({ kind: z.literal("baselineStep"), ...span, axis, byMps2: z.number() }),
  z.strictObject({ kind: z.literal("wrongGain"), ...span, factor: z.number() }),
  z.strictObject({ kind: z.literal("swappedAxes"), ...span, axes: z.tuple([axis, axis]) }),
  z.strictObject({ kind: z.literal("foreignBlock"), ...span, share, peakMps2: z.number().gt(0) }),
  z.strictObject({ kind: z.literal("corrupt"), ...span, share }),
  z.strictObject({ kind: z.literal("truncated"), ...span, share }),
  z.strictObject({ kind: z.literal("battery"), ...span }),
]);

export const sensorTraitsSchema = z.strictObject({
  rateHz: z.number().min(10).max(200).exactOptional(),
  packetS: z.number().min(0.25).max(1.024).exactOptional(),
  format: z.enum(["openeew", "miniseed2", "compact"]).exactOptional(),
  shape: z.enum(SHAPES).exactOptional(),
  clock: clockSchema.exactOptional(),
  link: linkSchema.exactOptional(),
  noise: noiseSchema.exactOptional(),
  faults: z.array(faultSchema).exactOptional(),
});
export type SensorTraits = z.output<typeof sensorTraitsSchema>;

const STANDARD = { rateHz: 50, packetS: 1, format: "openeew" } as const;

/** What the second says goes before what the first says; faults, outages and nuisances add up. */
export function withTraits(first: SensorTraits, second: SensorTraits): SensorTraits {
  const noise = { ...first.noise, ...second.noise };
  const link = { ...first.link, ...second.link };
  return {
    ...first,
    ...second,
    clock: { ...first.clock, ...second.clock },
    link: { ...link, outages: [...(first.link?.outages ?? []), ...(second.link?.outages ?? [])] },
    noise: { ...noise, nuisances: [...(first.noise?.nuisances ?? []), ...(second.noise?.nuisances ?? [])] },
    faults: [...(first.faults ?? []), ...(second.faults ?? [])],
  };
}

export function specOf(
  station: SimStation,
  traits: SensorTraits,
  { seed, startMs }: { readonly seed: number; readonly startMs: number },
): SensorSpec {
  const { stationId, latitudeDeg, longitudeDeg, elevationM, vs30Mps } = station;
  const { clock, link, noise, faults, rateHz = station.rateHz, shape, ...rest } = traits;
  const at = new Times(startMs);
  return {
    ...STANDARD,
    ...rest,
    ...(rateHz === undefined ? {} : { rateHz }),
    ...(shape === undefined ? {} : { shape }),
    stationId,
    place: { latitudeDeg, longitudeDeg },
    seed,
    site: { elevationM, ...(vs30Mps === undefined ? {} : { vs30Mps }) },
    clock: clockOf(clock ?? {}, at, keyOf(seed, stationId)),
    link: { ...link, outages: (link?.outages ?? []).map(({ keptS, ...span }) => ({ ...at.span(span), keptS })) },
    noise: {
      ...noise,
      nuisances: (noise?.nuisances ?? []).map((one) => (one.kind === "carried" ? { ...one, ...at.span(one) } : one)),
    },
    faults: (faults ?? []).map((fault): SensorFault => ({ ...fault, ...at.span(fault) })),
  };
}

type SpanS = { readonly fromS: number; readonly toS?: number | undefined };

/** From seconds after the start to epoch ms. */
class Times {
  readonly #startMs: number;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  ms(seconds: number): number {
    return this.#startMs + 1000 * seconds;
  }

  span({ fromS, toS }: SpanS): { fromMs: number; toMs: number } {
    return { fromMs: this.ms(fromS), toMs: toS === undefined ? Number.POSITIVE_INFINITY : this.ms(toS) };
  }
}

function clockOf(clock: NonNullable<SensorTraits["clock"]>, at: Times, key: number): NonNullable<SensorSpec["clock"]> {
  const { offsetMs = 0, offsetWithinMs = 0, driftPpm, resyncEveryS, steps, unset, stampedWithinMs, backwards } = clock;
  const random = randomOf(key, "clock");
  const [a, b] = [random(), random()];
  const [least, most] = clock.rateErrorWithin ?? [clock.rateError ?? 0, clock.rateError ?? 0];
  return {
    offsetMs: offsetMs + offsetWithinMs * (2 * a - 1),
    rateError: least + (most - least) * b,
    ...(driftPpm === undefined
      ? {}
      : { drift: { ppm: driftPpm, sinceMs: at.ms(0), ...(resyncEveryS === undefined ? {} : { resyncEveryS }) } }),
    ...(steps === undefined ? {} : { steps: steps.map(({ atS, byMs }) => ({ atMs: at.ms(atS), byMs })) }),
    ...(unset === undefined
      ? {}
      : { unset: { sinceMs: at.ms(unset.fromS), ...(unset.toS === undefined ? {} : { untilMs: at.ms(unset.toS) }) } }),
    ...(stampedWithinMs === undefined ? {} : { stampedWithinMs }),
    ...(backwards === undefined ? {} : { backwards }),
  };
}
