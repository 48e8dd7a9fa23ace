// A station that is watched during a drill: its samples as it sent them, also those before, the trigger where the decoder
// picks, and then nothing.
import { afterEach, expect, test } from "vitest";
import { packets } from "../../shared/contracts/packet.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { out } from "../../shared/contracts/topic.ts";
import { gaussian, randomOf } from "../../simulators/random.ts";
import { eventually } from "../poll.ts";
import { Listener } from "../services/gateway/listener.ts";
import { aSensor, packetOf, START_MS, samplesOf } from "../services/gateway/waveform/sensor.ts";
import { Rig } from "./rig.ts";

const DRILL = { mode: "drill", run: "tuesday" } as const;
const ONSET_S = 40;
const SECONDS = 50;
/** Nobody watched yet. */
const BEFORE = 20;

let rig: Rig;
afterEach(() => rig.close());

/** Quiet for forty seconds, then a P that grows for two. */
function groundOf(seconds: number): (tS: number) => number {
  const random = randomOf("watched");
  const noise = Array.from({ length: 100 * seconds }, () => 4e-4 * gaussian(random));
  const sinceS = (tS: number) => Math.max(0, tS - ONSET_S);
  const wave = (tS: number) => 0.03 * Math.min(1, sinceS(tS) / 2 + 0.3) * Math.sin(2 * Math.PI * 4.1 * sinceS(tS));
  return (tS) => (noise[Math.round(100 * tS)] ?? 0) + wave(tS);
}

test("who watches a station in a drill sees what it sent, its trigger at the decoder's pick, and nobody else pays for it", async () => {
  rig = new Rig(1);
  for (const name of ["gateway", "decoder", "catalogue"]) await rig.start(name);
  const envelope = { id: "1", source: "test", timeMs: 0, stamps: {} };
  await rig.bus.publish(out(inventory, { ...aSensor("XX_A"), ...DRILL }), envelope);
  await rig.bus.idle();
  const gateway = await rig.openGateway();
  const ground = groundOf(SECONDS + 1);
  const send = (second: number) => {
    const packet = { ...packetOf("XX_A", second, ground), ...DRILL };
    return rig.bus.publish(out(packets, { partition: 0, packets: [packet] }), envelope);
  };
  for (let second = 0; second < BEFORE; second += 1) await send(second);
  const page = new Listener(gateway.url, undefined, "/api/stations/drill:tuesday/XX_A/waveform");
  await page.until("snapshot");
  for (let second = BEFORE; second < SECONDS; second += 1) await send(second);
  const waves = () => page.messages.filter(({ name }) => name === "wave");
  await eventually("all seconds", () => waves().length === SECONDS);
  const sent = Array.from({ length: 100 * SECONDS }, (_, i) => ground(i / 100));
  const seen = waves().flatMap(({ data }) => [...samplesOf(data.blocks[0].samples)]);
  expect(seen.length).toBe(sent.length);
  expect(Math.max(...seen.map((sample, i) => Math.abs(sample - (sent[i] ?? 0))))).toBeLessThan(6e-5);
  const pick = await page.until("pick");
  const on = waves()
    .flatMap(({ data }) => data.curves[0].triggers)
    .find(({ isOn }) => isOn);
  const sinceStartS = (timeMs: number) => (timeMs - START_MS) / 1000;
  expect(Math.abs(sinceStartS(pick.data.timeMs) - ONSET_S)).toBeLessThan(0.2);
  expect(Math.abs(sinceStartS(on.timeMs) - ONSET_S)).toBeLessThan(0.5);
  page.leave();
  await gateway.close();
  await eventually("seen as left", async () => {
    await rig.clock.move(1000);
    return (await rig.metrics.valueOf("eew_waveform_stations")) === 0;
  });
  await send(SECONDS);
  await rig.bus.idle();
  const handled = (service: string) =>
    rig.metrics.valueOf("eew_messages_handled_total", { service, topic: packets.name });
  expect([await handled("gateway"), await handled("decoder")]).toEqual([SECONDS - BEFORE, SECONDS + 1]);
});
