// Waveforms on demand, whichever bus carries the packets: heard while somebody watches, and then only of the partition needed.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { service as catalogue } from "../../services/catalogue/service.ts";
import { service as gateway } from "../../services/gateway/service.ts";
import { type Packet, packets, partitionOfPacket } from "../../shared/contracts/packet.ts";
import { picks } from "../../shared/contracts/pick.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { type Outgoing, out } from "../../shared/contracts/topic.ts";
import type { Bus, Subscription } from "../../shared/runtime/bus.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import { type RunningService, runService } from "../../shared/runtime/run.ts";
import { memoryStore } from "../../shared/runtime/storeMemory.ts";
import { eventually } from "../poll.ts";
import { silentLog } from "../services/catalogue/context.ts";
import { serve } from "../services/catalogue/serve.ts";
import { Listener } from "../services/gateway/listener.ts";
import { aPick } from "../services/gateway/messages.ts";
import { aSensor, packetOf, samplesOf } from "../services/gateway/waveform/sensor.ts";

const PARTITIONS = 8;
const WAVEFORM = "/api/stations/live/XX_A/waveform";
/** No second is like another: what is sent again word for word is known as such. */
const ground = (tS: number) => 0.02 * Math.sin(2 * Math.PI * 3.17 * tS);

/** A bus that tells which partitions of packets are consumed now. */
class WatchedBus {
  readonly bus: Bus;
  readonly partitions: string[] = [];

  constructor(bus: Bus) {
    this.bus = {
      publish: (message, envelope) => bus.publish(message, envelope),
      deadLetters: (limit) => bus.deadLetters(limit),
      retry: (id) => bus.retry(id),
      discard: (id) => bus.discard(id),
      queues: (partitions) => bus.queues(partitions),
      notReady: () => bus.notReady(),
      close: () => bus.close(),
      subscribe: async (subscription, receive) => {
        const consumer = await bus.subscribe(subscription, receive);
        const forget = this.#note(subscription);
        return { close: () => consumer.close().then(forget) };
      },
    };
  }

  #note({ topic, key = "all" }: Subscription): () => void {
    if (topic !== packets.name) return () => undefined;
    this.partitions.push(key);
    return () => void this.partitions.splice(this.partitions.indexOf(key), 1);
  }
}

export function waveformConformance(name: string, open: () => Promise<Bus>): void {
  describe(`waveforms over ${name}`, () => {
    let watched: WatchedBus;
    let services: readonly RunningService[];
    let http: Awaited<ReturnType<typeof serve>>;
    let laterMs = 0;
    const listeners: Listener[] = [];
    const publish = (message: Outgoing) =>
      watched.bus.publish(message, { id: "1", source: "test", timeMs: 0, stamps: {} });
    const send = (...sent: readonly Packet[]) =>
      Promise.all(
        sent.map((packet) => {
          const partition = partitionOfPacket(packet, PARTITIONS);
          return publish(out(packets, { partition, packets: [packet, { ...packet, stationId: "XX_UNWATCHED" }] }));
        }),
      );
    const watch = (path = WAVEFORM, lastId?: string) => {
      const listener = new Listener(http.url, lastId, path);
      listeners.push(listener);
      return listener;
    };
    const isKnown = async () => (await fetch(`${http.url}/api/stations/live/XX_B`)).ok;

    beforeEach(async () => {
      const bus = await open();
      watched = new WatchedBus(bus);
      laterMs = 0;
      const log = silentLog();
      const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + laterMs };
      const deps = {
        ...{ env: {}, clock, log, metrics: createMetrics(), partitions: PARTITIONS },
        store: memoryStore(clock),
        database: () => connectDatabase("sqlite::memory:", { log }),
        onBug: () => false,
      };
      const running = await runService(gateway, { ...deps, bus: watched.bus });
      services = [running, await runService(catalogue, { ...deps, bus })];
      http = await serve(running.running.routes ?? (() => expect.unreachable())());
      await publish(out(inventory, aSensor("XX_A")));
      await publish(out(inventory, aSensor("XX_B")));
      await eventually("the stations are known", isKnown);
    });
    afterEach(async () => {
      for (const listener of listeners.splice(0)) listener.leave();
      await Promise.all(services.map((service) => service.close()));
      await http.close();
      await watched.bus.close();
    });

    test("nobody watches: no packet is heard", async () => {
      await send(packetOf("XX_A", 0, ground));
      expect(watched.partitions).toEqual([]);
    });

    test("who watches gets every sample of that station as it was sent, and its picks", async () => {
      const page = watch();
      expect((await page.until("snapshot")).data).toMatchObject({
        ...{ key: "live/XX_A", sampleRateHz: 100, trigger: { staS: 0.5, ltaS: 10, onRatio: 4, offRatio: 1.5 } },
        channels: [{ component: "Z", unit: "m/s2" }, { component: "N" }, { component: "E" }],
      });
      await eventually("its partition is heard", () => watched.partitions.length === 1);
      for (const second of [0, 1, 2])
        await send(
          packetOf("XX_A", second, ground),
          packetOf("XX_B", second, () => 1),
        );
      await publish(out(picks, aPick("XX_A")));
      await publish(out(picks, aPick("XX_B")));
      const waves = () => page.messages.filter(({ name: event }) => event === "wave");
      await eventually("three seconds", () => waves().length === 3);
      for (const [second, { data }] of waves().entries()) {
        const shares = new Map([
          ["Z", 1],
          ["N", 0.5],
          ["E", 0.25],
        ]);
        expect(data.blocks.length).toBe(3);
        for (const { component, unit, samples, startMs, periodMs } of data.blocks) {
          const share = shares.get(component) ?? Number.NaN;
          expect([unit, periodMs]).toEqual(["m/s2", 10]);
          expect(Math.abs(startMs - (Date.UTC(2026, 0, 1) + 1000 * second))).toBeLessThan(1);
          samplesOf(samples).forEach((sample, i) => {
            expect(Math.abs(sample - share * ground(second + i / 100))).toBeLessThan(6e-5);
          });
        }
      }
      const { data } = await page.until("pick");
      expect(data).toMatchObject({ stationId: "XX_A", phase: "P" });
      expect(page.messages.filter(({ name: event }) => event === "pick").length).toBe(1);
    });

    test("who comes later sees what came before, and who was away for a moment gets what was missed", async () => {
      const first = watch();
      await eventually("its partition is heard", () => watched.partitions.length === 1);
      for (const second of [0, 1]) await send(packetOf("XX_A", second, ground));
      await eventually("two seconds", () => first.messages.length === 3);
      const second = watch();
      await eventually("the past", () => second.messages.length === 3);
      expect(second.messages.map(({ data }) => data.blocks?.[0].samples)).toEqual(
        first.messages.map(({ data }) => data.blocks?.[0].samples),
      );
      const lastId = second.messages.at(-1)?.id;
      second.leave();
      await send(packetOf("XX_A", 2, ground));
      const again = watch(WAVEFORM, lastId);
      await eventually("the missed second", () => again.messages.length === 1);
      expect(again.messages[0]?.name).toBe("wave");
    });

    test("who begins to watch sees what was sent before, each second once and in order", async () => {
      const seconds = Array.from({ length: 60 }, (_, second) => second);
      for (const second of seconds.slice(0, 55)) await send(packetOf("XX_A", second, ground));
      const page = watch();
      await eventually("its partition is heard", () => watched.partitions.length === 1);
      for (const second of seconds.slice(55)) await send(packetOf("XX_A", second, ground));
      const waves = () => page.messages.filter(({ name: event }) => event !== "snapshot");
      await eventually("all seconds", () => waves().length >= seconds.length);
      expect(waves().map(({ name: event }) => event)).toEqual(seconds.map(() => "wave"));
      const startsS = waves().map(({ data }) => (data.blocks[0].startMs - Date.UTC(2026, 0, 1)) / 1000);
      expect(startsS.map(Math.round)).toEqual(seconds);
    });

    test("when the last one has left, nothing is heard any more; the other station's partition goes on", async () => {
      const pages = [watch(), watch(), watch("/api/stations/live/XX_B/waveform")];
      await eventually("two partitions are heard", () => watched.partitions.length === 2);
      pages[0]?.leave();
      pages[1]?.leave();
      await eventually("seen as left", async () => {
        laterMs += 5000;
        return watched.partitions.length === 1;
      });
      pages[2]?.leave();
      await eventually("seen as left", async () => {
        laterMs += 5000;
        return watched.partitions.length === 0;
      });
      await send(packetOf("XX_A", 9, ground));
    });
  });
}
