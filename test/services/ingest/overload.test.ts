// What is left out under overload: no more than must be, whole stations, and the real world last.
import { describe, expect, test } from "vitest";
import { Overload } from "../../../services/ingest/overload.ts";
import type { Mode } from "../../../shared/contracts/mode.ts";
import type { Packet } from "../../../shared/contracts/packet.ts";

const packetOf = (station: number, mode: Mode = "live"): Packet => ({
  mode,
  run: mode === "live" ? "" : "r",
  stationId: `XX_S${station}`,
  format: "openeew",
  receivedMs: 1,
  wallMs: 1,
  payload: new Uint8Array(),
});

/** A second in which so many stations sent a packet each; those whose packets were left out. */
function second(
  overload: Overload,
  of: { readonly live?: number; readonly unreal?: number; readonly left: number; readonly shortestMs: number },
  busyShare = 1,
) {
  const shed: string[] = [];
  for (const [mode, count] of [["live", of.live ?? 0] as const, ["simulation", of.unreal ?? 0] as const]) {
    for (let n = 0; n < count; n += 1) if (overload.sheds(packetOf(n, mode))) shed.push(`${mode}/${n}`);
  }
  overload.waited(of.shortestMs);
  overload.left(of.left);
  const worlds = overload.look(busyShare);
  return { shed, worlds };
}

const QUEUE_MS = 250;

test("a queue that stayed all the second leaves out what cannot be decoded, and a little more", () => {
  const overload = new Overload();
  second(overload, { live: 12_000, left: 10_000, shortestMs: QUEUE_MS });
  expect(overload.share).toBeCloseTo(1 - (0.95 * 10_000) / 12_000, 5);
  const { shed } = second(overload, { live: 12_000, left: 9500, shortestMs: 150 });
  expect(shed.length / 12_000).toBeCloseTo(0.208, 1);
});

test("a burst that was worked off leaves nothing out", () => {
  const overload = new Overload();
  overload.waited(QUEUE_MS);
  second(overload, { live: 12_000, left: 10_000, shortestMs: 0 });
  expect(overload.share).toBe(0);
});

test("the same stations are left out second by second, and they are a part of those left out of more", () => {
  const overload = new Overload();
  second(overload, { live: 3000, left: 2700, shortestMs: QUEUE_MS });
  const first = second(overload, { live: 3000, left: 2565, shortestMs: 50 }).shed;
  const again = second(overload, { live: 3000, left: 1500, shortestMs: QUEUE_MS }).shed;
  expect(again).toEqual(first);
  const more = new Set(second(overload, { live: 3000, left: 1425, shortestMs: 50 }).shed);
  expect(more.size).toBeGreaterThan(first.length);
  for (const station of first) expect(more).toContain(station);
});

describe("when there is room again", () => {
  const shedding = () => {
    const overload = new Overload();
    second(overload, { live: 1000, left: 400, shortestMs: QUEUE_MS });
    return overload;
  };

  test("stations come back as fast as it allows, until none is left out", () => {
    const overload = shedding();
    const shares = Array.from({ length: 5 }, () => {
      second(overload, { live: 1000, left: 380, shortestMs: 0 }, 0.4);
      return overload.share;
    });
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares.at(-1)).toBe(0);
  });

  test("a process that has its hands full takes none back", () => {
    const overload = shedding();
    const { share } = overload;
    for (let n = 0; n < 20; n += 1) second(overload, { live: 1000, left: 380, shortestMs: 0 }, 0.97);
    expect(overload.share).toBe(share);
  });
});

test("stations of simulations are left out before live ones, which are touched when that is not enough", () => {
  const overload = new Overload();
  second(overload, { live: 1000, unreal: 1000, left: 1600, shortestMs: QUEUE_MS });
  const some = second(overload, { live: 1000, unreal: 1000, left: 1520, shortestMs: 50 });
  expect(some.shed.filter((key) => key.startsWith("live"))).toEqual([]);
  expect(some.shed.length).toBeGreaterThan(400);
  expect(some.worlds).toEqual([{ mode: "simulation", run: "r" }]);
  second(overload, { live: 1000, unreal: 1000, left: 500, shortestMs: QUEUE_MS });
  const most = second(overload, { live: 1000, unreal: 1000, left: 475, shortestMs: 50 });
  expect(most.shed.filter((key) => key.startsWith("simulation")).length).toBe(1000);
  expect(most.shed.filter((key) => key.startsWith("live")).length).toBeGreaterThan(400);
  expect(overload.shareOf("simulation")).toBe(1);
});

test("however hopeless it is, a tenth of the stations is heard", () => {
  const overload = new Overload();
  for (let n = 0; n < 5; n += 1) second(overload, { live: 1000, left: 1, shortestMs: QUEUE_MS });
  expect(overload.share).toBeCloseTo(0.9, 9);
});
