// What is to be told, before it is put in words: to one subscriber, to the public about an area, or as a test.
import type { Alert } from "../alert.ts";
import type { Bulletin } from "../bulletin.ts";
import type { Mode } from "../mode.ts";

export interface SubscriberInput {
  readonly kind: "subscriber";
  readonly mode: Mode;
  /** `alarm.allClear`: the shaking should be over there. An end is told as that or as an update. */
  readonly type: Exclude<Alert["type"], "alarm.final"> | "alarm.allClear";
  readonly status: Alert["status"];
  readonly intensity: number;
  readonly secondsLeft: number;
  /** True when less is expected now than this subscriber asked to be told about. */
  readonly weaker: boolean;
  readonly magnitude?: number;
  readonly distanceKm?: number;
}

export interface AreaInput {
  readonly kind: "area";
  readonly mode: Mode;
  readonly type: Bulletin["kind"];
  readonly status: Bulletin["status"];
  /** Strongest expected on land. */
  readonly intensity: number;
  /** Around the epicentre: where at least light shaking is expected. */
  readonly radiusKm: number;
  /** Name of a town at the epicentre; without one the coordinates are told. */
  readonly place?: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly magnitude: number;
}

export interface TestInput {
  readonly kind: "test";
}

export type TextInput = SubscriberInput | AreaInput | TestInput;
