// The event's panel: what, where, how strong, how sure, why, who was told and how late.
import { h, replace } from "./dom.js";
import { atPlace } from "./fronts.js";
import { clockTenths, clockTime, count, day, firstWord, intensityColour, km, millis, roman, span } from "./words.js";

const STAGES = ["sensed", "received", "picked", "located", "decided", "delivered"];

export function mmi(intensity) {
  const label = h("span", { class: "mmi", title: `MMI ${intensity.toFixed(1)}` }, roman(intensity));
  label.style.background = intensityColour(intensity);
  return label;
}

const chip = (text, status) => h("span", { class: "chip", "data-status": status }, text);
const fact = (name, value, note) =>
  h("div", {}, h("dt", {}, name), h("dd", {}, value, note ? h("small", {}, ` ${note}`) : ""));
const block = (title, note, ...children) =>
  h("section", { class: "block" }, h("h3", {}, title, note ? h("span", { class: "count" }, note) : ""), ...children);
const cells = (tag, values) =>
  values.map((value) => (value instanceof Node && /T[DH]/.test(value.tagName) ? value : h(tag, {}, value)));
const row = (attributes, ...values) => h("tr", attributes, ...cells("td", values));
const head = (...values) => h("thead", {}, h("tr", {}, ...cells("th", values)));
const number = (text) => h("td", { class: "number" }, text);
const numberHead = (text) => h("th", { class: "number" }, text);

/** Redraws only what changed; `choose` is told which event a person wants to see. */
export function showPanel(box, { state, event, events, choose }) {
  const signature = event
    ? [
        event.eventId,
        event.title,
        event.versions.length,
        event.versions.at(-1).version,
        event.alertCount,
        event.deliveries.length,
      ]
        .concat(
          Object.values(event.outcomes),
          event.context?.version ?? 0,
          events.map((e) => e.title + e.versions.length),
        )
        .join("|")
    : `none ${state.stations.size > 0}`;
  replace(box, signature, () => (event ? eventPanel(event, events, choose) : quietPanel(state)));
}

function quietPanel(state) {
  const listening = state.stations.size > 0;
  return h(
    "div",
    { class: "event-head" },
    h("h2", {}, "No event"),
    h(
      "p",
      { class: "quiet" },
      listening
        ? "Events appear here with their first version, usually a second after enough stations shook. To see one now: "
        : "Nothing can be seen without stations. The quickest way to some: ",
      h("code", {}, listening ? "npm run replay" : "npm run fleet"),
    ),
  );
}

function eventPanel(event, events, choose) {
  return [
    events.length > 1 ? eventList(event, events, choose) : null,
    headOf(event),
    factsOf(event),
    h("div", { class: "here", id: "here", hidden: true }),
    versionsOf(event),
    evidenceOf(event.versions.at(-1)),
    alertsOf(event),
    deliveriesOf(event),
    contextOf(event),
  ].filter(Boolean);
}

function eventList(shown, events, choose) {
  const button = (event) => {
    const { magnitude, origin, status } = event.versions.at(-1);
    const pressed = String(event.eventId === shown.eventId);
    const attributes = { type: "button", id: `choose-${event.eventId}`, "aria-pressed": pressed, title: event.title };
    const what = status === "cancelled" ? h("s", {}, magnitude.value.toFixed(1)) : magnitude.value.toFixed(1);
    return h(
      "button",
      { ...attributes, onclick: () => choose(event.eventId) },
      h("b", {}, what),
      clockTime(origin.timeMs),
    );
  };
  return h("nav", { class: "event-list", "aria-label": "Recent events" }, ...events.slice(0, 20).map(button));
}

function headOf(event) {
  const newest = event.versions.at(-1);
  return h(
    "header",
    { class: "event-head", "data-status": newest.status },
    h(
      "div",
      { class: "chips" },
      chip(newest.status, newest.status),
      chip(`version ${newest.version}`),
      chip(`likelihood ${Math.round(newest.likelihood * 100)} %`),
    ),
    h("h2", {}, event.title),
    h("p", { class: "quiet" }, newest.reason),
  );
}

function factsOf(event) {
  const { origin, magnitude, arrivals, observed } = event.versions.at(-1);
  const stations = new Set(arrivals.map((arrival) => arrival.stationId)).size;
  const strongest = observed.reduce((most, station) => Math.max(most, station.intensity), 0);
  return h(
    "dl",
    { class: "facts" },
    fact("Magnitude", magnitude.value.toFixed(1), `±${magnitude.uncertainty.toFixed(1)} ${magnitude.type}`),
    fact("Depth", km(origin.depthKm), `±${Math.round(origin.depthUncertaintyKm)}`),
    fact("Location", `±${km(origin.horizontalUncertaintyKm)}`),
    fact("Stations", String(stations || magnitude.stationCount), `gap ${Math.round(origin.azimuthalGapDeg)}°`),
    fact(`Origin, ${day(origin.timeMs)}`, clockTenths(origin.timeMs)),
    fact("Time error", `±${origin.timeUncertaintyS.toFixed(1)} s`),
    fact("Residual", `${origin.rmsS.toFixed(2)} s`, "rms"),
    fact("Strongest", strongest > 0 ? mmi(strongest) : "–", "observed"),
  );
}

function versionsOf(event) {
  // All after the same origin time, the best we know: each version's own would make a later one look earlier.
  const originMs = event.versions.at(-1).origin.timeMs;
  const rows = event.versions.toReversed().map((version) => {
    const afterS = (version.asOfMs - originMs) / 1000;
    return row(
      {},
      String(version.version),
      version.status,
      number(version.magnitude.value.toFixed(1)),
      number(`±${Math.round(version.origin.horizontalUncertaintyKm)}`),
      number(`${Math.round(version.likelihood * 100)} %`),
      number(`${afterS.toFixed(1)} s`),
      // The world's word stands above; here it would push the reason itself out of sight.
      h("td", { class: "wrap" }, version.reason.slice(firstWord(event.mode).length)),
    );
  });
  const titles = head(
    "V",
    "Status",
    numberHead("M"),
    numberHead("km"),
    numberHead("Likely"),
    numberHead("After"),
    "Why",
  );
  const early = `first ${((event.versions[0].asOfMs - originMs) / 1000).toFixed(1)} s after the origin`;
  const table = h("table", {}, titles, h("tbody", {}, ...rows));
  return block(
    "Versions",
    early,
    h("div", { class: "scroll", "data-scroll": "versions", tabindex: "0" }, table),
    ledger(event.versions.at(-1).stamps, event.versions.at(-1).arrivedMs),
  );
}

/** When the news passed each stage: the milliseconds between them. */
function ledger(stamps, shownMs) {
  const passed = STAGES.filter((stage) => stamps[stage] !== undefined).map((stage) => [stage, stamps[stage]]);
  if (passed.length < 2) return null;
  if (stamps.delivered === undefined) passed.push(["shown", shownMs]);
  const steps = passed
    .slice(1)
    .map(([stage, ms], index) => h("span", {}, `${stage} +${millis(ms - passed[index][1])}`));
  const total = passed.at(-1)[1] - passed[0][1];
  return h("p", { class: "ledger" }, h("span", {}, passed[0][0]), ...steps, h("b", {}, `= ${millis(total)}`));
}

const tidy = (value) => (Number.isInteger(value) ? String(value) : value.toPrecision(3).replace(/\.?0+$/, ""));

function evidenceOf(version) {
  const failed = version.evidence.filter((rule) => !rule.passed).length;
  const note =
    failed === 0
      ? `all ${version.evidence.length} rules passed`
      : `${failed} of ${version.evidence.length} rules failed`;
  const items = version.evidence.map(({ rule, value, limit, passed, note: remark }) =>
    h(
      "li",
      { class: passed ? "passed" : "failed" },
      h("span", { class: "mark", role: "img", "aria-label": passed ? "passed" : "failed" }, passed ? "✓" : "✗"),
      h("span", {}, rule, remark ? h("span", { class: "quiet" }, ` – ${remark}`) : ""),
      h("span", { class: "values" }, `${tidy(value)} / ${tidy(limit)}`),
    ),
  );
  return block("Evidence", note, h("ul", { class: "evidence" }, ...items));
}

function alertsOf(event) {
  if (event.alertCount === 0)
    return block("Alerts", "", h("p", { class: "hint" }, "Nobody was told: no subscription reached its threshold."));
  const rows = event.alerts.map((alert) =>
    row(
      { title: alert.headline },
      alert.subscriptionId,
      `${alert.type.replace("alarm.", "")} v${alert.version}`,
      h("td", {}, mmi(alert.intensity)),
      number(km(alert.distanceKm)),
      h("td", { class: "number", "data-left": String(alert.sArrivalMs) }, ""),
      number(`${alert.secondsLeft.toFixed(1)} s`),
    ),
  );
  const titles = head("Subscriber", "Alert", "MMI", numberHead("Distance"), numberHead("S in"), numberHead("Had left"));
  const note =
    event.alertCount > event.alerts.length
      ? `${count(event.alertCount)}, newest ${event.alerts.length} shown`
      : count(event.alertCount);
  const table = h("table", {}, titles, h("tbody", {}, ...rows));
  return block("Alerts", note, h("div", { class: "scroll", "data-scroll": "alerts", tabindex: "0" }, table));
}

function deliveriesOf(event) {
  const totals = Object.entries(event.outcomes).map(([outcome, total]) => `${count(total)} ${outcome}`);
  if (totals.length === 0)
    return event.alertCount === 0 ? null : block("Deliveries", "", h("p", { class: "hint" }, "Under way."));
  const rows = event.deliveries.map((delivery) => {
    const last = delivery.attempts.at(-1);
    const isGood = delivery.outcome === "delivered";
    return row(
      {},
      delivery.subscriptionId,
      h("td", { class: isGood ? "" : "late" }, delivery.outcome),
      `${delivery.type.replace("alarm.", "")} v${delivery.version}`,
      number(delivery.delayMs === null ? "–" : millis(delivery.delayMs)),
      number(String(delivery.attempts.length)),
      h("td", { class: "wrap" }, last ? last.error || `HTTP ${last.status}, ${millis(last.tookMs)}` : ""),
    );
  });
  const titles = head("Subscriber", "Outcome", "Alert", numberHead("Delay"), numberHead("Tries"), "Last answer");
  const table = h("table", {}, titles, h("tbody", {}, ...rows));
  const newest = event.deliveries[0];
  const box = h("div", { class: "scroll", "data-scroll": "deliveries", tabindex: "0" }, table);
  return block("Deliveries", totals.join(", "), box, newest ? ledger(newest.stamps, newest.arrivedMs) : null);
}

function contextOf({ context }) {
  if (!context) return null;
  const { nearest, largest } = context;
  const line = (past) => `M ${past.magnitude?.toFixed(1) ?? "?"}, ${day(past.timeMs)}, ${km(past.distanceKm)} away`;
  const known =
    nearest.length === 0
      ? "No earthquake on record within 200 km."
      : `Nearest on record: ${nearest.slice(0, 3).map(line).join("; ")}.`;
  const most = largest ? ` Largest within 100 km: ${line(largest)}${largest.place ? `, ${largest.place}` : ""}.` : "";
  return block("Known here", "", h("p", { class: "context" }, known + most));
}

/** What moves between two messages: countdowns. */
export function tickPanel(box, { event, home, dataNowMs }) {
  for (const cell of box.querySelectorAll("[data-left]")) {
    const left = (Number(cell.dataset.left) - dataNowMs) / 1000;
    cell.textContent = left > 0 ? `${left.toFixed(0)} s` : `${span(-left * 1000)} ago`;
  }
  const here = box.querySelector("#here");
  if (!here) return;
  here.hidden = !(event && home && event.fronts && event.versions.at(-1).status !== "cancelled");
  if (here.hidden) return;
  const { distance, secondsLeft, intensity } = atPlace(event, home, dataNowMs);
  const big = secondsLeft > 0 ? `${Math.ceil(secondsLeft)} s` : "passed";
  const strength = intensity > 0 ? `expected ${roman(intensity)}` : "too weak to notice";
  const when = secondsLeft > 0 ? "until the S waves" : `S waves ${span(-secondsLeft * 1000)} ago`;
  replace(here, big + when + strength, () => [
    h("b", {}, big),
    h("span", {}, `My place: ${when}, `, intensity > 0 ? mmi(intensity) : "", ` ${strength}, ${km(distance)} away`),
  ]);
}
