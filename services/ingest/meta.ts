// A station's description of itself: the JSON of its meta topic, checked whole and turned into a station of its world.
import type { World } from "../../shared/contracts/mode.ts";
import { type Station, stationSchema } from "../../shared/contracts/station.ts";

export interface MetaSource {
  readonly world: World;
  readonly stationId: string;
  readonly updatedMs: number;
}

/** What only the registry may say is not listened to. */
const saidSchema = stationSchema.omit({ fixed: true, claimed: true, createdMs: true, removedMs: true });

/** The station, or why it cannot be one. World and id come from the topic, whatever the payload claims. */
export function stationOfMeta(payload: Uint8Array, { world, stationId, updatedMs }: MetaSource): Station | string {
  const given = jsonOf(payload);
  if (typeof given !== "object" || given === null) return "not a JSON object in UTF-8";
  const parsed = saidSchema.safeParse({ elevationM: 0, ...given, ...world, stationId, updatedMs });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const got = (issue?.path ?? []).reduce<unknown>((at, key) => Reflect.get(Object(at), key), given);
  return `${issue?.path.join(".")}: got ${JSON.stringify(got)?.slice(0, 60) ?? "nothing"}, ${issue?.message}`;
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
}
