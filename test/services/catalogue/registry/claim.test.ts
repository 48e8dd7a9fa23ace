// What a device says against what the registry holds: who wins, what is noticed, and that nobody is told twice.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideClaim } from "../../../../services/catalogue/registry/claim.ts";
import type { Decision } from "../../../../services/catalogue/registry/decision.ts";
import { acknowledged, imported, patched, removed, replaced } from "../../../../services/catalogue/registry/edit.ts";
import { TWO_PLACES } from "../../../../services/catalogue/registry/moved.ts";
import { type StationRecord, stationOf } from "../../../../services/catalogue/registry/record.ts";
import { FIXABLE, type Station } from "../../../../shared/contracts/station.ts";
import { isSameStation, withFixed } from "../../../../shared/contracts/stationFixed.ts";
import { north, record, T0, told } from "./stations.ts";

const at = (s: number) => ({ nowMs: T0 + s * 1000, movedM: 100 });
const operators = (s: number) => ({ source: "operator", nowMs: T0 + s * 1000 }) as const;
const claim = (s: number, over: Partial<Station> = {}): Station => ({ ...told, ...over, updatedMs: T0 + s * 1000 });
const actions = (decision: Decision | undefined) => decision?.changes.map(({ action }) => action);

/** What the edge makes of a device's word, where it knows the station as the registry told it. */
const throughEdge = (known: StationRecord, said: Station) => withFixed(said, stationOf(known));

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("nothing was decided");
  return value;
}

test("a station nobody knows is registered as its device says, and nobody need be told what all were told", () => {
  const decision = must(decideClaim(undefined, claim(0), at(0)));
  expect(decision).toMatchObject({ record: { ...record, source: "device" }, isTold: false });
  expect(actions(decision)).toEqual(["registered"]);
});

test("the same again costs nothing, also when it comes from another replica later", () => {
  expect(decideClaim(record, claim(0), at(1))).toBeUndefined();
  expect(decideClaim(record, claim(5), at(5))).toBeUndefined();
});

test("what is not fixed is taken, and written down with what it was", () => {
  const decision = must(decideClaim(record, claim(1, { name: "Port", sampleRateHz: 200 }), at(1)));
  expect(decision).toMatchObject({ record: { name: "Port", sampleRateHz: 200, updatedMs: T0 + 1000 }, isTold: false });
  expect(decision.changes).toEqual([
    {
      ...{ action: "changed", source: "device" },
      detail: { name: { from: null, to: "Port" }, sampleRateHz: { from: 100, to: 200 } },
    },
  ]);
});

describe("with fields an operator fixed", () => {
  const fixed = must(patched(record, { ...north(5000), vs30Mps: 360 }, operators(10))).record;

  test("latitude and longitude are fixed together, whichever was given", () => {
    expect(fixed.fixed).toEqual(["latitudeDeg", "longitudeDeg", "vs30Mps"]);
    expect(must(patched(record, { latitudeDeg: 17 }, operators(1))).record.fixed).toEqual([
      "latitudeDeg",
      "longitudeDeg",
    ]);
  });

  test("a device that says otherwise is corrected once, and its own place kept", () => {
    const first = must(decideClaim(fixed, claim(20), at(20)));
    expect(first).toMatchObject({ record: { ...north(5000), vs30Mps: 360, claimed: north(0) }, isTold: true });
    expect(actions(first)).toEqual(["moved"]);
    const corrected = must(stationOf(first.record));
    // Everybody has it now: the same meta again is nothing new at the edge, and the registry's own news none to itself.
    expect(isSameStation(throughEdge(first.record, claim(30)), corrected)).toBe(true);
    expect(decideClaim(first.record, corrected, at(31))).toBeUndefined();
  });

  test("an edge that knows what is fixed passes on the device's place alone", () => {
    const decision = must(decideClaim(fixed, throughEdge(fixed, claim(20)), at(20)));
    expect(decision).toMatchObject({ record: { ...north(5000), claimed: north(0) }, isTold: false });
    expect(actions(decision)).toEqual(["moved"]);
  });

  test("lifting gives the device the word again, at once where it has spoken", () => {
    const spoken = must(decideClaim(fixed, claim(20), at(20))).record;
    const lifted = must(patched(spoken, { latitudeDeg: null, vs30Mps: null }, operators(30))).record;
    expect(lifted).toMatchObject({ ...north(0), fixed: [] });
    expect([lifted.claimed, lifted.vs30Mps]).toEqual([undefined, undefined]);
  });
});

test("whatever is fixed, no claim changes it and no two claims play ping-pong", () => {
  const anyFixed = fc.subarray([...FIXABLE]);
  const anyClaim = fc.record({
    latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
    longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
    name: fc.constantFrom("a", "b"),
    vs30Mps: fc.constantFrom(200, 300),
  });
  const property = fc.property(anyFixed, fc.array(anyClaim, { maxLength: 5 }), (fields, claims) => {
    const given = { ...record, name: "fixed", vs30Mps: 760, owner: "us" };
    const edit = Object.fromEntries(fields.map((field) => [field, given[field]]));
    let known: StationRecord = patched(given, edit, operators(0))?.record ?? given;
    for (const [index, said] of claims.entries()) {
      const next: StationRecord = decideClaim(known, claim(index + 1, said), at(index + 1))?.record ?? known;
      for (const field of known.fixed) expect(next[field]).toEqual(given[field]);
      const now = must(stationOf(next));
      expect(isSameStation(throughEdge(next, claim(index + 1, said)), now)).toBe(true);
      expect(decideClaim(next, now, at(index + 1))).toBeUndefined();
      known = next;
    }
  });
  fc.assert(property, { numRuns: 300 });
});

describe("a device that is elsewhere", () => {
  test.each([
    [99, undefined],
    [101, 0.101],
  ])("%i m from where it was", (metres, distanceKm) => {
    const decision = must(decideClaim(record, claim(1, north(metres)), at(1)));
    expect(decision.record).toMatchObject(north(metres));
    expect(decision.record.moved?.distanceKm).toBe(distanceKm);
    // A few metres of its own GPS are no news for the history.
    expect(actions(decision)).toEqual(distanceKm === undefined ? [] : ["moved"]);
  });

  test("is told until it is acknowledged, and then no more by the same words", () => {
    const moved = must(decideClaim(record, claim(1, north(500)), at(1))).record;
    expect(moved.moved).toMatchObject({ atMs: T0 + 1000, from: north(0), to: north(500), returns: 0 });
    const renamed = must(patched(moved, { name: "Port" }, operators(2))).record;
    expect(renamed.moved).toEqual(moved.moved);
    const seen = must(acknowledged(renamed)).record;
    expect(seen.moved).toBeUndefined();
    expect(decideClaim(seen, claim(3, { ...north(500), name: "Port", fixed: ["name"] }), at(3))).toBeUndefined();
    expect(acknowledged(seen)).toBeUndefined();
  });

  test("and back, and there again: two devices with one id, told once", () => {
    let known = record;
    const seen: unknown[] = [];
    for (let turn = 1; turn <= 6; turn += 1) {
      const decision = must(decideClaim(known, claim(turn, north(turn % 2 === 0 ? 0 : 3000)), at(turn)));
      seen.push([actions(decision), decision.record.moved?.reason]);
      known = decision.record;
    }
    const [move, two] = [
      [["moved"], undefined],
      [["moved"], TWO_PLACES],
    ];
    expect(seen).toEqual([move, move, two, [[], TWO_PLACES], [[], TWO_PLACES], [[], TWO_PLACES]]);
  });

  test("on and on to new places is a journey, not two devices", () => {
    let known = record;
    for (let leg = 1; leg <= 6; leg += 1)
      known = must(decideClaim(known, claim(leg, north(leg * 500)), at(leg))).record;
    expect(known.moved).toMatchObject({ returns: 0, from: north(2500) });
    expect(known.moved?.reason).toBeUndefined();
  });
});

describe("a station that was removed", () => {
  const gone = must(removed(record, operators(10))).record;

  test("stays removed whatever its device says; whoever missed it is told again", () => {
    const decision = must(decideClaim(gone, claim(20), at(20)));
    expect(decision).toMatchObject({ record: { removedMs: gone.removedMs }, isTold: true, changes: [] });
    expect(decision.record.updatedMs).toBeGreaterThan(T0 + 20_000);
    expect(decideClaim(gone, must(stationOf(gone)), at(20))).toBeUndefined();
  });

  test("comes back by an operator's word, as a new beginning", () => {
    const { latitudeDeg, longitudeDeg } = record;
    const back = must(replaced(gone, "MX_ACAP", { latitudeDeg, longitudeDeg }, operators(30)));
    expect(actions(back)).toEqual(["restored"]);
    expect(back.record).toMatchObject({ createdMs: T0 + 30_000, channels: record.channels });
    expect(back.record.removedMs).toBeUndefined();
  });

  test("while it still waited for its channels is told as removed as soon as its device speaks", () => {
    const { sampleRateHz: _, ...waiting } = { ...record, channels: [] };
    const never = must(removed(waiting, operators(10))).record;
    expect(stationOf(never)).toBeUndefined();
    const decision = must(decideClaim(never, claim(20), at(20)));
    expect([decision.isTold, stationOf(decision.record)?.removedMs]).toEqual([true, never.removedMs]);
  });

  test("removing it twice is nothing", () => {
    expect(removed(gone, operators(20))).toBeUndefined();
  });
});

test("an elevation of 0 in a list is one it does not tell", () => {
  const entry = { stationId: "MX_NEW", latitudeDeg: 17, longitudeDeg: -100, elevationM: 0, channels: [] };
  const options = { source: "file", nowMs: T0 } as const;
  const made = must(imported(undefined, entry, options)).record;
  expect([made.elevationM, made.fixed]).toEqual([0, ["latitudeDeg", "longitudeDeg"]]);
  const placed = must(imported(record, { ...entry, stationId: "MX_ACAP" }, options)).record;
  expect([placed.elevationM, placed.latitudeDeg]).toEqual([12, 17]);
});

test("news older than the registry's are answered with the registry's", () => {
  const renamed = must(patched(record, { name: "Port" }, operators(10))).record;
  expect(decideClaim(renamed, claim(5), at(11))).toMatchObject({ record: { name: "Port" }, isTold: true, changes: [] });
});

test("a tombstone of a station nobody registered is not taken for one", () => {
  expect(decideClaim(undefined, claim(1, { removedMs: T0 }), at(1))).toBeUndefined();
});
