// The form of a new drill: which scenario, when, and with how many stations.

import { ask } from "../app/ask.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, setText } from "../parts/dom.ts";
import { count } from "../parts/words.ts";
import { refusal } from "./tab.ts";
import type { DrillAnswer, ScenariosAnswer } from "./told.ts";

type Scenario = ScenariosAnswer["scenarios"][number];

const MINUTE_MS = 60_000;

export class DrillForm {
  readonly element = h("section", { class: "card form-card" });
  readonly #context: ViewContext;
  readonly #started: (drillId: string) => void;
  #scenarios: readonly Scenario[] = [];

  constructor(context: ViewContext, started: (drillId: string) => void) {
    this.#context = context;
    this.#started = started;
  }

  async open(): Promise<void> {
    const answer = await ask<ScenariosAnswer>("/api/scenarios");
    const { drills: words } = this.#context.texts.operations;
    const title = h("h2", {}, words.newDrill);
    if (answer.kind === "refused") {
      this.element.replaceChildren(
        title,
        refusal(answer, this.#context, () => void this.open()),
      );
      return;
    }
    const { scenarios: known } = this.#context.texts;
    this.#scenarios = answer.value.scenarios.map((scenario) => ({ ...scenario, ...known[scenario.name] }));
    this.element.replaceChildren(title, this.#form());
  }

  #form(): HTMLElement {
    const { drills: words } = this.#context.texts.operations;
    const names = this.#scenarios.map(({ name, title }) => h("option", { value: name }, title));
    const scenario = h("select", { id: "drill-scenario", name: "scenario" }, ...names);
    const initial = this.#scenarios.find(({ name }) => name === "one-quake") ?? this.#scenarios[0];
    if (initial !== undefined) scenario.value = initial.name;
    const about = h("p", { class: "quiet" });
    const stations = h("input", { id: "drill-stations", type: "number", min: 4, max: 5000, inputmode: "numeric" });
    const when = this.#when();
    const said = h("p", { role: "status" });
    const describe = () => {
      const chosen = this.#chosen(scenario.value);
      setText(about, chosen === undefined ? "" : aboutOf(chosen, words));
      stations.placeholder = chosen?.stations === null || chosen === undefined ? "" : String(chosen.stations);
    };
    scenario.addEventListener("change", describe);
    describe();
    const submit = async (event: Event) => {
      event.preventDefault();
      const body = { scenario: scenario.value, ...when.value(), ...numbered(stations.value) };
      const answer = await ask<DrillAnswer>("/api/drills", { method: "POST", body });
      said.replaceChildren();
      if (answer.kind === "told") this.#started(answer.value.drillId);
      else said.append(refusal(answer, this.#context, () => said.replaceChildren()));
    };
    const field = (name: string, input: HTMLElement) => h("label", { class: "field" }, h("span", {}, name), input);
    return h(
      "form",
      { class: "form", onsubmit: (event) => void submit(event) },
      field(words.scenario, scenario),
      about,
      when.element,
      field(words.stations, stations),
      h("button", { type: "submit", class: "main" }, words.start),
      said,
      h("p", { class: "quiet" }, words.promise),
    );
  }

  #chosen(name: string): Scenario | undefined {
    return this.#scenarios.find((one) => one.name === name);
  }

  /** Now, in some minutes, or at a time in UTC that is said to be UTC. */
  #when() {
    const { drills: words } = this.#context.texts.operations;
    const radio = (value: string, isChecked: boolean) =>
      h("input", { type: "radio", name: "when", value, id: `drill-${value}`, checked: isChecked });
    const [now, later, at] = [radio("now", true), radio("in", false), radio("at", false)];
    const minutes = h("input", { type: "number", min: 1, max: 1440, value: 5, "aria-label": words.minutes });
    const soon = new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + 10 * MINUTE_MS).toISOString().slice(0, 16);
    const time = h("input", { type: "datetime-local", value: soon, "aria-label": words.atUtc });
    const choose = (button: HTMLInputElement) => () => {
      button.checked = true;
    };
    minutes.addEventListener("focus", choose(later));
    time.addEventListener("focus", choose(at));
    const element = h(
      "fieldset",
      {},
      h("legend", {}, words.when),
      h("label", {}, now, words.now),
      h("label", {}, later, words.in, minutes, words.minutes),
      h("label", {}, at, words.atUtc, time),
    );
    const value = (): object => {
      if (later.checked) return { inS: Number(minutes.value) * 60 };
      return at.checked ? { at: `${time.value}Z` } : {};
    };
    return { element, value };
  }
}

function numbered(text: string): object {
  return text === "" ? {} : { stations: Number(text) };
}

function aboutOf(scenario: Scenario, words: ViewContext["texts"]["operations"]["drills"]): string {
  const { about, durationS, stations, largestMagnitude } = scenario;
  const parts = [
    words.lasts(String(Math.round(durationS))),
    stations === null ? "" : words.withStations(count(stations)),
    largestMagnitude === null ? "" : `M ${largestMagnitude.toFixed(1)}`,
  ].filter((part) => part !== "");
  return `${about} ${parts.join(" · ")}`;
}
