// How many stations confirm: four, fewer where they are half of a sparse network and no witness is against them.
import { expect, test } from "vitest";
import { integratorTable } from "../../../services/integrator/config.ts";
import { evidenceOf, isConfirmed, mayBeShown } from "../../../services/integrator/evidence.ts";
import { heldPickOf } from "../../../services/integrator/heldPick.ts";
import type { Neighbourhood } from "../../../services/integrator/neighbourhood.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import { destination } from "../../../shared/seismo/geodesy.ts";
import { locate } from "../../../shared/seismo/locate.ts";
import type { NetworkMagnitude } from "../../../shared/seismo/magnitude.ts";
import { pickOf, START_MS } from "./network.ts";

const CENTRE = { latitudeDeg: 17, longitudeDeg: -99 };
const SETTINGS = readConfig(integratorTable, {});
const MAGNITUDE: NetworkMagnitude = {
  value: 6,
  type: "Mpd",
  uncertainty: 0.4,
  stationCount: 2,
  scatter: Number.NaN,
  low: 5.2,
  high: 6.8,
};
const AGREED: Neighbourhood = { reached: 2, silent: 0, share: 1, nearShare: 1, silenceNats: 0, voters: 4 };
const SWEEP = {
  atOnceShare: 0,
  atOnceLimit: 0.5,
  spreadS: 2,
  spreadLimitS: 1,
  acrossKm: 30,
  apparentKmS: 0,
  apparentLimitKmS: 11,
  periodExcess: undefined,
};

interface Told {
  readonly neighbourhood?: Neighbourhood;
  /** Intensities, in the order of the stations. */
  readonly shaken?: readonly number[];
  /** Of the first station; each next one is five farther off, in another direction. */
  readonly nearestKm?: number;
}

function judged(stations: number, { neighbourhood = AGREED, shaken = [], nearestKm = 10 }: Told = {}) {
  const arrivals = Array.from({ length: stations }, (_, i) => {
    const place = destination(CENTRE, 360 * (i / stations), nearestKm + 5 * i);
    const held = heldPickOf(pickOf({ stationId: `XX_${i}`, timeMs: START_MS + 800 * i }), place, undefined);
    return { held, phase: "P" as const, residualS: 0.1, distanceKm: nearestKm + 5 * i };
  });
  const timed = arrivals.map(({ held }) => ({
    place: held.place,
    phase: "P" as const,
    timeMs: held.pick.timeMs,
    uncertaintyS: 0.3,
  }));
  const intensities = arrivals.map(({ held }, i) => ({
    place: held.place,
    intensity: shaken[i] ?? 1,
    siteIncrement: 0,
  }));
  return (settings = SETTINGS) =>
    evidenceOf(
      {
        assembly: { arrivals, location: locate(timed) },
        magnitude: MAGNITUDE,
        neighbourhood,
        likelihood: 0.9995,
        sweep: SWEEP,
        shaken: intensities,
        isInCoda: false,
      },
      settings,
    );
}

test.each([
  ["three of four stations around", true, judged(3)],
  ["three of seven stations around", false, judged(3, { neighbourhood: { ...AGREED, voters: 7 } })],
  ["three with a near witness silent", false, judged(3, { neighbourhood: { ...AGREED, nearShare: 0.75 } })],
  ["two that shake at IV and III", true, judged(2, { shaken: [4.1, 3] })],
  ["two that shake but are no neighbours", false, judged(2, { shaken: [4.1, 3], nearestKm: 15 })],
  ["two of which one shakes", false, judged(2, { shaken: [6, 2] })],
  ["two that do not shake yet", false, judged(2)],
  ["four of forty", true, judged(4, { neighbourhood: { ...AGREED, voters: 40 } })],
])("%s: confirmed is %s", (_, confirmed, evidence) => {
  expect(isConfirmed(evidence())).toBe(confirmed);
  expect(mayBeShown(evidence(), SETTINGS)).toBe(true);
});

test.each([
  ["three", judged(3)],
  ["two that shake", judged(2, { shaken: [6, 5] })],
])("where four stations are asked for everywhere, %s do not confirm", (_, evidence) => {
  expect(isConfirmed(evidence())).toBe(true);
  expect(isConfirmed(evidence({ ...SETTINGS, sparseStations: 4 }))).toBe(false);
});
