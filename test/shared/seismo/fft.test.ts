// The fast transform is the slow one, keeps the energy (Parseval), and says so when it cannot be done.
import { expect, test } from "vitest";
import { realFft } from "../../../shared/seismo/fft.ts";
import { randomOf } from "../../../simulators/random.ts";

const chance = randomOf("fft");
const noise = (count: number) => Float64Array.from({ length: count }, () => chance() - 0.5);

/** By its definition: N² steps. */
function slow(samples: Float64Array, k: number): readonly [number, number] {
  let [re, im] = [0, 0];
  samples.forEach((sample, n) => {
    const angle = (-2 * Math.PI * k * n) / samples.length;
    re += sample * Math.cos(angle);
    im += sample * Math.sin(angle);
  });
  return [re, im];
}

test.each([2, 4, 8, 64, 512])("%i samples are transformed as the definition says", (count) => {
  const samples = noise(count);
  const { re, im } = realFft(samples);
  expect(re.length).toBe(count / 2 + 1);
  for (let k = 0; k <= count / 2; k += 1) {
    const [wantRe, wantIm] = slow(samples, k);
    expect(re[k]).toBeCloseTo(wantRe, 9);
    expect(im[k]).toBeCloseTo(wantIm, 9);
  }
});

test("energy in time is energy in frequency", () => {
  const samples = noise(4096);
  const { re, im } = realFft(samples);
  const inTime = samples.reduce((sum, sample) => sum + sample ** 2, 0);
  const twice = re.reduce((sum, value, k) => sum + (k % 2048 === 0 ? 1 : 2) * (value ** 2 + (im[k] ?? 0) ** 2), 0);
  expect(twice / 4096).toBeCloseTo(inTime, 9);
});

test.each([0, 1, 3, 100])("%i samples are refused", (count) => {
  expect(() => realFft(new Float64Array(count))).toThrow(`samples: got ${count}, want a power of two`);
});
