// All about one station: how it is and what to do, its facts, its waveform as it comes, its spectrum, its place, its picks.
import type { Station } from "../../../../shared/contracts/station.ts";
import type { PickView, StationView } from "../../view.ts";
import { answerAt } from "../app/ask.ts";
import { formatRoute } from "../app/router.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { Plot } from "../draw/plot.ts";
import { h, replace, setText } from "../parts/dom.ts";
import { PickTable } from "../parts/pickTable.ts";
import { marked } from "../parts/told.ts";
import { textOf } from "../parts/toldWords.ts";
import { adviceFor } from "./advice.ts";
import { conditionOf } from "./columns.ts";
import { conditionGlyph } from "./conditionMark.ts";
import { factsGrid, seriesOf } from "./facts.ts";
import { history } from "./history.ts";
import { linksFor } from "./links.ts";
import { drawLocator, loadLand } from "./locator.ts";
import { remarkPieces } from "./remark.ts";
import { spectrumOf } from "./spectrum.ts";
import { drawSpectrum, type SpectrumTrace } from "./spectrumDrawing.ts";
import { StationFeed } from "./stationFeed.ts";
import { WavePanel } from "./wavePanel.ts";
import { type WaveMessage, WaveStore } from "./waveStore.ts";

const SPECTRUM_EVERY_MS = 1000;

interface Told {
  readonly inventory: Station | null;
  readonly picks: readonly PickView[];
}

export class StationPage {
  readonly element: HTMLElement;
  readonly key: string;
  readonly #context: ViewContext;
  readonly #store = new WaveStore();
  readonly #feed: StationFeed;
  readonly #wave: WavePanel;
  readonly #spectrum: Plot;
  readonly #locator: Plot;
  readonly #picks: PickTable;
  readonly #head = h("header", { class: "card station-head" });
  readonly #facts = h("div");
  readonly #links = h("nav", { class: "station-links" });
  #inventory: Station | undefined;
  #traces: readonly SpectrumTrace[] = [];
  #spectrumMs = 0;

  constructor(context: ViewContext, key: string) {
    const { stations } = context.texts;
    this.key = key;
    this.#context = context;
    this.#picks = new PickTable(context.texts);
    this.#wave = new WavePanel(context, this.#store);
    this.#spectrum = new Plot(stations.spectrum.label, "filling", (sheet) =>
      drawSpectrum(sheet, this.#traces, stations.spectrum.waiting),
    );
    this.#locator = new Plot(stations.locator, "filling", (sheet) => {
      const station = this.#station();
      if (station !== undefined) drawLocator(sheet, station, context.state.stationsOf(station.world));
    });
    this.element = h("div", { class: "station-page" }, this.#head, this.#wave.element, this.#aside(), this.#below());
    this.#feed = new StationFeed(key, (message) => this.#take(message));
    loadLand(() => this.#locator.draw());
    void this.#ask();
  }

  #aside(): HTMLElement {
    const { stations } = this.#context.texts;
    this.#links.setAttribute("aria-label", stations.links.title);
    const map = h("section", { class: "card locator" }, h("h2", {}, stations.locator), this.#locator.element);
    return h(
      "div",
      { class: "station-side" },
      h("section", { class: "card facts-card" }, this.#facts, this.#links),
      map,
    );
  }

  #below(): HTMLElement {
    const { spectrum, recent } = this.#context.texts.stations;
    const title = h("h2", {}, spectrum.title, h("span", { class: "count" }, spectrum.unit));
    const picture = h("section", { class: "card spectrum-card" }, title, this.#spectrum.element);
    const picks = h("section", { class: "card picks-card" }, h("h2", {}, recent), this.#picks.element);
    return h("div", { class: "station-below" }, picture, picks);
  }

  async #ask(): Promise<void> {
    const path = this.key.split("/").map(encodeURIComponent).join("/");
    const told = await answerAt<Told>(`/api/stations/${path}`);
    this.#inventory = told?.inventory ?? undefined;
    for (const pick of told?.picks.toReversed() ?? []) this.#store.take({ name: "pick", data: pick });
    this.#links.replaceChildren(...(await linksFor(this.key, this.#context.texts)));
    this.update();
  }

  #take(message: WaveMessage): void {
    this.#store.take(message);
    if (message.name !== "health") return;
    const station = this.#station();
    if (station !== undefined) station.health = message.data.health;
    this.update();
  }

  #station(): StationView | undefined {
    return this.#context.state.stations.get(this.key);
  }

  update(): void {
    const station = this.#station();
    if (station === undefined) {
      setText(this.#head, this.#context.texts.stations.unknown(this.key));
      return;
    }
    this.#note(station);
    this.#drawHead(station);
    this.#drawFacts(station);
    const { picks } = this.#context.state;
    for (const pick of picks.filter((one) => isOf(one, station)).toReversed()) {
      this.#store.take({ name: "pick", data: pick });
    }
    this.#picks.show(this.#store.picks);
  }

  tick(): void {
    const station = this.#station();
    const nowMs = this.#nowMs();
    this.#wave.tick(this.#feed.state, nowMs - this.#store.newestMs);
    if (station !== undefined) this.#drawFacts(station);
    if (Date.now() - this.#spectrumMs < SPECTRUM_EVERY_MS) return;
    this.#spectrumMs = Date.now();
    this.#traces = this.#store
      .components()
      .map((component) => ({ component, points: spectrumOf(this.#store, component) }));
    this.#spectrum.draw();
    this.#locator.draw();
  }

  close(): void {
    this.#feed.close();
    this.#wave.close();
    this.#spectrum.close();
    this.#locator.close();
  }

  #nowMs(): number {
    return this.#context.state.dataNowMs(this.key.slice(0, this.key.lastIndexOf("/")));
  }

  #note({ health }: StationView): void {
    if (health === null || health.lastSampleMs === 0) return;
    history.note(seriesOf(this.key, "latency"), health.lastSampleMs, health.latencyS);
    history.note(seriesOf(this.key, "noise"), health.lastSampleMs, health.noiseMps2);
  }

  #drawHead(station: StationView): void {
    const { texts } = this.#context;
    const { stations } = texts;
    const condition = conditionOf(station);
    const reason = remarkPieces(station, texts);
    const advice = adviceFor(station);
    replace(this.#head, `${condition} ${textOf(reason)} ${advice} ${station.name}`, () => [
      h("a", { class: "back", href: formatRoute({ view: "stations" }), id: "all-stations" }, `← ${stations.back}`),
      h("h1", {}, station.stationId, station.name !== "" && h("small", {}, station.name)),
      h("p", { class: `condition ${condition}` }, conditionGlyph(condition), ` ${stations.condition[condition]}`),
      h(
        "p",
        { class: "advice" },
        stations.advice[advice],
        reason.length > 0 && h("span", { class: "reason" }, " ", ...marked(reason)),
      ),
    ]);
  }

  #drawFacts(station: StationView): void {
    const nowMs = this.#nowMs();
    const { health, trust, connection } = station;
    const { newestMs } = this.#store;
    const second = Math.floor((nowMs - Math.max(newestMs, health?.lastSampleMs ?? 0)) / 1000);
    const signature = `${second} ${health?.packets} ${trust?.weight} ${connection} ${this.#inventory?.updatedMs}`;
    replace(this.#facts, signature, () =>
      factsGrid({ station, inventory: this.#inventory, newestMs, nowMs }, this.#context.texts),
    );
  }
}

function isOf(pick: PickView, { world, stationId }: StationView): boolean {
  return pick.world === world && pick.stationId === stationId;
}
