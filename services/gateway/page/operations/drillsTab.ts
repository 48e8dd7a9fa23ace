// Drills: choose a scenario and a time, watch what its process says, stop it.

import { ask } from "../app/ask.ts";
import { formatRoute } from "../app/router.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { chip, tableOf } from "../parts/blocks.ts";
import { h, replace } from "../parts/dom.ts";
import { titleOf } from "../parts/eventWords.ts";
import { toldIn } from "../parts/told.ts";
import { clockTime, day, span } from "../parts/words.ts";
import { DrillForm } from "./drillForm.ts";
import { Polled } from "./polled.ts";
import { card, refusal, type Tab, waiting } from "./tab.ts";
import type { DrillAnswer, DrillsAnswer } from "./told.ts";

type Listed = DrillsAnswer["drills"][number];

const EVERY_MS = 2000;

export class DrillsTab implements Tab {
  #context: ViewContext | undefined;
  readonly #list = h("div", { class: "stack" });
  readonly #log = h("div", { class: "stack" });
  readonly #drills = new Polled<DrillsAnswer>("/api/drills", EVERY_MS, () => this.#listed());
  readonly #shown = new Polled<DrillAnswer>("", EVERY_MS, () => this.update());
  #shownId = "";

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    const form = new DrillForm(context, (drillId) => this.#show(drillId));
    root.append(h("div", { class: "two" }, form.element, h("div", { class: "stack" }, this.#list, this.#log)));
    void form.open();
    this.#drills.start();
  }

  /** The one that runs is shown until somebody chooses another. */
  #listed(): void {
    const { now } = this.#drills;
    const first = now?.kind === "told" ? now.value.drills[0] : undefined;
    if (this.#shownId === "" && first !== undefined) this.#show(first.drillId);
    this.update();
  }

  #show(drillId: string): void {
    this.#shownId = drillId;
    void this.#shown.ask(`/api/drills/${encodeURIComponent(drillId)}`);
    void this.#drills.ask();
  }

  update(): void {
    const [context, answer] = [this.#context, this.#drills.now];
    if (context === undefined) return;
    replace(this.#list, `${JSON.stringify(answer)} ${this.#shownId}`, () => {
      if (answer === undefined) return waiting(context);
      if (answer.kind === "refused") return refusal(answer, context, () => void this.#drills.ask());
      return this.#table(answer.value.drills, context);
    });
    const shown = this.#shown.now;
    const hasFocus = this.#log.querySelector("pre") === document.activeElement;
    replace(this.#log, JSON.stringify(shown) ?? "", () =>
      shown?.kind === "told" ? logOf(shown.value, context) : null,
    );
    const pre = this.#log.querySelector("pre");
    if (pre !== null && !hasFocus) pre.scrollTop = pre.scrollHeight;
  }

  #table(drills: readonly Listed[], context: ViewContext): HTMLElement {
    const { drills: words, tabs } = context.texts.operations;
    if (drills.length === 0) return card(tabs.drills, "", h("p", { class: "hint" }, words.none));
    const rows = drills.map((drill) => this.#row(drill, context));
    const table = tableOf([words.drill, words.state, words.breaks, ""], rows);
    return card(tabs.drills, words.forgotten, h("div", { class: "scroll" }, table));
  }

  #row(drill: Listed, { texts, state }: ViewContext): HTMLElement {
    const { drills: words } = texts.operations;
    const { drillId, scenario, state: now, atMs, reason } = drill;
    const title = texts.scenarios[scenario]?.title ?? drill.title;
    const isOpen = now === "scheduled" || now === "running";
    const stop = async () => {
      await ask(`/api/drills/${encodeURIComponent(drillId)}`, { method: "DELETE" });
      this.#show(drillId);
    };
    const show = { type: "button", id: `show-${drillId}`, class: "link", onclick: () => this.#show(drillId) };
    const inTime = atMs === null || atMs < state.nowMs() ? "" : ` (${words.inSpan(span(atMs - state.nowMs()))})`;
    const breaks = atMs === null ? words.soon : `${day(atMs)} ${clockTime(atMs)} UTC${inTime}`;
    return h(
      "tr",
      { "aria-current": drillId === this.#shownId ? "true" : undefined },
      h("td", { class: "wrap" }, h("button", show, title), h("small", { class: "quiet" }, ` ${drillId}`)),
      h(
        "td",
        { class: "wrap" },
        chip(words.states[now], chipOf(now)),
        reason !== "" && h("small", {}, " ", ...toldIn(reason, texts)),
      ),
      h("td", {}, breaks),
      h(
        "td",
        { class: "number" },
        isOpen && h("button", { type: "button", id: `stop-${drillId}`, class: "danger", onclick: stop }, words.stop),
      ),
    );
  }

  unmount(): void {
    this.#drills.stop();
    this.#shown.stop();
    this.#context = undefined;
  }
}

const CHIPS: Readonly<Record<Listed["state"], string>> = {
  scheduled: "preliminary",
  running: "confirmed",
  done: "done",
  failed: "cancelled",
  stopped: "done",
};
const chipOf = (state: Listed["state"]) => CHIPS[state];

function logOf({ title, scenario, run, lines, startedMs }: DrillAnswer, { texts, state }: ViewContext): HTMLElement {
  const { drills: words } = texts.operations;
  const events = state.eventsOf(`drill:${run}`);
  const links = events.map((event) =>
    h("a", { href: formatRoute({ view: "events", id: event.eventId }) }, titleOf(event, texts)),
  );
  const said = lines.length === 0 ? (startedMs === null ? words.notBegun : words.silent) : lines.join("\n");
  const lang = lines.length === 0 ? undefined : "en";
  return card(
    texts.scenarios[scenario]?.title ?? title,
    run,
    links.length > 0 && h("p", { class: "hint links" }, ...links),
    h("pre", { class: "log", tabindex: "0", "aria-label": words.log, lang }, said),
  );
}
