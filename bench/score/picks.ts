// Association alone on sets of real picks: which catalogued earthquakes are found, and what is found besides.
import { integratorTable } from "../../services/integrator/config.ts";
import { Region } from "../../services/integrator/region.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import { median } from "../../shared/seismo/robust.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { round } from "./judge.ts";
import { type CataloguedEvent, pickAt, readPickSet, type SetPick } from "./pickSet.ts";
import { WORLD } from "./stream.ts";

export interface PicksScore {
  /** Catalogued earthquakes with at least five matching picks; those that picks are labelled with, without a catalogue. */
  readonly catalogueEvents: number;
  readonly found: number;
  /** Events of ours. */
  readonly eventsMade: number;
  /** Events of ours that match no catalogued earthquake, however small; null where nothing is known to match. */
  readonly phantom: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly medianLocationErrorKm: number | null;
}

const LEAST_PICKS = 5;
/** Without amplitudes: small, as most are. */
const ASSUMED_MAGNITUDE = 2.5;
const QUIET_MPS2 = 1e-4;
/** A station is known to listen this long before and after one of its picks; of analysts' picks we know nothing of the kind. */
const ACTIVE_MS = 600_000;
const HEARTBEAT_MS = 10_000;
const AROUND_PICKS_MS = 60_000;
/** A regional network's stations founding an event together may lie as far apart as so many of its spacings. */
const SPACINGS = 4;
const REACH_KM = { least: 100, most: 600 };

export function scorePicks(folder: string): { readonly score: PicksScore; readonly skipped: readonly string[] } {
  const set = readPickSet(folder);
  const { stations, picks, events, isLabelled, skipped } = set;
  const spacingKm = spacingOf([...stations.values()]);
  const reachKm = Math.min(REACH_KM.most, Math.max(REACH_KM.least, SPACINGS * spacingKm));
  const ours = associate(stations, picks, { reachKm, isLabelled });
  if (events === undefined) return { score: scoreByLabels(ours, picks), skipped };
  const found = ours.map(({ origin }) => origin);
  const known = events.filter((event) => matchingPicks(event, picks, { stations, reachKm }) >= LEAST_PICKS);
  // A tolerance that the network can resolve: a fraction of its spacing, and the time a wave needs for it.
  const toleranceKm = Math.min(REACH_KM.least, Math.max(20, spacingKm));
  const pairs = matched(events, found, toleranceKm);
  const hits = known.filter((event) => pairs.has(event));
  const errorsKm = hits.map((event) => distanceKm(event, pairs.get(event) ?? event));
  return {
    score: scoreOf({ known: known.length, hits: hits.length, made: found.length, right: pairs.size, errorsKm }),
    skipped,
  };
}

interface Counts {
  readonly known: number;
  readonly hits: number;
  readonly made: number;
  /** Of those made the ones that are an earthquake, known well enough to be missed or not. */
  readonly right: number;
  readonly errorsKm: readonly number[];
}

function scoreOf({ known, hits, made, right, errorsKm }: Counts): PicksScore {
  return {
    catalogueEvents: known,
    found: hits,
    eventsMade: made,
    phantom: made - right,
    precision: made > 0 ? round(right / made, 3) : null,
    recall: known > 0 ? round(hits / known, 3) : null,
    medianLocationErrorKm: round(median(errorsKm), 2),
  };
}

/** Without a catalogue an event of ours is the earthquake that most of its picks are labelled with, and each is found once. */
export function scoreByLabels(
  ours: readonly Pick<SeismicEvent, "arrivals">[],
  picks: readonly Pick<SetPick, "eventId" | "stationId" | "phase" | "timeMs">[],
): PicksScore {
  const keyOf = ({ stationId, phase, timeMs }: Pick<SetPick, "stationId" | "phase" | "timeMs">) =>
    `${stationId}/${phase}/${timeMs}`;
  const labels = new Map(picks.map((pick) => [keyOf(pick), pick.eventId]));
  const counts = [...Map.groupBy(picks, ({ eventId }) => eventId)].filter(([id]) => id !== "");
  const known = counts.filter(([, own]) => own.length >= LEAST_PICKS).map(([id]) => id);
  const found = new Set<string>();
  for (const { arrivals } of ours) {
    const own = [...Map.groupBy(arrivals, (arrival) => labels.get(keyOf(arrival)) ?? "")];
    const [label = "", most = []] = own.sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
    if (2 * most.length > arrivals.length && label !== "") found.add(label);
  }
  const hits = known.filter((id) => found.has(id)).length;
  const score = scoreOf({ known: known.length, hits, made: ours.length, right: found.size, errorsKm: [] });
  return counts.length > 0 ? score : { ...score, phantom: null, precision: null };
}

/** The events that were confirmed, as they stood last. */
function associate(
  stations: ReadonlyMap<string, Place>,
  picks: readonly SetPick[],
  { reachKm, isLabelled }: { readonly reachKm: number; readonly isLabelled: boolean },
): SeismicEvent[] {
  const settings = { ...readConfig(integratorTable, process.env), maxDistanceKm: reachKm };
  const placeOf = (stationId: string) => stations.get(stationId);
  const region = new Region({ world: WORLD, settings, placeOf, assumedMagnitude: ASSUMED_MAGNITUDE });
  const last = new Map<string, SeismicEvent>();
  const take = (versions: readonly SeismicEvent[]) => {
    for (const version of versions) if (version.status !== "preliminary") last.set(version.eventId, version);
  };
  const listening = isLabelled ? [] : listeningOf(picks);
  let beatMs = Number.NEGATIVE_INFINITY;
  const beatUntil = (untilMs: number) => {
    for (beatMs = Math.max(beatMs, untilMs - AROUND_PICKS_MS); beatMs < untilMs; beatMs += HEARTBEAT_MS) {
      const awake = listening.filter(({ fromMs, toMs }) => beatMs >= fromMs && beatMs <= toMs);
      if (awake.length > 0)
        take(region.pushMotion({ ...WORLD, stations: awake.map((one) => quiet(one.stationId, beatMs)) }));
    }
  };
  for (const pick of picks) {
    beatUntil(pick.timeMs);
    take(region.pushPick(pickAt(pick)));
  }
  beatUntil((picks.at(-1)?.timeMs ?? 0) + AROUND_PICKS_MS);
  return [...last.values()].filter(({ status }) => status !== "cancelled");
}

function quiet(stationId: string, timeMs: number) {
  return { stationId, timeMs, pgaMps2: QUIET_MPS2, pgvMps: 1e-6, intensity: 1, watermarkMs: timeMs };
}

function listeningOf(picks: readonly SetPick[]) {
  return [...Map.groupBy(picks, ({ stationId }) => stationId)].flatMap(([stationId, own]) => {
    const spans: { stationId: string; fromMs: number; toMs: number }[] = [];
    for (const { timeMs } of own) {
      const before = spans.at(-1);
      if (before !== undefined && before.toMs >= timeMs - ACTIVE_MS) before.toMs = timeMs + ACTIVE_MS;
      else spans.push({ stationId, fromMs: timeMs - ACTIVE_MS, toMs: timeMs + ACTIVE_MS });
    }
    return spans;
  });
}

/** Median distance to the nearest neighbour, 0 for a single station. */
function spacingOf(places: readonly Place[]): number {
  if (places.length < 2) return 0;
  const nearest = places.map((place) =>
    Math.min(...places.filter((other) => other !== place).map((other) => distanceKm(place, other))),
  );
  return median(nearest);
}

const MATCH_P_S = 2.5;

/** Labelled picks of it, or stations with a P near its predicted time. */
function matchingPicks(
  event: CataloguedEvent,
  picks: readonly SetPick[],
  { stations, reachKm }: { readonly stations: ReadonlyMap<string, Place>; readonly reachKm: number },
): number {
  const labelled = picks.filter(({ eventId }) => eventId === event.id && eventId !== "");
  if (labelled.length > 0) return labelled.length;
  const matching = picks.filter(({ stationId, phase, timeMs }) => {
    const place = stations.get(stationId);
    if (place === undefined || phase !== "P" || Math.abs(timeMs - event.timeMs) > 200_000) return false;
    const km = distanceKm(event, place);
    if (km > reachKm) return false;
    return Math.abs((timeMs - event.timeMs) / 1000 - travelTimeS("P", km, event.depthKm)) <= MATCH_P_S;
  });
  return new Set(matching.map(({ stationId }) => stationId)).size;
}

/** One to one, the nearest in time first. */
function matched(
  events: readonly CataloguedEvent[],
  found: readonly SeismicEvent["origin"][],
  toleranceKm: number,
): Map<CataloguedEvent, SeismicEvent["origin"]> {
  const toleranceMs = 1000 * Math.max(3, toleranceKm / 6);
  const pairs = events.flatMap((event) =>
    found.flatMap((origin) => {
      const offMs = Math.abs(origin.timeMs - event.timeMs);
      return offMs <= toleranceMs && distanceKm(event, origin) <= toleranceKm ? [{ event, origin, offMs }] : [];
    }),
  );
  pairs.sort((a, b) => a.offMs - b.offMs);
  const of = new Map<CataloguedEvent, SeismicEvent["origin"]>();
  const taken = new Set<SeismicEvent["origin"]>();
  for (const { event, origin } of pairs) {
    if (of.has(event) || taken.has(origin)) continue;
    of.set(event, origin);
    taken.add(origin);
  }
  return of;
}
