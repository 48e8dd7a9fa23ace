// Why somebody is not told: a code to count by, and what was got and wanted, put into words when somebody asks.

export type HoldCode =
  | "disabled"
  | "alreadyTold"
  | "mode"
  | "neverTold"
  | "closed"
  | "type"
  | "preliminary"
  | "outOfReach"
  | "magnitude"
  | "likelihood"
  | "belowMinimum"
  | "costLoss"
  | "leadTime"
  | "unchanged";

/** What was found, or wanted; which of the two is in the words of `REASONS`. */
export type Fact = number | string | readonly string[];

const REASONS: Readonly<Record<HoldCode, (got: Fact, want: Fact) => string>> = {
  disabled: (why) => `switched off: ${why}`,
  alreadyTold: (told, version) => `version ${told} was told already, this is ${version}`,
  mode: (mode, modes) => `mode ${mode} is not wanted (${listed(modes)})`,
  neverTold: (status) => `${status}, and this subscriber was never told`,
  closed: (status) => `this subscriber was told already that it is ${status}`,
  type: (type, types) => `${type} is not wanted (${listed(types)})`,
  preliminary: () => "preliminary, and this subscriber waits for confirmed",
  outOfReach: (km, intensity) => `out of reach: at ${tenths(km)} km intensity ${tenths(intensity)} at most`,
  magnitude: (magnitude, minimum) => `magnitude ${tenths(magnitude)} is below ${minimum}`,
  likelihood: (likelihood, minimum) => `an earthquake with a likelihood of ${hundredths(likelihood)}, below ${minimum}`,
  belowMinimum: (intensity, minimum) => `expected intensity ${tenths(intensity)} is below ${minimum}`,
  costLoss: (chance, ratio) => `the intensity is reached with a probability of ${thousandths(chance)}, below ${ratio}`,
  leadTime: (leftS, minimum) => `${tenths(leftS)} s are left until S, fewer than ${minimum}`,
  unchanged: (version) => `nothing changed enough since version ${version}`,
};

/** Made by the ten thousand for one version of an event: words are left for later. */
export class Hold {
  readonly kind = "hold";
  readonly code: HoldCode;
  readonly #got: Fact;
  readonly #want: Fact;

  constructor(code: HoldCode, got: Fact = "", want: Fact = "") {
    this.code = code;
    this.#got = got;
    this.#want = want;
  }

  get reason(): string {
    return REASONS[this.code](this.#got, this.#want);
  }
}

const listed = (fact: Fact) => (Array.isArray(fact) ? fact.join(", ") : String(fact));
/** Not rounded up: 3.96 shown as 4.0 is not below 4. */
const down = (scale: number, digits: number) => (fact: Fact) =>
  typeof fact === "number" ? (Math.floor(fact * scale + 1e-9) / scale).toFixed(digits) : String(fact);
const tenths = down(10, 1);
const hundredths = down(100, 2);
const thousandths = down(1000, 3);
