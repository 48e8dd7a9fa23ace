// pulse.v1: a heartbeat that came through every hop of the alarm path, with the moment each service took it. On its way it
// is an empty message on the topics of that path, and this travels in its envelope.
import { z } from "zod";
import { jsonTopic, type Outgoing } from "./topic.ts";
import { epochMs } from "./units.ts";

export const pulseSchema = z.object({
  /** `<sender>/<key>/<sentMs>` */
  id: z.string().min(1).max(200),
  /** The partition of packet.v1 it went through: "p0", "p1", … */
  key: z.string().min(1).max(16),
  /** Wall clock, as all times here: they tell nothing about the Earth. */
  sentMs: epochMs,
  /** In the order it passed them: who took it from where, and when. */
  hops: z
    .array(z.object({ topic: z.string().max(40), service: z.string().max(40), atMs: epochMs }))
    .min(1)
    .max(16),
});
export type Pulse = z.output<typeof pulseSchema>;

/** What came through: told to all who watch the path. */
export const pulses = jsonTopic("pulse.v1", pulseSchema, ({ key }) => key);

/** A pulse on its way by a topic; `hops` may still be empty. */
export function pulseOn(topic: string, pulse: Pulse): Outgoing {
  return { topic, key: pulse.key, body: new Uint8Array(), pulse };
}
