// Classes of the Modified Mercalli Intensity scale as ShakeMap names them (Wald et al., 1999).
export type Strength =
  | "none"
  | "weak"
  | "light"
  | "moderate"
  | "strong"
  | "veryStrong"
  | "severe"
  | "violent"
  | "extreme";

/** From the class's lower edge. */
const CLASSES: readonly (readonly [number, Strength])[] = [
  [9.5, "extreme"],
  [8.5, "violent"],
  [7.5, "severe"],
  [6.5, "veryStrong"],
  [5.5, "strong"],
  [4.5, "moderate"],
  [3.5, "light"],
  [1.5, "weak"],
];
/** From here on people should act: light shaking may turn out one class stronger. */
const ACT_FROM = 3.5;

export function strengthOf(intensity: number): Strength {
  return CLASSES.find(([from]) => intensity >= from)?.[1] ?? "none";
}

export function shouldAct(intensity: number): boolean {
  return intensity >= ACT_FROM;
}
