// Home Assistant's INGV issue 30: one earthquake, alarmed again and again. What was final or withdrawn stays so.
import { expect, test } from "vitest";
import { distanceKm } from "../../../../shared/seismo/geodesy.ts";
import { chance, gauss, regionOf, START_MS, type Step } from "../network.ts";
import type { Felt } from "./felt.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { changed, grid, offset, type Sensors, seedOf } from "./sensors.ts";
import { confirmedOf, eventsOf, play, stepsOf, summaryOf, type Told } from "./tell.ts";

const CENTRE = { latitudeDeg: 43, longitudeDeg: 13 };
const SENSORS = grid({ name: "IV", centre: CENTRE, columns: 5, rows: 5, spacingKm: 22 });
const QUAKE = { ...offset(CENTRE, 8, -5), depthKm: 9, magnitude: 5, originMs: START_MS + 30_000 };
const REPEATS = ["the same messages", "the same onsets declared anew"] as const;
const LATE_S = [45, 100, 170, 330];

/** Every pick once more, as a station sends it whose link was down, or that was started again. */
function again(steps: readonly Step[], lateS: number, how: (typeof REPEATS)[number]): Step[] {
  return steps.flatMap((step): Step[] => {
    if (!("pick" in step)) return [];
    const { pick } = step;
    const atMs = step.atMs + 1000 * lateS;
    if (how === "the same messages") return [{ atMs, pick: { ...pick, receivedMs: atMs } }];
    const timeMs = Math.round(pick.timeMs + 150 * gauss(chance(seedOf(pick.stationId, pick.phase, lateS))));
    const pickId = `${pick.pickId.slice(0, pick.pickId.lastIndexOf("/"))}/${timeMs}`;
    return [{ atMs, pick: { ...pick, pickId, timeMs, receivedMs: atMs } }];
  });
}

function tellAgain(sensors: Sensors, felt: readonly Felt[], lateS: number, how: (typeof REPEATS)[number]): Told[] {
  const picks = felt.flatMap((one) => one.picks);
  const steps = [...stepsOf(sensors, felt, { toS: 420 }), ...again(picks, lateS, how)];
  return play(
    regionOf(sensors),
    steps.sort((a, b) => a.atMs - b.atMs),
  );
}

for (const how of REPEATS) {
  test.each(LATE_S)(`${how}, %i s later, of an earthquake that ended make no second event`, (lateS) => {
    const told = tellAgain(SENSORS, quakeFelt(QUAKE, SENSORS, { seed: 4 }), lateS, how);
    expect(eventsOf(told).length, summaryOf(told)).toBe(1);
    expect(told.at(-1)?.version.status, summaryOf(told)).toBe("final");
    expect(told.filter(({ version }) => version.status === "final")).toHaveLength(1);
  });

  test.each(LATE_S)(`${how}, %i s later, of what its neighbours denied make no second event`, (lateS) => {
    // Three that agree, found while their neighbours' slower links have told nothing yet.
    const near = [...SENSORS.values()].sort((a, b) => distanceKm(a, QUAKE) - distanceKm(b, QUAKE));
    const three = new Set([1, 6, 12].map((at) => near[at]?.stationId ?? ""));
    const quiet = near.map(({ stationId }) => stationId).filter((id) => !three.has(id));
    const sensors = changed(SENSORS, quiet, { delayMs: 8000 });
    const heard = new Map([...sensors].filter(([id]) => three.has(id)));
    const told = tellAgain(sensors, quakeFelt(QUAKE, heard, { seed: 4, sShare: 0 }), lateS, how);
    expect(confirmedOf(told).length, summaryOf(told)).toBe(0);
    expect(eventsOf(told).length, summaryOf(told)).toBeLessThanOrEqual(1);
  });
}
