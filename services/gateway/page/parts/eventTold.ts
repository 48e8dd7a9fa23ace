// Who was told of an event, with how much time left, and what became of the messages.
import type { EventView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { block, cell, number, scrolled } from "./blocks.ts";
import { h } from "./dom.ts";
import { ledger } from "./eventVersions.ts";
import { mmi } from "./mmi.ts";
import { count, km, millis } from "./words.ts";

const short = (type: string) => type.replace("alarm.", "");

export function alertsBlock(event: EventView, { events }: Texts): HTMLElement {
  if (event.alertCount === 0) return block(events.alerts, "", h("p", { class: "hint" }, events.nobody));
  const rows = event.alerts.map((alert) =>
    h(
      "tr",
      { title: alert.headline },
      cell(alert.subscriptionId),
      cell(`${short(alert.type)} v${alert.version}`),
      cell(mmi(alert.intensity)),
      number(km(alert.distanceKm)),
      h("td", { class: "number", "data-left": String(alert.sArrivalMs) }, ""),
      number(`${alert.secondsLeft.toFixed(1)} s`),
    ),
  );
  const { subscriber, alert, distance, left, hadLeft } = events.alertColumns;
  const isCut = event.alertCount > event.alerts.length;
  const note = isCut ? events.someShown(count(event.alertCount), count(event.alerts.length)) : count(event.alertCount);
  const titles = [subscriber, alert, "MMI", `>${distance}`, `>${left}`, `>${hadLeft}`];
  return block(events.alerts, note, scrolled(events.alerts, titles, rows));
}

export function deliveriesBlock(event: EventView, { events }: Texts): HTMLElement | null {
  const totals = Object.entries(event.outcomes).map(([outcome, total]) => `${count(total)} ${outcome}`);
  if (totals.length === 0) {
    return event.alertCount === 0 ? null : block(events.deliveries, "", h("p", { class: "hint" }, events.underWay));
  }
  const rows = event.deliveries.map((delivery) => {
    const last = delivery.attempts.at(-1);
    return h(
      "tr",
      {},
      cell(delivery.subscriptionId),
      cell(delivery.outcome, delivery.outcome === "delivered" ? "" : "late"),
      cell(`${short(delivery.type)} v${delivery.version}`),
      number(delivery.delayMs === null ? "–" : millis(delivery.delayMs)),
      number(String(delivery.attempts.length)),
      cell(last === undefined ? "" : last.error || `HTTP ${last.status}, ${millis(last.tookMs)}`, "wrap"),
    );
  });
  const { subscriber, alert } = events.alertColumns;
  const { outcome, delay, tries, answer } = events.deliveryColumns;
  const box = scrolled(events.deliveries, [subscriber, outcome, alert, `>${delay}`, `>${tries}`, answer], rows);
  const [newest] = event.deliveries;
  return block(events.deliveries, totals.join(", "), box, newest === undefined ? null : ledger(newest, events.total));
}
