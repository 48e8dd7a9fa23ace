// Keeps sensors apart: where some stand already, in cells, so that only neighbours are looked at.
import type { Spot } from "./plane.ts";

const LEAST_CELL_KM = 0.001;

export interface SpacingOptions {
  readonly leastKm: number;
  /** How much longer than on the ground a distance may be on the map; 1 or more. */
  readonly stretch?: number;
  /** Asked where the stretched map leaves it open. */
  readonly isNear?: (a: Spot, b: Spot) => boolean;
}

export class Spacing {
  readonly #leastKm2: number;
  readonly #doubtKm2: number;
  readonly #cellKm: number;
  readonly #isNear: (a: Spot, b: Spot) => boolean;
  readonly #cells = new Map<number, Spot[]>();

  constructor({ leastKm, stretch = 1, isNear = () => false }: SpacingOptions) {
    this.#leastKm2 = leastKm ** 2;
    this.#doubtKm2 = (leastKm * stretch) ** 2;
    this.#cellKm = Math.max(leastKm * stretch, LEAST_CELL_KM);
    this.#isNear = isNear;
  }

  /** @returns whether there was room, which is then taken */
  push(spot: Spot): boolean {
    const cells = this.#cells;
    const column = Math.floor(spot.eastKm / this.#cellKm);
    const row = Math.floor(spot.northKm / this.#cellKm);
    for (let x = column - 1; x <= column + 1; x += 1)
      for (let y = row - 1; y <= row + 1; y += 1) {
        const near = cells.get(cellKey(x, y));
        if (near !== undefined && this.#isTaken(near, spot)) return false;
      }
    const key = cellKey(column, row);
    const own = cells.get(key);
    if (own === undefined) cells.set(key, [spot]);
    else own.push(spot);
    return true;
  }

  #isTaken(near: readonly Spot[], { eastKm, northKm }: Spot): boolean {
    const [leastKm2, doubtKm2] = [this.#leastKm2, this.#doubtKm2];
    for (const other of near) {
      const apartKm2 = (other.eastKm - eastKm) ** 2 + (other.northKm - northKm) ** 2;
      if (apartKm2 < leastKm2) return true;
      if (apartKm2 < doubtKm2 && this.#isNear(other, { eastKm, northKm })) return true;
    }
    return false;
  }
}

/** Cells that share a key do no harm: distances decide. A small integer is found much faster than a large one. */
function cellKey(column: number, row: number): number {
  return (Math.imul(column, 73_856_093) ^ Math.imul(row, 19_349_663)) >> 1;
}
