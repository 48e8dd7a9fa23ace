// One event: what, where, how strong, how sure, why, who was told and how late.
import type { EventView } from "../../view.ts";
import { newestOf } from "../app/state.ts";
import type { ViewContext } from "../app/viewContext.ts";
import type { Texts } from "../i18n/language.ts";
import { block, chip, fact } from "./blocks.ts";
import { type Child, h, replace, setText } from "./dom.ts";
import { alertsBlock, deliveriesBlock } from "./eventTold.ts";
import { evidenceBlock, versionsBlock } from "./eventVersions.ts";
import { titleOf } from "./eventWords.ts";
import { mmi } from "./mmi.ts";
import { clockTenths, count, day, km, span } from "./words.ts";

/** Redraws only what changed. */
export function showEvent(box: HTMLElement, { texts, route }: ViewContext, event: EventView | undefined): void {
  const { id } = route();
  const missing = id === "" ? texts.events.none : texts.events.unknown(id);
  replace(box, event === undefined ? missing : signatureOf(event), () => {
    if (event === undefined) return h("div", { class: "event-head" }, h("h2", {}, missing), quiet(texts));
    return allOf(event, texts);
  });
}

function allOf(event: EventView, texts: Texts): readonly Child[] {
  return [
    headOf(event, texts),
    factsOf(event, texts),
    versionsBlock(event, texts),
    evidenceBlock(newestOf(event), texts),
    alertsBlock(event, texts),
    deliveriesBlock(event, texts),
    contextOf(event, texts),
  ];
}

const quiet = ({ map }: Texts) =>
  h("p", { class: "quiet" }, `${map.quietText} ${map.quietHow} `, h("code", {}, "npm run replay"));

function signatureOf(event: EventView): string {
  const { version } = newestOf(event);
  const parts = [event.eventId, event.title, event.versions.length, version, event.alertCount, event.deliveries.length];
  return [...parts, ...Object.values(event.outcomes), event.context?.version].join("|");
}

function headOf(event: EventView, texts: Texts): HTMLElement {
  const { status, version, likelihood, reason } = newestOf(event);
  return h(
    "header",
    { class: "event-head", "data-status": status },
    h(
      "div",
      { class: "chips" },
      chip(texts.status[status], status),
      chip(texts.map.version(String(version))),
      chip(texts.events.likelihood(`${Math.round(likelihood * 100)} %`)),
    ),
    h("h2", {}, titleOf(event, texts)),
    h("p", { class: "quiet" }, reason),
  );
}

function factsOf(event: EventView, { events }: Texts): HTMLElement {
  const { origin, magnitude, arrivals, observed } = newestOf(event);
  const stations = new Set(arrivals.map((arrival) => arrival.stationId)).size;
  const strongest = observed.reduce((most, station) => Math.max(most, station.intensity), 0);
  return h(
    "dl",
    { class: "facts" },
    fact(events.magnitude, magnitude.value.toFixed(1), `±${magnitude.uncertainty.toFixed(1)} ${magnitude.type}`),
    fact(events.depth, km(origin.depthKm), `±${Math.round(origin.depthUncertaintyKm)}`),
    fact(events.location, `±${km(origin.horizontalUncertaintyKm)}`),
    fact(
      events.stations,
      String(stations || magnitude.stationCount),
      events.gap(`${Math.round(origin.azimuthalGapDeg)}`),
    ),
    fact(events.origin(day(origin.timeMs)), clockTenths(origin.timeMs)),
    fact(events.timeError, `±${origin.timeUncertaintyS.toFixed(1)} s`),
    fact(events.residual, `${origin.rmsS.toFixed(2)} s`, "rms"),
    fact(events.strongest, strongest > 0 ? mmi(strongest) : "–", events.observed),
  );
}

function contextOf({ context }: EventView, { events }: Texts): HTMLElement | null {
  if (context === null) return null;
  const { nearest, largest } = context;
  const line = (past: (typeof nearest)[number]) =>
    events.past(past.magnitude?.toFixed(1) ?? "?", day(past.timeMs), km(past.distanceKm));
  const known = nearest.length === 0 ? events.noneNear : events.nearest(nearest.slice(0, 3).map(line).join("; "));
  const most = largest === null ? "" : events.largest([line(largest), largest.place].filter(Boolean).join(", "));
  return block(events.known, "", h("p", { class: "context" }, `${known} ${most}`));
}

/** What moves between two messages: countdowns. */
export function tickEvent(box: HTMLElement, dataNowMs: number, { events }: Texts): void {
  for (const cell of box.querySelectorAll<HTMLElement>("[data-left]")) {
    const left = (Number(cell.dataset.left) - dataNowMs) / 1000;
    setText(cell, left > 0 ? `${count(Math.floor(left))} s` : events.ago(span(-left * 1000)));
  }
}
