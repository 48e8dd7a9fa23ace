// The page about one event: what happened, as one would read it the day after.
import type { Report, Told } from "../schema.ts";
import { historyCharts } from "./historyCharts.ts";
import { html, type Markup } from "./html.ts";
import { pageOf } from "./layout.ts";
import { mapChart } from "./mapChart.ts";
import { recordSection, type Trace } from "./recordSection.ts";
import {
  evidenceTables,
  hopsTable,
  ignoredTable,
  timelineTable,
  toldTable,
  usedTable,
  versionsTable,
} from "./tables.ts";
import { timelineChart } from "./timelineChart.ts";
import { coordinates, count, fixed, likely, utc } from "./words.ts";

export function eventPage(report: Report, traces: readonly Trace[]): string {
  const { title, mode } = report;
  const main = html`${head(report)}
<section><h2>What happened</h2>
<div class="scroll wide">${timelineChart(report)}</div>
<p class="key"><span class="swatch pick">picks</span> <span class="swatch preliminary">preliminary</span> <span class="swatch confirmed">confirmed</span> <span class="swatch final">final (square)</span> <span class="swatch cancelled">cancelled (square)</span> <span class="swatch told">told: first to last delivery</span>. Early seconds are drawn wider than later ones.</p>
<details><summary>The timeline in words</summary>${timelineTable(report)}</details>
${hops(report)}</section>
<section><h2>Versions</h2>${historyCharts(report)}${versionsTable(report)}
<h3>Evidence</h3>${evidenceTables(report)}</section>
<section><h2>Who was told</h2>${toldPart(report.told)}</section>
${stationsPart(report)}
${sectionPart(report, traces)}
${links(report)}`;
  return pageOf({ title, mode, main });
}

function head(report: Report): Markup {
  const { title, answer, origin, magnitude, status, likelihood, versionCount, verdict } = report;
  const facts: readonly (readonly [string, Markup | string])[] = [
    ["Magnitude", `${fixed(magnitude.value, 1)} ± ${fixed(magnitude.uncertainty, 1)} ${magnitude.type}`],
    ["Origin", `${utc(origin.timeMs)} ± ${fixed(origin.timeUncertaintyS, 1)} s`],
    ["Epicentre", `${coordinates(origin)} ± ${fixed(origin.horizontalUncertaintyKm, 1)} km`],
    ["Depth", `${fixed(origin.depthKm, 0)} ± ${fixed(origin.depthUncertaintyKm, 0)} km`],
    ["Status", html`<span class="status ${status}">${status}</span>, ${count(versionCount, "version")}`],
    ["Likelihood", likely(likelihood)],
    ["Verdict", verdict === null ? "none yet" : verdictText(verdict)],
  ];
  return html`<h1>${title}</h1>
<p class="answer">${answer.startsWith(title) ? answer.slice(title.length + 1).trim() : answer}</p>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function verdictText({ verdict, reason, source }: NonNullable<Report["verdict"]>): Markup {
  const words = { true: "true alert", qualified: "true with reservations", false: "false alert", pending: "pending" };
  return html`<strong>${words[verdict]}</strong>${reason === "" ? "" : `: ${reason}`}${source === "" ? "" : ` (${source})`}`;
}

function hops(report: Report): Markup {
  const table = hopsTable(report);
  return table.text === "" ? table : html`<details><summary>What the way took</summary>${table}</details>`;
}

function toldPart(told: Told): Markup {
  if (told.deliveries === 0) {
    return html`<p>Nobody was told by webhook. If somebody should have been: <code>GET /v1/subscriptions/{subscriptionId}/decisions?eventId=…</code> says why not, for each subscription; without subscriptions, make one with <code>POST /v1/subscriptions</code>.</p>`;
  }
  const { subscribers, reached, inTime, late, secondsLeft, deliveries, list } = told;
  const left =
    secondsLeft === null
      ? "–"
      : `${fixed(secondsLeft.median, 1)} s (${fixed(secondsLeft.min, 1)} to ${fixed(secondsLeft.max, 1)} s)`;
  const facts = [
    ["Subscribers to be told", subscribers.toLocaleString("en-US")],
    ["Took the alarm", reached.toLocaleString("en-US")],
    ["Before S", inTime.toLocaleString("en-US")],
    ["Late or never", late.toLocaleString("en-US")],
    ["Left until S, median", left],
    ["Deliveries in all", deliveries.toLocaleString("en-US")],
  ] as const;
  const listed =
    list === null
      ? html`<p>Who they are is shown to the operator alone.</p>`
      : html`<details><summary>Delivery by delivery</summary>${toldTable(list, deliveries)}</details>`;
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>${listed}`;
}

function stationsPart(report: Report): Markup {
  const { used, ignored } = report.stations;
  const usedPart =
    used.length === 0
      ? html`<p>This version names no arrivals.</p>`
      : html`<details open="open"><summary>${count(used.length, "arrival")} used</summary>${usedTable(report)}</details>`;
  const ignoredPart =
    ignored.length === 0
      ? html`<p>No other station is known within ${report.stations.reachKm} km. If there should be: register it (docs/operations.md) and see that it sends.</p>`
      : html`<details open="open"><summary>${count(ignored.length, "station")} ignored, with the reason</summary>${ignoredTable(report)}</details>`;
  return html`<section><h2>Stations</h2><div class="map-frame">${mapChart(report)}</div>
<p class="key"><span class="shape">▲</span> used · <span class="shape">△</span> picked or used before, left out · <span class="shape">×</span> silent, in quarantine or unknown · <span class="shape">○</span> heard, and not triggered · <span class="shape">★</span> epicentre, its 95 % ellipse and where earlier versions had it</p>
${usedPart}${ignoredPart}</section>`;
}

function sectionPart(report: Report, traces: readonly Trace[]): Markup {
  const note =
    traces.length === 0
      ? "No waveforms are kept of that time: only the picks and the predicted arrivals are drawn."
      : "Each waveform is drawn to its own largest swing.";
  return html`<section><h2>Record section</h2><div class="scroll wide">${recordSection(report, traces)}</div>
<p class="key"><span class="swatch curve-p">predicted P</span> <span class="swatch curve-s">predicted S</span> <span class="swatch onset">picks used</span> <span class="swatch onset-out">picks left out</span>. ${note}</p></section>`;
}

function links({ eventId }: Report): Markup {
  const id = encodeURIComponent(eventId);
  return html`<section class="links"><h2>As data</h2><ul>
<li><a href="/v1/catalogue/events/${id}/report">This report as JSON</a></li>
<li><a href="/v1/catalogue/events/${id}">All versions as they were published</a></li>
<li><a href="/v1/why?eventId=${id}">Why did it (not) alert?</a></li></ul>
<p><small>Event ${eventId}</small></p></section>`;
}
