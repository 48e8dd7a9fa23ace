// What the operator's interface answers, as the page reads it; `operations/api.ts` documents it.
import type { Delivery } from "../../../../shared/contracts/delivery.ts";
import type { Finding } from "../../../../shared/contracts/finding.ts";
import type { Mode } from "../../../../shared/contracts/mode.ts";
import type { Stage } from "../../../../shared/contracts/topic.ts";
import type { DrillView } from "../../drills/drill.ts";
import type { DeadLetterView } from "../../operations/deadLetters.ts";
import type { Delay } from "../../operations/delays.ts";
import type { QueueView } from "../../operations/queueTrends.ts";
import type { Rate } from "../../operations/rates.ts";
import type { PlanningAnswer as Plan } from "../../planning/planning.ts";

export type { Plan };

export interface OperationsAnswer {
  readonly nowMs: number;
  readonly queues: readonly QueueView[];
  readonly queuesFault: string;
  readonly busFault: string;
  readonly deadLetters: number;
  readonly rates: readonly Rate[];
  readonly delays: readonly (Delay & { readonly from: Stage; readonly to: Stage })[];
  readonly members: readonly {
    readonly instance: string;
    readonly service: string;
    readonly version: string;
    readonly startedMs: number;
    readonly takes: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly membersFault: string;
  readonly leader: string;
}

export interface DeadLettersAnswer {
  readonly deadLetters: readonly DeadLetterView[];
}

export interface DrillsAnswer {
  readonly drills: readonly DrillView[];
}
export interface DrillAnswer extends DrillView {
  readonly lines: readonly string[];
}

export interface ScenariosAnswer {
  readonly scenarios: readonly {
    readonly name: string;
    readonly title: string;
    readonly about: string;
    readonly durationS: number;
    readonly leadS: number;
    readonly stations: number | null;
    readonly largestMagnitude: number | null;
  }[];
}

export interface DoctorAnswer {
  readonly nowMs: number;
  readonly findings: readonly Finding[];
}

export interface PlanningAnswer extends Plan {
  readonly stationCount: number;
  readonly before: Plan | null;
}

/** As the alarm service answers; `services/alarm/api/answers.ts`. */
export interface SubscriptionTold {
  readonly subscriptionId: string;
  readonly name: string;
  readonly url: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly minimumIntensity: number;
  readonly modes: readonly Mode[];
  readonly enabled: boolean;
  readonly disabledReason: string;
  readonly failingSinceMs: number | null;
}
export interface SubscriptionsAnswer {
  readonly subscriptions: readonly SubscriptionTold[];
  readonly total: number;
}
export type DeliveryTold = Omit<Delivery, "message" | "run"> & { readonly finishedMs: number };
export interface DeliveriesAnswer {
  readonly deliveries: readonly DeliveryTold[];
}
export interface TestAnswer {
  readonly delivered: boolean;
  readonly status: number;
  readonly tookMs: number;
  readonly error: string;
}
