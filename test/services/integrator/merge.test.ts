// Two events of one earthquake become one: the smaller is withdrawn and says into which it went.
import { expect, test } from "vitest";
import type { Assembly } from "../../../services/integrator/associate.ts";
import { integratorTable } from "../../../services/integrator/config.ts";
import { heldPickOf } from "../../../services/integrator/heldPick.ts";
import { isPartOf, type OpenEvent } from "../../../services/integrator/openEvent.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import { destination, distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { locate } from "../../../shared/seismo/locate.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { gridNetwork, motionOf, pickOf, picksOf, play, regionOf, START_MS } from "./network.ts";

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

test("a region that holds both withdraws the smaller and says into which it went", () => {
  const network = gridNetwork({ centre: CENTRE, columns: 4, rows: 4, spacingKm: 30 });
  const quake = { ...CENTRE, depthKm: 12, magnitude: 6, originMs: START_MS + 30_000 };
  const few = new Map([...network].slice(5, 7));
  const snapshotOf = (heard: typeof network) => {
    const region = regionOf(network, { settings: { ...readConfig(integratorTable, {}), sparseStations: 4 } });
    const picks = picksOf(quake, network).filter((step) => "pick" in step && heard.has(step.pick.stationId));
    play(region, [...motionOf(heard, { fromS: 0, toS: 45 }), ...picks]);
    return JSON.parse(region.snapshot()) as { events: { eventId: string }[] };
  };
  const [whole, part] = [snapshotOf(network), snapshotOf(few)];
  expect([whole.events.length, part.events.length]).toEqual([1, 1]);
  const snapshot = JSON.stringify({ ...whole, events: [...whole.events, ...part.events] });
  const told = play(regionOf(network, { snapshot }), motionOf(network, { fromS: 45, toS: 48, quakes: [quake] }));
  const merged = told.filter(({ eventId }) => eventId === part.events[0]?.eventId);
  expect(merged.at(-1)).toMatchObject({
    status: "cancelled",
    reason: `retracted: merged into ${whole.events[0]?.eventId}`,
  });
  const kept = told.filter(({ eventId }) => eventId === whole.events[0]?.eventId);
  expect(kept.every(({ status }) => status === "confirmed")).toBe(true);
});

test("an earthquake elsewhere at the same time is not, and nothing is part of an unconfirmed event", () => {
  const whole = eventOf(CENTRE, STATIONS, "confirmed");
  const elsewhere = eventOf(destination(CENTRE, 90, 120), STATIONS.slice(0, 4), "preliminary");
  expect(isPartOf(elsewhere, whole, 0.3)).toBe(false);
  const unsure = eventOf(CENTRE, STATIONS, "preliminary");
  expect(isPartOf(eventOf(CENTRE, STATIONS.slice(0, 4), "preliminary"), unsure, 0.3)).toBe(false);
});
