// The newest events, each with the way to its report; and the page that says what is wrong.
import { MODES, type Mode, modePrefix } from "../../../../shared/contracts/mode.ts";
import { coordinatesOf } from "../../place.ts";
import type { EventRecord } from "../../repository.ts";
import { html, type Markup } from "./html.ts";
import { pageOf } from "./layout.ts";
import { fixed, utc } from "./words.ts";

export interface Listing {
  readonly mode: Mode | undefined;
  readonly records: readonly EventRecord[];
  readonly isFull: boolean;
}

export function listPage({ mode, records, isFull }: Listing): string {
  const main = html`<h1>Earthquake reports</h1>
<nav class="filter" aria-label="Mode">${[undefined, ...MODES].map((each) => filterLink(each, mode))}</nav>
${records.length === 0 ? nothing(mode) : eventTable(records)}
${isFull ? older(records, mode) : undefined}`;
  return pageOf({ title: "Earthquake reports", mode: mode ?? "live", main });
}

function filterLink(mode: Mode | undefined, current: Mode | undefined): Markup {
  const href = mode === undefined ? "/reports/" : `/reports/?mode=${mode}`;
  const name = mode ?? "all";
  return mode === current
    ? html`<a href="${href}" aria-current="page">${name}</a>`
    : html`<a href="${href}">${name}</a>`;
}

function nothing(mode: Mode | undefined): Markup {
  const what = mode === undefined ? "No event" : `No event of mode ${mode}`;
  return html`<p class="empty">${what} is recorded yet. A report is made of every event by itself. To see one now: <code>npm start</code> shakes simulated ground, <code>npm run drill</code> makes a drill of a system that runs, <code>npm run replay</code> plays a recording.</p>`;
}

function eventTable(records: readonly EventRecord[]): Markup {
  return html`<div class="scroll"><table class="events"><thead><tr><th scope="col">Origin</th><th scope="col">M</th><th scope="col">Place</th><th scope="col">Status</th><th scope="col">Versions</th></tr></thead>
<tbody>${records.map(eventRow)}</tbody></table></div>`;
}

function eventRow({ event, context }: EventRecord): Markup {
  const { mode, origin, magnitude, status, version, eventId } = event;
  const place = context?.place ?? coordinatesOf(origin);
  return html`<tr><td>${utc(origin.timeMs)}</td><td class="number">${fixed(magnitude.value, 1)}</td>
<td><a href="/reports/${encodeURIComponent(eventId)}">${modePrefix(mode)}${place}</a></td>
<td><span class="status ${status}">${status}</span></td><td class="number">${version}</td></tr>`;
}

function older(records: readonly EventRecord[], mode: Mode | undefined): Markup {
  const beforeMs = Math.floor(records.at(-1)?.event.origin.timeMs ?? 0);
  const query = new URLSearchParams({ ...(mode === undefined ? {} : { mode }), beforeMs: String(beforeMs) });
  return html`<p><a href="/reports/?${query.toString()}">Older ones</a></p>`;
}

export function faultPage(title: string, message: string): string {
  const main = html`<h1>${title}</h1><p>${message}</p><p><a href="/reports/">The newest events</a></p>`;
  return pageOf({ title, mode: "live", main });
}
