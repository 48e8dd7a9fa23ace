// What fdsnws-station 1.1 may be asked, down to channels [fdsnws-station 1.1, table 1]; by GET, or with lines by POST.
import { choice, type Given, inOrder, list, type Parameter, readParameters, time, truth } from "./parameters.ts";
import { Refusal } from "./refusal.ts";
import { checkRegion, regionParameters } from "./region.ts";
import { isPattern } from "./wildcard.ts";

const TIMES = "A station lasts from when it was registered until it was removed.";
const LEVELS = ["station", "network", "channel"] as const;

/** Each is tried on every station. */
const MOST_PATTERNS = 50;
const MOST_OPEN_LINES = 50;
const LIST = `* and ? for others (in at most ${MOST_PATTERNS} of them), and commas between them`;

function codes(alias: string): Parameter<readonly string[] | undefined> {
  const any = list({ alias, want: `codes of letters, digits and -, with ${LIST}`, isItem: (item) => CODE.test(item) });
  return { ...any, read: (text) => few(any.read(text)) };
}
const CODE = /^[A-Za-z0-9*?-]{1,24}$/;

function few(items: readonly string[] | undefined): readonly string[] | undefined {
  return items !== undefined && items.filter(isPattern).length <= MOST_PATTERNS ? items : undefined;
}

/** Blank is two blanks in SEED; -- and nothing at all mean it too. */
const location: Parameter<readonly string[] | undefined> = {
  ...codes("loc"),
  want: `location codes, -- for none, with ${LIST}`,
  read(text) {
    const items = text.split(",");
    if (!items.every((item) => /^([A-Za-z0-9*?-]{0,8}| {2})$/.test(item))) return undefined;
    return few(items.map((item) => (item === "--" || item === "" ? BLANK : item)));
  },
};
export const BLANK = "  ";

export const stationParameters = {
  starttime: time({ alias: "start", doc: TIMES }),
  endtime: time({ alias: "end", doc: TIMES }),
  startbefore: time({ doc: TIMES }),
  startafter: time({ doc: TIMES }),
  endbefore: time({ doc: TIMES }),
  endafter: time({ doc: TIMES }),
  network: codes("net"),
  station: codes("sta"),
  location,
  channel: codes("cha"),
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

export interface ChannelCodes {
  readonly network: readonly string[] | undefined;
  readonly station: readonly string[] | undefined;
  readonly location: readonly string[] | undefined;
  readonly channel: readonly string[] | undefined;
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
  const parameters: [string, string][] = [];
  const lines: (ChannelCodes & TimeSpan)[] = [];
  for (const [index, text] of body.split(/\r?\n/).entries()) {
    const at = text.indexOf("=");
    if (at >= 0) parameters.push([text.slice(0, at).trim(), text.slice(at + 1).trim()]);
    else if (text.trim() !== "") lines.push(codesOf(text, index + 1));
  }
  if (lines.filter(isOpen).length > MOST_OPEN_LINES) {
    throw new Refusal(413, `want at most ${MOST_OPEN_LINES} lines that name more than one station`);
  }
  return { ...readStationQuery(parameters), lines };
}

const COLUMNS = ["network", "station", "location", "channel", "starttime", "endtime"] as const;

function codesOf(text: string, line: number): ChannelCodes & TimeSpan {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== COLUMNS.length) {
    throw new Refusal(400, `line ${line}: got "${text.slice(0, 80)}", want NET STA LOC CHA START END`);
  }
  const given = COLUMNS.map((name, at) => [name, fields[at] ?? ""] as const);
  // Many write * for a time that does not matter.
  const told = given.filter(([name, value]) => !(name.endsWith("time") && value === "*"));
  try {
    return readStationQuery(told).query;
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(400, `line ${line}: ${error.message}`) : error;
  }
}

/** Whether more than one station may be meant. */
function isOpen({ network, station }: ChannelCodes): boolean {
  return [network, station].some((items = []) => items.length !== 1 || items.some(isPattern));
}
