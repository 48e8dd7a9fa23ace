// Subscriptions and what became of what they were sent; a test can be sent to each.

import { ask } from "../app/ask.ts";
import type { ViewContext } from "../app/viewContext.ts";
import type { Texts } from "../i18n/language.ts";
import { chip, tableOf } from "../parts/blocks.ts";
import { h, replace } from "../parts/dom.ts";
import { toldIn } from "../parts/told.ts";
import { clockTime, count, day, millis, roman, span } from "../parts/words.ts";
import { Polled } from "./polled.ts";
import { card, refusal, type Tab, waiting } from "./tab.ts";
import type { DeliveriesAnswer, DeliveryTold, SubscriptionsAnswer, SubscriptionTold, TestAnswer } from "./told.ts";

const EVERY_MS = 10_000;
const LOG_EVERY_MS = 4000;
const PATH = "/v1/subscriptions";

/** Of a test: in the page's words, and as the alarm service says why. */
const NOTHING = { words: "", why: "" };

export class SubscriptionsTab implements Tab {
  #context: ViewContext | undefined;
  readonly #list = h("div", { class: "stack" });
  readonly #log = h("div", { class: "stack" });
  readonly #all = new Polled<SubscriptionsAnswer>(`${PATH}?limit=200`, EVERY_MS, () => this.#listed());
  readonly #deliveries = new Polled<DeliveriesAnswer>("", LOG_EVERY_MS, () => this.update());
  #shownId = "";
  #said = NOTHING;

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    root.append(this.#list, this.#log);
    this.#all.start();
  }

  #listed(): void {
    const { now } = this.#all;
    const first = now?.kind === "told" ? now.value.subscriptions[0] : undefined;
    if (this.#shownId === "" && first !== undefined) this.#show(first.subscriptionId);
    this.update();
  }

  #show(subscriptionId: string): void {
    this.#shownId = subscriptionId;
    this.#said = NOTHING;
    void this.#deliveries.ask(`${PATH}/${subscriptionId}/deliveries?limit=100`);
    this.update();
  }

  update(): void {
    const [context, all, log] = [this.#context, this.#all.now, this.#deliveries.now];
    if (context === undefined) return;
    replace(this.#list, `${JSON.stringify(all)} ${this.#shownId}`, () => {
      if (all === undefined) return waiting(context);
      if (all.kind === "told") return this.#table(all.value, context);
      if (all.status !== 404) return refusal(all, context, () => void this.#all.ask());
      const { tabs, subscriptions } = context.texts.operations;
      return card(tabs.subscriptions, "", h("p", { class: "hint" }, subscriptions.elsewhere));
    });
    const shown = all?.kind === "told" ? all.value.subscriptions.find((one) => this.#isShown(one)) : undefined;
    replace(this.#log, `${JSON.stringify(log)} ${JSON.stringify(this.#said)} ${shown?.subscriptionId}`, () =>
      shown === undefined ? null : this.#logOf(shown, context),
    );
  }

  #isShown = ({ subscriptionId }: SubscriptionTold) => subscriptionId === this.#shownId;

  #table({ subscriptions, total }: SubscriptionsAnswer, context: ViewContext): HTMLElement {
    const { subscriptions: words, tabs } = context.texts.operations;
    if (total === 0) return card(tabs.subscriptions, "", h("p", { class: "hint" }, words.none));
    const titles = [words.name, words.endpoint, words.place, words.from, words.modes, words.state];
    const rows = subscriptions.map((one) => this.#row(one, context));
    const attributes = { class: "scroll list", "data-scroll": "subscriptions", tabindex: "0" };
    const box = h("div", attributes, tableOf(titles, rows));
    return card(tabs.subscriptions, count(total), box);
  }

  #row(one: SubscriptionTold, { texts, state }: ViewContext): HTMLElement {
    const { subscriptions: words } = texts.operations;
    const { subscriptionId, name, url, latitudeDeg, longitudeDeg, minimumIntensity, modes } = one;
    const show = {
      type: "button",
      id: `show-${subscriptionId}`,
      class: "link",
      onclick: () => this.#show(subscriptionId),
    };
    const failing = one.failingSinceMs === null ? undefined : words.failing(span(state.nowMs() - one.failingSinceMs));
    const standing = chip(
      one.enabled ? (failing ?? words.on) : `${words.off}: `,
      one.enabled && failing === undefined ? "" : "cancelled",
    );
    if (!one.enabled) standing.append(...toldIn(one.disabledReason, texts));
    return h(
      "tr",
      { "aria-current": this.#isShown(one) ? "true" : undefined },
      h("td", {}, h("button", show, name)),
      h("td", { class: "wrap" }, hostOf(url)),
      h("td", {}, `${latitudeDeg.toFixed(2)}, ${longitudeDeg.toFixed(2)}`),
      h("td", {}, roman(minimumIntensity)),
      h("td", { class: "wrap" }, modes.map((mode) => texts.mode[mode].word).join(", ")),
      h("td", { class: "wrap" }, standing),
    );
  }

  #logOf(shown: SubscriptionTold, context: ViewContext): HTMLElement {
    const { subscriptions: words } = context.texts.operations;
    const { now } = this.#deliveries;
    const test = h(
      "button",
      { type: "button", id: "send-test", onclick: () => void this.#test(shown, context) },
      words.test,
    );
    const said = this.#said !== NOTHING && h("p", { class: "hint", role: "status" }, ...this.#outcome(context.texts));
    const title = words.deliveriesOf(shown.name);
    if (now === undefined) return card(title, "", waiting(context));
    if (now.kind === "refused")
      return card(
        title,
        "",
        refusal(now, context, () => void this.#deliveries.ask()),
      );
    const { deliveries } = now.value;
    const heads = [
      words.when,
      words.event,
      words.message,
      words.outcome,
      `>${words.delay}`,
      `>${words.tries}`,
      words.answer,
    ];
    const rows = deliveries.map((one) => deliveryRow(one, context.texts));
    const table = tableOf(heads, rows);
    return card(
      title,
      "",
      h("div", { class: "buttons hint" }, test),
      said,
      deliveries.length === 0
        ? h("p", { class: "hint" }, words.noDeliveries)
        : h("div", { class: "scroll", "data-scroll": "deliveries", tabindex: "0", "aria-label": title }, table),
    );
  }

  #outcome(texts: Texts): readonly (HTMLElement | string)[] {
    const { words, why } = this.#said;
    return [...(words === "" ? [] : [`${words} `]), ...toldIn(why, texts)];
  }

  async #test({ subscriptionId }: SubscriptionTold, context: ViewContext): Promise<void> {
    const { subscriptions: words } = context.texts.operations;
    const answer = await ask<TestAnswer>(`${PATH}/${subscriptionId}/test`, { method: "POST" });
    if (answer.kind === "refused") this.#said = { words: "", why: answer.message || context.texts.operations.noAnswer };
    else {
      const { delivered, status, tookMs, error } = answer.value;
      this.#said = delivered
        ? { words: words.testTaken(String(status), millis(tookMs)), why: "" }
        : { words: words.testFailed, why: error || String(status) };
    }
    this.update();
  }

  unmount(): void {
    this.#all.stop();
    this.#deliveries.stop();
    this.#context = undefined;
  }
}

function deliveryRow(one: DeliveryTold, texts: Texts): HTMLElement {
  const { outcomes } = texts.operations.subscriptions;
  const { finishedMs, eventId, version, type, outcome, delayMs, attempts } = one;
  const last = attempts.at(-1);
  const answer = last === undefined ? "" : last.status === 0 ? last.error : String(last.status);
  return h(
    "tr",
    {},
    h("td", {}, `${day(finishedMs)} ${clockTime(finishedMs)}`),
    h("td", {}, `${eventId} v${version}`),
    h("td", {}, texts.events.receipts.types[type] ?? type),
    h("td", { class: outcome === "delivered" ? "" : "reason" }, outcomes[outcome]),
    h("td", { class: "number" }, delayMs === null ? "–" : millis(delayMs)),
    h("td", { class: "number" }, count(attempts.length)),
    h("td", { class: "wrap" }, ...toldIn(answer, texts)),
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
