// Everything a set of sensors sends, second of data by second, in the order of receipt.
import type { Quake } from "../quake.ts";
import type { SensedPacket, Sensor } from "../sensor/sensor.ts";
import type { Planned } from "./plan.ts";

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The longest a wave takes to a sensor and shakes it. */
const FELT_FOR_MS = 900_000;
const SECOND_MS = 1000;

/** @param onSecond told before each second of data is made. */
export function* packetsOf(
  sensors: readonly Sensor[],
  quakes: readonly Planned[],
  { startMs, endMs, onSecond }: Span & { readonly onSecond?: (secondMs: number) => void },
): Generator<SensedPacket> {
  const feltBy = quakes.map(({ quake, feltBy: ids }) => ({ quake, ids: ids === undefined ? undefined : new Set(ids) }));
  let waiting: SensedPacket[] = [];
  for (let secondMs = startMs; secondMs < endMs; secondMs += SECOND_MS) {
    onSecond?.(secondMs);
    const nextMs = secondMs + SECOND_MS;
    const shaking = feltBy.filter(({ quake }) => quake.originMs < nextMs && quake.originMs > secondMs - FELT_FOR_MS);
    const common = shaking.filter(({ ids }) => ids === undefined).map(({ quake }) => quake);
    const special = shaking.filter(({ ids }) => ids !== undefined);
    for (const sensor of sensors) {
      const felt = special.length === 0 ? common : [...common, ...ownOf(special, sensor.meta.stationId)];
      const sent = sensor.packetsOf(secondMs, nextMs, felt);
      for (const packet of sent) waiting.push(packet);
    }
    waiting.sort((a, b) => a.receivedMs - b.receivedMs);
    // What is made later is received later than the second it is of begins.
    const due = waiting.findIndex(({ receivedMs }) => receivedMs >= nextMs);
    const ready = due < 0 ? waiting : waiting.slice(0, due);
    waiting = due < 0 ? [] : waiting.slice(due);
    yield* ready;
  }
  yield* waiting;
}

function ownOf(
  special: readonly { readonly quake: Quake; readonly ids: ReadonlySet<string> | undefined }[],
  stationId: string,
): Quake[] {
  return special.filter(({ ids }) => ids?.has(stationId)).map(({ quake }) => quake);
}
