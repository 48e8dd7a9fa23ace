// What an operator reads first about a station: what to do, for every reason that the decoder gives.
import { expect, test } from "vitest";
import { en } from "../../../../services/gateway/page/i18n/en.ts";
import { adviceFor } from "../../../../services/gateway/page/stations/advice.ts";
import type { StationView } from "../../../../services/gateway/view.ts";
import { aHealth } from "../messages.ts";

type Changes = Omit<Partial<StationView>, "health"> & { readonly health?: object | null };

function aView({ health = {}, ...changes }: Changes): StationView {
  const { stationId: _, ...told } = aHealth("XX_A").stations[0] ?? expect.unreachable();
  const place = { latitudeDeg: 17, longitudeDeg: -101, elevationM: 0, sampleRateHz: 100, vs30Mps: null };
  const quiet = { state: "idle" as const, intensity: 1, pgaMps2: 0, lastSeenMs: 1, connection: null, trust: null };
  const id = { key: "live/XX_A", world: "live", stationId: "XX_A", name: "" };
  return { ...id, ...place, ...quiet, ...changes, health: health === null ? null : { ...told, ...health } };
}
const distrusted = (reason: string) => ({ health: { state: "quarantined", reason } });

test.each([
  [{}, "fine"],
  [{ state: "silent", connection: "offline" }, "offline"],
  [{ state: "silent", lastSeenMs: null, health: null }, "neverHeard"],
  [{ state: "silent" }, "silent"],
  [distrusted("clock: device is 75.0 s behind receipt and not settled"), "clock"],
  [distrusted("clock: record ends 12.0 s after its receipt, want -21600 to 5"), "clock"],
  [distrusted("device_t 17 ms is out of line"), "clock"],
  [distrusted("dead channel: the vertical stands still"), "dead"],
  [distrusted("axes: got q, want one of the station's: x, y, z"), "channels"],
  [distrusted("a sample is beyond 1000 m/s²: the channel's sensitivity or the packet is wrong"), "sensitivity"],
  [distrusted("packet: not JSON (3 characters)"), "format"],
  [distrusted("sample rate: got 2 Hz, want 10 to 1000"), "format"],
  [{ health: { reason: "restless: louder than anything that stands on the ground" } }, "restless"],
  [{ health: { reason: "Z clipped: the sensor reached its end" } }, "clipped"],
  [{ health: { reason: "N spikes: single wrong samples" } }, "electronics"],
  [{ health: { state: "warming" } }, "warming"],
  [{ health: { latencyS: 7 } }, "slow"],
  [{ trust: { weight: 0.2, falsePicksPerHour: 5 } }, "noisy"],
] as const)("%o: %s", (changes, advice) => {
  expect(adviceFor(aView(changes as Changes))).toBe(advice);
  expect(en.stations.advice[advice]).toMatch(/^[A-Z].+\.$/);
});
