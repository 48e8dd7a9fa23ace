// FDSN StationXML 1.0 to 1.2: stations with their epochs, channels and total sensitivities [StationXML 1.2, FDSNStationXML].
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { ChannelClaim } from "./stationChannel.ts";
import type { StationClaim } from "./stationEntry.ts";
import { numberOf, timeMsOf } from "./stationFields.ts";
import { Malformed } from "./topic.ts";

/** StationXML nests to a depth of 12 at most; the stages of a response are not looked into. */
const MAX_DEPTH = 24;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  removeNSPrefix: true,
  parseTagValue: false,
  // An entity can only be declared in a DOCTYPE, which is refused.
  processEntities: false,
  stopNodes: ["..Stage"],
  maxNestedTags: MAX_DEPTH,
});

/** @throws Malformed when it is not well-formed, not StationXML, or more than StationXML needs */
export function claimsOfStationXml(text: string): StationClaim[] {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Malformed("xml: got a DOCTYPE, want StationXML, which has none");
  const root = rootOf(text);
  const seen = new Map<string, number>();
  return listOf(root, "Network").flatMap((network) => {
    const code = textOf(network, "@code");
    const owner = operatorOf(network);
    return listOf(network, "Station").map((station) => {
      const name = `${code}.${textOf(station, "@code")}`;
      const epoch = (seen.get(name) ?? 0) + 1;
      seen.set(name, epoch);
      const where = `station ${name}${epoch > 1 ? ` (epoch ${epoch})` : ""}`;
      return stationClaim(where, station, { network: code, owner });
    });
  });
}

function rootOf(text: string): unknown {
  let document: unknown;
  try {
    const fault = XMLValidator.validate(text);
    if (fault !== true) throw new Error(`${fault.err.msg} (line ${fault.err.line})`);
    document = parser.parse(text);
  } catch (cause) {
    throw new Malformed(`xml: ${cause instanceof Error ? cause.message.slice(0, 160) : "not XML"}`, { cause });
  }
  const root = entryOf(document, "FDSNStationXML");
  if (root !== undefined) return root;
  const got = Object.keys(Object(document)).find((name) => !name.startsWith("?")) ?? "nothing";
  throw new Malformed(`xml: got <${got.slice(0, 40)}>, want <FDSNStationXML>`);
}

function stationClaim(
  where: string,
  station: unknown,
  { network, owner }: { readonly network: string; readonly owner: string },
): StationClaim {
  return {
    where,
    network,
    station: textOf(station, "@code"),
    id: "",
    name: textOf(entryOf(station, "Site"), "Name") || textOf(station, "Description"),
    owner: operatorOf(station) || owner,
    latitude: textOf(station, "Latitude"),
    longitude: textOf(station, "Longitude"),
    elevation: textOf(station, "Elevation"),
    vs30: textOf(station, "Vs30") || vs30InComments(station),
    rate: "",
    startMs: timeMsOf(textOf(station, "@startDate")),
    endMs: timeMsOf(textOf(station, "@endDate")),
    channels: listOf(station, "Channel").map(channelClaim),
    isPart: false,
  };
}

function channelClaim(channel: unknown): ChannelClaim {
  const sensitivity = entryOf(entryOf(channel, "Response"), "InstrumentSensitivity");
  const ratio = entryOf(channel, "SampleRateRatio");
  const samples = numberOf(textOf(ratio, "NumberSamples"));
  const seconds = numberOf(textOf(ratio, "NumberSeconds"));
  return {
    code: textOf(channel, "@code"),
    location: textOf(channel, "@locationCode").replaceAll("-", ""),
    component: "",
    dipDeg: numberOf(textOf(channel, "Dip")),
    azimuthDeg: numberOf(textOf(channel, "Azimuth")),
    unit: textOf(entryOf(sensitivity, "InputUnits"), "Name"),
    outputUnit: textOf(entryOf(sensitivity, "OutputUnits"), "Name"),
    sensitivity: textOf(sensitivity, "Value"),
    sampleRateHz: numberOf(textOf(channel, "SampleRate")) ?? (samples && seconds ? samples / seconds : undefined),
    startMs: timeMsOf(textOf(channel, "@startDate")),
    endMs: timeMsOf(textOf(channel, "@endDate")),
  };
}

function operatorOf(element: unknown): string {
  return textOf(listOf(element, "Operator")[0], "Agency");
}

/** StationXML has no place for it; some write it as a remark: "Vs30: 760 m/s". */
function vs30InComments(station: unknown): string {
  for (const comment of listOf(station, "Comment")) {
    const found = /vs30\D{0,12}?(\d+(?:\.\d+)?)/i.exec(`${textOf(comment, "@subject")} ${textOf(comment, "Value")}`);
    if (found?.[1] !== undefined) return found[1];
  }
  return "";
}

/** One element or several: always a list. */
function listOf(element: unknown, name: string): readonly unknown[] {
  const value = entryOf(element, name);
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function entryOf(element: unknown, name: string): unknown {
  return typeof element === "object" && element !== null && Object.hasOwn(element, name)
    ? Reflect.get(element, name)
    : undefined;
}

/** Of an element or attribute, the first where there are several; an element with attributes keeps its text beside them. */
function textOf(element: unknown, name: string): string {
  const first = listOf(element, name)[0];
  const text = typeof first === "object" ? entryOf(first, "#text") : first;
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
