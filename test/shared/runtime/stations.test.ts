// The station directory: shared by the hot state, kept fresh by news, and tidied of what drills leave behind.
import { expect, test } from "vitest";
import { type Station, stationKey, stationSchema } from "../../../shared/contracts/station.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { StationDirectory } from "../../../shared/runtime/stations.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import golden from "../contracts/golden/inventory.v1.json" with { type: "json" };

const log = openLog({ level: "silent", service: "test" });
const station = (overrides: Partial<Station>): Station => ({ ...stationSchema.parse(golden), ...overrides });
const live = station({ mode: "live", run: "", stationId: "XX_A", updatedMs: 1000 });

test("what one process registers, another finds in the hot state", async () => {
  const store = memoryStore(systemClock);
  await new StationDirectory(store, log).register(live);
  const other = new StationDirectory(store, log);
  expect(other.stationOf(stationKey(live))).toBeUndefined();
  await other.refresh();
  expect(other.stationOf(stationKey(live))).toEqual(live);
});

test("older news about a station does not move it back", () => {
  const directory = new StationDirectory(memoryStore(systemClock), log);
  directory.accept(live);
  directory.accept({ ...live, latitudeDeg: 1, updatedMs: 999 });
  expect(directory.stationOf("live/XX_A")?.latitudeDeg).toBe(live.latitudeDeg);
  directory.accept({ ...live, latitudeDeg: 2, updatedMs: 1001 });
  expect(directory.stationOf("live/XX_A")?.latitudeDeg).toBe(2);
});

test("a station in the hot state that cannot be read is skipped, the others are there", async () => {
  const store = memoryStore(systemClock);
  await store.hashSet("stations", "live/XX_B", '{"mode":"live"}');
  await new StationDirectory(store, log).register(live);
  const directory = new StationDirectory(store, log);
  await directory.refresh();
  expect([...directory.all()]).toEqual([live]);
});

test("stations of old drills are forgotten by everybody, live ones never", async () => {
  const store = memoryStore(systemClock);
  const directory = new StationDirectory(store, log);
  const [old, fresh] = [500, 1500].map((updatedMs) => station({ mode: "drill", run: `d${updatedMs}`, updatedMs }));
  for (const one of [live, old, fresh]) if (one !== undefined) await directory.register(one);
  await directory.forgetUnreal(1200);
  expect([...directory.all()]).toEqual([live, fresh]);
  expect([...(await store.hashAll("stations")).keys()]).toHaveLength(2);
});

test("a station that moved in the hot state is found there by the next look, and what did not change stays", async () => {
  const store = memoryStore(systemClock);
  const [writer, reader] = [new StationDirectory(store, log), new StationDirectory(store, log)];
  const other = { ...live, stationId: "XX_C" };
  for (const one of [live, other]) await writer.register(one);
  await reader.refresh();
  await writer.register({ ...live, latitudeDeg: 7, updatedMs: 2000 });
  await reader.refresh();
  expect(reader.stationOf("live/XX_A")?.latitudeDeg).toBe(7);
  expect(reader.stationOf("live/XX_C")).toEqual(other);
});

test("a station that was removed is gone for everybody, and late news from before do not bring it back", async () => {
  const store = memoryStore(systemClock);
  const [writer, reader] = [new StationDirectory(store, log), new StationDirectory(store, log)];
  await writer.register(live);
  await reader.refresh();
  const heard: (number | undefined)[] = [];
  reader.onChange(({ removedMs }) => heard.push(removedMs));
  await writer.register({ ...live, updatedMs: 2000, removedMs: 2000 });
  await reader.refresh();
  reader.accept({ ...live, updatedMs: 1999 });
  for (const directory of [writer, reader]) {
    expect([...directory.all()]).toEqual([]);
    expect(directory.stationOf("live/XX_A")).toBeUndefined();
    expect(directory.removedOf("live/XX_A")?.removedMs).toBe(2000);
  }
  expect(heard).toEqual([2000]);
  reader.accept({ ...live, updatedMs: 2001 });
  expect([reader.stationOf("live/XX_A")?.updatedMs, [...reader.removed()]]).toEqual([2001, []]);
});
