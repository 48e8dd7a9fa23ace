// XML as it is read: a tree by fast-xml-parser with its doors shut (docs/decisions/0006-xml.md), and a look into it.
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { Malformed } from "./topic.ts";

export interface Wanted {
  /** Local name of the root element. */
  readonly root: string;
  /** For messages: "StationXML". */
  readonly called: string;
  /** Elements whose content is left unparsed. */
  readonly unread?: readonly string[];
}

/** What we read nests to a depth of 12 at most. */
const MAX_DEPTH = 24;

/** The root element. @throws Malformed when it is not well-formed, has another root, or more than such a document needs */
export function parseXml(text: string, { root, called, unread = [] }: Wanted): unknown {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Malformed(`xml: got a DOCTYPE, want ${called}, which has none`);
  let document: unknown;
  try {
    const fault = XMLValidator.validate(text);
    if (fault !== true) throw new Error(`${fault.err.msg} (line ${fault.err.line})`);
    document = parserOf(unread).parse(text);
  } catch (cause) {
    throw new Malformed(`xml: ${cause instanceof Error ? cause.message.slice(0, 160) : "not XML"}`, { cause });
  }
  const element = entryOf(document, root);
  if (element !== undefined) return element;
  const got = Object.keys(Object(document)).find((name) => !name.startsWith("?")) ?? "nothing";
  throw new Malformed(`xml: got <${got.slice(0, 40)}>, want <${root}>`);
}

function parserOf(unread: readonly string[]): XMLParser {
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    removeNSPrefix: true,
    parseTagValue: false,
    // An entity can only be declared in a DOCTYPE, which is refused.
    processEntities: false,
    stopNodes: [...unread],
    maxNestedTags: MAX_DEPTH,
  });
}

/** One element or several: always a list. */
export function listOf(element: unknown, name: string): readonly unknown[] {
  const value = entryOf(element, name);
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

export function entryOf(element: unknown, name: string): unknown {
  return typeof element === "object" && element !== null && Object.hasOwn(element, name)
    ? Reflect.get(element, name)
    : undefined;
}

/** Of an element or attribute, the first where there are several; "" where there is none. */
export function textOf(element: unknown, name: string): string {
  return contentOf(listOf(element, name)[0]);
}

/** Of every element of that name. */
export function textsOf(element: unknown, name: string): readonly string[] {
  return listOf(element, name).map(contentOf);
}

/** An element with attributes keeps its text beside them. */
function contentOf(element: unknown): string {
  const text = typeof element === "object" ? entryOf(element, "#text") : element;
  return typeof text === "string" ? decoded(text.trim()) : "";
}

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** The five names that XML itself has, and characters by number [XML 1.0 §4.1, §4.6]. */
function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return CHARACTERS.get(name) ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
