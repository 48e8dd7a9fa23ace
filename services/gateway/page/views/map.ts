// The map view: the live map, beside it the event and my place, under it picks and stations for who wants them.
import type { EventView, StationView } from "../../view.ts";
import { isUnreal, modeOf } from "../app/modes.ts";
import type { View, ViewContext } from "../app/viewContext.ts";
import { MapDrawer } from "../map/drawer.ts";
import { drawEmptyState } from "../map/emptyState.ts";
import { EventCard } from "../map/eventCard.ts";
import { mapTools } from "../map/mapTools.ts";
import { PlaceCard } from "../map/placeCard.ts";
import { StationTip } from "../map/stationTip.ts";
import { WorldMap } from "../map/worldMap.ts";
import { h, setText } from "../parts/dom.ts";

export class MapView implements View {
  #parts: ReturnType<typeof partsOf> | undefined;
  #focused = "";
  readonly #dark = window.matchMedia("(prefers-color-scheme: dark)");
  readonly #restyle = () => this.#parts?.map.restyle();
  #theme = "";

  mount(root: HTMLElement, context: ViewContext): void {
    this.#parts = partsOf(root, context);
    this.#theme = context.choices.now.theme;
    this.#dark.addEventListener("change", this.#restyle);
  }

  update(): void {
    if (this.#parts === undefined) return;
    const { context, map, eventCard, placeCard, drawer, watermark, empty } = this.#parts;
    const { state, choices, texts } = context;
    const world = state.shownWorld();
    const event = state.shownEvent(world);
    const stations = state.stationsOf(world);
    const picks = state.picks.filter((pick) => pick.world === world);
    const mode = modeOf(world);
    if (choices.now.theme !== this.#theme) this.#restyle();
    this.#theme = choices.now.theme;
    setText(watermark, isUnreal(mode) ? texts.mode[mode].word : "");
    drawEmptyState(empty, context, stations.length);
    eventCard.update(event);
    placeCard.update(event);
    drawer.update(stations, picks);
    map.show({ stations, picks, event: this.#drawn(event), choice: choices.now, texts });
    this.#focus(event, stations);
  }

  /** What is long over no longer covers the map, unless it was asked for. */
  #drawn(event: EventView | undefined): EventView | undefined {
    const { state } = this.#parts?.context ?? {};
    if (event === undefined || state === undefined) return undefined;
    const isChosen = state.chosenEvent === event.eventId;
    const [newest] = event.versions.slice(-1);
    const isRecent = newest !== undefined && state.nowMs() - newest.arrivedMs < 600_000;
    return isChosen || isRecent ? event : undefined;
  }

  /** New worlds and new events move the map, once. */
  #focus(event: EventView | undefined, stations: readonly StationView[]): void {
    if (this.#parts === undefined) return;
    const { map, context } = this.#parts;
    const { state, choices } = context;
    const news =
      event !== undefined && (state.isOngoing(event) || state.chosenEvent === event.eventId) ? event : undefined;
    const key = `${state.shownWorld()} ${news?.eventId} ${stations.length > 0}`;
    if (key === this.#focused) return;
    this.#focused = key;
    if (news === undefined) map.focusStations(stations);
    else map.focusEvent(news, choices.now.place);
  }

  tick(): void {
    const { context, map, placeCard, eventCard } = this.#parts ?? {};
    if (context === undefined) return;
    const event = context.state.shownEvent(context.state.shownWorld());
    placeCard?.tick(event);
    eventCard?.tick(event);
    map?.step();
  }

  unmount(): void {
    this.#dark.removeEventListener("change", this.#restyle);
    this.#parts?.placeCard.close();
    this.#parts?.map.close();
    this.#parts = undefined;
  }
}

function partsOf(root: HTMLElement, context: ViewContext) {
  const { texts, state, drawSoon, go } = context;
  const element = h("div", { class: "map", role: "application", "aria-label": texts.map.label });
  const [watermark, empty] = [h("div", { class: "watermark", "aria-hidden": "true" }), h("div", { class: "empty" })];
  const box = h("section", { class: "map-box", "aria-label": texts.map.title }, element, watermark, empty);
  const side = h("aside", { class: "side", "aria-label": texts.nav.events });
  const drawer = new MapDrawer(context, () => map.resize());
  root.append(
    h("h1", { class: "unseen" }, texts.nav.map),
    h("div", { class: "map-column" }, box, drawer.element),
    side,
  );
  const tip = new StationTip(box, texts);
  const map: WorldMap = new WorldMap(element, {
    onStation: (station, at) => tip.show(station, at),
    onPlace: (at) => placeCard.pointedAt(at),
    onOpen: ({ key }) => {
      if (!placeCard.hasJustSet()) go({ view: "stations", id: key });
    },
    dataNowMs: () => state.dataNowMs(state.shownWorld()),
  });
  const placeCard: PlaceCard = new PlaceCard(context, { centre: () => map.centre(), box });
  const eventCard = new EventCard(context, (eventId) => {
    state.chosenEvent = eventId;
    drawSoon();
  });
  side.append(placeCard.element, eventCard.element);
  box.append(mapTools(context, map));
  return { context, map, eventCard, placeCard, drawer, watermark, empty };
}
