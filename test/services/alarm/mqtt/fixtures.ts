// A bulletin about the fixtures' event, and a listener on a broker of the test's own.
import { connect, type MqttClient } from "mqtt";
import type { Bulletin } from "../../../../shared/contracts/bulletin.ts";
import { systemClock } from "../../../../shared/runtime/clock.ts";
import { startEmbeddedEdge } from "../../../../shared/runtime/edgeEmbedded.ts";
import { anEvent, quiet } from "../fixtures.ts";

export function aBulletin(over: Partial<Bulletin> = {}): Bulletin {
  const { mode, run, eventId, version, status, asOfMs, origin, magnitude, likelihood, reason } = anEvent();
  return {
    ...{ mode, run, eventId, version, status, origin, magnitude, likelihood, reason },
    bulletinId: `${eventId}.${over.version ?? version}`,
    kind: "issued",
    sentMs: asOfMs,
    expiresMs: asOfMs + 60_000,
    references: [],
    stationCount: 6,
    intensity: 8,
    radiusKm: 120,
    contours: [],
    texts: [
      {
        language: "en",
        direction: "ltr",
        headline: "Severe shaking expected within 120 km of 35.0°N 118.0°W.",
        detail: "An earthquake was detected.",
        instruction: "Drop, cover, hold on.",
      },
    ],
    ...over,
  };
}

export const HOME = { name: "home", latitudeDeg: 35.2, longitudeDeg: -118 };
export const FAR = { name: "far", latitudeDeg: 45, longitudeDeg: -118 };

/** A broker in this process (MQTT 3.1.1). */
export function openBroker(port = 0) {
  return startEmbeddedEdge(new URL(`embedded://127.0.0.1:${port}`), {
    ...{ clock: systemClock, log: quiet, instance: "test", group: "", protocol: "3.1.1", username: "", password: "" },
    filters: [],
    retainedFilters: [],
    onMessage: () => undefined,
  });
}

export interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

/** Notes everything; what is retained comes first. */
export async function listenTo(url: string): Promise<{ readonly heard: Heard[]; readonly client: MqttClient }> {
  const heard: Heard[] = [];
  const client = connect(url, { protocolVersion: 4, reconnectPeriod: 50 });
  client.on("message", (topic, payload, { retain }) => void heard.push({ topic, text: payload.toString(), retain }));
  client.on("error", () => undefined);
  await new Promise<void>((resolve) => client.once("connect", () => resolve()));
  await client.subscribeAsync("#", { qos: 1 });
  return { heard, client };
}
