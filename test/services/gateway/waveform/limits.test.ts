// How many waveforms are watched at once: one too many is told so, one who left makes room; what is not known is told to be unknown.
import { afterEach, beforeEach, expect, test } from "vitest";
import { service } from "../../../../services/gateway/service.ts";
import { packets } from "../../../../shared/contracts/packet.ts";
import { inventory } from "../../../../shared/contracts/station.ts";
import { eventually } from "../../../poll.ts";
import { type Bench, startOnBench } from "../../catalogue/context.ts";
import { serve } from "../../catalogue/serve.ts";
import { Listener } from "../listener.ts";
import { aSensor, packetOf } from "./sensor.ts";

let bench: Bench;
let http: Awaited<ReturnType<typeof serve>>;
const pathOf = (id: string) => `/api/stations/live/${id}/waveform`;

beforeEach(async () => {
  bench = await startOnBench(service, { env: { GATEWAY_WATCHED_STATIONS: "1", GATEWAY_MAX_CLIENTS: "2" } });
  http = await serve(bench.running.routes ?? (() => expect.unreachable())());
  for (const id of ["XX_A", "XX_B"]) await bench.send(inventory, aSensor(id));
});
afterEach(async () => {
  await bench.running.close?.();
  await http.close();
});

async function refusalOf(path: string) {
  const answer = await fetch(http.url + path);
  const { error } = (await answer.json()) as { error: { message: string } };
  return [answer.status, answer.headers.get("retry-after"), error.message];
}

test("a second station is refused while the first is watched, a third page on the first too", async () => {
  const pages = [1, 2].map(() => new Listener(http.url, undefined, pathOf("XX_A")));
  for (const page of pages) await page.until("snapshot");
  const full = "too many waveforms are watched; try again in 5 s (GATEWAY_WATCHED_STATIONS, GATEWAY_MAX_CLIENTS)";
  expect(await refusalOf(pathOf("XX_B"))).toEqual([503, "5", full]);
  expect(await refusalOf(pathOf("XX_A"))).toEqual([503, "5", full]);
  for (const page of pages) page.leave();
});

test("who left makes room at once for who waits", async () => {
  const first = new Listener(http.url, undefined, pathOf("XX_A"));
  await first.until("snapshot");
  first.leave();
  await eventually("room for another", async () => {
    const second = new Listener(http.url, undefined, pathOf("XX_B"));
    await eventually("an answer", () => second.status !== 0 || second.isOver);
    second.leave();
    return second.status === 200;
  });
});

test("a station nobody registered, or of another world, is told to be unknown", async () => {
  const message = (id: string, world = "live") => `stationId: no station "${id}" in world "${world}"`;
  expect(await refusalOf(pathOf("XX_NOPE"))).toEqual([404, null, message("XX_NOPE")]);
  expect(await refusalOf("/api/stations/drill:x/XX_A/waveform")).toEqual([404, null, message("XX_A", "drill:x")]);
  expect(await refusalOf("/api/stations/live/XX_NOPE")).toEqual([404, null, message("XX_NOPE")]);
});

test("what one knows of a station: how it is, how it is registered, its picks; of another world's nothing", async () => {
  await bench.send(packets, { partition: 0, packets: [packetOf("XX_A", 0, () => 0)] });
  const answer = await fetch(`${http.url}/api/stations/live/XX_A`);
  expect(await answer.json()).toMatchObject({
    station: { key: "live/XX_A", state: "silent", elevationM: 12, vs30Mps: null, trust: null },
    inventory: { channels: [{ code: "x", component: "Z", unit: "m/s2" }, {}, {}] },
    picks: [],
  });
});
