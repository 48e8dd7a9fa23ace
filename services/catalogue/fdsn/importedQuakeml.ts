// An imported event in QuakeML 1.2: no more than its catalogue said, which is less than we know of our own.
import type { PublicId } from "../../../shared/contracts/quakeml.ts";
import { type Content, type Markup, tag } from "../../../shared/contracts/xml.ts";
import { publicIdParts } from "./eventIds.ts";
import type { ToldEvent } from "./eventTold.ts";

/** QuakeML has room for so many characters. */
const MOST_AGENCY = 64;
const MOST_TYPE = 32;

export function importedEventMarkup({ row, source, place, magnitudeType, type }: ToldEvent, idOf: PublicId): Markup {
  const parts = publicIdParts(row);
  const [originId, magnitudeId] = [idOf(...parts, "origin"), idOf(...parts, "magnitude")];
  const creationInfo = tag("creationInfo", [tag("agencyID", source.slice(0, MOST_AGENCY))]);
  const origin: Content[] = [
    value("time", new Date(row.time_ms).toISOString()),
    value("longitude", row.longitude_deg),
    value("latitude", row.latitude_deg),
    row.depth_km === null ? undefined : value("depth", Math.round(row.depth_km * 10_000) / 10),
    creationInfo,
  ];
  const content: Content[] = [
    tag("description", [tag("text", place), tag("type", "region name")]),
    tag("origin", origin, { publicID: originId }),
  ];
  if (row.magnitude !== null) {
    const of = magnitudeType === "" ? undefined : tag("type", magnitudeType.slice(0, MOST_TYPE));
    const magnitude = [value("mag", row.magnitude), of, tag("originID", originId), creationInfo];
    content.push(tag("magnitude", magnitude, { publicID: magnitudeId }), tag("preferredMagnitudeID", magnitudeId));
  }
  content.push(tag("preferredOriginID", originId), tag("type", type), creationInfo);
  return tag("event", content, { publicID: idOf(...parts) });
}

function value(name: string, content: string | number): Markup {
  return tag(name, [tag("value", content)]);
}
