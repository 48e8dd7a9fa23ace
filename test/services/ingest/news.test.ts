// What the edge tells once a second: nothing while all is quiet.
import { expect, test } from "vitest";
import { ConnectionTable } from "../../../services/ingest/connectionTable.ts";
import { News } from "../../../services/ingest/news.ts";
import { Overload } from "../../../services/ingest/overload.ts";
import type { Packet } from "../../../shared/contracts/packet.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";

const LIVE = { mode: "live", run: "" } as const;
const DRILL = { mode: "drill", run: "may" } as const;
const everybody = () => true;

function open() {
  const [connections, overload, metrics] = [new ConnectionTable(), new Overload(), createMetrics()];
  return { connections, overload, metrics, news: new News(connections, overload, metrics) };
}

const packet: Packet = {
  ...DRILL,
  stationId: "XX_A",
  format: "openeew",
  receivedMs: 1,
  wallMs: 1,
  payload: new Uint8Array(),
};

test("devices are told world by world, five hundred a message", () => {
  const { connections, news } = open();
  const status = { connection: "online", heardMs: 1 } as const;
  for (let n = 0; n < 700; n += 1) connections.push({ ...status, world: LIVE, stationId: `XX_S${n}` });
  connections.push({ ...status, world: DRILL, stationId: "XX_A" });
  const told = news.tick(everybody, 0);
  expect(told.map(({ mode, run, stations }) => [mode, run, stations.length])).toEqual([
    ["live", "", 500],
    ["live", "", 200],
    ["drill", "may", 1],
  ]);
  expect(told.every(({ shedShare }) => shedShare === 0)).toBe(true);
  expect(news.tick(everybody, 0)).toEqual([]);
});

test("a world of which stations are left out is told each second, and once more when it is whole again", async () => {
  const { overload, metrics, news } = open();
  const second = (of: { readonly left: number; readonly waitMs: number }, busyShare: number) => {
    for (let n = 0; n < 100; n += 1) overload.sheds({ ...packet, stationId: `XX_S${n}` });
    overload.waited(of.waitMs);
    overload.left(of.left);
    return news.tick(everybody, busyShare);
  };
  expect(second({ left: 60, waitMs: 250 }, 1), "nothing is left out yet").toEqual([]);
  expect(second({ left: 57, waitMs: 50 }, 1)).toEqual([{ ...DRILL, shedShare: expect.closeTo(0.43, 2), stations: [] }]);
  expect(await metrics.valueOf("eew_ingest_shed_share")).toBeCloseTo(0.43, 2);
  const later = Array.from({ length: 6 }, () => second({ left: 57, waitMs: 0 }, 0.4).map(({ shedShare }) => shedShare));
  expect(later.findIndex((told) => told[0] === 0)).toBeGreaterThan(-1);
  expect(later.at(-1), "then nothing more is said").toEqual([]);
});
