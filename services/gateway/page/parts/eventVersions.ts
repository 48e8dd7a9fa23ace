// How an event came about: its versions, when the news passed each stage, and the rules it passed.
import type { EventView, VersionView } from "../../view.ts";
import { newestOf } from "../app/state.ts";
import type { Texts } from "../i18n/language.ts";
import { block, cell, number, scrolled } from "./blocks.ts";
import { h } from "./dom.ts";
import { millis } from "./words.ts";

const STAGES = ["sensed", "received", "picked", "located", "decided", "delivered"] as const;

export function versionsBlock(event: EventView, texts: Texts): HTMLElement {
  const { events, status } = texts;
  const { columns } = events;
  const newest = newestOf(event);
  // All after the same origin time, the best we know: each version's own would make a later one look earlier.
  const afterS = ({ asOfMs }: VersionView) => ((asOfMs - newest.origin.timeMs) / 1000).toFixed(1);
  const rows = event.versions.toReversed().map((version) =>
    h(
      "tr",
      {},
      cell(String(version.version)),
      cell(status[version.status]),
      number(version.magnitude.value.toFixed(1)),
      number(`±${Math.round(version.origin.horizontalUncertaintyKm)}`),
      number(`${Math.round(version.likelihood * 100)} %`),
      number(`${afterS(version)} s`),
      // The world's word stands above; here it would push the reason itself out of sight.
      cell(version.reason.replace(/^[A-Z]+: /, ""), "wrap"),
    ),
  );
  const titles = [columns.version, columns.status, ">M", ">km", `>${columns.likely}`, `>${columns.after}`, columns.why];
  const [first = newest] = event.versions;
  return block(
    events.versions,
    events.firstAfter(afterS(first)),
    scrolled(events.versions, titles, rows),
    ledger(newest, events.total),
  );
}

/** When the news passed each stage: the milliseconds between them. */
export function ledger(
  { stamps, arrivedMs }: Pick<VersionView, "stamps" | "arrivedMs">,
  inAll: string,
): HTMLElement | null {
  const passed = STAGES.flatMap((stage): [string, number][] => {
    const ms = stamps[stage];
    return ms === undefined ? [] : [[stage, ms]];
  });
  const [first] = passed;
  if (first === undefined || passed.length < 2) return null;
  if (stamps.delivered === undefined) passed.push(["shown", arrivedMs]);
  const steps = passed.slice(1).map(([stage, ms], at) => {
    const before = passed[at]?.[1] ?? ms;
    return h("span", {}, `${stage} +${millis(ms - before)}`);
  });
  const total = (passed.at(-1)?.[1] ?? first[1]) - first[1];
  return h("p", { class: "ledger" }, h("span", {}, first[0]), ...steps, h("b", { title: inAll }, `= ${millis(total)}`));
}

const tidy = (value: number) => (Number.isInteger(value) ? String(value) : value.toPrecision(3).replace(/\.?0+$/, ""));

export function evidenceBlock({ evidence }: VersionView, { events }: Texts): HTMLElement {
  const total = String(evidence.length);
  const failed = evidence.filter((rule) => !rule.passed).length;
  const items = evidence.map(({ rule, value, limit, passed, note: remark }) => {
    const mark = { class: "mark", role: "img", "aria-label": passed ? events.passed : events.failed };
    return h(
      "li",
      { class: passed ? "passed" : "failed" },
      h("span", mark, passed ? "✓" : "✗"),
      h("span", {}, rule, remark !== undefined && h("span", { class: "quiet" }, ` – ${remark}`)),
      h("span", { class: "values" }, `${tidy(value)} / ${tidy(limit)}`),
    );
  });
  const note = failed === 0 ? events.allPassed(total) : events.someFailed(String(failed), total);
  return block(events.evidence, note, h("ul", { class: "evidence" }, ...items));
}
