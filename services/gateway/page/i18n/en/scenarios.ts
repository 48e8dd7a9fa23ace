// English: the scenarios of drills. Their files say it, and the gateway after them.
export interface ScenarioWords {
  readonly title: string;
  readonly about: string;
}

/** By the scenario's name. */
export const scenarios: Readonly<Record<string, ScenarioWords>> = {};
