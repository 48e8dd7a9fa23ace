// Any version of any event, for property tests: every mode and status, places at poles and the date line, texts that bite.
import fc from "fast-check";
import { type Contour, type SeismicEvent, STATUSES } from "../shared/contracts/event.ts";
import { MODES } from "../shared/contracts/mode.ts";
import { circle, holdsPole } from "../shared/seismo/contour.ts";
import { radiusOfIntensityKm } from "../shared/seismo/ipe.ts";

export const UNREAL_MODES = MODES.filter((mode) => mode !== "live");

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const originArbitrary = fc.record({
  timeMs: fc.integer({ min: 0, max: 4e12 }),
  latitudeDeg: fc.oneof(number(-90, 90), fc.constantFrom(-90, 0, 90)),
  longitudeDeg: fc.oneof(number(-180, 180), fc.constantFrom(-180, 179.99, 180)),
  depthKm: number(-3, 700),
  timeUncertaintyS: number(0, 30),
  horizontalUncertaintyKm: number(0, 300),
  depthUncertaintyKm: number(0, 300),
  covarianceKm2: fc.tuple(number(0, 1e4), number(-50, 50), number(0, 1e4)),
  azimuthalGapDeg: number(0, 360),
  rmsS: number(0, 9),
});

const arrivalArbitrary = fc.record({
  pickId: fc.oneof(fc.constant("live/XX_A/P/12"), fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" })),
  stationId: fc.constantFrom("XX_A", "AM_R123456789ABCDEF", "OE_A8032A4DD5F0"),
  phase: fc.constantFrom("P" as const, "S" as const),
  timeMs: number(0, 4e12),
  residualS: number(-5, 5),
  distanceKm: number(0, 3000),
  azimuthDeg: number(0, 360),
  weight: number(0, 1),
});

const observedArbitrary = fc.record({
  stationId: fc.constant("XX_A"),
  latitudeDeg: number(-90, 90),
  longitudeDeg: number(-180, 180),
  intensity: number(1, 10),
});

function contoursOf({ origin, magnitude }: Pick<SeismicEvent, "origin" | "magnitude">): Contour[] {
  return [3, 4, 5, 6, 7, 8, 9].flatMap((intensity) => {
    const radiusKm = radiusOfIntensityKm({ magnitude: magnitude.value, depthKm: origin.depthKm, intensity });
    if (radiusKm === 0) return [];
    if (holdsPole(origin, radiusKm)) return [{ intensity, radiusKm }];
    return [{ intensity, radiusKm, polygon: circle(origin, radiusKm, 16).map(([x, y]): [number, number] => [x, y]) }];
  });
}

export const anyEvent: fc.Arbitrary<SeismicEvent> = fc
  .record({
    mode: fc.constantFrom(...MODES),
    run: fc.string({ maxLength: 20, unit: "grapheme" }),
    eventId: fc.oneof(fc.constant("tocsin-20260101T000000-aa11"), fc.string({ minLength: 1, maxLength: 40 })),
    version: fc.integer({ min: 1, max: 99 }),
    status: fc.constantFrom(...STATUSES),
    origin: originArbitrary,
    afterMs: fc.integer({ min: 0, max: 300_000 }),
    magnitude: fc.record({
      value: number(0, 9.5),
      type: fc.constantFrom("Mpd", "M"),
      uncertainty: number(0, 2),
      stationCount: fc.integer({ min: 0, max: 500 }),
    }),
    likelihood: number(0, 1),
    arrivals: fc.array(arrivalArbitrary, { maxLength: 4 }),
    observed: fc.array(observedArbitrary, { maxLength: 4 }),
    reason: fc.string({ maxLength: 40, unit: "grapheme" }),
  })
  .map(({ afterMs, ...event }) => ({
    ...event,
    run: event.mode === "live" ? "" : event.run,
    asOfMs: event.origin.timeMs + afterMs,
    contours: contoursOf(event),
    evidence: [],
  }));
