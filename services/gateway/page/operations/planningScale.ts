// What a cell of the planning map shows, in classes with a colour each; viridis (Smith & van der Walt, 2015), the best bright.
import type { Plan } from "./told.ts";

export const QUANTITIES = ["blindKm", "alertS", "warningS"] as const;
export type Quantity = (typeof QUANTITIES)[number];

const COLOURS = ["#fde725", "#90d743", "#35b779", "#21918c", "#31688e", "#443983", "#440154"];
/** Where the next class begins; the first is the best but for seconds of warning, where more is better. */
const BOUNDS: Readonly<Record<Quantity, readonly number[]>> = {
  blindKm: [10, 20, 30, 45, 60, 90],
  alertS: [3, 5, 7, 10, 15, 20],
  warningS: [30, 20, 10, 5, 2, 0],
};
const UNITS: Readonly<Record<Quantity, string>> = { blindKm: "km", alertS: "s", warningS: "s" };

export function colourOf(quantity: Quantity, value: number): string {
  const isLess = quantity === "warningS" ? (bound: number) => value >= bound : (bound: number) => value < bound;
  const at = BOUNDS[quantity].findIndex(isLess);
  return COLOURS[at === -1 ? COLOURS.length - 1 : at] ?? "";
}

/** Colour and words of each class, the best first. */
export function legendOf(quantity: Quantity): readonly (readonly [colour: string, words: string])[] {
  const [bounds, unit] = [BOUNDS[quantity], UNITS[quantity]];
  const [before, after] = quantity === "warningS" ? ["≥", "<"] : ["<", "≥"];
  return COLOURS.map((colour, i) => {
    const bound = bounds[i];
    return [colour, bound === undefined ? `${after} ${bounds.at(-1)} ${unit}` : `${before} ${bound} ${unit}`] as const;
  });
}

/** Undefined outside of the grid, and where there are too few stations. */
export function valueAt(
  plan: Plan,
  quantity: Quantity,
  { latitudeDeg, longitudeDeg }: { readonly latitudeDeg: number; readonly longitudeDeg: number },
): number | undefined {
  const row = nearestOf(plan.latitudesDeg, latitudeDeg);
  const turns = [0, 360, -360].map((turn) => nearestOf(plan.longitudesDeg, longitudeDeg + turn));
  const column = turns.find((found) => found !== undefined);
  if (row === undefined || column === undefined) return undefined;
  return plan[quantity]?.[row]?.[column] ?? undefined;
}

function nearestOf(middles: readonly number[], value: number): number | undefined {
  const [first = 0, second = 1] = middles;
  const at = Math.round((value - first) / (second - first));
  return at >= 0 && at < middles.length ? at : undefined;
}
