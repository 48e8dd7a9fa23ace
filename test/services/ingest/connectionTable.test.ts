// What devices said of their connections: told once, told again every minute, and only of stations that there are.
import { expect, test } from "vitest";
import { ConnectionTable, type DeviceStatus } from "../../../services/ingest/connectionTable.ts";

const LIVE = { mode: "live", run: "" } as const;
const status = (stationId: string, connection: DeviceStatus["connection"], heardMs = 1): DeviceStatus => ({
  world: LIVE,
  stationId,
  connection,
  heardMs,
});
const everybody = () => true;

test("a change is told with the next tick, once; the same again is no news", () => {
  const table = new ConnectionTable();
  table.push(status("XX_A", "online"));
  expect(table.tick(everybody)).toEqual([status("XX_A", "online")]);
  table.push(status("XX_A", "online", 2));
  expect(table.tick(everybody)).toEqual([]);
  table.push(status("XX_A", "offline", 3));
  expect(table.tick(everybody)).toEqual([status("XX_A", "offline", 3)]);
  expect([table.count("online"), table.count("offline")]).toEqual([0, 1]);
});

test("once a minute all are told, for those who have started since", () => {
  const table = new ConnectionTable();
  for (let n = 0; n < 700; n += 1) table.push(status(`XX_S${n}`, "online"));
  const ticks = Array.from({ length: 60 }, () => table.tick(everybody).length);
  expect(ticks.flatMap((told, n) => (told > 0 ? [[n, told]] : []))).toEqual([
    [0, 700],
    [59, 700],
  ]);
});

test("a device whose station is registered a moment later is told then; one that never is, is forgotten", () => {
  const table = new ConnectionTable();
  table.push(status("XX_SOON", "offline"));
  table.push(status("XX_NEVER", "offline"));
  expect(table.tick(() => false)).toEqual([]);
  const soon = (key: string) => key === "live/XX_SOON";
  expect(table.tick(soon)).toEqual([status("XX_SOON", "offline")]);
  for (let n = 0; n < 70; n += 1) table.tick(soon);
  expect(table.count("offline")).toBe(1);
});

test("a cleared status is forgotten, and so is that of a station that there is no longer", () => {
  const table = new ConnectionTable();
  table.push(status("XX_A", "offline"));
  table.push(status("XX_B", "offline"));
  table.forget({ world: LIVE, stationId: "XX_A" });
  expect(table.tick(everybody)).toEqual([status("XX_B", "offline")]);
  for (let n = 0; n < 60; n += 1) table.tick(() => false);
  expect(table.count("offline")).toBe(0);
});

test("strangers cannot fill the memory: a full table takes no more devices, and still those it knows", () => {
  const table = new ConnectionTable();
  for (let n = 0; n < 20_000; n += 1) expect(table.push(status(`XX_S${n}`, "online"))).toBe(true);
  expect(table.push(status("XX_MORE", "online"))).toBe(false);
  expect(table.push(status("XX_S7", "offline"))).toBe(true);
});
