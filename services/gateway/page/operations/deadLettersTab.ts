// Dead letters: what was given up, by whom and why; each can be tried again or thrown away.

import { ask } from "../app/ask.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { tableOf } from "../parts/blocks.ts";
import { h, replace } from "../parts/dom.ts";
import { toldIn } from "../parts/told.ts";
import { clockTime, count, day } from "../parts/words.ts";
import { Polled } from "./polled.ts";
import { card, refusal, refusalWords, type Tab, waiting } from "./tab.ts";
import type { DeadLettersAnswer } from "./told.ts";

type Letter = DeadLettersAnswer["deadLetters"][number];

const EVERY_MS = 5000;
const PATH = "/api/operations/dead-letters";

export class DeadLettersTab implements Tab {
  #context: ViewContext | undefined;
  readonly #box = h("div", { class: "stack" });
  readonly #said = h("p", { class: "hint", role: "status" });
  readonly #polled = new Polled<DeadLettersAnswer>(PATH, EVERY_MS, () => this.update());
  /** Asked once more before it is thrown away. */
  #doomed = "";
  #opened = new Set<string>();

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    root.append(this.#said, this.#box);
    this.#said.hidden = true;
    this.#polled.start();
  }

  update(): void {
    const [context, answer] = [this.#context, this.#polled.now];
    if (context === undefined) return;
    replace(this.#box, `${JSON.stringify(answer)} ${this.#doomed} ${[...this.#opened].join()}`, () => {
      if (answer === undefined) return waiting(context);
      if (answer.kind === "refused") return refusal(answer, context, () => void this.#polled.ask());
      return this.#list(answer.value.deadLetters, context);
    });
  }

  #list(letters: readonly Letter[], context: ViewContext): HTMLElement {
    const { dead, tabs } = context.texts.operations;
    if (letters.length === 0) return card(tabs.dead, "", h("p", { class: "hint" }, dead.none));
    const titles = [dead.givenUp, dead.topic, dead.by, dead.reason, ""];
    const rows = letters.flatMap((letter) => this.#rows(letter, context));
    const table = tableOf(titles, rows, "letters");
    const box = h("div", { class: "scroll", "data-scroll": "dead", tabindex: "0", "aria-label": tabs.dead }, table);
    return card(tabs.dead, dead.kept(count(letters.length)), box);
  }

  #rows(letter: Letter, context: ViewContext): readonly HTMLElement[] {
    const { deadId, givenUpMs, topic, group, key, reason, bytes, text } = letter;
    const { dead } = context.texts.operations;
    const isOpen = this.#opened.has(deadId);
    const toggle = () => {
      if (!this.#opened.delete(deadId)) this.#opened.add(deadId);
      this.update();
    };
    const more = {
      type: "button",
      id: `more-${deadId}`,
      class: "link",
      "aria-expanded": String(isOpen),
      onclick: toggle,
    };
    const whenGivenUp = givenUpMs === 0 ? "–" : `${day(givenUpMs)} ${clockTime(givenUpMs)}`;
    const row = h(
      "tr",
      {},
      h("td", {}, h("button", more, `${isOpen ? "▾" : "▸"} ${whenGivenUp}`)),
      h("td", {}, topic),
      h("td", {}, group),
      h("td", { class: "wrap" }, ...toldIn(reason, context.texts)),
      h("td", { class: "number" }, this.#buttons(letter, context)),
    );
    if (!isOpen) return [row];
    const content = text === "" ? dead.notText(count(bytes)) : text + (bytes > text.length ? " …" : "");
    return [
      row,
      h("tr", {}, h("td", { class: "wrap", colspan: 5 }, h("p", {}, `${dead.key} ${key}`), h("pre", {}, content))),
    ];
  }

  #buttons({ deadId, canRetry }: Letter, context: ViewContext): HTMLElement {
    const { dead } = context.texts.operations;
    const isDoomed = this.#doomed === deadId;
    const retry = () => void this.#do("POST", `${PATH}/${deadId}/retry`, dead.retried);
    const discard = () => {
      if (isDoomed) return void this.#do("DELETE", `${PATH}/${deadId}`, dead.discarded);
      this.#doomed = deadId;
      this.update();
    };
    return h(
      "div",
      { class: "buttons end" },
      canRetry && h("button", { type: "button", id: `retry-${deadId}`, onclick: retry }, dead.retry),
      h(
        "button",
        { type: "button", id: `discard-${deadId}`, class: isDoomed ? "danger" : "", onclick: discard },
        isDoomed ? dead.sure : dead.discard,
      ),
    );
  }

  async #do(method: "POST" | "DELETE", path: string, done: string): Promise<void> {
    this.#doomed = "";
    const answer = await ask(path, { method });
    this.#said.hidden = false;
    if (this.#context === undefined) return;
    const said = answer.kind === "told" ? [done] : refusalWords(answer, this.#context);
    this.#said.replaceChildren(...said);
    await this.#polled.ask();
  }

  unmount(): void {
    this.#polled.stop();
    this.#context = undefined;
  }
}
