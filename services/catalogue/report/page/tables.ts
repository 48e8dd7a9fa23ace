// The tables of an event's report.
import type { Report, ToldOne, VersionReport } from "../schema.ts";
import { html, type Markup } from "./html.ts";
import { after, count, fixed, likely, signed, utc } from "./words.ts";

type Row = readonly (Markup | string)[];

function table(heads: readonly string[], rows: readonly Row[], caption: string): Markup {
  return html`<div class="scroll"><table><caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

export function versionsTable({ versions }: Report): Markup {
  const heads = [
    "Version",
    "After origin",
    "Status",
    "Magnitude",
    "Depth",
    "Place ±",
    "Likelihood",
    "Picks",
    "Why",
    "Told",
  ];
  const rows = versions.map((version): Row => {
    const { magnitude, origin, alerts } = version;
    return [
      String(version.version),
      after(version.afterOriginS),
      html`<span class="status ${version.status}">${version.status}</span>`,
      `${fixed(magnitude.value, 1)} ± ${fixed(magnitude.uncertainty, 1)} ${magnitude.type}`,
      fixed(origin.depthKm, 0, "km"),
      fixed(origin.horizontalUncertaintyKm, 1, "km"),
      likely(version.likelihood),
      String(version.arrivalCount),
      html`${version.reason}${changesText(version)}`,
      alerts.sent === 0 ? "–" : `${alerts.delivered} of ${alerts.sent}`,
    ];
  });
  return table(heads, rows, "Every version, as it was published");
}

function changesText({ changes }: VersionReport): Markup {
  if (changes === null) return html``;
  const { movedKm, magnitude, addedStations, removedStations } = changes;
  const added = addedStations.length > 0 ? `, ${addedStations.length} more stations` : "";
  const removed = removedStations.length > 0 ? `, without ${removedStations.slice(0, 5).join(", ")}` : "";
  return html`<br /><small>moved ${fixed(movedKm, 1)} km, M ${signed(magnitude, 2)}${added}${removed}</small>`;
}

export function evidenceTables({ versions }: Report): Markup {
  return html`${versions.map(({ version, status, passed, failed }) => {
    const said = failed.length === 0 ? `all ${passed.length} rules passed` : `${count(failed.length, "rule")} failed`;
    const rows = [...failed, ...passed].map(
      (rule): Row => [
        html`<span class="${rule.passed ? "passed" : "failed"}">${rule.passed ? "passed" : "failed"}</span>`,
        rule.rule,
        short(rule.value),
        short(rule.limit),
        rule.note ?? "",
      ],
    );
    const body =
      rows.length === 0
        ? html`<p>No evidence came with this version.</p>`
        : table(["", "Rule", "Value", "Limit", "What it is"], rows, `Evidence of version ${version}`);
    return html`<details><summary>Version ${version}, ${status}: ${said}</summary>${body}</details>`;
  })}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function toldTable(list: readonly ToldOne[], total: number): Markup {
  const heads = ["Subscriber", "Version", "What", "Intensity", "After origin", "Left until S", "Outcome", "Attempts"];
  const rows = list.map((one): Row => {
    const left = one.secondsLeft === null ? "–" : fixed(one.secondsLeft, 1, "s");
    const isLate = one.secondsLeft !== null && one.secondsLeft <= 0 && one.type === "alarm.issued";
    return [
      html`${one.name ?? "removed since"}<br /><small>${one.subscriptionId}</small>`,
      String(one.version),
      one.type.replace("alarm.", ""),
      fixed(one.intensity, 1),
      one.afterOriginS === null ? "–" : after(one.afterOriginS),
      isLate ? html`<span class="failed">${left}, late</span>` : left,
      one.outcome,
      String(one.attempts),
    ];
  });
  return table(heads, rows, `Deliveries: ${list.length} of ${total}`);
}

export function usedTable({ stations }: Report): Markup {
  const heads = ["Station", "Phase", "Distance", "Azimuth", "After origin", "Residual", "Weight"];
  const rows = stations.used.map(
    (station): Row => [
      html`${station.stationId} <small>${station.name}</small>`,
      station.phase,
      fixed(station.distanceKm, 0, "km"),
      `${fixed(station.azimuthDeg, 0)}°`,
      after(station.afterOriginS),
      `${signed(station.residualS, 2)} s`,
      fixed(station.weight, 2),
    ],
  );
  return table(heads, rows, `Used: ${count(rows.length, "arrival")}`);
}

export function ignoredTable({ stations, origin }: Report): Markup {
  const heads = ["Station", "Distance", "Predicted P", "Pick", "Why it took no part"];
  const rows = stations.ignored.map(
    (station): Row => [
      html`${station.stationId} <small>${station.name}</small>`,
      fixed(station.distanceKm, 0, "km"),
      after((station.predictedPMs - origin.timeMs) / 1000),
      station.pickMs === null ? "–" : after((station.pickMs - origin.timeMs) / 1000),
      station.reason,
    ],
  );
  return table(heads, rows, `Within ${stations.reachKm} km and not used: ${count(rows.length, "station")}`);
}

export function timelineTable({ timeline }: Report): Markup {
  const rows = timeline.map(
    (moment): Row => [after(moment.afterOriginS), moment.wallMs === null ? "–" : utc(moment.wallMs), moment.text],
  );
  return table(["After origin", "Wall clock", "What happened"], rows, "The timeline in words");
}

/** From stage to stage on the wall clock, of the versions that brought stamps. */
export function hopsTable({ versions }: Report): Markup {
  const STAGES = ["sensed", "received", "picked", "located"] as const;
  const stamped = versions.filter(({ stampsMs }) => stampsMs.received !== undefined);
  if (stamped.length === 0) return html``;
  const rows = stamped.map(
    ({ version, stampsMs, storedMs }): Row => [
      String(version),
      ...STAGES.slice(1).map((stage, n) => between(stampsMs[STAGES[n] ?? ""], stampsMs[stage])),
      between(stampsMs.located, storedMs ?? undefined),
    ],
  );
  const heads = ["Version", "sensor → edge", "edge → pick", "pick → version", "version → stored"];
  return table(heads, rows, "What the way took, from stamp to stamp");
}

function between(fromMs: number | undefined, toMs: number | undefined): string {
  return fromMs === undefined || toMs === undefined ? "–" : fixed(toMs - fromMs, 0, "ms");
}
