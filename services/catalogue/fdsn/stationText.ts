// Selected stations as lines of text [fdsnws-station 1.1, text output formats].
import type { Station } from "../../../shared/contracts/station.ts";
import { fieldOf, plain } from "./eventText.ts";
import type { StationQuery } from "./stationParameters.ts";
import type { Selection, ToldStation } from "./stationSelection.ts";
import { directionOf, frequencyHz, networksOf, sensorOf, unitOf } from "./stationXmlPieces.ts";

const HEADERS: Readonly<Record<StationQuery["level"], string>> = {
  network: "#Network|Description|StartTime|EndTime|TotalStations",
  station: "#Network|Station|Latitude|Longitude|Elevation|SiteName|StartTime|EndTime",
  channel:
    "#Network|Station|Location|Channel|Latitude|Longitude|Elevation|Depth|Azimuth|Dip|SensorDescription" +
    "|Scale|ScaleFreq|ScaleUnits|SampleRate|StartTime|EndTime",
};

/** Times are empty where nobody knows them; networks last as long as anything in them. */
export function* stationTextPieces(selection: Selection, level: StationQuery["level"]): Generator<string> {
  yield `${HEADERS[level]}\n`;
  if (level === "network") {
    for (const [network, members] of networksOf(selection.stations)) {
      const times = timesOf({ createdMs: selection.beganMs.get(network) });
      yield line([network, "", ...times, String(selection.totals.get(network) ?? members.length)]);
    }
    return;
  }
  const linesOf = level === "station" ? stationLine : channelLines;
  for (const told of selection.stations) yield linesOf(told);
}

function stationLine(told: ToldStation): string {
  const { network, code, station } = told;
  return line([network, code, ...positionOf(told), station.name ?? code, ...timesOf(station)]);
}

function channelLines(told: ToldStation): string {
  const lines = told.channels.map(({ code, channel }) => {
    const { azimuthDeg, dipDeg } = directionOf(channel);
    const how = [0, azimuthDeg, dipDeg].map((value) => plain(value, 2));
    const scale = [String(channel.sensitivity), String(frequencyHz(told)), unitOf(channel.unit)];
    const rest = [String(told.station.sampleRateHz), ...timesOf(told.station)];
    return line([
      ...[told.network, told.code, "", code, ...positionOf(told), ...how],
      ...[sensorOf(channel.unit), ...scale, ...rest],
    ]);
  });
  return lines.join("");
}

function timesOf({ createdMs, removedMs }: Pick<Station, "createdMs" | "removedMs">): string[] {
  const iso = (ms = Number.POSITIVE_INFINITY) =>
    Number.isFinite(ms) ? new Date(ms).toISOString().replace("Z", "") : "";
  return [iso(createdMs), iso(removedMs)];
}

function positionOf({ station }: ToldStation): string[] {
  return [plain(station.latitudeDeg, 6), plain(station.longitudeDeg, 6), plain(station.elevationM, 2)];
}

function line(fields: readonly string[]): string {
  return `${fields.map(fieldOf).join("|")}\n`;
}
