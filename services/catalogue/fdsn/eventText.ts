// Events as lines of text [fdsnws-event 1.2, text output format].
import type { ToldEvent } from "./eventTold.ts";

const COLUMNS = [
  ...["EventID", "Time", "Latitude", "Longitude", "Depth/km", "Author", "Catalog", "Contributor", "ContributorID"],
  ...["MagType", "Magnitude", "MagAuthor", "EventLocationName", "EventType"],
];
export const EVENT_TEXT_HEADER = `#${COLUMNS.join("|")}\n`;

export function eventLine({ row, eventId, source, magnitudeType, place, type }: ToldEvent): string {
  const isMeasured = row.magnitude !== null;
  const fields = [
    eventId,
    new Date(row.time_ms).toISOString().replace("Z", ""),
    plain(row.latitude_deg, 5),
    plain(row.longitude_deg, 5),
    row.depth_km === null ? "" : plain(row.depth_km, 4),
    source,
    source,
    source,
    row.id,
    magnitudeType,
    row.magnitude === null ? "" : plain(row.magnitude, 2),
    isMeasured ? source : "",
    place,
    type,
  ];
  return `${fields.map(fieldOf).join("|")}\n`;
}

/** A field holds no bar and a line no line break; what begins with # would be a comment. */
export function fieldOf(text: string): string {
  return text.replaceAll(/[|\p{Cc}\p{Zl}\p{Zp}]/gu, " ").replace(/^#/, " ");
}

/** Rounded so far that it never has an exponent. */
export function plain(value: number, digits: number): string {
  const scale = 10 ** digits;
  return String(Math.round(value * scale) / scale + 0);
}
