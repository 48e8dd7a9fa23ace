// Many subscriptions through the alarm service's own interface, a few requests at a time.
import type { Mode } from "../shared/contracts/mode.ts";
import type { Place } from "../shared/seismo/geodesy.ts";

export interface Wanted extends Place {
  readonly url: string;
  readonly secret: string;
  readonly minimumIntensity: number;
  readonly modes: readonly Mode[];
}

const AT_ONCE = 16;

/** @returns how long it took, ms. @throws Error with the service's answer when it refuses one */
export async function subscribeAll(alarmUrl: string, wanted: readonly Wanted[]): Promise<number> {
  const startedMs = performance.now();
  const rest = wanted.values();
  const worker = async () => {
    for (const one of rest) {
      const response = await fetch(new URL("/v1/subscriptions", alarmUrl), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "bench", acceptPreliminary: true, ...one }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`POST /v1/subscriptions: ${response.status} ${text.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return performance.now() - startedMs;
}
