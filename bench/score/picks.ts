// Association alone on sets of real picks: which catalogued earthquakes are found, and what is found besides.
export interface PicksScore {
  readonly catalogueEvents: number;
  readonly found: number;
  readonly phantom: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly medianLocationErrorKm: number | null;
}

export function scorePicks(_folder: string): PicksScore {
  throw new Error("not yet");
}
