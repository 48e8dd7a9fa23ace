// The body of a POST: `parameter=value` lines, then `NET STA LOC CHA START END` lines [fdsnws-station 1.1; fdsnws-dataselect 1.1].
import { type ChannelCodes, isOpen } from "./channelParameters.ts";
import { Refusal } from "./refusal.ts";

/** Each is tried on every station. */
const MOST_OPEN_LINES = 50;
const COLUMNS = ["network", "station", "location", "channel", "starttime", "endtime"] as const;

type Pairs = readonly (readonly [string, string])[];

/** @param readLine is given each line's columns by their parameters' names @throws Refusal */
export function readChannelLines<L extends ChannelCodes>(
  body: string,
  readLine: (given: Pairs) => L,
): { readonly parameters: Pairs; readonly lines: readonly L[] } {
  const parameters: [string, string][] = [];
  const lines: L[] = [];
  for (const [index, text] of body.split(/\r?\n/).entries()) {
    const at = text.indexOf("=");
    if (at >= 0) parameters.push([text.slice(0, at).trim(), text.slice(at + 1).trim()]);
    else if (text.trim() !== "") lines.push(inLine(index + 1, () => readLine(columnsOf(text))));
  }
  if (lines.filter(isOpen).length > MOST_OPEN_LINES) {
    throw new Refusal(413, `want at most ${MOST_OPEN_LINES} lines that name more than one station`);
  }
  return { parameters, lines };
}

function columnsOf(text: string): Pairs {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== COLUMNS.length) {
    throw new Refusal(400, `got "${text.slice(0, 80)}", want NET STA LOC CHA START END`);
  }
  return COLUMNS.map((name, at) => [name, fields[at] ?? ""] as const);
}

function inLine<L>(line: number, read: () => L): L {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(400, `line ${line}: ${error.message}`) : error;
  }
}
