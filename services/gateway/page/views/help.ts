// The help view: first steps, what to do when it shakes, keys, and where machines find the same.
import type { View, ViewContext } from "../app/viewContext.ts";
import { alarmTextsIn } from "../i18n/language.ts";
import { h } from "../parts/dom.ts";

export class HelpView implements View {
  mount(root: HTMLElement, { texts, language }: ViewContext): void {
    const { help } = texts;
    const { protect, afterwards, act } = alarmTextsIn(language);
    const keys = help.keyList.flatMap(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)]);
    root.append(
      h(
        "article",
        { class: "card grow prose" },
        h("h1", {}, help.title),
        h("h2", {}, help.first),
        h("ol", {}, ...help.steps.map((step) => h("li", {}, step))),
        h("h2", {}, help.what),
        h("p", { class: "loud" }, act),
        h("p", {}, protect),
        h("h3", {}, help.afterwards),
        h("p", {}, afterwards),
        h("h2", {}, help.keys),
        h("dl", { class: "keys" }, ...keys),
        h("h2", {}, help.wall),
        h("p", {}, `${help.wallText} `, h("a", { href: "#/map?kiosk" }, "#/map?kiosk")),
        h("h2", {}, help.machines),
        h("p", {}, `${help.machinesText} `, h("a", { href: "/v1/openapi.json" }, "/v1/openapi.json")),
        h("p", { class: "quiet" }, help.disclaimer),
        h("p", { class: "quiet" }, help.sources),
      ),
    );
  }

  update(): void {}

  unmount(): void {}
}
