// The headline of an event: its mode's word first, its status, where and when, and what the selected version says.
import type { EventView, VersionView } from "../../view.ts";
import { newestOf } from "../app/state.ts";
import type { Texts } from "../i18n/language.ts";
import { chip, fact } from "../parts/blocks.ts";
import { h } from "../parts/dom.ts";
import { coordinates, titleOf } from "../parts/eventWords.ts";
import { mmi } from "../parts/mmi.ts";
import { clockTenths, clockTime, count, day, km, localTime } from "../parts/words.ts";
import { statusGlyph } from "./statusMark.ts";

export interface Headline {
  readonly event: EventView;
  readonly version: VersionView;
  readonly links: HTMLElement;
}

export function eventHead({ event, version, links }: Headline, texts: Texts): readonly HTMLElement[] {
  const newest = newestOf(event);
  const { origin } = newest;
  const { events, map, status } = texts;
  const pill = chip("", newest.status);
  pill.append(statusGlyph(newest.status), ` ${status[newest.status]}`);
  return [
    h(
      "div",
      { class: "chips" },
      pill,
      chip(map.version(String(newest.version))),
      chip(events.likelihood(`${Math.round(newest.likelihood * 100)} %`)),
      event.alertCount > 0 ? chip(events.headline.told(count(event.alertCount))) : "",
    ),
    h("h1", {}, titleOf(event, texts)),
    h(
      "p",
      { class: "when" },
      h(
        "time",
        { datetime: new Date(origin.timeMs).toISOString() },
        `${day(origin.timeMs)} ${clockTime(origin.timeMs)} UTC`,
      ),
      ` · ${events.headline.local(localTime(origin.timeMs))}`,
      ` · ${coordinates(origin, texts)} · ${events.headline.deep(km(origin.depthKm))}`,
    ),
    factsOf(version, texts),
    links,
  ];
}

function factsOf(
  { version, origin, magnitude, arrivals, observed, likelihood }: VersionView,
  texts: Texts,
): HTMLElement {
  const { events, map } = texts;
  const stations = new Set(arrivals.map((arrival) => arrival.stationId)).size || magnitude.stationCount;
  const strongest = observed.reduce((most, station) => Math.max(most, station.intensity), 0);
  return h(
    "dl",
    { class: "facts", "aria-label": map.version(String(version)) },
    fact(
      `${events.magnitude}, v${version}`,
      magnitude.value.toFixed(1),
      `±${magnitude.uncertainty.toFixed(1)} ${magnitude.type}`,
    ),
    fact(
      events.location,
      `±${km(origin.horizontalUncertaintyKm)}`,
      events.gap(`${Math.round(origin.azimuthalGapDeg)}`),
    ),
    fact(events.depth, km(origin.depthKm), `±${Math.round(origin.depthUncertaintyKm)}`),
    fact(events.chart.likelihood, `${Math.round(likelihood * 100)} %`),
    fact(events.stations, String(stations)),
    fact(events.origin(day(origin.timeMs)), clockTenths(origin.timeMs), `±${origin.timeUncertaintyS.toFixed(1)} s`),
    fact(events.residual, `${origin.rmsS.toFixed(2)} s`, "rms"),
    fact(events.strongest, strongest > 0 ? mmi(strongest) : "–", events.observed),
  );
}
