// What a low-cost device tells in one packet, whatever its format: samples of up to three axes in gal, and what it
// believes about time.

export interface DeviceBlock {
  /** Device's clock at about the last sample; undefined where the packet has none. */
  readonly deviceMs: number | undefined;
  /** What the device says its rate is; the truth is up to 4 % lower. */
  readonly rateHz: number | undefined;
  readonly axes: Readonly<Partial<Record<Axis, Float64Array>>>;
  readonly count: number;
}

export type Parsed =
  | { readonly kind: "blocks"; readonly blocks: readonly DeviceBlock[] }
  | { readonly kind: "malformed"; readonly reason: string };

export const AXES = ["x", "y", "z"] as const;
export type Axis = (typeof AXES)[number];
