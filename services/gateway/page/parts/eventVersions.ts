// How a version came about: when the news passed each stage, and the rules it passed.
import type { VersionView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { block } from "./blocks.ts";
import { h } from "./dom.ts";
import { toldIn } from "./told.ts";
import { millis, plain } from "./words.ts";

const STAGES = ["sensed", "received", "picked", "located", "decided", "delivered"] as const;

/** When the news passed each stage: the milliseconds between them. */
export function ledger(
  { stamps, arrivedMs }: Pick<VersionView, "stamps" | "arrivedMs">,
  { events, operations }: Texts,
): HTMLElement | null {
  const passed = STAGES.flatMap((stage): [string, number][] => {
    const ms = stamps[stage];
    return ms === undefined ? [] : [[operations.stage[stage], ms]];
  });
  const [first] = passed;
  if (first === undefined || passed.length < 2) return null;
  if (stamps.delivered === undefined) passed.push([events.shown, arrivedMs]);
  const steps = passed.slice(1).map(([stage, ms], at) => {
    const before = passed[at]?.[1] ?? ms;
    return h("span", {}, `${stage} +${millis(ms - before)}`);
  });
  const total = (passed.at(-1)?.[1] ?? first[1]) - first[1];
  return h(
    "p",
    { class: "ledger" },
    h("span", {}, first[0]),
    ...steps,
    h("b", { title: events.total }, `= ${millis(total)}`),
  );
}

const tidy = (value: number) => plain(Number.isInteger(value) ? value : value.toPrecision(3).replace(/\.?0+$/, ""));

export function evidenceBlock({ evidence }: VersionView, texts: Texts): HTMLElement {
  const { events } = texts;
  const total = String(evidence.length);
  const failed = evidence.filter((rule) => !rule.passed).length;
  const items = evidence.map(({ rule, value, limit, passed, note: remark }) => {
    const mark = { class: "mark", role: "img", "aria-label": passed ? events.passed : events.failed };
    return h(
      "li",
      { class: passed ? "passed" : "failed" },
      h("span", mark, passed ? "✓" : "✗"),
      h(
        "span",
        {},
        ...toldIn(rule, texts),
        remark !== undefined && h("span", { class: "quiet" }, " – ", ...toldIn(remark, texts)),
      ),
      h("span", { class: "values" }, `${tidy(value)} / ${tidy(limit)}`),
    );
  });
  const note = failed === 0 ? events.allPassed(total) : events.someFailed(String(failed), total);
  return block(events.evidence, note, h("ul", { class: "evidence" }, ...items));
}
