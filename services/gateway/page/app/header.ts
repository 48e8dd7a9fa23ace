// The banner over every view: mode, world, clock, alarm path, connection, and what is missing. Loud where it is not live.
import { pathDetails, pathFault, pathWords } from "../parts/alarmPath.ts";
import { byId, h, replace, setText } from "../parts/dom.ts";
import { titleOf } from "../parts/eventWords.ts";
import { clockTime, day, localTime, span } from "../parts/words.ts";
import { isUnreal, modeOf, worldName } from "./modes.ts";
import type { ViewContext } from "./viewContext.ts";

export class Header {
  readonly #context: ViewContext;

  constructor(context: ViewContext) {
    this.#context = context;
    byId("world").addEventListener("change", ({ target }) => {
      if (target instanceof HTMLSelectElement) this.#chooseWorld(target.value);
    });
  }

  update(): void {
    const world = this.#context.state.shownWorld();
    this.#banner(world);
    this.#worlds(world);
    this.#elsewhere(world);
    this.#faults();
    this.tick();
  }

  #banner(world: string): void {
    const { state, texts, connection } = this.#context;
    const mode = modeOf(world);
    const { word, sentence } = texts.mode[mode];
    const { run = "", rate = 1 } = state.worlds.get(world) ?? {};
    const isFast = isUnreal(mode) && (rate >= 1.5 || rate < 0.5);
    const parts = [sentence, run && texts.run(run), isFast && texts.speed(rate.toFixed(rate < 10 ? 1 : 0))];
    document.documentElement.dataset.mode = mode;
    setText(byId("mode"), word);
    const said = parts.filter(Boolean).join(" · ");
    setText(byId("modeText"), connection().kind === "lost" ? texts.isOutOfDate : said);
    const event = state.shownEvent(world);
    const isNews = event !== undefined && state.isOngoing(event);
    document.title = isNews ? `${titleOf(event, texts)} – Tocsin` : `${isUnreal(mode) ? `${word}: ` : ""}Tocsin`;
  }

  #worlds(world: string): void {
    const { state, texts } = this.#context;
    const { chosenWorld } = state;
    const keys = [...state.worlds.keys()].sort();
    replace(byId("world"), `${texts.language} ${keys.join()} ${chosenWorld} ${world}`, () => [
      h(
        "option",
        { value: "auto", selected: chosenWorld === "auto" },
        texts.automatic(world === "none" ? "…" : worldName(world, texts)),
      ),
      ...keys.map((key) => h("option", { value: key, selected: chosenWorld === key }, worldName(key, texts))),
    ]);
  }

  #chooseWorld(key: string): void {
    const { state, drawSoon } = this.#context;
    state.chosenWorld = key;
    state.chosenEvent = null;
    drawSoon();
  }

  /** Nobody may miss the real thing for looking at an exercise. */
  #elsewhere(world: string): void {
    const { state, texts } = this.#context;
    const live = state.liveElsewhere(world);
    const box = byId("elsewhere");
    box.hidden = live === undefined;
    if (live === undefined) return;
    const title = titleOf(live, texts);
    replace(box, title, () => [
      texts.liveElsewhere(title),
      h("button", { type: "button", onclick: () => this.#chooseWorld("auto") }, texts.showIt),
    ]);
  }

  /** Which part of the system is missing or overloaded, where the gateway was told to watch it, and where to read more. */
  #faults(): void {
    const { state, texts } = this.#context;
    const missing = (state.status?.services ?? []).filter(({ ready }) => !ready);
    const unready = missing.map(({ service, missing }) => `${service} (${missing})`).join(", ");
    const shed = Object.entries(state.status?.shed ?? {}).map(([world, share]) =>
      texts.faults.overloaded(`${Math.ceil(100 * share)} %`, world),
    );
    const faults = [pathFault(state.path, texts), unready && texts.faults.notReady(unready), ...shed].filter(Boolean);
    const words = faults.join(". ");
    const box = byId("faults");
    box.hidden = words === "";
    replace(box, words + texts.language, () => [`${words}. `, h("a", { href: "#/operations" }, texts.faults.next)]);
  }

  tick(): void {
    const { state, texts, connection } = this.#context;
    const world = state.shownWorld();
    const mode = modeOf(world);
    const dataNowMs = state.dataNowMs(world);
    setText(byId("clock"), clockTime(dataNowMs));
    setText(byId("clockDay"), isUnreal(mode) ? day(dataNowMs) : "");
    setText(byId("clockLocal"), isUnreal(mode) ? "" : `${localTime(dataNowMs)} ${texts.local}`);
    const { kind, sinceMs } = connection();
    const words = kind === "lost" ? texts.connection.lost(span(Date.now() - sinceMs)) : texts.connection[kind];
    setText(byId("connection"), words);
    byId("connection").dataset.state = kind;
    this.#path();
  }

  /** How old the last heartbeat of the alarm path is, wherever we look. */
  #path(): void {
    const { state, texts } = this.#context;
    const box = byId("path");
    box.hidden = state.path === null;
    if (state.path === null) return;
    setText(box, pathWords(state.path, state.nowMs() - state.path.nowMs, texts));
    box.title = pathDetails(state.path, texts);
    box.dataset.state = state.path.isDown ? "down" : "up";
  }
}
