// Filters of first-order shelves that follow any smooth spectrum: causal, so that nothing moves before the onset.

/** y = b0·x + b1·x₁ − a1·y₁ */
export interface Section {
  readonly b0: number;
  readonly b1: number;
  readonly a1: number;
}

export interface Shelves {
  readonly gain: number;
  readonly sections: readonly Section[];
}

/** Samples a second in which motion is made. */
export const RATE_HZ = 100;
const SHELVES = 7;
const LOWEST_CENTRE_HZ = 0.1;
export const FIT_HZ: readonly number[] = Array.from({ length: 48 }, (_, i) => 0.03 * (42 / 0.03) ** (i / 47));
const ROUNDS = 40;
/** What is weaker than e^−8 of the strongest is not followed further. */
const HEARD_LN = 8;

/** Frequency as the bilinear transform sees it. */
export function warped(frequencyHz: number): number {
  return Math.tan((Math.PI * Math.min(frequencyHz, 0.49 * RATE_HZ)) / RATE_HZ);
}

/** One at low frequency, e^−depth above the centre. */
function lnShelf(u: number, centre: number, depth: number): number {
  const [zero, pole] = [centre * Math.exp(depth / 2), centre * Math.exp(-depth / 2)];
  return 0.5 * Math.log((1 + (u / zero) ** 2) / (1 + (u / pole) ** 2));
}

function slopeOfShelf(u: number, centre: number, depth: number): number {
  const [zero, pole] = [(u / centre) ** 2 * Math.exp(-depth), (u / centre) ** 2 * Math.exp(depth)];
  return -0.5 * (zero / (1 + zero) + pole / (1 + pole));
}

export function sectionOf(zero: number, pole: number): Section {
  const scale = 1 / (1 + 1 / pole);
  return { b0: (1 + 1 / zero) * scale, b1: (1 - 1 / zero) * scale, a1: (1 - 1 / pole) * scale };
}

/** By damped least squares (Marquardt, 1963) in the logarithm of the amplitude, from 0.03 to 42 Hz. */
export function fitShelves(lnAmplitude: (frequencyHz: number) => number): Shelves {
  const floor = Math.max(...FIT_HZ.map(lnAmplitude)) - HEARD_LN;
  const heardHz = FIT_HZ.filter((hz) => lnAmplitude(hz) > floor);
  const points = heardHz.map((hz) => ({ u: warped(hz), wanted: lnAmplitude(hz) }));
  const highestHz = 0.75 * (heardHz.at(-1) ?? 1);
  const centres = Array.from({ length: SHELVES }, (_, k) =>
    warped(highestHz * (LOWEST_CENTRE_HZ / highestHz) ** (1 - k / (SHELVES - 1))),
  );
  let model = [points[0]?.wanted ?? 0, ...centres.map(() => 0)];
  let rows = rowsOf(points, centres, model);
  let damping = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    const step = leastSquares(rows, damping);
    const tried = model.map((value, k) => value + (step[k] ?? 0));
    const after = rowsOf(points, centres, tried);
    const isBetter = misfitOf(after) < misfitOf(rows);
    damping *= isBetter ? 0.3 : 4;
    if (isBetter) [model, rows] = [tried, after];
  }
  const sections = centres.map((centre, k) => {
    const depth = model[k + 1] ?? 0;
    return sectionOf(centre * Math.exp(depth / 2), centre * Math.exp(-depth / 2));
  });
  return { gain: Math.exp(model[0] ?? 0), sections };
}

interface Row {
  readonly slopes: readonly number[];
  readonly error: number;
}

function rowsOf(
  points: readonly { readonly u: number; readonly wanted: number }[],
  centres: readonly number[],
  model: readonly number[],
): Row[] {
  return points.map(({ u, wanted }) => {
    const made = centres.reduce((sum, centre, k) => sum + lnShelf(u, centre, model[k + 1] ?? 0), model[0] ?? 0);
    return {
      slopes: [1, ...centres.map((centre, k) => slopeOfShelf(u, centre, model[k + 1] ?? 0))],
      error: wanted - made,
    };
  });
}

function misfitOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { error }) => sum + error * error, 0);
}

/** Normal equations, solved by elimination. */
function leastSquares(rows: readonly Row[], damping: number): number[] {
  const n = rows[0]?.slopes.length ?? 0;
  const matrix = Array.from({ length: n }, (_, a) => {
    const line = new Float64Array(n + 1);
    for (const { slopes, error } of rows) {
      const slope = slopes[a] ?? 0;
      for (let b = 0; b < n; b += 1) line[b] = (line[b] ?? 0) + slope * (slopes[b] ?? 0);
      line[n] = (line[n] ?? 0) + slope * error;
    }
    line[a] = (line[a] ?? 0) * (1 + damping) + 1e-9;
    return line;
  });
  for (const [a, pivot] of matrix.entries()) {
    for (const other of matrix) {
      if (other === pivot) continue;
      const factor = (other[a] ?? 0) / (pivot[a] ?? 1);
      for (let b = a; b <= n; b += 1) other[b] = (other[b] ?? 0) - factor * (pivot[b] ?? 0);
    }
  }
  return matrix.map((line, a) => (line[n] ?? 0) / (line[a] ?? 1));
}

/** Amplitude of shelves at a frequency. */
export function amplitudeOf({ gain, sections }: Shelves, frequencyHz: number): number {
  const u = warped(frequencyHz);
  return sections.reduce((product, { b0, b1, a1 }) => {
    // At z = e^jω with u = tan(ω/2): numerator and denominator are (1 + 1/zero) + (1 − 1/zero)·z⁻¹, and so on.
    const [cos, sin] = [(1 - u * u) / (1 + u * u), (2 * u) / (1 + u * u)];
    return (product * Math.hypot(b0 + b1 * cos, b1 * sin)) / Math.hypot(1 + a1 * cos, a1 * sin);
  }, gain);
}
