// Inputs of the texts' tests: one of each kind, and any that may come.
import fc from "fast-check";
import { BULLETIN_KINDS } from "../../../../shared/contracts/bulletin.ts";
import { STATUSES } from "../../../../shared/contracts/event.ts";
import { MODES } from "../../../../shared/contracts/mode.ts";
import type { AreaInput, SubscriberInput, TextInput } from "../../../../shared/contracts/text/input.ts";

export const PLACE = "Zihuatanejo";

export const strong: SubscriberInput = {
  kind: "subscriber",
  mode: "live",
  type: "alarm.issued",
  status: "confirmed",
  intensity: 5.9,
  secondsLeft: 12.9,
  weaker: false,
};

/** At sea, say: no town is near. */
export const unnamed: AreaInput = {
  kind: "area",
  mode: "live",
  type: "issued",
  status: "confirmed",
  intensity: 5.9,
  radiusKm: 61,
  latitudeDeg: 17.64,
  longitudeDeg: -101.56,
  magnitude: 6.7,
};

export const area: AreaInput = { ...unnamed, place: PLACE };

const world = { mode: fc.constantFrom(...MODES), status: fc.constantFrom(...STATUSES) };
const intensity = fc.double({ min: 1, max: 10, noNaN: true });
const magnitude = fc.double({ min: 2, max: 9.5, noNaN: true });

export const anySubscriber: fc.Arbitrary<SubscriberInput> = fc.record(
  {
    ...world,
    kind: fc.constant("subscriber" as const),
    type: fc.constantFrom("alarm.issued", "alarm.updated", "alarm.cancelled", "alarm.allClear"),
    intensity,
    secondsLeft: fc.oneof(fc.double({ min: -12, max: 130, noNaN: true }), fc.integer({ min: -9999, max: 999 })),
    weaker: fc.boolean(),
    magnitude,
    distanceKm: fc.double({ min: 0, max: 20_000, noNaN: true }),
  },
  { requiredKeys: ["kind", "mode", "status", "type", "intensity", "secondsLeft", "weaker"] },
);

export const anyArea: fc.Arbitrary<AreaInput> = fc.record(
  {
    ...world,
    kind: fc.constant("area" as const),
    type: fc.constantFrom(...BULLETIN_KINDS),
    intensity,
    radiusKm: fc.double({ min: 0, max: 2000, noNaN: true }),
    place: fc.constantFrom("", "Ica", PLACE, "Santiago de los Caballeros de Mérida y San Juan del Monte"),
    latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
    longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
    magnitude,
  },
  {
    requiredKeys: [
      ...(["kind", "mode", "status", "type"] as const),
      ...(["intensity", "radiusKm", "latitudeDeg", "longitudeDeg", "magnitude"] as const),
    ],
  },
);

export const anyInput: fc.Arbitrary<TextInput> = fc.oneof(
  { weight: 6, arbitrary: anySubscriber },
  { weight: 6, arbitrary: anyArea },
  { weight: 1, arbitrary: fc.constant({ kind: "test" } as const) },
);
