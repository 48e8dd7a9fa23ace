// A town of the list `towns.json`.

/** Name, latitude, longitude, thousands of people: 25 at least. */
export type Town = readonly [string, number, number, number];
