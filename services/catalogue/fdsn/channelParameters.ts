// The four codes of a channel as requests constrain them [FDSN-WS Commonalities 1.2, channel constraints].
import { list, type Parameter } from "./parameters.ts";
import { isPattern } from "./wildcard.ts";

export interface ChannelCodes {
  readonly network: readonly string[] | undefined;
  readonly station: readonly string[] | undefined;
  readonly location: readonly string[] | undefined;
  readonly channel: readonly string[] | undefined;
}

/** Each is tried on every station. */
const MOST_PATTERNS = 50;
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

export const channelParameters = {
  network: codes("net"),
  station: codes("sta"),
  location,
  channel: codes("cha"),
};

/** Whether more than one station may be meant. */
export function isOpen({ network, station }: ChannelCodes): boolean {
  return [network, station].some((items = []) => items.length !== 1 || items.some(isPattern));
}
