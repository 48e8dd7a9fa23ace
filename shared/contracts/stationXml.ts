// FDSN StationXML 1.0 to 1.2: stations with their epochs, channels and total sensitivities [StationXML 1.2, FDSNStationXML].
import type { ChannelClaim } from "./stationChannel.ts";
import type { StationClaim } from "./stationEntry.ts";
import { numberOf, timeMsOf } from "./stationFields.ts";
import { entryOf, listOf, parseXml, textOf } from "./xmlElement.ts";

/** The stages of a response, most of a large file, are not looked into. */
const WANTED = { root: "FDSNStationXML", called: "StationXML", unread: ["..Stage"] };

/** @throws Malformed when it is not well-formed, not StationXML, or more than StationXML needs */
export function claimsOfStationXml(text: string): StationClaim[] {
  const root = parseXml(text, WANTED);
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
