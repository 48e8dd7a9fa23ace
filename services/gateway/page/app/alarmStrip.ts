// What goes on, over every view but the map, which tells it in full: nobody misses an alarm for reading a table.
import { atPlace } from "../alarm/atPlace.ts";
import { toldAt } from "../alarm/placeSentence.ts";
import { byId, h, replace, setText } from "../parts/dom.ts";
import { titleOf } from "../parts/eventWords.ts";
import { formatRoute } from "./router.ts";
import { newestOf } from "./state.ts";
import type { ViewContext } from "./viewContext.ts";

const FELT_FROM = 1.5;
const ACT_FROM = 3.5;

export class AlarmStrip {
  readonly #context: ViewContext;
  readonly #title = h("b");
  readonly #here = h("span");

  constructor(context: ViewContext) {
    this.#context = context;
  }

  update(): void {
    const { state, route, texts } = this.#context;
    const event = state.shownEvent(state.shownWorld());
    const box = byId("alarm");
    box.hidden = event === undefined || route().view === "map" || !state.isOngoing(event);
    if (event === undefined || box.hidden) return;
    const link = () => h("a", { href: formatRoute({ view: "map" }) }, texts.nav.map);
    replace(box, texts.language, () => [this.#title, this.#here, link()]);
    setText(this.#title, titleOf(event, texts));
    this.tick();
  }

  tick(): void {
    const { state, choices } = this.#context;
    const { place } = choices.now;
    const event = state.shownEvent(state.shownWorld());
    if (event === undefined || byId("alarm").hidden) return;
    const expected = place === null ? undefined : atPlace(event, place);
    const isFelt = expected !== undefined && expected.intensity >= FELT_FROM;
    const isOver = expected !== undefined && state.dataNowMs(event.world) > expected.overMs;
    const isAct = isFelt && !isOver && expected.intensity >= ACT_FROM && newestOf(event).status !== "cancelled";
    byId("alarm").dataset.level = isAct ? "act" : "notice";
    setText(this.#here, isFelt ? toldAt(event, expected, this.#context).headline : "");
  }
}
