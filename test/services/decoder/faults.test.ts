// What is no ground motion: wrong samples, steps, mixed-up and foreign blocks, sensors at their end, dead axes.
import { describe, expect, test } from "vitest";
import { decoderTable } from "../../../services/decoder/config.ts";
import { type Decoded, StationDecoder } from "../../../services/decoder/station.ts";
import type { Packet } from "../../../shared/contracts/packet.ts";
import type { Pick } from "../../../shared/contracts/pick.ts";
import type { Station } from "../../../shared/contracts/station.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import * as sensor from "./sensor.ts";
import { START_MS } from "./sensor.ts";

const settings = readConfig(decoderTable, {});
const RATE_HZ = 31.25;
const FELT = 2.5;

interface Run {
  readonly picks: readonly Pick[];
  /** The last report of each pick. */
  readonly last: readonly Pick[];
  readonly intensity: number;
  /** Largest acceleration of a second, m/s². */
  readonly pga: number;
  readonly motionSeconds: number;
  readonly told: string;
  readonly states: ReadonlySet<string>;
}

function run(packets: readonly Packet[], station: Station = sensor.station): Run {
  const decoder = new StationDecoder(settings);
  const all: Decoded[] = packets.map((packet) => decoder.push(packet, station));
  const motion = all.flatMap((decoded) => decoded.motion);
  const health = all.flatMap((decoded) => decoded.health ?? []);
  const picks = all.flatMap((decoded) => decoded.picks);
  return {
    picks,
    last: [...new Map(picks.map((pick) => [pick.pickId, pick])).values()],
    intensity: Math.max(...motion.map((second) => second.intensity)),
    pga: Math.max(...motion.map((second) => second.pgaMps2)),
    motionSeconds: motion.length,
    told: health.map(({ reason }) => reason).join("\n"),
    states: new Set(health.slice(1).map(({ state }) => state)),
  };
}

type Axis = keyof sensor.Axes;
const quiet = (seconds = 60) => sensor.shake({ rateHz: RATE_HZ, seconds });

function spoil(axes: sensor.Axes, axis: Axis, fault: (i: number, value: number) => number): sensor.Axes {
  axes[axis].forEach((value, i) => {
    axes[axis][i] = fault(i, value);
  });
  return axes;
}

const openeew = (axes: sensor.Axes) => sensor.openeewPackets(axes, RATE_HZ);

describe("a single wrong sample of a whole g", () => {
  const places = [
    ["inside a packet", 40 * 32 + 9],
    ["first in a packet", 40 * 32],
    ["last in a packet", 40 * 32 + 31],
    ["last but one", 40 * 32 + 30],
    ["last but three", 40 * 32 + 28],
  ] as const;
  const cases = places.flatMap(([place, at]) => (["x", "y", "z"] as const).map((axis) => [place, at, axis] as const));
  test.each(cases)("%s (%d) on %s is no shaking and no pick, and is told", (_, at, axis) => {
    const { picks, intensity, told, states } = run(openeew(spoil(quiet(), axis, (i, v) => (i === at ? 981 : v))));
    expect(intensity).toBeLessThan(FELT);
    expect(picks).toEqual([]);
    expect(told).toMatch(new RegExp(`${{ x: "Z", y: "N", z: "E" }[axis]} spikes`));
    expect([...states]).not.toContain("quarantined");
  });

  test("twice side by side neither", () => {
    const { picks, intensity } = run(openeew(spoil(quiet(), "y", (i, v) => (i === 1300 || i === 1301 ? -800 : v))));
    expect(intensity).toBeLessThan(FELT);
    expect(picks).toEqual([]);
  });

  const pairs = ([RATE_HZ, 100] as const).flatMap((rateHz) =>
    [2, 3, 4, 5].flatMap((apart) => [1, -1].map((sign) => [rateHz, apart, sign] as const)),
  );
  test.each(pairs)("at %d Hz twice, the second %d samples later (times %d), neither", (rateHz, apart, sign) => {
    const at = 40 * rateHz + 7;
    const axes = sensor.shake({ rateHz, seconds: 60 });
    spoil(axes, "x", (i, v) => (i === Math.round(at) ? 900 : i === Math.round(at) + apart ? sign * 700 : v));
    const packets = rateHz === RATE_HZ ? openeew(axes) : sensor.miniseedPackets(axes, rateHz);
    const { picks, intensity, told } = run(packets, rateHz === RATE_HZ ? sensor.station : sensor.seedStation);
    expect(intensity).toBeLessThan(FELT);
    expect(picks).toEqual([]);
    expect(told).toMatch(/spikes/);
  });

  test("every ten seconds neither, and no sample is lost for it", () => {
    const { picks, intensity, motionSeconds } = run(
      openeew(spoil(quiet(), "z", (i, v) => (i % 312 === 311 ? 500 : v))),
    );
    expect(intensity).toBeLessThan(FELT);
    expect(picks).toEqual([]);
    expect(motionSeconds).toBe(run(openeew(quiet())).motionSeconds);
  });
});

test.each([
  "x",
  "y",
  "z",
] as const)("a level of %s that jumps by 300 gal and stays is no shaking, and is told", (axis) => {
  for (const at of [1200, 1216, 1247, 1248]) {
    const { picks, intensity, told } = run(openeew(spoil(quiet(), axis, (i, v) => (i >= at ? v + 300 : v))));
    expect(intensity).toBeLessThan(FELT);
    expect(picks.filter(({ phaseProbability }) => phaseProbability > 0.4)).toEqual([]);
    expect(told).toMatch(/step: the level jumped/);
  }
});

test("a packet of something else is no shaking, and a pick that came of it is taken back", () => {
  const garbage = (i: number) => 400 * Math.sin(i * i);
  for (const axis of ["x", "y"] as const) {
    const axes = spoil(quiet(), axis, (i, v) => (i >= 1280 && i < 1312 ? garbage(i) : v));
    const { last, intensity, told } = run(openeew(axes));
    expect(intensity).toBeLessThan(FELT);
    expect(told).toMatch(/telemetry glitch/);
    for (const { phaseProbability } of last) expect(phaseProbability).toBeLessThan(0.1);
  }
});

test("two streams mixed up, value by value, are dropped and told", () => {
  const axes = spoil(quiet(), "x", (i, v) => (i >= 1280 && i < 1344 && i % 2 === 0 ? v + 150 : v));
  const { last, intensity, told } = run(openeew(axes));
  expect(intensity).toBeLessThan(FELT);
  expect(told).toMatch(/telemetry glitch/);
  for (const { phaseProbability } of last) expect(phaseProbability).toBeLessThan(0.1);
});

test("after a step nothing triggers for five seconds, and the next earthquake is seen", () => {
  const axes = (jumpS: number) => {
    const made = sensor.shake({ rateHz: RATE_HZ, seconds: 60, quakes: [{ pS: 40, sS: 46, gal: 3 }] });
    return spoil(made, "x", (i, v) => (i >= jumpS * RATE_HZ ? v + 50 : v));
  };
  const isP = ({ phase, timeMs }: Pick) => phase === "P" && Math.abs(timeMs - START_MS - 40_000) < 200;
  expect(run(openeew(axes(37))).picks.filter(isP)).toEqual([]);
  expect(run(openeew(axes(28))).picks.filter(isP).length).toBeGreaterThan(0);
});

describe("strong shaking is left as it is", () => {
  test.each([20, RATE_HZ, 100, 200])("at %d Hz: its peak is the ground's, and nothing is told", (rateHz) => {
    const axes = sensor.shake({ rateHz, seconds: 60, quakes: [{ pS: 40, sS: 42, gal: 120 }] });
    const peak = Math.max(...["y", "z"].map((axis) => Math.max(...axes[axis as Axis].map(Math.abs)))) / 100;
    const { pga, told, picks } = run(sensor.miniseedPackets(axes, rateHz), {
      ...sensor.seedStation,
      sampleRateHz: rateHz,
    });
    expect(pga / peak).toBeGreaterThan(0.95);
    expect(pga / peak).toBeLessThan(1.1);
    expect(told).not.toMatch(/spike|step|glitch|clipped/);
    expect(picks[0]?.phase).toBe("P");
    expect(picks.at(-1)?.clipped).toBe(false);
  });
});

test("a pick says when the sensor reached its end, and so does the station", () => {
  const end = 800;
  const axes = sensor.shake({ rateHz: 100, seconds: 60, quakes: [{ pS: 40, sS: 46, gal: 900 }] });
  for (const axis of ["x", "y", "z"] as const) spoil(axes, axis, (_, v) => Math.max(-end, Math.min(end, v)));
  const { picks, told, states } = run(sensor.miniseedPackets(axes, 100), sensor.seedStation);
  const p = picks.filter(({ phase }) => phase === "P");
  expect(p.at(-1)?.clipped).toBe(true);
  expect(told).toMatch(/clipped: the sensor reached its end/);
  expect([...states]).not.toContain("quarantined");
});

test("counts near the end of 24 bits are clipped even if none repeats", () => {
  const end = (2 ** 23 / 1e5) * 100;
  const axes = sensor.shake({ rateHz: 100, seconds: 60, quakes: [{ pS: 40, sS: 46, gal: 3 * end }] });
  for (const axis of ["x", "y", "z"] as const) {
    spoil(axes, axis, (i, v) => Math.max(-end, Math.min(end, v)) * (1 - 0.02 * Math.abs(Math.sin(i * i))));
  }
  const { picks } = run(sensor.miniseedPackets(axes, 100), sensor.seedStation);
  expect(picks.at(-1)?.clipped).toBe(true);
});

test.each(["y", "z"] as const)("with %s dead, P is still P by the axis that lives, and the station says so", (axis) => {
  const made = () => sensor.shake({ rateHz: RATE_HZ, seconds: 60, quakes: [{ pS: 40, sS: 46, gal: 3 }] });
  const [whole] = run(openeew(made())).picks;
  const { picks, told, states, intensity } = run(openeew(spoil(made(), axis, () => 0.004)));
  expect(picks[0]?.phase).toBe("P");
  expect(Math.abs((picks[0]?.horizontalToVertical ?? 9) - (whole?.horizontalToVertical ?? 0))).toBeLessThan(0.15);
  expect(told).toMatch(new RegExp(`${axis === "y" ? "N" : "E"} dead channel`));
  expect([...states]).not.toContain("quarantined");
  expect(intensity).toBeGreaterThan(FELT);
});
