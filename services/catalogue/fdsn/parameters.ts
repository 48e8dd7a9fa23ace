// Parameters of FDSN web services as tables: what a request may hold is what the WADL lists [FDSN-WS Commonalities 1.2].
import { Refusal } from "./refusal.ts";

export interface Parameter<T> {
  readonly alias?: string;
  readonly wadlType: string;
  /** What it is where it is not given. */
  readonly absent: T;
  readonly options?: readonly string[];
  /** What the specification does not say: our extensions and limits. */
  readonly doc?: string;
  readonly want: string;
  /** Undefined when it is not what is wanted. */
  read(text: string): T | undefined;
}
export type ParameterTable = Readonly<Record<string, Parameter<unknown>>>;
export type Given<P extends ParameterTable> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

interface Named {
  readonly alias?: string;
  readonly doc?: string;
}

/** Without exponent: "scientific notation […] will not [be] accepted and should generate errors". */
const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)$/;
const TIME = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z?)?$/;

export function decimal(range: Named & { min?: number; max?: number; unit?: string }): Parameter<number | undefined> {
  const { min = -1e6, max = 1e6, unit = "a number" } = range;
  return {
    ...named(range),
    wadlType: "xs:double",
    absent: undefined,
    want: `${unit} from ${min} to ${max}, without exponent`,
    read: (text) => within(DECIMAL.test(text) ? Number(text) : Number.NaN, min, max),
  };
}

/** From 1. */
export function count<T extends number | undefined>(absent: T, options: Named = {}): Parameter<number | T> {
  return {
    ...named(options),
    wadlType: "xs:int",
    absent,
    want: "a whole number from 1 to 2147483647",
    read: (text) => within(/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN, 1, 2 ** 31 - 1),
  };
}

/** Epoch milliseconds, with a fraction where microseconds are given. */
export function time(options: Named = {}): Parameter<number | undefined> {
  return {
    ...named(options),
    wadlType: "xs:dateTime",
    absent: undefined,
    want: "a UTC time like 2018-02-16T23:39:39.123456, 2018-02-16T23:39:39 or 2018-02-16",
    read: timeMsOf,
  };
}

export function truth(absent = false, options: Named = {}): Parameter<boolean> {
  return {
    ...named(options),
    wadlType: "xs:boolean",
    absent,
    want: "TRUE or FALSE",
    read: (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined),
  };
}

export function choice<T extends string>(options: readonly [T, ...T[]], more: Named = {}): Parameter<T> {
  return {
    ...named(more),
    wadlType: "xs:string",
    absent: options[0],
    options,
    want: options.join(", "),
    read: (text) => options.find((option) => option === text),
  };
}

export function text(options: Named = {}): Parameter<string | undefined> {
  return {
    ...named(options),
    wadlType: "xs:string",
    absent: undefined,
    want: "at least one character",
    read: (given) => (given === "" ? undefined : given),
  };
}

/** One item, or several with commas between them; each must be allowed. */
export function list(
  options: Named & { readonly want: string; readonly isItem: (item: string) => boolean },
): Parameter<readonly string[] | undefined> {
  return {
    ...named(options),
    wadlType: "xs:string",
    absent: undefined,
    want: options.want,
    read(given) {
      const items = given.split(",").map((item) => item.trim());
      return items.every(options.isItem) ? items : undefined;
    },
  };
}

/** @throws Refusal naming the first parameter that is unknown, given twice, or not what it should be. */
export function readParameters<P extends ParameterTable>(
  table: P,
  given: Iterable<readonly [string, string]>,
): Given<P> {
  const names = new Map(
    Object.entries(table).flatMap(([name, { alias }]) => [[name, name] as const, [alias ?? name, name] as const]),
  );
  const values = new Map<string, unknown>();
  for (const [called, text] of given) {
    const name = names.get(called);
    const parameter = name === undefined ? undefined : table[name];
    if (name === undefined || parameter === undefined) {
      const known = Object.keys(table).join(", ");
      throw new Refusal(400, `${called.slice(0, 80)}: no such parameter; there are: ${known}`);
    }
    if (values.has(name)) throw new Refusal(400, `${name}: given twice, want it once`);
    const value = parameter.read(text);
    if (value === undefined) throw new Refusal(400, `${called}: got "${text.slice(0, 80)}", want ${parameter.want}`);
    values.set(name, value);
  }
  const all = Object.entries(table).map(([name, { absent }]) => [name, values.has(name) ? values.get(name) : absent]);
  return Object.fromEntries(all) as Given<P>;
}

/** @throws Refusal when a lower limit is above its upper one. */
export function inOrder(given: Readonly<Record<string, unknown>>, low: string, high: string): void {
  const [from, to] = [given[low], given[high]];
  if (typeof from !== "number" || typeof to !== "number" || from <= to) return;
  throw new Refusal(400, `${low}: got more than ${high}, want at most as much`);
}

function timeMsOf(text: string): number | undefined {
  const [matched, day = "", clock = "00:00:00", fraction = ""] = TIME.exec(text) ?? [];
  const ms = matched === undefined ? Number.NaN : Date.parse(`${day}T${clock}Z`);
  // Without the comparison a 31 February would be one of March, and 24:00:00 the next day.
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== `${day}T${clock}.000Z`) return undefined;
  return ms + Number(fraction.padEnd(6, "0")) / 1000;
}

function within(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}

function named({ alias, doc }: Named): Named {
  return { ...(alias === undefined ? {} : { alias }), ...(doc === undefined ? {} : { doc }) };
}
