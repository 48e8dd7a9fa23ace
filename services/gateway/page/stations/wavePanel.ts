// The live waveform with what one can do to it: stop it, scale it, look at more or less of the past.
import type { ViewContext } from "../app/viewContext.ts";
import { Plot, type Sheet } from "../draw/plot.ts";
import { h, setText } from "../parts/dom.ts";
import { toldText } from "../parts/toldWords.ts";
import { MovingEdge } from "./edge.ts";
import type { FeedState } from "./stationFeed.ts";
import { WaveDrawing } from "./waveDrawing.ts";
import type { WaveStore } from "./waveStore.ts";

const SPANS_S = [15, 30, 60, 120] as const;
const USUAL_SPAN_S = 60;
/** A picture that glides needs no more. */
const FRAME_MS = 30;

export class WavePanel {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #store: WaveStore;
  readonly #plot: Plot;
  readonly #edge = new MovingEdge();
  readonly #note = h("span", { class: "count", role: "status" });
  readonly #pause: HTMLButtonElement;
  readonly #auto: HTMLButtonElement;
  readonly #still = window.matchMedia("(prefers-reduced-motion: reduce)");
  #spanS: number = USUAL_SPAN_S;
  #pausedAtMs: number | undefined;
  #fullScale: number | undefined;
  #scale = 1;
  #edgeMs = Number.NaN;
  #drawnMs = 0;
  #frame = 0;

  constructor(context: ViewContext, store: WaveStore) {
    const { wave } = context.texts.stations;
    this.#context = context;
    this.#store = store;
    this.#plot = new Plot(wave.label, "filling", (sheet) => this.#paint(sheet));
    const button = (text: string, onclick: () => void, label = text) =>
      h("button", { type: "button", "aria-label": label, title: label, onclick }, text);
    this.#pause = button(wave.pause, () => this.#toggle());
    this.#auto = button(wave.automatic, () => this.#rescale(undefined));
    const louder = button("+", () => this.#rescale(this.#scale / 2), wave.louder);
    const quieter = button("−", () => this.#rescale(this.#scale * 2), wave.quieter);
    const tools = h("div", { class: "tools" }, this.#spans(), quieter, louder, this.#auto, this.#pause);
    const head = h("div", { class: "card-head" }, h("h2", {}, wave.title, this.#note), tools);
    this.element = h("section", { class: "card wave-card" }, head, this.#plot.element);
    this.#rescale(undefined);
    this.#frame = requestAnimationFrame(this.#step);
  }

  /** What stands beside the title: what is wrong, or how old the newest sample is. */
  tick(feed: FeedState, ageMs: number): void {
    setText(this.#note, this.#noteOf(feed, ageMs));
    if (this.#still.matches) this.#plot.draw();
  }

  #noteOf(feed: FeedState, ageMs: number): string {
    const { texts } = this.#context;
    const { wave } = texts.stations;
    if (feed.kind === "refused") return toldText(feed.reason, texts);
    if (feed.kind === "lost") return wave.lost;
    if (this.#store.unused !== "") return wave.unused(toldText(this.#store.unused, texts));
    return Number.isFinite(ageMs) ? wave.behind((Math.max(0, ageMs) / 1000).toFixed(1)) : "";
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#plot.close();
  }

  #spans(): HTMLElement {
    const label = this.#context.texts.stations.wave.span;
    const select = h("select", { "aria-label": label, title: label });
    for (const spanS of SPANS_S) {
      select.append(h("option", { value: spanS, selected: spanS === this.#spanS }, `${spanS} s`));
    }
    select.addEventListener("change", () => {
      this.#spanS = Number(select.value);
      this.#plot.draw();
    });
    return select;
  }

  #toggle(): void {
    const { pause, resume } = this.#context.texts.stations.wave;
    this.#pausedAtMs = this.#pausedAtMs === undefined ? this.#edgeMs : undefined;
    setText(this.#pause, this.#pausedAtMs === undefined ? pause : resume);
    this.#pause.setAttribute("aria-pressed", String(this.#pausedAtMs !== undefined));
    this.#plot.draw();
  }

  #rescale(fullScale: number | undefined): void {
    this.#fullScale = fullScale;
    this.#auto.setAttribute("aria-pressed", String(fullScale === undefined));
    this.#plot.draw();
  }

  #step = (nowMs: number): void => {
    this.#frame = requestAnimationFrame(this.#step);
    if (nowMs - this.#drawnMs < FRAME_MS || this.#still.matches || this.#pausedAtMs !== undefined) return;
    this.#plot.draw();
  };

  #paint(sheet: Sheet): void {
    const toMs = this.#pausedAtMs ?? this.#nextEdge();
    if (!Number.isFinite(toMs)) return;
    const { waiting, ratio } = this.#context.texts.stations.wave;
    const look = { fromMs: toMs - 1000 * this.#spanS, toMs, fullScale: this.#fullScale, words: { waiting, ratio } };
    this.#scale = new WaveDrawing(sheet, this.#store, look).draw();
  }

  #nextEdge(): number {
    const nowMs = performance.now();
    const elapsedMs = Math.min(1000, nowMs - this.#drawnMs);
    this.#drawnMs = nowMs;
    const { newestMs, packetMs } = this.#store;
    const rate = this.#context.state.worlds.get(this.#context.state.shownWorld())?.rate ?? 1;
    this.#edgeMs = this.#still.matches
      ? this.#edge.leap(newestMs)
      : this.#edge.step(elapsedMs, { newestMs, packetMs, rate });
    return this.#edgeMs;
  }
}
