// The operations view: what runs, dead letters, drills, subscriptions, planning and the doctor, a tab each.
import { formatRoute } from "../app/router.ts";
import type { View, ViewContext } from "../app/viewContext.ts";
import { DeadLettersTab } from "../operations/deadLettersTab.ts";
import { DoctorTab } from "../operations/doctorTab.ts";
import { DrillsTab } from "../operations/drillsTab.ts";
import { NowTab } from "../operations/nowTab.ts";
import { PlanningTab } from "../operations/planningTab.ts";
import { SubscriptionsTab } from "../operations/subscriptionsTab.ts";
import type { Tab } from "../operations/tab.ts";
import { h } from "../parts/dom.ts";

const TABS = {
  now: NowTab,
  dead: DeadLettersTab,
  drills: DrillsTab,
  subscriptions: SubscriptionsTab,
  planning: PlanningTab,
  doctor: DoctorTab,
} as const satisfies Readonly<Record<string, new () => Tab>>;
type TabName = keyof typeof TABS;
const NAMES: readonly TabName[] = ["now", "dead", "drills", "subscriptions", "planning", "doctor"];

export class OperationsView implements View {
  #context: ViewContext | undefined;
  #name: TabName | undefined;
  #tab: Tab | undefined;
  readonly #links = h("nav", { class: "tabs" });
  readonly #box = h("div", { class: "tab-box" });

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    this.#links.setAttribute("aria-label", context.texts.operations.title);
    root.append(h("h1", { class: "unseen" }, context.texts.operations.title), this.#links, this.#box);
  }

  update(): void {
    const context = this.#context;
    if (context === undefined) return;
    const wanted = context.route().id;
    const name = NAMES.find((known) => known === wanted) ?? "now";
    if (name !== this.#name) this.#open(name, context);
    this.#tab?.update?.();
  }

  #open(name: TabName, context: ViewContext): void {
    this.#tab?.unmount();
    this.#name = name;
    const { tabs } = context.texts.operations;
    const links = NAMES.map((one) => {
      const href = formatRoute({ view: "operations", id: one === "now" ? "" : one });
      return h("a", { href, id: `tab-${one}`, "aria-current": one === name ? "page" : undefined }, tabs[one]);
    });
    this.#links.replaceChildren(...links);
    this.#box.replaceChildren();
    this.#box.className = `tab-box tab-${name}`;
    this.#tab = new TABS[name]();
    this.#tab.mount(this.#box, context);
  }

  unmount(): void {
    this.#tab?.unmount();
    this.#context = undefined;
  }
}
