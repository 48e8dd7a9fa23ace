// An earthquake that a fleet of simulated sensors sends through a whole system, until its waveforms are kept.
import type { System } from "../services/system.ts";
import type { Place } from "../shared/seismo/geodesy.ts";
import { connectFeed, type FeedWorld, introduce, publishAll, untilRegistered } from "../simulators/feed.ts";
import { packetsOf, sensorsOf } from "../simulators/fleet.ts";
import { eventually } from "./poll.ts";

const QUAKE_AFTER_S = 45;
const START_MS = Date.UTC(2026, 2, 1);
const END_MS = START_MS + (QUAKE_AFTER_S + 135) * 1000;

/** Twelve stations around the centre hear magnitude 6. */
export async function storeQuake(system: System, world: FeedWorld, center: Place): Promise<void> {
  const options = {
    ...{ stations: 12, center, spacingKm: 15, rateHz: 50, seed: 5 },
    ...{
      magnitude: 6,
      quakeAfterS: QUAKE_AFTER_S,
      repeatEveryS: undefined,
      startMs: START_MS,
      onQuake: () => undefined,
    },
  };
  const sensors = sensorsOf(options);
  const metas = sensors.map(({ meta }) => meta);
  const client = await connectFeed(system.mqttUrl);
  await introduce(() => client, world, metas);
  await untilRegistered({ url: system.httpUrl, token: "" }, world, metas);
  const pace = { speed: Number.POSITIVE_INFINITY, signal: new AbortController().signal };
  await publishAll(() => client, world, untilTheEnd(packetsOf(sensors, options)), pace);
  await client.endAsync();
  const kept = () => system.metrics.valueOf("eew_waveform_events_total");
  await eventually("the waveforms are kept", async () => (await kept()) >= 1, 60_000);
}

function* untilTheEnd<T extends { readonly receivedMs: number }>(packets: Iterable<T>): Generator<T> {
  for (const packet of packets) {
    if (packet.receivedMs > END_MS) return;
    yield packet;
  }
}
