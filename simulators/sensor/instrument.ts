// Two accelerometers: a low-cost one and a good one: their own noise, resolution and end.

export interface Instrument {
  /** Of its quiet packets: x (up), y (north), z (east). */
  readonly noiseMps2: readonly [number, number, number];
  /** Shares of the noise's variance that are no white noise. */
  readonly flickerShare: number;
  readonly microseismShare: number;
  readonly countMps2: number;
  readonly fullScaleMps2: number;
}

const GRAVITY_MPS2 = 9.80665;

export const INSTRUMENTS = {
  /** A digital MEMS as OpenEEW's, of 16 bits' worth: 0.05 gal. */
  mems: {
    noiseMps2: [5e-4, 5e-4, 6e-4],
    flickerShare: 0.08,
    microseismShare: 0,
    countMps2: 1e-5,
    fullScaleMps2: 2 * GRAVITY_MPS2,
  },
  /**
   * A good accelerometer hears the ground itself: between the low and the high noise model (Peterson, 1993), 3e-5 m/s²
   * altogether above 0.1 Hz, of which the sea's swell is about a tenth.
   */
  good: {
    noiseMps2: [3e-5, 3e-5, 3e-5],
    flickerShare: 0.02,
    microseismShare: 0.1,
    countMps2: 1e-7,
    fullScaleMps2: 4 * GRAVITY_MPS2,
  },
} as const satisfies Readonly<Record<string, Instrument>>;

export type InstrumentName = keyof typeof INSTRUMENTS;
