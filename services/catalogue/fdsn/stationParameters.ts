// What fdsnws-station 1.1 may be asked, down to channels [fdsnws-station 1.1, table 1]; by GET, or with lines by POST.
import { readChannelLines } from "./channelLines.ts";
import { type ChannelCodes, channelParameters } from "./channelParameters.ts";
import { choice, type Given, inOrder, readParameters, time, truth } from "./parameters.ts";
import { checkRegion, regionParameters } from "./region.ts";

const OPEN = "No station here says when it began or ended: all are open on both sides.";
const LEVELS = ["station", "network", "channel"] as const;

export const stationParameters = {
  starttime: time({ alias: "start", doc: OPEN }),
  endtime: time({ alias: "end", doc: OPEN }),
  startbefore: time({ doc: OPEN }),
  startafter: time({ doc: OPEN }),
  endbefore: time({ doc: OPEN }),
  endafter: time({ doc: OPEN }),
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

/** What is selected matches `query`, and one of the `lines` where there are any. */
export interface StationRequest {
  readonly query: StationQuery;
  readonly lines: readonly ChannelCodes[];
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
