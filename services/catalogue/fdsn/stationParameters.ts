// What fdsnws-station 1.1 may be asked, down to channels [fdsnws-station 1.1, table 1]; by GET, or with lines by POST.
import { readChannelLines } from "./channelLines.ts";
import { type ChannelCodes, channelParameters } from "./channelParameters.ts";
import { choice, type Given, inOrder, readParameters, time, truth } from "./parameters.ts";
import { checkRegion, regionParameters } from "./region.ts";

const TIMES = "A station lasts from when it was registered until it was removed.";
const LEVELS = ["station", "network", "channel"] as const;

export const stationParameters = {
  starttime: time({ alias: "start", doc: TIMES }),
  endtime: time({ alias: "end", doc: TIMES }),
  startbefore: time({ doc: TIMES }),
  startafter: time({ doc: TIMES }),
  endbefore: time({ doc: TIMES }),
  endafter: time({ doc: TIMES }),
  ...channelParameters,
  ...regionParameters,
  level: choice(LEVELS, {
    doc: "response is not told: instruments are known by their total sensitivity, at level channel.",
  }),
  includerestricted: truth(true, { doc: "None is restricted." }),
  updatedafter: time(),
  format: choice(["xml", "text"]),
  nodata: choice(["204", "404"]),
};
export type StationQuery = Given<typeof stationParameters>;

export interface TimeSpan {
  readonly starttime: number | undefined;
  readonly endtime: number | undefined;
}

/** What is selected matches `query`, and one of the `lines` where there are any. */
export interface StationRequest {
  readonly query: StationQuery;
  readonly lines: readonly (ChannelCodes & TimeSpan)[];
}

/** @throws Refusal */
export function readStationQuery(given: Iterable<readonly [string, string]>): StationRequest {
  const query = readParameters(stationParameters, given);
  inOrder(query, "starttime", "endtime");
  checkRegion(query);
  return { query, lines: [] };
}

/** `parameter=value` lines, then `NET STA LOC CHA START END` lines. @throws Refusal */
export function readStationLines(body: string): StationRequest {
  const { parameters, lines } = readChannelLines(body, (given) => {
    // Many write * for a time that does not matter.
    const told = given.filter(([name, value]) => !(name.endsWith("time") && value === "*"));
    return readStationQuery(told).query;
  });
  return { ...readStationQuery(parameters), lines };
}
