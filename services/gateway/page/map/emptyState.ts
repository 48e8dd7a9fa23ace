// What stands over a map with nothing on it: what is missing, and what to do next.
import type { ViewContext } from "../app/viewContext.ts";
import { h, replace } from "../parts/dom.ts";
import { startDrill } from "../parts/startDrill.ts";

const CONNECTING_FOR_MS = 3000;

export function drawEmptyState(box: HTMLElement, { connection, texts, state }: ViewContext, stations: number): void {
  const { kind, sinceMs } = connection();
  const isAlone = kind === "lost" && state.status === null;
  const isWaiting = kind === "connecting" && Date.now() - sinceMs < CONNECTING_FOR_MS;
  box.hidden = (stations > 0 && !isAlone) || isWaiting;
  if (box.hidden) return;
  const isGone = isAlone || kind === "connecting";
  const { noStations, noGateway } = texts.map;
  const { title, text } = isGone ? noGateway : noStations;
  replace(box, `${isGone} ${texts.language}`, () =>
    h(
      "div",
      {},
      h("h2", {}, title),
      h("p", {}, text),
      isGone ? h("pre", {}, h("code", {}, "npm start")) : startDrill(texts),
      isGone ? null : h("p", { class: "quiet" }, noStations.own),
    ),
  );
}
