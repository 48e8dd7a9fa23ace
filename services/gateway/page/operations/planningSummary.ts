// What a plan comes to, in a few numbers: for earthquakes under the network, before and after what was changed.

import type { Place } from "../../../../shared/seismo/geodesy.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { tableOf } from "../parts/blocks.ts";
import { h } from "../parts/dom.ts";
import { count, fixed } from "../parts/words.ts";
import { QUANTITIES, type Quantity, valueAt } from "./planningScale.ts";
import type { Plan, PlanningAnswer } from "./told.ts";

interface Of {
  readonly quantity: Quantity;
  readonly stations: readonly Place[];
  readonly context: ViewContext;
}

export function summaryOf(answer: PlanningAnswer, { stations, context }: Of): HTMLElement {
  const { planning } = context.texts.operations;
  const rows = QUANTITIES.filter((quantity) => answer[quantity] !== null).map((quantity) => {
    const now = middleOf(answer, quantity, stations);
    const before = answer.before === null ? undefined : middleOf(answer.before, quantity, stations);
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, planning.quantities[quantity]),
      before !== undefined && h("td", { class: "number quiet" }, told(before)),
      h("td", { class: "number" }, told(now)),
    );
  });
  const titles = ["", ...(answer.before === null ? [] : [`>${planning.asItIs}`]), `>${planning.planned}`];
  return h(
    "div",
    {},
    h("h3", {}, planning.under, h("span", { class: "count" }, planning.stationCount(count(answer.stationCount)))),
    tableOf(titles, rows),
    h("p", { class: "hint" }, planning.how),
  );
}

const told = (value: number | undefined) => (value === undefined ? "–" : fixed(value, 1));

/** The median over the stations' own places: where most people of the network live. */
function middleOf(plan: Plan, quantity: Quantity, places: readonly Place[]): number | undefined {
  const values = places.flatMap((place) => valueAt(plan, quantity, place) ?? []).sort((a, b) => a - b);
  return values[Math.floor((values.length - 1) / 2)];
}
