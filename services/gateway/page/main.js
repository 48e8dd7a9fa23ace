// Wires the page: messages into the state, the state onto the screen, a person's choices back.
import { connect } from "./connection.js";
import { byId, h, replace } from "./dom.js";
import { WorldMap } from "./map.js";
import { showPanel, tickPanel } from "./panel.js";
import { pathDetails, pathFault, pathWords } from "./path.js";
import { State } from "./state.js";
import { countsOf, StationTable, showPicks } from "./tables.js";
import { clockTime, count, day, firstWord, intensityColour, MODE_WORDS, modeOf, roman, span } from "./words.js";

const state = new State();
const map = new WorldMap(byId("map"));
const stationTable = new StationTable(byId("stations"), byId("filter"), () => drawSoon());
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let connection = { kind: "connecting", sinceMs: Date.now() };
let home = readHome();
let isChoosingHome = false;
let focused = "";
let drawnEvent = "";
let isDrawing = false;

connect({
  onMessage(name, data) {
    state.take(name, data);
    drawSoon();
  },
  onState(next) {
    connection = next;
    drawSoon();
  },
  askToken,
});

/** At most a few times a second, however many messages come. */
function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  setTimeout(() => {
    isDrawing = false;
    draw();
  }, 80);
}

function draw() {
  const world = state.shownWorld();
  const stations = [...state.stations.values()].filter((station) => station.world === world);
  const events = state.eventsOf(world);
  const event = state.shownEvent(world);
  const picks = state.picks.filter((pick) => pick.world === world);

  drawBanner(world, event);
  drawWorlds(world);
  drawElsewhere(world);
  drawServices();
  showPanel(byId("event"), { state, event, events, choose });
  showPicks(byId("picks"), picks);
  stationTable.show(stations);
  byId("pickCount").textContent = picks.length > 0 ? `newest ${count(picks.length)}` : "";
  byId("stationCount").textContent = countsOf(stations);
  map.showStations(stations);
  drawEvent(event);
  drawEmpty(stations);
  focus(world, event, stations);
  announce(world);
  tick();
}

function drawEvent(event) {
  const key = event ? `${event.eventId} ${event.versions.at(-1).version} ${event.title}` : "";
  if (key === drawnEvent) return;
  drawnEvent = key;
  map.showEvent(event);
}

/** New worlds and new events move the map, once. */
function focus(world, event, stations) {
  const isNews = event && state.isOngoing(event);
  const key = `${world} ${isNews ? event.eventId : ""} ${stations.length > 0}`;
  if (key === focused) return;
  focused = key;
  map.focus(isNews ? event : undefined, stations);
}

function drawBanner(world, event) {
  const mode = modeOf(world);
  const [word, sentence] = MODE_WORDS[mode];
  const run = state.worlds.get(world)?.run ?? "";
  const speed = state.worlds.get(world)?.rate ?? 1;
  const rate = mode === "live" || Math.abs(speed - 1) < 0.15 ? "" : `, ${speed.toFixed(speed < 10 ? 1 : 0)}× speed`;
  document.documentElement.dataset.mode = mode;
  byId("mode").textContent = word;
  const isOld = connection.kind === "lost";
  byId("modeText").textContent = isOld
    ? "Connection lost: what you see is out of date"
    : sentence + (run ? ` – run ${run}${rate}` : "");
  byId("watermark").textContent = mode === "live" || mode === "none" ? "" : word;
  document.title = event && state.isOngoing(event) ? `${event.title} – Tocsin` : `${firstWord(mode)}Tocsin`;
}

function drawWorlds(world) {
  const options = [...state.worlds.keys()].sort();
  replace(byId("world"), `${options.join()} ${state.chosenWorld} ${world}`, () => [
    h("option", { value: "auto", selected: state.chosenWorld === "auto" }, `automatic (${world})`),
    ...options.map((key) => h("option", { value: key, selected: state.chosenWorld === key }, key)),
  ]);
}

/** Nobody may miss the real thing for looking at an exercise. */
function drawElsewhere(world) {
  const live = state.liveElsewhere(world);
  const box = byId("elsewhere");
  box.hidden = live === undefined;
  if (!live) return;
  replace(box, live.title, () => [
    `LIVE EVENT NOW: ${live.title}`,
    h("button", { type: "button", onclick: () => chooseWorld("auto") }, "Show it"),
  ]);
}

const inWords = ({ service, missing }) => `${service} (${missing})`;

/** Which part of the system is missing or overloaded, where the gateway was told to watch it. */
function drawServices() {
  const missing = (state.status?.services ?? []).filter((service) => !service.ready);
  const faults = missing.length === 0 ? [] : [`Not ready: ${missing.map(inWords).join(", ")}`];
  for (const [world, share] of Object.entries(state.status?.shed ?? {})) {
    faults.push(`Overloaded: ${Math.ceil(100 * share)} % of the stations of ${world} are left out`);
  }
  const words = [pathFault(state.path), ...faults].filter(Boolean).join(". ");
  byId("services").hidden = words === "";
  if (byId("services").textContent !== words) byId("services").textContent = words;
}

function drawEmpty(stations) {
  const box = byId("mapEmpty");
  box.hidden = stations.length > 0 || connection.kind === "connecting";
  if (box.hidden) return;
  replace(box, "empty", () =>
    h(
      "div",
      {},
      h("h2", {}, "No stations yet"),
      h(
        "p",
        {},
        "Register one (a JSON list in CATALOGUE_STATIONS_FILE, or its retained …/meta message over MQTT), or run ",
        h("code", {}, "npm run fleet"),
        " for simulated ones.",
      ),
    ),
  );
}

/** How old the last heartbeat of the alarm path is, wherever we look. */
function tickPath() {
  const box = byId("path");
  const { path } = state;
  box.hidden = path === null;
  if (path === null) return;
  const words = pathWords(path, state.nowMs() - path.nowMs);
  if (box.textContent !== words) box.textContent = words;
  box.title = pathDetails(path);
  box.dataset.state = path.isDown ? "down" : "up";
}

/** What changes by itself between two messages. */
function tick() {
  const world = state.shownWorld();
  const event = state.shownEvent(world);
  const dataNowMs = state.dataNowMs(world);
  byId("clock").textContent = clockTime(dataNowMs);
  byId("clockLabel").textContent = modeOf(world) === "live" || world === "none" ? "UTC" : `${day(dataNowMs)} UTC`;
  tickPanel(byId("event"), { event, home, dataNowMs });
  const box = byId("connection");
  const isLost = connection.kind === "lost";
  const words = isLost ? `lost ${span(Date.now() - connection.sinceMs)} ago, trying again` : connection.kind;
  if (box.textContent !== words) box.textContent = words;
  box.dataset.state = connection.kind;
  tickPath();
  if (calm.matches) map.moveFronts(event, dataNowMs);
}

function animate() {
  const world = state.shownWorld();
  if (!calm.matches) map.moveFronts(state.shownEvent(world), state.dataNowMs(world));
  requestAnimationFrame(animate);
}

/** Each version is said once, and only what is shown. */
function announce(world) {
  const spoken = state.takeNewVersions().filter(([event]) => event.world === world);
  if (spoken.length === 0) return;
  const [event, version] = spoken.at(-1);
  byId("announce").textContent = `${event.title}. Version ${version.version}, ${version.status}.`;
}

function choose(eventId) {
  state.chosenEvent = eventId;
  const world = state.shownWorld();
  map.focus(state.shownEvent(world), [], { byHand: true });
  draw();
}

function chooseWorld(key) {
  state.chosenWorld = key;
  state.chosenEvent = null;
  draw();
}

function readHome() {
  try {
    const stored = JSON.parse(localStorage.getItem("home") ?? "null");
    return stored && Number.isFinite(stored.latitudeDeg) && Number.isFinite(stored.longitudeDeg) ? stored : null;
  } catch {
    return null;
  }
}

function setHome(place) {
  home = place;
  if (place) localStorage.setItem("home", JSON.stringify(place));
  else localStorage.removeItem("home");
  isChoosingHome = false;
  showHome();
}

function showHome() {
  map.showHome(home);
  const button = byId("home");
  button.textContent = isChoosingHome
    ? "Click the map, or Enter for its centre"
    : home
      ? "Forget my place"
      : "Set my place";
  button.setAttribute("aria-pressed", String(isChoosingHome));
  document.body.classList.toggle("choosing", isChoosingHome);
  tick();
}

async function askToken() {
  const dialog = byId("login");
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return byId("token").value;
}

byId("world").addEventListener("change", ({ target }) => chooseWorld(target.value));
byId("fit").addEventListener("click", () => {
  const world = state.shownWorld();
  const stations = [...state.stations.values()].filter((station) => station.world === world);
  map.focus(undefined, stations, { byHand: true });
});
byId("home").addEventListener("click", () => {
  if (isChoosingHome) return setHome(map.centre());
  if (home) return setHome(null);
  isChoosingHome = true;
  showHome();
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !isChoosingHome) return;
  isChoosingHome = false;
  showHome();
});
map.onClick((place) => {
  if (isChoosingHome) setHome(place);
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  map.restyle();
  drawnEvent = "";
  draw();
});
for (let intensity = 2; intensity <= 10; intensity += 1) {
  const step = h("span", {}, roman(intensity));
  step.style.background = intensityColour(intensity);
  byId("scale").append(step);
}

showHome();
draw();
setInterval(tick, 250);
requestAnimationFrame(animate);
