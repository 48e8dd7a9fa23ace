// The doctor: what is wrong, why it matters and what to do; what is well is listed in short.
import type { FindingLanguage, Severity } from "../../../../shared/contracts/finding.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, replace } from "../parts/dom.ts";
import { clockTime } from "../parts/words.ts";
import { Polled } from "./polled.ts";
import { card, refusal, type Tab, waiting } from "./tab.ts";
import type { DoctorAnswer } from "./told.ts";

type Found = DoctorAnswer["findings"][number];

const EVERY_MS = 15_000;
const MARKS: Readonly<Record<Severity, string>> = { fault: "✗", warning: "!", note: "i", ok: "✓" };

const pathIn = (language: FindingLanguage) => `/api/doctor?language=${language}`;

const commandIn = (language: FindingLanguage) =>
  language === "en" ? "npm run doctor" : `npm run doctor -- --language ${language}`;

export class DoctorTab implements Tab {
  #context: ViewContext | undefined;
  readonly #box = h("div", { class: "stack" });
  readonly #polled = new Polled<DoctorAnswer>("", EVERY_MS, () => this.update());

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    root.append(this.#box);
    void this.#polled.ask(pathIn(context.language));
  }

  update(): void {
    const [context, answer] = [this.#context, this.#polled.now];
    if (context === undefined) return;
    replace(this.#box, JSON.stringify(answer) ?? "", () => {
      if (answer === undefined) return waiting(context);
      if (answer.kind === "refused") return refusal(answer, context, () => void this.#polled.ask());
      return this.#told(answer.value, context);
    });
  }

  #told({ nowMs, findings }: DoctorAnswer, context: ViewContext): readonly HTMLElement[] {
    const { doctor: words } = context.texts.operations;
    const wrong = findings.filter(({ severity }) => severity !== "ok");
    const well = findings.filter(({ severity }) => severity === "ok");
    const again = h(
      "button",
      { type: "button", id: "look-again", onclick: () => void this.#polled.ask() },
      words.again,
    );
    const title = wrong.length === 0 ? words.allWell : words.found(String(wrong.length));
    return [
      card(
        title,
        words.asOf(clockTime(nowMs)),
        h("ul", { class: "findings" }, ...wrong.map((finding) => itemOf(finding, words))),
        h(
          "div",
          { class: "buttons hint" },
          again,
          h("span", { class: "quiet" }, words.terminal, h("code", {}, commandIn(context.language))),
        ),
      ),
      card(
        words.well,
        String(well.length),
        h("ul", { class: "findings well" }, ...well.map((finding) => itemOf(finding, words))),
      ),
    ];
  }

  unmount(): void {
    this.#polled.stop();
    this.#context = undefined;
  }
}

function itemOf(
  { name: check, severity, what, why, todo }: Found,
  words: ViewContext["texts"]["operations"]["doctor"],
) {
  const mark = h("span", { class: "mark", "aria-hidden": "true" }, MARKS[severity]);
  const name = h("b", {}, h("span", { class: "unseen" }, `${words.severities[severity]}: `), check);
  const facts = [
    [words.why, why],
    [words.todo, todo],
  ].filter(([, text]) => text !== "");
  const more = facts.flatMap(([title = "", text = ""]) => [h("dt", {}, title), h("dd", {}, text)]);
  const list = facts.length > 0 && h("dl", {}, ...more);
  return h("li", { "data-severity": severity }, mark, h("div", {}, h("p", {}, name, ` ${what}`), list));
}
