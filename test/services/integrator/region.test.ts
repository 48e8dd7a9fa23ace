import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { integratorTable } from "../../../services/integrator/config.ts";
import { events, type SeismicEvent } from "../../../shared/contracts/event.ts";
import { MODES, type Mode } from "../../../shared/contracts/mode.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import { destination, distanceKm } from "../../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import {
  chance,
  gauss,
  gridNetwork,
  motionOf,
  pdOf,
  pickOf,
  picksOf,
  play,
  type Quake,
  regionOf,
  START_MS,
  type Step,
} from "./network.ts";

const CENTRE = { latitudeDeg: 17, longitudeDeg: -99 };
/** Like OpenEEW in Guerrero: 16 stations, 50 km apart. */
const SPARSE = gridNetwork({ centre: CENTRE, columns: 4, rows: 4, spacingKm: 50 });
/** Like one city: 12 stations within 30 km. */
const DENSE = gridNetwork({ centre: CENTRE, columns: 4, rows: 3, spacingKm: 8 });

function quakeAt(more: Partial<Quake> = {}): Quake {
  return { ...CENTRE, depthKm: 15, magnitude: 6, originMs: START_MS + 30_000, ...more };
}

/** What a network sends about some quakes, from quiet before to a while after. */
function seen(network: typeof SPARSE, quakes: readonly Quake[], toS = 60): Step[] {
  return [
    ...motionOf(network, { fromS: 0, toS, quakes }),
    ...quakes.flatMap((quake, i) => picksOf(quake, network, { seed: i + 3 })),
  ];
}

const idsOf = (versions: readonly SeismicEvent[]) => [...new Set(versions.map((version) => version.eventId))];
const confirmedOf = (versions: readonly SeismicEvent[]) => versions.find((version) => version.status === "confirmed");

describe("an earthquake inside a sparse network", () => {
  const quake = quakeAt({ ...destination(CENTRE, 40, 30) });
  const versions = play(regionOf(SPARSE), seen(SPARSE, [quake], 200));

  test("is one event that is confirmed and ends final", () => {
    expect(idsOf(versions)).toHaveLength(1);
    expect(versions.at(-1)?.status).toBe("final");
    expect(confirmedOf(versions)).toBeDefined();
  });

  test("is confirmed as soon as the fourth station has told it", () => {
    const fourth = [...SPARSE.values()]
      .map((place) => travelTimeS("P", distanceKm(quake, place), quake.depthKm))
      .sort((a, b) => a - b)[3];
    const afterS = ((confirmedOf(versions)?.asOfMs ?? Number.NaN) - quake.originMs) / 1000 - (fourth ?? 0);
    expect(afterS).toBeLessThan(1.5);
  });

  test("is placed within 10 km at once and 3 km in the end, with its magnitude within 0.35", () => {
    const [first, last] = [confirmedOf(versions), versions.at(-1)];
    expect(distanceKm(first?.origin ?? CENTRE, quake)).toBeLessThan(10);
    expect(distanceKm(last?.origin ?? CENTRE, quake)).toBeLessThan(3);
    expect(Math.abs((last?.magnitude.value ?? 0) - 6)).toBeLessThan(0.35);
  });

  test("has versions that count up by one, with a data clock that never goes back and a second between them", () => {
    versions.forEach((version, i) => {
      expect(version.version).toBe(i + 1);
      const before = versions[i - 1];
      if (before === undefined) return;
      expect(version.asOfMs).toBeGreaterThanOrEqual(before.asOfMs);
      if (version.status === before.status) expect(version.asOfMs - before.asOfMs).toBeGreaterThanOrEqual(1000);
    });
  });

  test("says what it rests on: arrivals, evidence that passed, contours that shrink with intensity, shaking seen", () => {
    const last = versions.at(-1);
    expect(last?.arrivals.length).toBeGreaterThan(8);
    expect(last?.evidence.map((rule) => rule.rule)).toContain("activeShare");
    expect(last?.evidence.every((rule) => rule.passed)).toBe(true);
    const radii = last?.contours.map((contour) => contour.radiusKm) ?? [];
    expect(radii.length).toBeGreaterThan(2);
    expect([...radii].sort((a, b) => b - a)).toEqual(radii);
    expect(last?.observed[0]?.intensity).toBeGreaterThan(4);
    expect(last?.likelihood).toBeGreaterThan(0.9);
  });

  test("is told in messages that keep their contract", () => {
    for (const version of versions) expect(events.decode(events.encode(version))).toEqual(version);
  });
});

test("a dense network confirms within two seconds of its first pick, and its neighbours do not count double", () => {
  const quake = quakeAt({ ...destination(CENTRE, 120, 40), magnitude: 5 });
  const versions = play(regionOf(DENSE), seen(DENSE, [quake]));
  const firstPickMs = Math.min(...picksOf(quake, DENSE, { seed: 3 }).map((step) => step.atMs));
  const confirmed = confirmedOf(versions);
  expect((confirmed?.asOfMs ?? Number.NaN) - firstPickMs).toBeLessThan(2000);
  const pairs = gridNetwork({ centre: CENTRE, columns: 3, rows: 1, spacingKm: 1.2, name: "PP" });
  expect(confirmedOf(play(regionOf(pairs), seen(pairs, [quake])))).toBeUndefined();
});

test("the same steps give the same bytes, however the motion was batched", () => {
  const steps = seen(SPARSE, [quakeAt()], 120);
  const one = JSON.stringify(play(regionOf(SPARSE), steps, 1));
  expect(JSON.stringify(play(regionOf(SPARSE), steps, 1))).toBe(one);
  expect(JSON.stringify(play(regionOf(SPARSE), steps, 7))).toBe(one);
  expect(JSON.stringify(play(regionOf(SPARSE), steps, 50))).toBe(one);
});

test("a repeated pick changes nothing", () => {
  const steps = seen(SPARSE, [quakeAt()]);
  const doubled = steps.flatMap((step): Step[] => ("pick" in step ? [step, step] : [step]));
  expect(play(regionOf(SPARSE), doubled)).toEqual(play(regionOf(SPARSE), steps));
});

test("an older update that comes late changes nothing", () => {
  const region = regionOf(SPARSE);
  const steps = picksOf(quakeAt(), SPARSE).sort((a, b) => a.atMs - b.atMs);
  play(region, steps);
  const late = steps.flatMap((step) => ("pick" in step && step.pick.update === 0 ? [step] : []));
  expect(play(region, late)).toEqual([]);
});

test("two earthquakes 350 km apart and 3 s apart stay two (JMA, 5 January 2018)", () => {
  const other = destination(CENTRE, 300, 350);
  const both = new Map([...SPARSE, ...gridNetwork({ centre: other, columns: 4, rows: 4, spacingKm: 50, name: "YY" })]);
  const one = quakeAt({ magnitude: 4.5 });
  const two = quakeAt({ ...other, magnitude: 4, originMs: one.originMs + 3000 });
  const versions = play(regionOf(both), seen(both, [one, two], 90));
  const confirmed = [...new Set(versions.filter((v) => v.status === "confirmed").map((v) => v.eventId))];
  expect(confirmed).toHaveLength(2);
  const lastOf = (id: string | undefined) => versions.findLast((version) => version.eventId === id);
  for (const [id, quake] of [
    [confirmed[0], one],
    [confirmed[1], two],
  ] as const) {
    expect(distanceKm(lastOf(id)?.origin ?? CENTRE, quake)).toBeLessThan(10);
    expect(Math.abs((lastOf(id)?.magnitude.value ?? 0) - quake.magnitude)).toBeLessThan(0.6);
  }
});

test("a foreshock twelve seconds before does not hide the main shock", () => {
  const fore = quakeAt({ magnitude: 3 });
  const main = quakeAt({ ...destination(CENTRE, 10, 4), magnitude: 6.8, originMs: fore.originMs + 12_000 });
  const steps = seen(DENSE, [fore, main], 70).map((step): Step => {
    if (!("pick" in step)) return step;
    const isMain = step.pick.timeMs > main.originMs;
    return { ...step, pick: { ...step.pick, paMps2: isMain ? 0.5 : 0.005 } };
  });
  const versions = play(regionOf(DENSE), steps);
  const largest = Math.max(...versions.map((version) => version.magnitude.value));
  expect(largest).toBeGreaterThan(6.3);
  expect(versions.some((v) => v.status === "confirmed" && v.origin.timeMs > main.originMs - 2000)).toBe(true);
});

describe("late phases of an earthquake", () => {
  const quake = quakeAt({ magnitude: 5.5 });
  const late = (phase: "P" | "S", phaseProbability: number, delayS: number): Step[] => {
    const random = chance(5);
    return [...SPARSE].map(([stationId, place]) => {
      const timeMs =
        quake.originMs +
        1000 * (travelTimeS("S", distanceKm(quake, place), quake.depthKm) + delayS + 0.5 * gauss(random));
      const pdM = 4 * pdOf(5.5, distanceKm(quake, place));
      return {
        atMs: Math.round(timeMs + 900),
        pick: pickOf({ stationId, timeMs, phase, phaseProbability, pdM, receivedMs: Math.round(timeMs + 900) }),
      };
    });
  };

  test.each([
    ["S told as S", "S", 0.9, 0],
    ["S mistaken for P", "P", 0.6, 0],
    ["S taken for P with full confidence", "P", 0.95, 0],
    ["coda mistaken for P", "P", 0.6, 9],
  ] as const)("%s founds no second event", (_, phase, probability, delayS) => {
    const versions = play(regionOf(SPARSE), [...seen(SPARSE, [quake], 120), ...late(phase, probability, delayS)]);
    expect(idsOf(versions)).toHaveLength(1);
    expect(distanceKm(versions.at(-1)?.origin ?? CENTRE, quake)).toBeLessThan(10);
  });
});

test("one far station that shouts does not inflate the magnitude", () => {
  const quake = quakeAt({ magnitude: 5 });
  const far = [...SPARSE].reduce((a, b) => (distanceKm(a[1], quake) > distanceKm(b[1], quake) ? a : b))[0];
  const steps = seen(SPARSE, [quake]).map((step) =>
    "pick" in step && step.pick.stationId === far
      ? { ...step, pick: { ...step.pick, pdM: step.pick.pdM * 300 } }
      : step,
  );
  expect(play(regionOf(SPARSE), steps).at(-1)?.magnitude.value).toBeLessThan(5.4);
});

test("three picks that fit while their neighbours stay silent are cancelled as soon as the silence is heard", () => {
  const quake = quakeAt({ ...destination(CENTRE, 90, 20), magnitude: 4.5 });
  const nearest = [...SPARSE].sort((a, b) => distanceKm(a[1], quake) - distanceKm(b[1], quake));
  const loud = new Set([nearest[0]?.[0], nearest[5]?.[0], nearest[9]?.[0]]);
  const picks = picksOf(quake, SPARSE).filter((step) => "pick" in step && loud.has(step.pick.stationId));
  const deaf = seen(SPARSE, [quake], 30).filter((step) => "entry" in step);
  const before = play(regionOf(SPARSE), [...picks]);
  expect(before[0]?.status).toBe("preliminary");
  const region = regionOf(SPARSE);
  play(region, [...deaf, ...picks]);
  const after = play(region, motionOf(SPARSE, { fromS: 30, toS: 70 }));
  const all = [...after];
  expect(all.every((version) => version.status === "cancelled")).toBe(true);
  expect(all.some((version) => version.status === "confirmed")).toBe(false);
});

test("a preliminary event is cancelled within five seconds of the silence that speaks against it", () => {
  const quake = quakeAt({ magnitude: 4.5 });
  const loud = new Set(
    [...SPARSE]
      .sort((a, b) => distanceKm(a[1], quake) - distanceKm(b[1], quake))
      .filter((_, i) => i < 4)
      .map(([id]) => id),
  );
  const heard = [...loud].slice(0, 3);
  const near = new Map([...SPARSE].filter(([id]) => heard.includes(id)));
  const settings = { ...readConfig(integratorTable, {}), sparseStations: 4 };
  const region = regionOf(SPARSE, { settings });
  const first = play(region, [...motionOf(near, { fromS: 0, toS: 40 }), ...picksOf(quake, near)]);
  expect(first[0]?.status).toBe("preliminary");
  // Then the others are heard again, silent: their data came late.
  const silentPlaces = gridNetwork({ centre: CENTRE, columns: 4, rows: 4, spacingKm: 12, name: "ZZ" });
  const more = regionOf(new Map([...SPARSE, ...silentPlaces]), { settings, snapshot: region.snapshot() });
  const versions = play(more, motionOf(new Map([...near, ...silentPlaces]), { fromS: 40, toS: 50 }));
  expect(versions.at(-1)?.status).toBe("cancelled");
  expect(versions.at(-1)?.version).toBe((first.at(-1)?.version ?? 0) + versions.length);
  expect((versions.at(-1)?.asOfMs ?? 0) - (START_MS + 40_000)).toBeLessThan(5000);
});

test("an event whose picks are all taken back is cancelled", () => {
  const steps = picksOf(quakeAt(), SPARSE).filter((step) => "pick" in step && step.pick.update === 0);
  const region = regionOf(SPARSE);
  play(region, steps);
  const back = steps.flatMap((step) =>
    "pick" in step
      ? [
          {
            ...step,
            atMs: step.atMs + 9000,
            pick: { ...step.pick, update: 1, phaseProbability: 0.05, receivedMs: step.atMs + 9000 },
          },
        ]
      : [],
  );
  expect(play(region, back).at(-1)).toMatchObject({ status: "cancelled" });
});

test("another replica goes on with the same event, the same version numbers and the same end", () => {
  const quake = quakeAt();
  const steps = seen(SPARSE, [quake], 200).sort((a, b) => a.atMs - b.atMs);
  const cutMs = quake.originMs + 14_000;
  const before = steps.filter((step) => step.atMs < cutMs);
  const after = steps.filter((step) => step.atMs >= cutMs);
  const first = regionOf(SPARSE);
  const told = play(first, before);
  const alone = play(first, after);
  const second = regionOf(SPARSE);
  play(second, before);
  const restored = regionOf(SPARSE, { snapshot: second.snapshot() });
  const taken = play(restored, after);
  expect(told.length).toBeGreaterThan(1);
  expect(idsOf([...told, ...taken])).toHaveLength(1);
  expect(taken[0]?.version).toBe((told.at(-1)?.version ?? 0) + 1);
  expect(taken.at(-1)?.status).toBe("final");
  expect(Math.abs((taken.at(-1)?.magnitude.value ?? 0) - (alone.at(-1)?.magnitude.value ?? 9))).toBeLessThan(0.2);
});

test("a snapshot of another release is not read", () => {
  expect(regionOf(SPARSE, { snapshot: JSON.stringify({ format: 99 }) }).clockMs()).toBe(Number.NEGATIVE_INFINITY);
});

test("three forged stations never confirm anything, whatever they claim", () => {
  const forged = [...DENSE.keys()].slice(0, 3);
  const numbers = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), numbers, numbers), { minLength: 3, maxLength: 30 }),
      (claims) => {
        const steps = claims.map(([who, when, size]): Step => {
          const timeMs = START_MS + 10_000 + when * 8000;
          const atMs = Math.round(timeMs + 900);
          return {
            atMs,
            pick: pickOf({ stationId: forged[who] ?? "", timeMs, pdM: size / 10, receivedMs: atMs, snr: 1000 }),
          };
        });
        const versions = play(regionOf(DENSE), [...motionOf(DENSE, { fromS: 0, toS: 25 }), ...steps]);
        return versions.every((version) => version.status !== "confirmed");
      },
    ),
    { numRuns: 30 },
  );
});

test("nothing unreal becomes live, and an event's name says which world it is of", () => {
  const worlds = fc.record({ mode: fc.constantFrom(...MODES), run: fc.stringMatching(/^[a-z0-9-]{1,12}$/) });
  const steps = picksOf(quakeAt(), SPARSE).filter((step) => "pick" in step && step.pick.update === 0);
  const sent = (mode: Mode, run: string) =>
    steps.flatMap((step) => ("pick" in step ? [{ ...step, pick: { ...step.pick, mode, run } }] : []));
  fc.assert(
    fc.property(worlds, worlds, (ours, theirs) => {
      const run = ours.mode === "live" ? "" : ours.run;
      const region = regionOf(SPARSE, { world: { mode: ours.mode, run } });
      const versions = play(region, sent(ours.mode, run));
      const isForeign = theirs.mode !== ours.mode || (ours.mode !== "live" && theirs.run !== run);
      if (isForeign) expect(() => play(region, sent(theirs.mode, theirs.run))).toThrow(/region of/);
      const prefix = ours.mode === "live" ? "tocsin-" : `${ours.mode}-${run}-`;
      return (
        versions.length > 0 &&
        versions.every((v) => v.mode === ours.mode && v.run === run && v.eventId.startsWith(prefix))
      );
    }),
    { numRuns: 25 },
  );
});
