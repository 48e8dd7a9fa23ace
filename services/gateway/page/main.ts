// Starts the page: messages into the state, the state onto the shown view, a person's choices back.
import { AlarmVoice } from "./alarm/voice.ts";
import { AlarmStrip } from "./app/alarmStrip.ts";
import { Choices } from "./app/choices.ts";
import { ChoicesDialog } from "./app/choicesDialog.ts";
import { type Connection, LiveStream } from "./app/connection.ts";
import { Header } from "./app/header.ts";
import { askToken } from "./app/login.ts";
import { drawNavigation, listenToKeys } from "./app/navigation.ts";
import { formatRoute, parseRoute, type ViewName } from "./app/router.ts";
import { State } from "./app/state.ts";
import type { View, ViewContext } from "./app/viewContext.ts";
import { languageOf, type PageLanguage, textsIn } from "./i18n/language.ts";
import { byId, setText } from "./parts/dom.ts";
import { countIn } from "./parts/words.ts";
import { EventsView } from "./views/events.ts";
import { HelpView } from "./views/help.ts";
import { MapView } from "./views/map.ts";
import { OperationsView } from "./views/operations.ts";
import { StationsView } from "./views/stations.ts";

const VIEWS: Readonly<Record<ViewName, new () => View>> = {
  map: MapView,
  stations: StationsView,
  events: EventsView,
  operations: OperationsView,
  help: HelpView,
};
const DRAW_AFTER_MS = 80;
const TICK_MS = 250;

const state = new State();
const choices = new Choices(chosen);
let connection: Connection = { kind: "connecting", sinceMs: Date.now() };
let route = parseRoute(location.hash);
let language: PageLanguage = languageOf(choices.now.language, navigator.languages);
let view: View | undefined;
let isDrawing = false;

const context: ViewContext = {
  state,
  choices,
  get texts() {
    return textsIn(language);
  },
  get language() {
    return language;
  },
  connection: () => connection,
  route: () => route,
  go: (to) => {
    location.hash = formatRoute({ isKiosk: route.isKiosk, ...to });
  },
  drawSoon,
};
const header = new Header(context);
const strip = new AlarmStrip(context);
const voice = new AlarmVoice(context);
const dialog = new ChoicesDialog(context, voice);

/** At most a few times a second, however many messages come. */
function drawSoon(): void {
  if (isDrawing) return;
  isDrawing = true;
  setTimeout(() => {
    isDrawing = false;
    header.update();
    strip.update();
    view?.update();
    voice.update();
    dialog.drawButton();
  }, DRAW_AFTER_MS);
}

function chosen(): void {
  const wanted = languageOf(choices.now.language, navigator.languages);
  const isOther = wanted !== language;
  language = wanted;
  document.documentElement.dataset.theme = choices.now.theme;
  if (isOther) open();
  dialog.update();
  drawSoon();
}

/** Mounts the view the address names, in the language chosen. */
function open(): void {
  document.documentElement.lang = language;
  countIn(language);
  document.documentElement.toggleAttribute("data-kiosk", route.isKiosk);
  setText(byId("skip"), context.texts.nav.skip);
  byId("news").setAttribute("aria-label", context.texts.nav.news);
  setText(byId("worldLabel"), context.texts.world);
  drawNavigation(context, route);
  dialog.drawButton();
  view?.unmount();
  const root = byId("content");
  root.replaceChildren();
  root.className = `view-${route.view}`;
  root.setAttribute("aria-label", context.texts.nav[route.view]);
  view = new VIEWS[route.view]();
  view.mount(root, context);
  header.update();
  strip.update();
  view.update();
}

window.addEventListener("hashchange", () => {
  const before = route;
  route = parseRoute(location.hash);
  if (route.view === before.view && route.isKiosk === before.isKiosk) return view?.update();
  open();
  byId("content").focus({ preventScroll: true });
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("content").focus();
});
listenToKeys(context.go);
document.documentElement.dataset.theme = choices.now.theme;
open();
setInterval(() => {
  header.tick();
  strip.tick();
  view?.tick?.();
}, TICK_MS);
const stream = new LiveStream({
  onMessage(message) {
    state.take(message);
    drawSoon();
  },
  onState(next) {
    connection = next;
    drawSoon();
  },
  askToken: () => askToken(context.texts),
});
void stream.run();
