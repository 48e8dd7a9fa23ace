// My place: how many seconds are left there, how strong it will be, what to do; and how to set it.

import { strengthOf } from "../../../../shared/contracts/text/strength.ts";
import type { EventView } from "../../view.ts";
import { atPlace, type Expected } from "../alarm/atPlace.ts";
import { toldAt } from "../alarm/placeSentence.ts";
import type { Place } from "../app/choices.ts";
import { newestOf } from "../app/state.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { alarmTextsIn } from "../i18n/language.ts";
import { h, icon, replace, setText } from "../parts/dom.ts";
import { coordinates } from "../parts/eventWords.ts";
import { mmi } from "../parts/mmi.ts";
import { km } from "../parts/words.ts";
import { actionFigures } from "./actionFigures.ts";
import { type Chooser, PlaceForm } from "./placeForm.ts";

const HOUSE = "M2 8.5 8 3l6 5.5M4 7.5V13h8V7.5";
/** Light shaking may turn out one class stronger: from here on people should act. */
const ACT_FROM = 3.5;
const FELT_FROM = 1.5;
/** For so long after it should be over a card says that it is. */
const AFTERWARDS_MS = 180_000;

type Phase = "coming" | "shaking" | "over";

export class PlaceCard {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #form: PlaceForm;
  readonly #content = h("div");

  constructor(context: ViewContext, chooser: Chooser) {
    this.#context = context;
    this.#form = new PlaceForm(context, chooser);
    const { title } = context.texts.map.place;
    this.element = h("section", { class: "place-card", "aria-label": title }, this.#content, this.#form.element);
  }

  pointedAt(at: { readonly latitudeDeg: number; readonly longitudeDeg: number }): void {
    this.#form.pointedAt(at);
  }

  hasJustSet(): boolean {
    return this.#form.hasJustSet();
  }

  update(event: EventView | undefined): void {
    const { place } = this.#context.choices.now;
    this.#form.update();
    const expected = this.#relevant(event);
    if (place === null) this.#showUnset();
    else if (event === undefined || expected === undefined) this.#showQuiet(event, place);
    else this.#showAlarm(event, expected);
  }

  #showUnset(): void {
    const { map, language } = this.#context.texts;
    this.element.dataset.level = "none";
    replace(this.#content, `none ${language}`, () => [
      h("h2", {}, icon(HOUSE, "stroke"), map.place.title),
      h("p", { class: "quiet" }, `${map.place.none} ${map.place.kept}`),
    ]);
  }

  /** What goes on, or has just been over there. */
  #relevant(event: EventView | undefined): Expected | undefined {
    const { state, choices } = this.#context;
    const { place } = choices.now;
    if (event === undefined || place === null || newestOf(event).status === "cancelled") return undefined;
    const expected = atPlace(event, place);
    const isRecent = state.dataNowMs(event.world) < expected.overMs + AFTERWARDS_MS;
    return isRecent && expected.intensity >= FELT_FROM ? expected : undefined;
  }

  #showQuiet(event: EventView | undefined, place: Place): void {
    const { state, texts } = this.#context;
    const isRecent = event !== undefined && state.nowMs() - newestOf(event).arrivedMs < AFTERWARDS_MS;
    const isCancelled = isRecent && newestOf(event).status === "cancelled";
    const isOngoing = event !== undefined && state.isOngoing(event);
    const words = isOngoing && !isCancelled ? texts.map.place.tooWeak : texts.map.place.quiet;
    const told =
      isCancelled && event !== undefined ? toldAt(event, atPlace(event, place), this.#context).headline : words;
    this.element.dataset.level = "none";
    replace(this.#content, `quiet ${told} ${place.name} ${place.latitudeDeg}`, () => [this.#title(), h("p", {}, told)]);
  }

  #title(): HTMLElement {
    const { choices, texts } = this.#context;
    const { place } = choices.now;
    const where = place === null ? "" : place.name || coordinates(place, texts);
    return h("h2", {}, icon(HOUSE, "stroke"), texts.map.place.title, h("span", { class: "count" }, where));
  }

  #showAlarm(event: EventView, expected: Expected): void {
    const { state, texts, language } = this.#context;
    const phase = phaseOf(expected, state.dataNowMs(event.world));
    const isAct = expected.intensity >= ACT_FROM;
    this.element.dataset.level =
      phase === "over" ? "over" : expected.intensity >= 5.5 ? "danger" : isAct ? "warning" : "notice";
    const { version } = newestOf(event);
    const template = alarmTextsIn(language);
    const words = template.shaking(template.strength[strengthOf(expected.intensity)]);
    replace(this.#content, `${event.eventId} ${version} ${phase} ${language}`, () => [
      this.#title(),
      h("p", { class: "countdown" }, h("b", { "data-countdown": "" }), h("span", { "data-until": "" })),
      h("p", { class: "headline", "data-headline": "" }),
      h(
        "p",
        { class: "expected" },
        mmi(expected.intensity),
        ` ${words} · ${texts.map.place.away(km(expected.distanceKm))}`,
      ),
      expected.isBlind && phase !== "over" ? h("p", { class: "small" }, texts.map.place.blind) : null,
      isAct && phase !== "over" ? actionFigures() : null,
      h("p", { class: "small", "data-instruction": "" }),
    ]);
    this.tick(event);
  }

  /** What moves between two messages: the countdown. Not read out: the version was, once. */
  tick(event: EventView | undefined): void {
    const { state, texts } = this.#context;
    const expected = this.#relevant(event);
    const countdown = this.#content.querySelector("[data-countdown]");
    if (event === undefined || expected === undefined || countdown === null) return;
    const nowMs = state.dataNowMs(event.world);
    const leftS = Math.floor((expected.sArrivalMs - nowMs) / 1000);
    const phase = phaseOf(expected, nowMs);
    const { place } = texts.map;
    const overIn = `${Math.max(0, Math.ceil((expected.overMs - nowMs) / 1000))} s`;
    const untilWords = { coming: place.until, shaking: place.overIn(overIn), over: place.passed };
    const big = { coming: `${leftS} ${place.seconds}`, shaking: place.now, over: "✓" };
    const told = toldAt(event, expected, this.#context);
    setText(countdown, big[phase]);
    this.#set("[data-until]", untilWords[phase]);
    this.#set("[data-headline]", together(told.headline));
    this.#set("[data-instruction]", told.instruction);
  }

  #set(selector: string, text: string): void {
    const element = this.#content.querySelector(selector);
    if (element !== null) setText(element, text);
  }

  close(): void {
    this.#form.close();
  }
}

/** A number and its unit stay on one line. */
const together = (text: string) => text.replaceAll(/(\d) (s|km)\b/g, "$1\u00a0$2");

function phaseOf({ sArrivalMs, overMs }: Expected, nowMs: number): Phase {
  if (nowMs < sArrivalMs - 1000) return "coming";
  return nowMs < overMs ? "shaking" : "over";
}
