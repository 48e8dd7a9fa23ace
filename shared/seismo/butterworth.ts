// Butterworth filters as second-order sections (bilinear transform, pre-warped), run causally as direct form II
// transposed.

/** Rows of b0, b1, b2, a1, a2 (a0 is 1), one row a section. */
export type Sections = readonly (readonly [number, number, number, number, number])[];

export type Passband =
  | { readonly kind: "highpass"; readonly cornerHz: number }
  | { readonly kind: "lowpass"; readonly cornerHz: number }
  | { readonly kind: "bandpass"; readonly lowHz: number; readonly highHz: number };

interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * @param order of the low-pass prototype, even; a band-pass has twice as many poles.
 * @throws RangeError for an odd order or a corner that is not between 0 and half the sample rate.
 */
export function butterworth(passband: Passband, order: number, sampleRateHz: number): Sections {
  if (order < 2 || order % 2 !== 0) throw new RangeError(`order: got ${order}, want 2, 4, 6, …`);
  const warp = (cornerHz: number) => {
    if (!(cornerHz > 0 && cornerHz < sampleRateHz / 2))
      throw new RangeError(`corner: got ${cornerHz} Hz, want between 0 and ${sampleRateHz / 2}`);
    return Math.tan((Math.PI * cornerHz) / sampleRateHz);
  };
  const prototype = prototypePoles(order);
  if (passband.kind === "bandpass") return bandpass(prototype, warp(passband.lowHz), warp(passband.highHz));
  return onePassband(prototype, warp(passband.cornerHz), passband.kind === "highpass");
}

/** One pole of each conjugate pair of the analogue low-pass with its corner at 1, the sharpest last. */
function prototypePoles(order: number): Complex[] {
  return Array.from({ length: order / 2 }, (_, i) => {
    const angle = (Math.PI * (2 * i + 1)) / (2 * order);
    return { re: -Math.sin(angle), im: Math.cos(angle) };
  }).reverse();
}

function onePassband(prototype: readonly Complex[], corner: number, isHigh: boolean): Sections {
  return unitGain(
    prototype.map((pole) => digital({ re: pole.re * corner, im: pole.im * corner })),
    prototype.map(() => (isHigh ? 1 : -1)),
    isHigh ? -1 : 1,
  );
}

/**
 * Each prototype pole becomes two; zeros at 0 Hz go with the low ones, zeros at the Nyquist frequency with the high.
 */
function bandpass(prototype: readonly Complex[], low: number, high: number): Sections {
  const centre2 = low * high;
  const width = high - low;
  const poles = prototype.flatMap((pole) => {
    const half = { re: (pole.re * width) / 2, im: (pole.im * width) / 2 };
    const root = squareRoot({ re: half.re ** 2 - half.im ** 2 - centre2, im: 2 * half.re * half.im });
    return [
      digital({ re: half.re + root.re, im: half.im + root.im }),
      digital({ re: half.re - root.re, im: half.im - root.im }),
    ];
  });
  poles.sort((a, b) => Math.hypot(a.re, a.im) - Math.hypot(b.re, b.im));
  const lowHalf = [...poles].sort((a, b) => b.re - a.re).slice(0, poles.length / 2);
  const zeros = poles.map((pole) => (lowHalf.includes(pole) ? 1 : -1));
  return unitGain(poles, zeros, centreOf(centre2));
}

/** The point of the unit circle where a band-pass has gain 1: its geometric centre after warping. */
function centreOf(centre2: number): Complex {
  const angle = 2 * Math.atan(Math.sqrt(centre2));
  return { re: Math.cos(angle), im: Math.sin(angle) };
}

function digital(pole: Complex): Complex {
  const denominator = (1 - pole.re) ** 2 + pole.im ** 2;
  return { re: (1 - pole.re ** 2 - pole.im ** 2) / denominator, im: (2 * pole.im) / denominator };
}

function squareRoot(value: Complex): Complex {
  const length = Math.hypot(value.re, value.im);
  const im = Math.sqrt((length - value.re) / 2);
  return { re: Math.sqrt((length + value.re) / 2), im: value.im < 0 ? -im : im };
}

function unitGain(poles: readonly Complex[], zeros: readonly number[], at: number | Complex): Sections {
  const point = typeof at === "number" ? { re: at, im: 0 } : at;
  let gain = 1;
  const sections = poles.map((pole, i): [number, number, number, number, number] => {
    const zero = zeros[i] ?? 0;
    const distance2 = (point.re - zero) ** 2 + point.im ** 2;
    const toPole = Math.hypot(point.re - pole.re, point.im - pole.im);
    const toConjugate = Math.hypot(point.re - pole.re, point.im + pole.im);
    gain *= (toPole * toConjugate) / distance2;
    return [1, -2 * zero, zero * zero, -2 * pole.re, pole.re ** 2 + pole.im ** 2];
  });
  const first = sections[0];
  if (first !== undefined) sections[0] = [first[0] * gain, first[1] * gain, first[2] * gain, first[3], first[4]];
  return sections;
}

/** A running cascade: feed it block after block; what it remembers are two numbers a section. */
export class SosFilter {
  #sections: Sections;
  readonly #state: Float64Array;

  constructor(sections: Sections) {
    this.#sections = sections;
    this.#state = new Float64Array(sections.length * 2);
  }

  /** Filters the first `count` samples in place. */
  push(samples: Float64Array, count: number = samples.length): void {
    for (let s = 0; s < this.#sections.length; s += 1) {
      const [b0, b1, b2, a1, a2] = this.#sections[s] as Sections[number];
      let z1 = this.#state[2 * s] as number;
      let z2 = this.#state[2 * s + 1] as number;
      for (let i = 0; i < count; i += 1) {
        const x = samples[i] as number;
        const y = b0 * x + z1;
        z1 = b1 * x - a1 * y + z2;
        z2 = b2 * x - a2 * y;
        samples[i] = y;
      }
      this.#state[2 * s] = z1;
      this.#state[2 * s + 1] = z2;
    }
  }

  /** Forgets the past. With `level`: as if the input had always been that, so that an offset makes no step. */
  clear(level = 0): void {
    let x = level;
    this.#sections.forEach(([b0, b1, b2, a1, a2], s) => {
      const y = (x * (b0 + b1 + b2)) / (1 + a1 + a2);
      this.#state[2 * s] = y - b0 * x;
      this.#state[2 * s + 1] = b2 * x - a2 * y;
      x = y;
    });
  }

  /** The true sample rate turned out different: same passband, new coefficients, the running state goes on. */
  retune(sections: Sections): void {
    if (sections.length !== this.#sections.length)
      throw new RangeError(`sections: got ${sections.length}, want ${this.#sections.length}`);
    this.#sections = sections;
  }
}
