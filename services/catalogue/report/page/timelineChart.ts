// The timeline as a drawing: picks, versions and deliveries on one axis of seconds after the origin.
import type { Report } from "../schema.ts";
import { html, type Markup } from "./html.ts";
import { timeScale } from "./timeScale.ts";
import { after, at } from "./words.ts";

const WIDTH = 760;
const LEFT = 84;
const RIGHT = 740;
const LANES = { picks: 40, versions: 92, told: 144 };
const AXIS = 176;

export function timelineChart({ timeline, versions }: Report): Markup {
  const lastS = Math.max(...timeline.map(({ afterOriginS }) => afterOriginS), 5);
  const { xOf, ticksS } = timeScale(lastS, { from: LEFT, to: RIGHT });
  const picks = timeline.filter(({ kind }) => kind === "pick");
  const told = versions.filter(({ alerts }) => alerts.firstAfterOriginS !== null);
  return html`<svg class="chart timeline" viewBox="0 0 ${WIDTH} 200" role="img" aria-labelledby="timeline-title">
<title id="timeline-title">Timeline in seconds after the origin: picks, versions, deliveries</title>
${ticksS.map(
  (s) => html`<line class="grid" x1="${at(xOf(s))}" x2="${at(xOf(s))}" y1="16" y2="${AXIS}" />
<text class="tick" x="${at(xOf(s))}" y="${AXIS + 16}" text-anchor="middle">${s} s</text>`,
)}
${Object.entries(LANES).map(
  ([lane, y]) => html`<text class="lane" x="0" y="${y + 5}">${lane}</text>
<line class="rule" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}" />`,
)}
${picks.map(({ afterOriginS, text }) => {
  const x = at(xOf(afterOriginS));
  return html`<line class="pick" x1="${x}" x2="${x}" y1="${LANES.picks - 10}" y2="${LANES.picks + 10}"><title>${after(afterOriginS)} ${text}</title></line>`;
})}
${versions.map((version) => versionMark(version, xOf))}
${told.map((version) => toldBar(version, xOf))}
</svg>`;
}

type Version = Report["versions"][number];
type XOf = (afterOriginS: number) => number;

/** Status is told by shape as well as by colour. */
function versionMark({ version, status, afterOriginS, reason }: Version, xOf: XOf): Markup {
  const [x, y] = [xOf(afterOriginS), LANES.versions];
  const title = html`<title>${after(afterOriginS)} version ${version}, ${status} (${reason})</title>`;
  const mark =
    status === "preliminary" || status === "confirmed"
      ? html`<circle class="mark ${status}" cx="${at(x)}" cy="${y}" r="9">${title}</circle>`
      : html`<rect class="mark ${status}" x="${at(x - 8)}" y="${y - 8}" width="16" height="16">${title}</rect>`;
  return html`<g>${mark}<text class="in-mark ${status}" x="${at(x)}" y="${y + 4}" text-anchor="middle">${version}</text></g>`;
}

function toldBar({ version, alerts }: Version, xOf: XOf): Markup {
  const { firstAfterOriginS: firstS, lastAfterOriginS: lastS, delivered } = alerts;
  if (firstS === null || lastS === null) return html``;
  const [x, end] = [xOf(firstS), xOf(lastS)];
  return html`<rect class="told" x="${at(x - 2)}" y="${LANES.told - 7}" width="${at(Math.max(4, end - x + 2))}" height="14" rx="2"><title>version ${version}: ${delivered} told, ${after(firstS)} to ${after(lastS)}</title></rect>`;
}
