// What fdsnws-dataselect 1.1 may be asked [fdsnws-dataselect 1.1], with extensions: format miniseed3, mode and run.
import { MODES } from "../../../shared/contracts/mode.ts";
import { readChannelLines } from "./channelLines.ts";
import { type ChannelCodes, channelParameters } from "./channelParameters.ts";
import { choice, decimal, type Given, inOrder, readParameters, text, time, truth } from "./parameters.ts";
import { Refusal } from "./refusal.ts";

const REQUIRED = "Required, here or in each line of a POST.";

export const dataselectParameters = {
  starttime: time({ alias: "start", doc: REQUIRED }),
  endtime: time({ alias: "end", doc: REQUIRED }),
  ...channelParameters,
  quality: choice(["B", "D", "R", "Q", "M"], {
    doc: "What the Earth did is D, an exercise or a replay M; B is whatever there is.",
  }),
  minimumlength: decimal({ min: 0, max: 1e9, unit: "seconds" }),
  longestonly: truth(),
  format: choice(["miniseed", "miniseed3"], {
    doc: "miniseed: version 2, and 3 for codes too long for it; miniseed3: extension, version 3 for all.",
  }),
  nodata: choice(["204", "404"]),
  mode: choice(MODES, { doc: "Extension: waveforms of an exercise or a replay, instead of the real ones." }),
  run: text({ doc: "Extension: of one drill, simulation or replay alone." }),
};
export type DataselectQuery = Given<typeof dataselectParameters>;

/** Channels in a span of time. */
export interface DataselectLine extends ChannelCodes {
  readonly fromMs: number;
  readonly toMs: number;
}
export interface DataselectRequest {
  readonly query: DataselectQuery;
  /** Any of these is asked for; at least one. */
  readonly lines: readonly DataselectLine[];
}

/** @throws Refusal */
export function readDataselectQuery(given: Iterable<readonly [string, string]>): DataselectRequest {
  const query = readParameters(dataselectParameters, given);
  return { query, lines: [lineOf(query)] };
}

/** `parameter=value` lines, then `NET STA LOC CHA START END` lines. @throws Refusal */
export function readDataselectLines(body: string): DataselectRequest {
  const read = readChannelLines(body, (columns) => lineOf(readParameters(dataselectParameters, columns)));
  const selecting = read.parameters.find(([name]) => SELECTING.has(name));
  if (selecting !== undefined) throw new Refusal(400, `${selecting[0]}: want it in lines NET STA LOC CHA START END`);
  if (read.lines.length === 0) throw new Refusal(400, "want at least one line NET STA LOC CHA START END");
  return { query: readParameters(dataselectParameters, read.parameters), lines: read.lines };
}

const SELECTING: ReadonlySet<string> = new Set(
  Object.entries({ ...channelParameters, ...timesOnly() }).flatMap(([name, { alias }]) => [name, alias ?? name]),
);

function timesOnly() {
  const { starttime, endtime } = dataselectParameters;
  return { starttime, endtime };
}

function lineOf(query: DataselectQuery): DataselectLine {
  const { starttime, endtime, network, station, location, channel } = query;
  if (starttime === undefined) throw new Refusal(400, "starttime: got nothing, want a UTC time");
  if (endtime === undefined) throw new Refusal(400, "endtime: got nothing, want a UTC time");
  inOrder(query, "starttime", "endtime");
  return { network, station, location, channel, fromMs: starttime, toMs: endtime };
}
