// What a subscriber wants to be told about: each filter, what is held against it, and the slack of those told already.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Fact } from "./hold.ts";
import type { Subscription } from "./subscription.ts";

/** What is expected now, or what somebody expects who was told. */
export interface Outlook {
  readonly magnitude: number;
  /** Of the event being an earthquake. */
  readonly likelihood: number;
  readonly intensity: number;
  /** Of the subscriber's minimum, if it is an earthquake. */
  readonly exceedanceProbability: number;
  readonly sArrivalMs: number;
}

export const WISHES = ["magnitude", "likelihood", "belowMinimum", "costLoss", "leadTime"] as const;
export type Wish = (typeof WISHES)[number];

/** Met also this far off by what is told to those who were told before: no flapping at the edge. */
const SLACK = { magnitude: 0.2, likelihood: 0.1, intensity: 0.3, ratio: 0.8 };
/** 4.6 is a little less than 4.8 - 0.2 in binary. */
const TINY = 1e-9;

interface Against {
  readonly subscription: Subscription;
  /** Data clock. */
  readonly asOfMs: number;
  readonly withSlack: boolean;
}

export function fails(wish: Wish, outlook: Outlook, { subscription, asOfMs, withSlack }: Against): boolean {
  const { minimumMagnitude, minimumLikelihood, minimumIntensity, costLossRatio, minimumLeadTimeS } = subscription;
  const by = (slack: number) => (withSlack ? slack : 0) + TINY;
  switch (wish) {
    case "magnitude":
      return minimumMagnitude !== null && outlook.magnitude < minimumMagnitude - by(SLACK.magnitude);
    case "likelihood":
      return outlook.likelihood < minimumLikelihood - by(SLACK.likelihood);
    case "belowMinimum":
      return costLossRatio === null && outlook.intensity < minimumIntensity - by(SLACK.intensity);
    case "costLoss":
      return costLossRatio !== null && chanceOf(outlook) < costLossRatio * (withSlack ? SLACK.ratio : 1) - TINY;
    case "leadTime":
      return minimumLeadTimeS !== null && leftS(outlook, asOfMs) < minimumLeadTimeS - TINY;
  }
}

/** Known before anything is reckoned for the subscriber's place. */
export function failsAnywhere(event: SeismicEvent, subscription: Subscription): "magnitude" | "likelihood" | undefined {
  const { minimumMagnitude, minimumLikelihood } = subscription;
  if (minimumMagnitude !== null && event.magnitude.value < minimumMagnitude - TINY) return "magnitude";
  return event.likelihood < minimumLikelihood - TINY ? "likelihood" : undefined;
}

/** What was got, and what was wanted. */
export function factsOf(
  wish: Wish,
  outlook: Outlook,
  { subscription, asOfMs }: Omit<Against, "withSlack">,
): [Fact, Fact] {
  switch (wish) {
    case "magnitude":
      return [outlook.magnitude, subscription.minimumMagnitude ?? ""];
    case "likelihood":
      return [outlook.likelihood, subscription.minimumLikelihood];
    case "belowMinimum":
      return [outlook.intensity, subscription.minimumIntensity];
    case "costLoss":
      return [chanceOf(outlook), subscription.costLossRatio ?? ""];
    case "leadTime":
      return [leftS(outlook, asOfMs), subscription.minimumLeadTimeS ?? ""];
  }
}

function chanceOf({ exceedanceProbability, likelihood }: Outlook): number {
  return exceedanceProbability * likelihood;
}

function leftS({ sArrivalMs }: Outlook, asOfMs: number): number {
  return (sArrivalMs - asOfMs) / 1000;
}
