// Where else an event can be had: its report, the formats of others, and what it said to the public.
import type { Receipts } from "../../past/receipts.ts";
import type { EventView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { h } from "../parts/dom.ts";

interface Spanned {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @param span of its waveforms; undefined: there are none */
export function eventLinks(
  event: EventView,
  { links }: Texts["events"],
  of: { readonly span: Spanned | undefined; readonly cap: Receipts["cap"] },
): HTMLElement {
  const id = encodeURIComponent(event.eventId);
  const mode = event.mode === "live" ? "" : `&mode=${event.mode}`;
  const link = (href: string, words: string) => h("a", { href, target: "_blank", rel: "noopener" }, words);
  const newest = of.cap.at(-1);
  return h(
    "p",
    { class: "event-links" },
    link(`/reports/${id}`, links.report),
    link(`/fdsnws/event/1/query?eventid=${id}&includearrivals=true${mode}`, links.quakeml),
    of.span !== undefined && link(miniSeedOf(event, of.span), links.miniseed),
    newest !== undefined && link(`/v1/cap/${encodeURIComponent(newest.identifier)}`, links.cap),
    link(`/api/events/${id}`, links.json),
  );
}

function miniSeedOf({ mode, run }: EventView, { fromMs, toMs }: Spanned): string {
  const isoOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, -1);
  const world = { mode, ...(run === "" ? {} : { run }) };
  return `/fdsnws/dataselect/1/query?${new URLSearchParams({ starttime: isoOf(fromMs), endtime: isoOf(toMs), ...world })}`;
}
