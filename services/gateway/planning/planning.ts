// The map of blind zones: cell by cell, a row at a time, so that whatever else runs in this process goes on meanwhile.
import { setImmediate } from "node:timers/promises";
import type { Place } from "../../../shared/seismo/geodesy.ts";
import { type Bounds, gridIn, type NetworkPlan, PlannedNetwork } from "../../../shared/seismo/planning.ts";

export interface PlanningQuestion extends NetworkPlan {
  readonly cells: number;
  /** Undefined where there is neither a station nor a box that was asked for. */
  readonly area: Bounds | undefined;
  /** Whose seconds of warning are asked for. */
  readonly target: Place | undefined;
}

/** Rows from south to north; null where the network has too few stations. */
type Field = readonly (readonly (number | null)[])[];

export interface PlanningAnswer {
  readonly latitudesDeg: readonly number[];
  readonly longitudesDeg: readonly number[];
  readonly alertS: Field;
  readonly blindKm: Field;
  /** Null without a target. */
  readonly warningS: Field | null;
}

/** Stations whose distance is taken before others have their turn. */
const DISTANCES_AT_ONCE = 50_000;

/** Undefined without an area. */
export async function planned(question: PlanningQuestion): Promise<PlanningAnswer | undefined> {
  const { stations, cells, target, area } = question;
  if (area === undefined) return undefined;
  const grid = gridIn(area, cells);
  const network = new PlannedNetwork(question);
  const rounded = (value: number) => Math.round(value * 10) / 10;
  const [alertS, blindKm, warningS]: (number | null)[][][] = [[], [], []];
  let done = 0;
  for (const latitudeDeg of grid.latitudesDeg) {
    const rows: readonly (number | null)[][] = [[], [], []];
    for (const longitudeDeg of grid.longitudesDeg) {
      const epicentre = { latitudeDeg, longitudeDeg };
      const first = network.firstAlert(epicentre);
      rows[0]?.push(first === undefined ? null : rounded(first.alertS));
      rows[1]?.push(first === undefined ? null : rounded(first.blindKm));
      const left = first === undefined || target === undefined ? undefined : network.warningS(epicentre, target, first);
      rows[2]?.push(left === undefined ? null : rounded(left));
      done += stations.length;
      if (done >= DISTANCES_AT_ONCE) {
        done = 0;
        await setImmediate();
      }
    }
    for (const [i, field] of [alertS, blindKm, warningS].entries()) field?.push(rows[i] ?? []);
  }
  return {
    ...grid,
    alertS: alertS ?? [],
    blindKm: blindKm ?? [],
    warningS: target === undefined ? null : (warningS ?? []),
  };
}
