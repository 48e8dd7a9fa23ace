// Who was told and what became of it: totals by outcome, the median of the seconds left, and every receipt.
import type { Receipt, Receipts } from "../../past/receipts.ts";
import type { Texts } from "../i18n/language.ts";
import { chip } from "../parts/blocks.ts";
import { h, replace } from "../parts/dom.ts";
import { mmi } from "../parts/mmi.ts";
import { type Column, Rows } from "../parts/rows.ts";
import { count, fixed, millis } from "../parts/words.ts";

export class ReceiptsBlock {
  readonly element: HTMLElement;
  readonly #texts: Texts;
  readonly #summary = h("p", { class: "chips receipt-chips" });
  readonly #rows: Rows<Receipt>;

  constructor(texts: Texts) {
    this.#texts = texts;
    const { events } = texts;
    this.#rows = new Rows<Receipt>({
      ...{ id: "receipts", label: events.alerts, none: () => events.nobody },
      signatureOf: ({ alertId, outcome, attempts }) => `${alertId} ${outcome} ${attempts.length}`,
      columns: columnsIn(texts),
    });
    this.element = h(
      "section",
      { class: "card tile receipts" },
      h("h2", {}, events.alerts),
      this.#summary,
      this.#rows.element,
    );
  }

  show(receipts: Receipts): void {
    const { total, outcomes, medianSecondsLeft } = receipts;
    const signature = `${total} ${JSON.stringify(outcomes)} ${medianSecondsLeft}`;
    replace(this.#summary, signature, () => this.#chips(receipts));
    this.#summary.hidden = total === 0;
    this.#rows.show(receipts.receipts);
  }

  #chips({ total, outcomes, medianSecondsLeft, receipts }: Receipts) {
    const words = this.#texts.events.receipts;
    const retried = receipts.filter(({ attempts }) => attempts.length > 1).length;
    const median = medianSecondsLeft ?? 0;
    const left = Math.abs(median).toFixed(0);
    const isCut = total > receipts.length;
    return [
      medianSecondsLeft !== null && chip(median >= 0 ? words.median(left) : words.medianLate(left), "confirmed"),
      ...Object.entries(outcomes).map(([outcome, number]) =>
        chip(`${count(number)} ${words.outcomes[outcome] ?? outcome}`),
      ),
      retried > 0 && chip(words.retried(count(retried))),
      isCut && chip(words.cut(count(receipts.length), count(total))),
    ];
  }
}

/** Whoever should have been told then was not. */
const MISSED: ReadonlySet<string> = new Set(["expired", "refused", "gone"]);

const orLast = (value: number | null) => value ?? Number.NEGATIVE_INFINITY;

function columnsIn({ events }: Texts): readonly Column<Receipt>[] {
  const { columns, outcomes, types, late } = events.receipts;
  return [
    {
      title: columns.subscriber,
      compare: (a, b) => a.subscriptionId.localeCompare(b.subscriptionId),
      cell: ({ subscriptionId }) => subscriptionId,
    },
    {
      title: columns.alert,
      compare: (a, b) => a.version - b.version,
      cell: ({ type, version }) => `${types[type] ?? type} v${version}`,
    },
    {
      title: columns.outcome,
      compare: (a, b) => a.outcome.localeCompare(b.outcome),
      cell: ({ outcome, lateDeliveredMs }) =>
        h(
          "span",
          { class: MISSED.has(outcome) ? "late" : "" },
          outcomes[outcome] ?? outcome,
          lateDeliveredMs !== null && `; ${late}`,
        ),
    },
    {
      ...{ title: "MMI", compare: (a, b) => orLast(b.intensity) - orLast(a.intensity) },
      cell: ({ intensity }) => (intensity === null ? "–" : mmi(intensity)),
    },
    {
      ...{ title: columns.left, isNumber: true, compare: (a, b) => orLast(b.secondsLeft) - orLast(a.secondsLeft) },
      cell: ({ secondsLeft }) => (secondsLeft === null ? "–" : `${fixed(secondsLeft, 1)} s`),
    },
    {
      ...{ title: columns.delay, isNumber: true, compare: (a, b) => orLast(b.delayMs) - orLast(a.delayMs) },
      cell: ({ delayMs }) => (delayMs === null ? "–" : millis(delayMs)),
    },
    {
      ...{ title: columns.tries, isNumber: true, compare: (a, b) => b.attempts.length - a.attempts.length },
      cell: ({ attempts }) => String(attempts.length),
    },
  ];
}
