// A gateway with its page, told by hand what happens: the same every time, and nothing to wait for.
import { service } from "../../services/gateway/service.ts";
import { contexts } from "../../shared/contracts/context.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import { motions } from "../../shared/contracts/motion.ts";
import { picks } from "../../shared/contracts/pick.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { startOnBench } from "../services/catalogue/context.ts";
import { serve } from "../services/catalogue/serve.ts";
import { aContext, anEvent, aPick, aStation, magnitude, origin } from "../services/gateway/messages.ts";

const DRILL = { mode: "drill", run: "browser" } as const;
export const EVENT_ID = "drill:browser/1";
export const PLACE = { latitudeDeg: 17.9, longitudeDeg: -101.5, name: "Zihuatanejo" };

export async function startGateway() {
  const bench = await startOnBench(service);
  const router = bench.running.routes;
  if (router === undefined) throw new Error("the gateway has no routes");
  const server = await serve(router);
  return {
    url: server.url,
    /** Around the epicentre, in a square. */
    async stations(count: number): Promise<void> {
      const side = Math.ceil(Math.sqrt(count));
      for (let at = 0; at < count; at += 1) {
        const place = {
          latitudeDeg: 16.5 + (2 * Math.floor(at / side)) / side,
          longitudeDeg: -102.7 + (2 * (at % side)) / side,
        };
        await bench.send(inventory, aStation(stationId(at), { ...DRILL, ...place }));
      }
    },
    async shake(count: number, intensity: number): Promise<void> {
      const nowMs = Date.now();
      const stations = Array.from({ length: count }, (_, at) => ({
        ...{ stationId: stationId(at), timeMs: nowMs - 1000, pgaMps2: 0.2, pgvMps: 0.02, watermarkMs: nowMs },
        intensity: intensity + (at % 3),
      }));
      await bench.send(motions, { ...DRILL, stations });
    },
    async pick(count: number): Promise<void> {
      const timeMs = Date.now() - 1000;
      for (let at = 0; at < count; at += 1) {
        const id = { pickId: `${stationId(at)}/P/${timeMs}`, stationId: stationId(at) };
        await bench.send(picks, aPick(stationId(at), { ...DRILL, ...id, timeMs, knownMs: Date.now() }));
      }
    },
    /** One version of an earthquake that began some seconds ago. */
    async version(version: number, changes: Partial<SeismicEvent> = {}, agoS = 6): Promise<void> {
      const nowMs = Date.now();
      const rings = [3, 4, 5, 6, 7].map((intensity) => ({ intensity, radiusKm: 320 / (intensity - 2) ** 1.2 }));
      const at = { ...origin, timeMs: nowMs - agoS * 1000, longitudeDeg: origin.longitudeDeg + version / 40 };
      const size = { ...magnitude, value: 6 + version / 10 };
      const event = {
        ...DRILL,
        eventId: EVENT_ID,
        version,
        asOfMs: nowMs,
        origin: at,
        magnitude: size,
        contours: rings,
      };
      await bench.send(events, anEvent({ ...event, ...changes }));
      await bench.send(contexts, aContext({ ...DRILL, eventId: EVENT_ID, version }));
    },
    async close(): Promise<void> {
      await bench.running.close?.();
      await server.close();
    },
  };
}

const stationId = (at: number) => `XX_S${String(at).padStart(5, "0")}`;
