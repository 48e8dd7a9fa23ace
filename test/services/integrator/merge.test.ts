// Two events of one earthquake become one: the smaller is withdrawn and says into which it went.
import { expect, test } from "vitest";
import type { Assembly } from "../../../services/integrator/associate.ts";
import { heldPickOf } from "../../../services/integrator/heldPick.ts";
import { isPartOf, type OpenEvent } from "../../../services/integrator/openEvent.ts";
import { destination, distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { locate } from "../../../shared/seismo/locate.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { pickOf, START_MS } from "./network.ts";

const CENTRE = { latitudeDeg: 17, longitudeDeg: -99 };
const STATIONS = Array.from({ length: 8 }, (_, i) => ({
  stationId: `XX_${i}`,
  place: destination(CENTRE, 45 * i, 20 + 6 * i),
}));

function eventOf(source: Place, stations: typeof STATIONS, status: "confirmed" | "preliminary"): OpenEvent {
  const arrivals = stations.map(({ stationId, place }) => {
    const km = distanceKm(source, place);
    const held = heldPickOf(
      pickOf({ stationId, timeMs: START_MS + 1000 * travelTimeS("P", km, 12) }),
      place,
      undefined,
    );
    return { held, phase: "P" as const, residualS: 0, distanceKm: km };
  });
  const timed = arrivals.map(({ held }) => ({
    place: held.place,
    phase: "P" as const,
    timeMs: held.pick.timeMs,
    uncertaintyS: 0.3,
  }));
  const assembly: Assembly = { arrivals, location: locate(timed) };
  return { eventId: "e", assembly, published: { status } } as unknown as OpenEvent;
}

test("an event whose picks a larger confirmed one explains is part of it", () => {
  const whole = eventOf(CENTRE, STATIONS, "confirmed");
  const part = eventOf(CENTRE, STATIONS.slice(0, 4), "preliminary");
  expect(isPartOf(part, whole, 0.3)).toBe(true);
  expect(isPartOf(whole, part, 0.3)).toBe(false);
});

test("an earthquake elsewhere at the same time is not, and nothing is part of an unconfirmed event", () => {
  const whole = eventOf(CENTRE, STATIONS, "confirmed");
  const elsewhere = eventOf(destination(CENTRE, 90, 120), STATIONS.slice(0, 4), "preliminary");
  expect(isPartOf(elsewhere, whole, 0.3)).toBe(false);
  const unsure = eventOf(CENTRE, STATIONS, "preliminary");
  expect(isPartOf(eventOf(CENTRE, STATIONS.slice(0, 4), "preliminary"), unsure, 0.3)).toBe(false);
});
