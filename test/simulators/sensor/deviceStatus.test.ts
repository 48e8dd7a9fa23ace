// What a broker says of a device that fell silent.
import { expect, test } from "vitest";
import { START_MS, sensorOf } from "./sensedStation.ts";

const outageOf = (seconds: number) => ({ fromMs: START_MS, toMs: START_MS + 1000 * seconds, keptS: 10 });

test("a long silence is told a minute and a half later, and so is its end; a short one is not noticed", () => {
  const sensor = sensorOf({ link: { outages: [outageOf(600)] } });
  expect(sensor.statusesOf(START_MS, START_MS + 1e6)).toEqual([
    { stationId: "SIM_S1", atMs: START_MS + 90_000, status: "offline" },
    { stationId: "SIM_S1", atMs: START_MS + 600_000, status: "online" },
  ]);
  expect(sensor.statusesOf(START_MS, START_MS + 90_000)).toEqual([]);
  expect(sensorOf({ link: { outages: [outageOf(60)] } }).statusesOf(START_MS, START_MS + 1e6)).toEqual([]);
});

test("a dead battery is a silence like any other", () => {
  const sensor = sensorOf({ faults: [{ kind: "battery", fromMs: START_MS, toMs: START_MS + 1e9 }] });
  expect(sensor.statusesOf(START_MS, START_MS + 1e6).map(({ status }) => status)).toEqual(["offline"]);
});
