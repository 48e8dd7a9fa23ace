// A watched station's packets: what was not used and why, and another sensitivity.
import { expect, test } from "vitest";
import { WatchedStation } from "../../../../services/gateway/waveform/watchedStation.ts";
import { aSensor, packetOf, samplesOf } from "./sensor.ts";

const RATIOS = { onRatio: 4, warmupRatio: 6 };
const ground = (tS: number) => 0.02 * Math.sin(2 * Math.PI * 3.17 * tS);

test("what is sent twice, broken or without a time of receipt is told with its reason, and what follows is used", () => {
  const watched = new WatchedStation(RATIOS);
  const station = aSensor("XX_A");
  const kinds = [
    packetOf("XX_A", 0, ground),
    packetOf("XX_A", 0, ground),
    { ...packetOf("XX_A", 1, ground), payload: Buffer.from("no packet") },
    { ...packetOf("XX_A", 1, ground), receivedMs: Number.NaN },
    packetOf("XX_A", 1, ground),
  ].map((packet) => watched.push(packet, station));
  expect(kinds).toMatchObject([
    { kind: "wave" },
    { kind: "unused", outcome: "duplicate" },
    { kind: "unused", outcome: "malformed", reason: "compact: not a compact packet" },
    { kind: "unused", outcome: "badtime", reason: "receivedMs: want epoch ms" },
    { kind: "wave" },
  ]);
});

test("a rate that no filter is made for is told, and ends nothing", () => {
  const payload = Buffer.from('{"x":[1,2,4],"sr":2}');
  const packet = { ...packetOf("XX_A", 1, ground), format: "openeew" as const, payload };
  expect(new WatchedStation(RATIOS).push(packet, aSensor("XX_A"))).toMatchObject({
    ...{ kind: "unused", outcome: "malformed" },
    reason: "sample rate: got 2 Hz, want 10 to 1000",
  });
});

test("another sensitivity shows at once; the same channels told again change nothing", () => {
  const watched = new WatchedStation(RATIOS);
  const peakOf = (second: number, sensitivity: number) => {
    const { channels, ...station } = aSensor("XX_A");
    const told = { ...station, channels: channels.map((channel) => ({ ...channel, sensitivity })) };
    const view = watched.push(packetOf("XX_A", second, ground), told);
    if (view.kind !== "wave") return expect.unreachable();
    return Math.max(...samplesOf(view.blocks[0]?.samples ?? ""));
  };
  expect([peakOf(0, 100), peakOf(1, 100), peakOf(2, 50)].map((peak) => Math.round(peak * 100))).toEqual([2, 2, 4]);
});
