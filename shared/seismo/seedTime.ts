// Times as seismic records say them: year, day of the year, time of day [SEED 2.4 chapter 3; miniSEED 3].

const DAY_MS = 86_400_000;

export interface SeedTime {
  readonly year: number;
  /** 1 is 1 January. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Whole milliseconds. */
  readonly millisecond: number;
}

/** @param timeMs whole epoch milliseconds */
export function seedTimeOf(timeMs: number): SeedTime {
  const date = new Date(timeMs);
  const year = date.getUTCFullYear();
  return {
    year,
    day: Math.floor((timeMs - Date.UTC(year, 0, 1)) / DAY_MS) + 1,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}
