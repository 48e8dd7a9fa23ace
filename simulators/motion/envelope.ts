// How the strength of one phase goes with time: the rupture's pieces one after the other, their tails, and coda.
import { codaDecay } from "./crust.ts";

export interface Pulse {
  readonly startS: number;
  readonly durationS: number;
  /** Integral of the squared strength. */
  readonly energy: number;
  readonly cornerHz: number;
}

const RISE = 0.05;
const [SHORTEST_RISE_S, LONGEST_RISE_S] = [0.01, 0.4];
const TAIL = 0.35;
const SHORTEST_TAIL_S = 0.05;
/** A tail is left to coda after this many of its time constants. */
const TAIL_LENGTHS = 6;
/** Coda's strength against the pulse's where it takes over. */
const CODA = 0.25;
const LONGEST_CODA_S = 900;
const CODA_STEP_S = 2;
const LOOKS = 250;

interface Shape {
  readonly startS: number;
  readonly riseS: number;
  readonly steadyEndS: number;
  readonly tailS: number;
  readonly endS: number;
  readonly power: number;
  /** Power of its coda over the square of the decay. */
  readonly coda: number;
  readonly cornerHz: number;
}

/** Strength squared; times in seconds from the phase's onset. Asked for times that never go back, until `rewind`. */
export class Envelope {
  readonly #shapes: readonly Shape[];
  readonly #lapseS: number;
  #begun = 0;
  #active: Shape[] = [];
  #coda = 0;
  #cornerHz: number;

  /** `lapseS`: from the origin to the onset. Pulses in the order of their starts. */
  constructor(pulses: readonly Pulse[], lapseS: number) {
    this.#lapseS = Math.max(1, lapseS);
    this.#shapes = pulses.map((pulse) => shapeOf(pulse, this.#lapseS));
    this.#cornerHz = this.#shapes[0]?.cornerHz ?? 1;
  }

  rewind(): void {
    this.#begun = 0;
    this.#active = [];
    this.#coda = 0;
    this.#cornerHz = this.#shapes[0]?.cornerHz ?? 1;
  }

  /** Of the piece that broke last. */
  get cornerHz(): number {
    return this.#cornerHz;
  }

  fill(power: Float64Array, fromS: number, stepS: number): void {
    const count = power.length;
    const untilS = fromS + count * stepS;
    for (let next = this.#shapes[this.#begun]; next !== undefined && next.startS < untilS; ) {
      this.#active.push(next);
      this.#begun += 1;
      this.#cornerHz = Math.min(this.#cornerHz, next.cornerHz);
      next = this.#shapes[this.#begun];
    }
    const nearDecay = codaDecay(this.#lapseS + fromS) ** 2;
    const slope = (codaDecay(this.#lapseS + untilS) ** 2 - nearDecay) / count;
    for (let i = 0; i < count; i += 1) power[i] = this.#coda * (nearDecay + slope * i);
    for (const shape of this.#active) addPulse(power, shape, { fromS, stepS, nearDecay, slope });
    const ended = this.#active.filter(({ endS }) => endS <= untilS);
    if (ended.length === 0) return;
    for (const { coda } of ended) this.#coda += coda;
    this.#active = this.#active.filter(({ endS }) => endS > untilS);
  }

  /** Most of the power, looked for coarsely. */
  peakPower(): number {
    const power = new Float64Array(LOOKS);
    const copy = new Envelope([], this.#lapseS);
    copy.#active = [...this.#shapes];
    copy.fill(power, 0, this.#lastS() / LOOKS);
    return power.reduce((most, value) => Math.max(most, value), 0);
  }

  /** When coda has sunk below this power. */
  endS(floor: number): number {
    const coda = this.#shapes.reduce((sum, shape) => sum + shape.coda, 0);
    const lastS = this.#lastS();
    let endS = lastS;
    while (endS < lastS + LONGEST_CODA_S && coda * codaDecay(this.#lapseS + endS) ** 2 > floor) endS += CODA_STEP_S;
    return endS;
  }

  #lastS(): number {
    return Math.max(...this.#shapes.map(({ endS }) => endS));
  }
}

function shapeOf({ startS, durationS, energy, cornerHz }: Pulse, lapseS: number): Shape {
  const riseS = Math.min(LONGEST_RISE_S, Math.max(SHORTEST_RISE_S, RISE * durationS));
  const tailS = Math.max(SHORTEST_TAIL_S, TAIL * durationS);
  const steadyEndS = startS + Math.max(riseS, durationS);
  const power = energy / (riseS / 3 + (steadyEndS - startS - riseS) + (tailS * Math.PI) / 4);
  const coda = (power * CODA * CODA) / codaDecay(lapseS + steadyEndS) ** 2;
  return { startS, riseS, steadyEndS, tailS, endS: steadyEndS + TAIL_LENGTHS * tailS, power, coda, cornerHz };
}

interface Span {
  readonly fromS: number;
  readonly stepS: number;
  readonly nearDecay: number;
  readonly slope: number;
}

function addPulse(power: Float64Array, shape: Shape, { fromS, stepS, nearDecay, slope }: Span): void {
  const { startS, riseS, steadyEndS, tailS, endS, power: most, coda } = shape;
  const count = power.length;
  for (let i = Math.max(0, Math.ceil((startS - fromS) / stepS)); i < count; i += 1) {
    const t = fromS + i * stepS;
    let value = most;
    if (t < startS + riseS) value *= ((t - startS) / riseS) ** 2;
    else if (t > steadyEndS) {
      const u = (t - steadyEndS) / tailS;
      const tail = t < endS ? most / (1 + u * u) ** 2 : 0;
      value = tail + coda * (nearDecay + slope * i);
    }
    power[i] = (power[i] ?? 0) + value;
  }
}
