// Fourier transform of real samples: radix 2 (Cooley & Tukey, 1965), two real samples as one complex number.

/** Frequencies 0 to half the sample rate: one more than half as many as there were samples. */
export interface Transform {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Σ x(n)·exp(−2πikn/N) for k = 0 … N/2.
 * @throws RangeError where N is not a power of two, 2 or more.
 */
export function realFft(samples: Float64Array): Transform {
  const size = samples.length;
  if (size < 2 || !Number.isInteger(Math.log2(size))) throw new RangeError(`samples: got ${size}, want a power of two`);
  const half = size / 2;
  const re = new Float64Array(half + 1);
  const im = new Float64Array(half + 1);
  for (let i = 0; i < half; i += 1) {
    re[i] = samples[2 * i] as number;
    im[i] = samples[2 * i + 1] as number;
  }
  reorder(re, im, half);
  for (let width = 2; width <= half; width *= 2) butterflies(re, im, { half, width });
  return untangled(re, im, half);
}

/** Bits of the index reversed, as the butterflies want them. */
function reorder(re: Float64Array, im: Float64Array, count: number): void {
  for (let i = 1, j = 0; i < count; i += 1) {
    let bit = count >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [re[j] as number, re[i] as number];
    [im[i], im[j]] = [im[j] as number, im[i] as number];
  }
}

function butterflies(re: Float64Array, im: Float64Array, { half, width }: { half: number; width: number }): void {
  const reach = width / 2;
  for (let k = 0; k < reach; k += 1) {
    const angle = (-2 * Math.PI * k) / width;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let i = k; i < half; i += width) {
      const j = i + reach;
      const [x, y] = [re[j] as number, im[j] as number];
      const [turnedRe, turnedIm] = [x * cos - y * sin, x * sin + y * cos];
      re[j] = (re[i] as number) - turnedRe;
      im[j] = (im[i] as number) - turnedIm;
      re[i] = (re[i] as number) + turnedRe;
      im[i] = (im[i] as number) + turnedIm;
    }
  }
}

/** From the transform of (even + i·odd) samples to that of all of them. */
function untangled(re: Float64Array, im: Float64Array, half: number): Transform {
  const out = { re: new Float64Array(half + 1), im: new Float64Array(half + 1) };
  re[half] = re[0] as number;
  im[half] = im[0] as number;
  for (let k = 0; k <= half; k += 1) {
    const [a, b] = [re[k] as number, im[k] as number];
    const [c, d] = [re[half - k] as number, im[half - k] as number];
    const [evenRe, evenIm, oddRe, oddIm] = [(a + c) / 2, (b - d) / 2, (b + d) / 2, (c - a) / 2];
    const angle = (-Math.PI * k) / half;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    out.re[k] = evenRe + oddRe * cos - oddIm * sin;
    out.im[k] = evenIm + oddRe * sin + oddIm * cos;
  }
  return out;
}
