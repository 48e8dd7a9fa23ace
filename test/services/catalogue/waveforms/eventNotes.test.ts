// What an event's versions say of the waveforms to keep: whichever version comes, what any of them said stays.
import { expect, test } from "vitest";
import { noteOf, stationsOf } from "../../../../services/catalogue/waveforms/eventNotes.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import type { Station } from "../../../../shared/contracts/station.ts";
import { anEvent } from "../anEvent.ts";

const T = Date.UTC(2026, 0, 1);
const base = anEvent();
const place = { latitudeDeg: 17, longitudeDeg: -100 };
const origin = { ...base.origin, ...place, timeMs: T };

function version(number: number, arrivals: readonly (readonly [string, "P" | "S", number, number])[]): SeismicEvent {
  return {
    ...{ ...base, version: number, origin },
    arrivals: arrivals.map(([stationId, phase, afterS, distanceKm]) => ({
      ...{ pickId: `${stationId}/${phase}`, stationId, phase, timeMs: T + afterS * 1000 },
      ...{ residualS: 0, distanceKm, azimuthDeg: 0, weight: 1 },
    })),
  };
}

test("the span goes from 30 s before the first P of any version to 120 s after it", () => {
  const first = noteOf(
    version(1, [
      ["XX_A", "P", 5, 30],
      ["XX_B", "S", 2, 10],
    ]),
  );
  expect([first.fromMs, first.toMs]).toEqual([T - 25_000, T + 125_000]);
  const second = noteOf(version(2, [["XX_B", "P", 3, 10]]), first);
  expect([second.fromMs, second.toMs, second.version]).toEqual([T - 27_000, T + 123_000, 2]);
  // Cancelled, and nothing is left of it.
  const third = noteOf({ ...version(3, []), status: "cancelled" }, second);
  expect([third.fromMs, third.toMs, third.version]).toEqual([T - 27_000, T + 123_000, 3]);
  expect([...third.stationIds]).toEqual(["XX_A", "XX_B"]);
});

test("without P the first S begins it, or the origin; the first P is better news", () => {
  const nothing = noteOf(version(1, []));
  expect(nothing.fromMs).toBe(T - 30_000);
  expect(noteOf(version(2, [["XX_A", "S", 9, 30]])).fromMs).toBe(T - 21_000);
  expect(noteOf(version(2, [["XX_A", "P", 5, 30]]), nothing).fromMs).toBe(T - 25_000);
});

test("an older version that comes late moves no place, and takes nothing away", () => {
  const newest = noteOf(version(7, [["XX_A", "P", 5, 300]]));
  const late = noteOf({ ...version(2, []), origin: { ...origin, latitudeDeg: 50, timeMs: T + 60_000 } }, newest);
  expect(late).toEqual({ ...newest });
});

test("stations are those with an arrival and those within 1.25 times the farthest, at least 100 km, nearest first", () => {
  const at = (stationId: string, northDeg: number, more: Partial<Station> = {}): Station => ({
    ...{ mode: base.mode, run: base.run, stationId, elevationM: 0, sampleRateHz: 100, updatedMs: 0 },
    ...{ latitudeDeg: place.latitudeDeg + northDeg, longitudeDeg: place.longitudeDeg },
    channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1 }],
    ...more,
  });
  const other = base.mode === "drill" ? "replay" : "drill";
  const stations = [at("XX_FAR", 5), at("XX_B", 0.5), at("XX_A", 0.1), at("XX_OUT", 2), at("XX_C", 0.85)];
  const all = [...stations, at("XX_ELSE", 0.1, { mode: other, run: "x" })];
  const near = noteOf(
    version(1, [
      ["XX_A", "P", 2, 11],
      ["XX_FAR", "P", 80, 20],
    ]),
  );
  const namesOf = (note: typeof near, most: number) => stationsOf(note, all, most).map(({ stationId }) => stationId);
  expect(namesOf(near, 10)).toEqual(["XX_A", "XX_B", "XX_C", "XX_FAR"]);
  expect(namesOf(near, 2)).toEqual(["XX_A", "XX_B"]);
  const wide = noteOf(version(1, [["XX_A", "P", 2, 200]]));
  expect(namesOf(wide, 10)).toEqual(["XX_A", "XX_B", "XX_C", "XX_OUT"]);
});
