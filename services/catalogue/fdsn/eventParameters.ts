// What fdsnws-event 1.2 may be asked [fdsnws-event 1.2, table 1], with two extensions: format geojson, and mode.
import { MODES } from "../../../shared/contracts/mode.ts";
import { EVENT_TYPES } from "./eventTypes.ts";
import { choice, count, decimal, type Given, inOrder, list, readParameters, text, time, truth } from "./parameters.ts";
import { checkRegion, regionParameters } from "./region.ts";

/** More make a client wait and a server sweat; who wants them asks by time. */
export const MOST_EVENTS = 5000;

const km = { min: -1000, max: 7000, unit: "kilometers" };
const magnitude = { min: -20, max: 20 };

export const eventParameters = {
  starttime: time({ alias: "start" }),
  endtime: time({ alias: "end" }),
  ...regionParameters,
  mindepth: decimal(km),
  maxdepth: decimal(km),
  minmagnitude: decimal({ alias: "minmag", ...magnitude }),
  maxmagnitude: decimal({ alias: "maxmag", ...magnitude }),
  magnitudetype: text({ alias: "magtype" }),
  eventtype: list({
    want: "event types of QuakeML 1.2 or unknown, with commas between them",
    isItem: (item) => item === "unknown" || EVENT_TYPES.has(item),
  }),
  includeallorigins: truth(),
  includeallmagnitudes: truth(),
  includearrivals: truth(),
  eventid: text({ doc: "An EventID as text and geojson tell it, or a publicID of QuakeML; several with commas." }),
  limit: count(undefined, { doc: `At most ${MOST_EVENTS} events come with one request.` }),
  offset: count(1),
  orderby: choice(["time", "time-asc", "magnitude", "magnitude-asc"]),
  catalog: text({ doc: "One of /catalogs, or several with commas." }),
  contributor: text({ doc: "One of /contributors, or several with commas." }),
  updatedafter: time({ doc: "Imported events that do not say when they were updated are left out." }),
  format: choice(["xml", "text", "geojson"], { doc: "geojson: extension, as the USGS has it." }),
  nodata: choice(["204", "404"]),
  mode: choice(MODES, {
    doc: "Extension: our own events that are no more than an exercise, instead of all real ones.",
  }),
};
export type EventQuery = Given<typeof eventParameters>;

/** @throws Refusal */
export function readEventQuery(given: Iterable<readonly [string, string]>): EventQuery {
  const query = readParameters(eventParameters, given);
  inOrder(query, "starttime", "endtime");
  checkRegion(query);
  inOrder(query, "mindepth", "maxdepth");
  inOrder(query, "minmagnitude", "maxmagnitude");
  return query;
}
