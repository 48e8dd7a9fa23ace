// Against SciPy's high-pass, trapezoid, high-pass, trapezoid, high-pass (oracles/integration.json).
import { expect, test } from "vitest";
import { type MotionBlock, MotionChain } from "../../../shared/seismo/integrate.ts";
import { noSharedData, sharedJson } from "../../sharedData.ts";

interface Case {
  readonly sr: number;
  readonly accel_gal: number[];
  readonly hp_trap_hp_trap_hp: { readonly vel: number[]; readonly disp: number[] };
}

const cases = noSharedData ? [] : (sharedJson("oracles/integration.json") as { cases: Case[] }).cases;

function blockOf(length: number): MotionBlock {
  return {
    accelerationMps2: new Float64Array(length),
    velocityMps: new Float64Array(length),
    displacementM: new Float64Array(length),
  };
}

test.skipIf(noSharedData)("velocity and displacement are SciPy's, whatever the blocks", () => {
  for (const { sr, accel_gal, hp_trap_hp_trap_hp } of cases) {
    const chain = new MotionChain("m/s2", sr);
    const samples = Float64Array.from(accel_gal, (gal) => gal / 100);
    for (let at = 0; at < samples.length; at += 37) {
      const part = samples.subarray(at, at + 37);
      const block = blockOf(part.length);
      chain.push(part, block);
      part.forEach((_, i) => {
        expect(Math.abs((block.velocityMps[i] ?? 0) - (hp_trap_hp_trap_hp.vel[at + i] ?? 0))).toBeLessThan(1e-12);
        expect(Math.abs((block.displacementM[i] ?? 0) - (hp_trap_hp_trap_hp.disp[at + i] ?? 0))).toBeLessThan(1e-12);
      });
    }
  }
});

test("a velocity sensor and an accelerometer on the same shaking ground agree", () => {
  const rateHz = 100;
  const hz = 2;
  const amplitude = 0.01;
  const velocity = Float64Array.from({ length: 3000 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz));
  const omega = 2 * Math.PI * hz;
  const acceleration = velocity.map((_, i) => amplitude * omega * Math.cos((omega * i) / rateHz));
  const fromVelocity = blockOf(3000);
  const fromAcceleration = blockOf(3000);
  new MotionChain("m/s", rateHz).push(velocity, fromVelocity);
  new MotionChain("m/s2", rateHz).push(acceleration, fromAcceleration);
  const peak = (values: Float64Array) => Math.max(...values.subarray(2500).map(Math.abs));
  expect(peak(fromVelocity.velocityMps)).toBeCloseTo(amplitude, 3);
  for (const kind of ["accelerationMps2", "velocityMps", "displacementM"] as const) {
    expect(peak(fromVelocity[kind]) / peak(fromAcceleration[kind])).toBeCloseTo(1, 1);
  }
});

test("an offset of one g leaves no motion behind when the chain was told of it", () => {
  const chain = new MotionChain("m/s2", 50);
  chain.clear(9.81);
  const block = blockOf(200);
  chain.push(new Float64Array(200).fill(9.81), block);
  expect(Math.max(...block.displacementM.map(Math.abs))).toBeLessThan(1e-9);
});
