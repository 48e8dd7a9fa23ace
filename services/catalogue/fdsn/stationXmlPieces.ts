// Selected stations as StationXML 1.2 [FDSN StationXML 1.2], down to channels with their total sensitivity.
import { type Content, formatXml, type Markup, tag } from "../../../shared/contracts/xml.ts";
import type { ToldChannel } from "./channelCodes.ts";
import type { StationQuery } from "./stationParameters.ts";
import type { Selection, ToldStation } from "./stationSelection.ts";

export interface StationXmlOptions {
  readonly level: StationQuery["level"];
  readonly agency: string;
  readonly createdMs: number;
  readonly url: string;
}

/** Below the corner of any sensor's passband there is nothing we know of; a gain is flat as far as we use it. */
const SENSITIVITY_HZ = 1;

/** Piece by piece: ten thousand stations are many megabytes. */
export function* stationXmlPieces({ stations, totals }: Selection, options: StationXmlOptions): Generator<string> {
  const { agency, createdMs, url, level } = options;
  const root = tag(
    "FDSNStationXML",
    [
      tag("Source", agency),
      tag("Sender", agency),
      tag("Module", "Tocsin fdsnws-station 1.1"),
      tag("ModuleURI", url),
      tag("Created", new Date(createdMs).toISOString()),
      { markup: SEAM },
    ],
    { xmlns: "http://www.fdsn.org/xml/station/1", schemaVersion: "1.2" },
  );
  const [head = "", tail = ""] = formatXml(root).split(SEAM);
  yield head;
  for (const [network, members] of networksOf(stations)) {
    const counted = [
      tag("TotalNumberStations", totals.get(network) ?? members.length),
      tag("SelectedNumberStations", members.length),
      { markup: SEAM },
    ];
    const attributes = { code: network, sourceID: `FDSN:${network}`, restrictedStatus: "open" };
    const [before = "", after = ""] = tag("Network", counted, attributes).markup.split(SEAM);
    yield before;
    if (level !== "network") for (const member of members) yield `${stationOf(member, level).markup}\n`;
    yield `${after.trim()}\n`;
  }
  yield tail.trimStart();
}

/** Where elements go that come later. */
const SEAM = "<!-- -->";

export function networksOf(stations: readonly ToldStation[]): Map<string, ToldStation[]> {
  const byNetwork = Map.groupBy(stations, ({ network }) => network);
  return new Map([...byNetwork].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function stationOf(told: ToldStation, level: StationQuery["level"]): Markup {
  const { network, code, station, channels } = told;
  const { vs30Mps, name } = station;
  const content: Content[] = [
    vs30Mps === undefined ? undefined : tag("Comment", [tag("Value", `Vs30: ${vs30Mps} m/s`)]),
    ...positionOf(told),
    tag("Site", [tag("Name", name ?? code)]),
    tag("TotalNumberChannels", station.channels.length),
    tag("SelectedNumberChannels", channels.length),
    ...(level === "channel" ? channels.map((channel) => channelOf(channel, told)) : []),
  ];
  return tag("Station", content, { code, sourceID: `FDSN:${network}_${code}`, restrictedStatus: "open" });
}

function positionOf({ station }: ToldStation): Content[] {
  const { latitudeDeg, longitudeDeg, elevationM } = station;
  return [tag("Latitude", latitudeDeg), tag("Longitude", longitudeDeg), tag("Elevation", elevationM)];
}

function channelOf({ code, channel }: ToldChannel, told: ToldStation): Markup {
  const { azimuthDeg, dipDeg } = directionOf(channel.component);
  const sensitivity = [
    tag("Value", channel.sensitivity),
    tag("Frequency", frequencyHz(told)),
    tag("InputUnits", [tag("Name", unitOf(channel.unit))]),
    tag("OutputUnits", [tag("Name", "count")]),
  ];
  const content = [
    ...positionOf(told),
    tag("Depth", 0),
    tag("Azimuth", azimuthDeg),
    tag("Dip", dipDeg),
    tag("SampleRate", told.station.sampleRateHz),
    tag("Sensor", [tag("Type", sensorOf(channel.unit))]),
    tag("Response", [tag("InstrumentSensitivity", sensitivity)]),
  ];
  const [band = "", source = "", subsource = ""] = code;
  return tag("Channel", content, {
    code,
    locationCode: "",
    sourceID: `FDSN:${told.network}_${told.code}__${band}_${source}_${subsource}`,
    restrictedStatus: "open",
    alternateCode: channel.code === code ? undefined : channel.code,
  });
}

export function frequencyHz({ station }: ToldStation): number {
  return Math.min(SENSITIVITY_HZ, station.sampleRateHz / 4);
}

export function directionOf(component: "Z" | "N" | "E"): { readonly azimuthDeg: number; readonly dipDeg: number } {
  return { azimuthDeg: component === "E" ? 90 : 0, dipDeg: component === "Z" ? -90 : 0 };
}

export function unitOf(unit: "m/s2" | "m/s"): string {
  return unit === "m/s2" ? "m/s**2" : "m/s";
}

export function sensorOf(unit: "m/s2" | "m/s"): string {
  return unit === "m/s2" ? "Accelerometer" : "Velocity sensor";
}
