// What the page tells one place of an event: the same arrival, strength and end as an alert would.
import { expect, test } from "vitest";
import { EventBoard } from "../../../../services/gateway/eventBoard.ts";
import { atPlace, blindRadiusKm } from "../../../../services/gateway/page/alarm/atPlace.ts";
import { en } from "../../../../services/gateway/page/i18n/en.ts";
import { es } from "../../../../services/gateway/page/i18n/es.ts";
import { placeWords, titleOf } from "../../../../services/gateway/page/parts/eventWords.ts";
import type { EventView } from "../../../../services/gateway/view.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import { destination } from "../../../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../../../shared/seismo/travelTime.ts";
import { aContext, anEvent, ORIGIN_MS, origin } from "../messages.ts";

const RINGS = [
  { intensity: 4, radiusKm: 100 },
  { intensity: 5, radiusKm: 50 },
];
const at = (km: number) => destination(origin, 45, km);

function shown(changes: Partial<SeismicEvent> = {}, place = "28 km SW of Petatlán"): EventView {
  const board = new EventBoard();
  board.version(anEvent({ contours: RINGS, observed: [], ...changes }), ORIGIN_MS);
  return board.context(aContext({ place }), ORIGIN_MS) ?? expect.unreachable();
}

test.each([0, 35, 80, 260])("S comes to a place %i km away when the travel times say", (km) => {
  const { sArrivalMs, overMs } = atPlace(shown(), at(km));
  expect((sArrivalMs - ORIGIN_MS) / 1000).toBeCloseTo(travelTimeS("S", km, origin.depthKm), 0);
  expect(overMs).toBeGreaterThan(sArrivalMs + 3000);
});

test.each([
  [10, 5],
  [50, 5],
  [70.7, 4.5],
  [99.9, 4],
  [101, 0],
])("%d km away intensity %d is expected", (km, intensity) => {
  expect(atPlace(shown(), at(km)).intensity).toBeCloseTo(intensity, 1);
});

test("what two neighbours feel is expected whatever the source promises; what one feels is not", () => {
  const far = at(300);
  const felt = ["A", "B"].map((stationId) => ({ stationId, ...far, intensity: 6.1 }));
  expect(atPlace(shown({ observed: felt }), far).intensity).toBe(6.1);
  expect(atPlace(shown({ observed: felt.slice(1) }), far).intensity).toBe(0);
});

test("the blind zone is what S had passed when the first version was made", () => {
  const event = shown({ asOfMs: ORIGIN_MS + 9000 });
  const radiusKm = blindRadiusKm(event);
  expect(travelTimeS("S", radiusKm, origin.depthKm)).toBeCloseTo(9, 0);
  expect([atPlace(event, at(radiusKm - 5)).isBlind, atPlace(event, at(radiusKm + 5)).isBlind]).toEqual([true, false]);
  expect(blindRadiusKm(shown({ asOfMs: ORIGIN_MS + 1000 }))).toBe(0);
});

test("an event is called the same in every language, and what is not live by its first word", () => {
  const drill = shown({ mode: "drill", run: "d" });
  // A context belongs to one world; a drill's is told by its own.
  expect(titleOf(drill, en)).toMatch(/^DRILL: M 5\.3, /);
  expect(titleOf(drill, es)).toMatch(/^SIMULACRO: M 5\.3, /);
  expect(titleOf(shown({ status: "cancelled" }), es)).toBe("CANCELADO: M 5.3, a 28 km al SO de Petatlán");
  expect(placeWords(shown({}, "near the coast of Guerrero"), es)).toBe("near the coast of Guerrero");
  expect(placeWords(shown({}, ""), es)).toBe("en 17.45° N, 101.72° O");
});
