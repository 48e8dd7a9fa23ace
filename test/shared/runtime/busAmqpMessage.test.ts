// Messages of older versions and of strangers, as they come off the wire.
import { expect, test } from "vitest";
import { deadLetterOf, deliveryOf, propertiesOf } from "../../../shared/runtime/busAmqpMessage.ts";
import golden from "../contracts/golden/pulse.v1.json" with { type: "json" };

const fields = { deliveryTag: 1, redelivered: false, exchange: "", routingKey: "event.v1.alarm" };

function arrived(headers: Record<string, unknown>) {
  return { content: Buffer.alloc(0), fields, properties: { ...NO_PROPERTIES, messageId: "1", appId: "old", headers } };
}
const NO_PROPERTIES = {
  ...{ contentType: undefined, contentEncoding: undefined, deliveryMode: undefined, priority: undefined },
  ...{ correlationId: undefined, replyTo: undefined, expiration: undefined, timestamp: undefined },
  ...{ type: undefined, userId: undefined, clusterId: undefined },
};

test("an envelope of before heartbeats is none", () => {
  const { envelope } = deliveryOf("event.v1", arrived({ key: "quake", timeMs: 5, stamps: '{"picked":4}' }), 1);
  expect(envelope).toEqual({ id: "1", source: "old", timeMs: 5, stamps: { picked: 4 } });
});

test.each([
  ["not JSON", "{"],
  ["another shape", '{"id":1}'],
  ["another type", 7],
])("what claims to be a heartbeat and is %s is an ordinary message", (_what, pulse) => {
  expect(deliveryOf("event.v1", arrived({ key: "p0", pulse }), 1).envelope.pulse).toBeUndefined();
});

test("a heartbeat comes back as it was sent, and a broker that gives it up knows of which topic it was", () => {
  const envelope = { id: "1", source: "old", timeMs: 5, stamps: {}, pulse: golden };
  const { headers } = propertiesOf({ topic: "event.v1", key: "p3", body: new Uint8Array() }, envelope);
  expect(deliveryOf("event.v1", arrived(headers), 1)).toMatchObject({ key: "p3", envelope });
  const death = [{ queue: "event.v1.alarm", reason: "delivery_limit", exchange: "" }];
  expect(deadLetterOf(arrived({ ...headers, "x-death": death }))).toMatchObject({ topic: "event.v1", group: "alarm" });
});
