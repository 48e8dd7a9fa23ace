// Where the reference data lies that tests read but the repository does not carry: TOCSIN_SHARED, default ../shared.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(process.env.TOCSIN_SHARED ?? join(import.meta.dirname, "../../shared"));
const there = existsSync(root);
if (!there && process.env.CI === "true")
  throw new Error(`TOCSIN_SHARED: no folder ${root}; CI needs the reference data`);
if (!there) console.warn(`SKIP: no reference data at ${root} (set TOCSIN_SHARED)`);

/** Use as `test.skipIf(noSharedData)`: true only where the folder is absent outside CI. */
export const noSharedData = !there;

/** A path below the reference data, e.g. `sharedPath("data/events", id)`. */
export function sharedPath(...parts: readonly string[]): string {
  return join(root, ...parts);
}

export function sharedJson(...parts: readonly string[]): unknown {
  return JSON.parse(readFileSync(sharedPath(...parts), "utf8"));
}
