// REST of network planning: blind zones and seconds of warning of the stations there are, without some and with others.
import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { MODES } from "../../../shared/contracts/mode.ts";
import { Fault, only, parsed } from "../../../shared/runtime/faults.ts";
import { mustMay } from "../../../shared/runtime/principal.ts";
import type { Place } from "../../../shared/seismo/geodesy.ts";
import { boundsAround } from "../../../shared/seismo/planning.ts";
import type { StationView } from "../view.ts";
import { type PlanningQuestion, planned } from "./planning.ts";

const wantDepth = "want a number of km from 0 to 200";
const wantNeeded = "want a whole number from 1 to 20";
const wantDelay = "want a number of seconds from 0 to 60";
const wantCells = "want a whole number from 5 to 80";
const wantPlace = "want latitude,longitude in degrees, e.g. 19.43,-99.13";
const wantPlaces = "want up to 200 places: latitude,longitude;latitude,longitude";
const wantIds = "want up to 200 station ids: XX_AAA,XX_BBB";
const wantArea = "want south,west,north,east in degrees";

export const planningQuery = z.strictObject({
  mode: z.enum(MODES, `want ${MODES.join(", ")}`).default("live"),
  run: z.string().max(64).default("").describe("Of a drill, simulation or replay."),
  depthKm: z.coerce.number(wantDepth).min(0, wantDepth).max(200, wantDepth).default(10),
  needed: z.coerce
    .number(wantNeeded)
    .int(wantNeeded)
    .min(1, wantNeeded)
    .max(20, wantNeeded)
    .default(4)
    .describe("Stations that P must have reached."),
  delayS: z.coerce
    .number(wantDelay)
    .min(0, wantDelay)
    .max(60, wantDelay)
    .default(1.5)
    .describe("From P at the last of them until the alert is received."),
  cells: z.coerce.number(wantCells).int(wantCells).min(5, wantCells).max(80, wantCells).default(40),
  heard: z.enum(["true", "false"]).default("false").describe("true: only stations that are heard now."),
  target: z
    .string()
    .max(60, wantPlace)
    .optional()
    .describe("Whose seconds of warning: `19.43,-99.13`.")
    .meta({ examples: ["19.43,-99.13"] }),
  without: z
    .string()
    .max(5000, wantIds)
    .optional()
    .describe("Stations that are lost: `XX_AAA,XX_BBB`.")
    .meta({ examples: ["CI_LRL"] }),
  with: z
    .string()
    .max(5000, wantPlaces)
    .optional()
    .describe("Stations that are new: `19.4,-99.1;19.5,-99.2`.")
    .meta({ examples: ["19.4,-99.1;19.5,-99.2"] }),
  area: z
    .string()
    .max(120, wantArea)
    .optional()
    .describe("Instead of the box around the stations: south,west,north,east.")
    .meta({ examples: ["16,-102,21,-96"] }),
});

export interface PlanningRouteDeps {
  readonly stations: () => readonly StationView[];
}

const MARGIN_KM = 100;
const MOST_LISTED = 200;
const MOST_WAITING = 4;

export function planningRoutes({ stations }: PlanningRouteDeps): Router {
  const router = Router();
  let waiting = 0;
  let before: Promise<unknown> = Promise.resolve();
  router.route("/api/planning").get(answer).all(only("GET"));
  return router;

  async function answer(request: Request, response: Response): Promise<void> {
    mustMay(response, "read");
    const query = parsed(planningQuery, { ...request.query });
    const question = questionOf(query, theirs(stations(), query));
    if (waiting >= MOST_WAITING) {
      response.set("retry-after", "2");
      throw new Fault(503, `${MOST_WAITING} plans are being worked out; try again in 2 s`);
    }
    waiting += 1;
    // One after another: each takes turns with the rest of the process, all together would take most of them.
    const mine = before.then(() => bothOf(question));
    before = mine.catch(() => undefined);
    try {
      response.json(await mine);
    } finally {
      waiting -= 1;
    }
  }
}

interface Question extends PlanningQuestion {
  /** As it is, when stations are taken away or added; undefined otherwise. */
  readonly asItIs: readonly Place[] | undefined;
}

async function bothOf({ asItIs, ...question }: Question): Promise<object> {
  const { depthKm, needed, delayS, target = null } = question;
  const plan = await planned(question);
  if (plan === undefined) throw new Fault(404, "there are no stations in this world; give with or area");
  const before = asItIs === undefined ? null : await planned({ ...question, stations: asItIs });
  const asked = { depthKm, needed, delayS, target, stationCount: question.stations.length };
  return { ...asked, ...plan, before: before ?? null };
}

type Query = z.output<typeof planningQuery>;

function theirs(all: readonly StationView[], { mode, run, heard }: Query): readonly StationView[] {
  const world = mode === "live" ? "live" : `${mode}:${run}`;
  return all.filter((one) => one.world === world && (heard === "false" || one.state !== "silent"));
}

function questionOf(query: Query, there: readonly StationView[]): Question {
  const { depthKm, needed, delayS, cells } = query;
  const lost = new Set(listOf("without", query.without, ",", wantIds));
  const unknown = [...lost].find((stationId) => !there.some((one) => one.stationId === stationId));
  if (unknown !== undefined) throw new Fault(400, `without: no station "${unknown.slice(0, 40)}" here`, "without");
  const added = listOf("with", query.with, ";", wantPlaces).map((text) => placeFrom("with", text, wantPlaces));
  const target = query.target === undefined ? undefined : placeFrom("target", query.target, wantPlace);
  const changed = lost.size > 0 || added.length > 0;
  return {
    ...{ depthKm, needed, delayS, cells, target },
    stations: [...there.filter(({ stationId }) => !lost.has(stationId)), ...added],
    // The same cells with and without them.
    area: query.area === undefined ? boundsAround([...there, ...added], MARGIN_KM) : areaFrom(query.area),
    asItIs: changed && there.length > 0 ? there : undefined,
  };
}

function listOf(field: string, text: string | undefined, separator: string, want: string): readonly string[] {
  const list = (text ?? "").split(separator).filter((part) => part.trim() !== "");
  if (list.length > MOST_LISTED) throw new Fault(400, `${field}: got ${list.length}, ${want}`, field);
  return list.map((part) => part.trim());
}

function numbersFrom(text: string): readonly number[] {
  return text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
}

function placeFrom(field: string, text: string, want: string): Place {
  const [latitudeDeg = Number.NaN, longitudeDeg = Number.NaN, ...more] = numbersFrom(text);
  const isPlace = more.length === 0 && Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180;
  if (!isPlace) throw new Fault(400, `${field}: got "${text.slice(0, 40)}", ${want}`, field);
  return { latitudeDeg, longitudeDeg };
}

function areaFrom(text: string) {
  const [southDeg = Number.NaN, westDeg = Number.NaN, northDeg = Number.NaN, eastDeg = Number.NaN, ...more] =
    numbersFrom(text);
  const isBox = southDeg >= -85 && northDeg <= 85 && southDeg < northDeg && westDeg < eastDeg;
  if (more.length > 0 || !isBox || eastDeg - westDeg > 360) {
    throw new Fault(400, `area: got "${text.slice(0, 60)}", ${wantArea}`, "area");
  }
  return { southDeg, westDeg, northDeg, eastDeg };
}
