// Radiation patterns of slipping faults (Aki & Richards, 2002).
import { expect, test } from "vitest";
import { type Mechanism, radiationOf, someMechanism } from "../../../simulators/motion/mechanism.ts";
import { randomOf } from "../../../simulators/random.ts";

const strikeSlip: Mechanism = { strikeDeg: 30, dipDeg: 90, rakeDeg: 0 };
const reverse: Mechanism = { strikeDeg: 0, dipDeg: 45, rakeDeg: 90 };

test("a vertical strike-slip fault sends P between its planes, SH along them, and alternates in sign", () => {
  const towards = (azimuthDeg: number) => radiationOf(strikeSlip, { takeoffDeg: 90, azimuthDeg });
  expect(towards(75).p).toBeCloseTo(1, 6);
  expect(towards(165).p).toBeCloseTo(-1, 6);
  expect(towards(30).p).toBeCloseTo(0, 6);
  expect(towards(30).sh).toBeCloseTo(1, 6);
  expect(towards(75).sh).toBeCloseTo(0, 6);
});

test("a reverse fault of 45° pushes the ground above it up, and no P leaves along its planes", () => {
  expect(radiationOf(reverse, { takeoffDeg: 180, azimuthDeg: 0 }).p).toBeCloseTo(1, 6);
  expect(radiationOf(reverse, { takeoffDeg: 45, azimuthDeg: 90 }).p).toBeCloseTo(0, 6);
});

test.each([
  strikeSlip,
  reverse,
  { strikeDeg: 200, dipDeg: 60, rakeDeg: 140 },
])("over all directions P² of %o is 4/15 and S² 2/5", (mechanism) => {
  let [p, s, weight] = [0, 0, 0];
  for (let takeoffDeg = 0.5; takeoffDeg < 180; takeoffDeg += 1)
    for (let azimuthDeg = 1; azimuthDeg < 360; azimuthDeg += 2) {
      const share = Math.sin((takeoffDeg * Math.PI) / 180);
      const radiation = radiationOf(mechanism, { takeoffDeg, azimuthDeg });
      p += share * radiation.p ** 2;
      s += share * (radiation.sv ** 2 + radiation.sh ** 2);
      weight += share;
    }
  expect(p / weight).toBeCloseTo(4 / 15, 3);
  expect(s / weight).toBeCloseTo(2 / 5, 3);
});

test("faults made up by a seed are possible ones, and keep the strike they are given", () => {
  for (let i = 0; i < 200; i += 1) {
    const { strikeDeg, dipDeg, rakeDeg } = someMechanism(randomOf(i));
    expect(strikeDeg >= 0 && strikeDeg < 360 && dipDeg > 0 && dipDeg <= 90 && Math.abs(rakeDeg) < 260).toBe(true);
  }
  expect(someMechanism(randomOf(1), 77).strikeDeg).toBe(77);
});
