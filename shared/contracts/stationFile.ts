// A station list in any of the formats they come in: StationXML, tables (CSV, FDSN text), GeoJSON and JSON lists.
import { claimsOfTable } from "./stationCsv.ts";
import type { Rejected, StationClaim, StationEntry } from "./stationEntry.ts";
import { entriesOf } from "./stationEpochs.ts";
import { claimsOfJson } from "./stationGeoJson.ts";
import { claimsOfStationXml } from "./stationXml.ts";
import { Malformed } from "./topic.ts";

export type { Rejected, StationEntry } from "./stationEntry.ts";

export interface StationFile {
  readonly stations: readonly StationEntry[];
  /** What could not be used, in the file's words; the rest is not lost by it. */
  readonly rejected: readonly Rejected[];
}

export const MAX_STATION_FILE_CHARACTERS = 20_000_000;
/** Who has more to mend does not read on. */
const MAX_REJECTED = 10_000;
/** Lists write 2599-12-31 for the end of a station that still stands. */
const FAR_FUTURE_MS = Date.UTC(2100, 0, 1);

/**
 * Recognises the format by the content; the name is for the message. Of a station's epochs the newest open one counts.
 * `nowMs`: epochs that end after it are open; without it those that never end or end in a far future.
 * @throws Malformed when the whole is no station list: "NAME: field: got …, want …"
 */
export function parseStationFile(name: string, text: string, options: { readonly nowMs?: number } = {}): StationFile {
  const rejected: Rejected[] = [];
  let unlisted = 0;
  const told = (fault: Rejected): void => {
    if (rejected.length < MAX_REJECTED) rejected.push(fault);
    else unlisted += 1;
  };
  try {
    const claims = claimsOf(text.replace(/^\uFEFF/, ""), told);
    const stations = entriesOf(claims, options.nowMs ?? FAR_FUTURE_MS, told);
    if (unlisted > 0) rejected.push({ where: "after these", reason: `${unlisted} more that are not listed` });
    return { stations, rejected };
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`${name}: ${error.message}`, { cause: error.cause });
    throw error;
  }
}

function claimsOf(text: string, told: (rejected: Rejected) => void): StationClaim[] {
  if (text.length > MAX_STATION_FILE_CHARACTERS)
    throw new Malformed(`size: got ${text.length} characters, want at most ${MAX_STATION_FILE_CHARACTERS}`);
  const start = text.slice(0, 1000).trimStart();
  if (start === "") throw new Malformed("content: got nothing, want a station list");
  if (start.startsWith("<")) return claimsOfStationXml(text);
  if (start.startsWith("{") || start.startsWith("[")) return claimsOfJson(text, told);
  return claimsOfTable(text, told);
}
