// Ground motion with the unit that keeps its numbers short: m, mm or µm.
export interface Shown {
  /** To multiply by. */
  readonly factor: number;
  /** "µm/s²" */
  readonly unit: string;
}

const PREFIXES = [
  { least: 0.5, factor: 1, prefix: "m" },
  { least: 5e-4, factor: 1e3, prefix: "mm" },
  { least: 5e-7, factor: 1e6, prefix: "µm" },
  { least: 0, factor: 1e9, prefix: "nm" },
] as const;

export function shownAs(value: number, unit: "m/s2" | "m/s"): Shown {
  const found = PREFIXES.find(({ least }) => Math.abs(value) >= least) ?? PREFIXES[3];
  return { factor: found.factor, unit: `${found.prefix}/s${unit === "m/s2" ? "²" : ""}` };
}

export function motionText(value: number, unit: "m/s2" | "m/s"): string {
  const shown = shownAs(value, unit);
  const number = value * shown.factor;
  return `${Math.abs(number) >= 100 ? number.toFixed(0) : number.toPrecision(2)} ${shown.unit}`;
}
