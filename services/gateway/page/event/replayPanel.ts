// Replays of the event that is shown: the speed, how far it has come, a way to stop it and to see it on the map.
import type { ReplayView } from "../../replays/replay.ts";
import { ask } from "../app/ask.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, replace } from "../parts/dom.ts";
import { toldIn } from "../parts/told.ts";

const SPEEDS = [1, 2, 5, 10, 20] as const;
const LOOK_EVERY_MS = 1500;

export class ReplayPanel {
  readonly element = h("section", { class: "replay", role: "status" });
  readonly #context: ViewContext;
  #eventId = "";
  #speed = 10;
  #replay: ReplayView | undefined;
  #fault = "";
  #isAsking = false;
  #lookedMs = 0;

  constructor(context: ViewContext) {
    this.#context = context;
  }

  show(eventId: string): void {
    if (eventId !== this.#eventId) {
      this.#eventId = eventId;
      [this.#replay, this.#fault] = [undefined, ""];
      void this.#look();
    }
    this.#draw();
  }

  /** While one runs it is asked how it goes. */
  tick(): void {
    const isDue = this.#replay?.state === "running" && Date.now() - this.#lookedMs > LOOK_EVERY_MS;
    if (isDue) void this.#look();
    this.#draw();
  }

  async #look(): Promise<void> {
    this.#lookedMs = Date.now();
    const eventId = this.#eventId;
    const answer = await ask<{ readonly replays: readonly ReplayView[] }>("/api/replays");
    if (answer.kind === "told" && eventId === this.#eventId) {
      this.#replay = answer.value.replays.find((replay) => replay.eventId === eventId) ?? this.#replay;
    }
    this.#draw();
  }

  async #start(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#fault = "";
    const body = { eventId: this.#eventId, speed: this.#speed };
    const answer = await ask<ReplayView>("/api/replays", { method: "POST", body });
    this.#isAsking = false;
    if (answer.kind === "told") this.#replay = answer.value;
    else this.#fault = answer.message || this.#context.texts.events.notNow;
    this.#draw();
  }

  async #stop(): Promise<void> {
    if (this.#replay === undefined) return;
    const answer = await ask<ReplayView>(`/api/replays/${this.#replay.replayId}`, { method: "DELETE" });
    if (answer.kind === "told") this.#replay = answer.value;
    else void this.#look();
    this.#draw();
  }

  #draw(): void {
    const { texts } = this.#context;
    const replay = this.#replay;
    const signature = [texts.language, this.#eventId, this.#speed, this.#fault, replay?.replayId, replay?.state];
    replace(this.element, `${signature.join("|")} ${this.#progress()}`, () =>
      replay?.state === "running" ? this.#running(replay) : this.#ready(replay),
    );
  }

  #running({ speed }: ReplayView) {
    const { replay: words } = this.#context.texts.events;
    const said = words.running(String(speed), this.#progress());
    return [
      h("p", {}, h("strong", {}, said)),
      h("button", { type: "button", id: "replay-look", class: "main", onclick: () => this.#see() }, words.look),
      h("button", { type: "button", id: "replay-stop", onclick: () => void this.#stop() }, words.stop),
    ];
  }

  #ready(ended: ReplayView | undefined) {
    const { texts } = this.#context;
    const { replay: words } = texts.events;
    const speeds = SPEEDS.map((speed) => {
      const value = String(speed);
      return h("option", { value, selected: speed === this.#speed }, `${value}×`);
    });
    const select = h("select", { id: "replay-speed" }, ...speeds);
    select.addEventListener("change", () => {
      this.#speed = Number(select.value);
    });
    const [last] = ended === undefined || ended.state === "running" ? [""] : [words.ended[ended.state]];
    const [verdict, why] = this.#fault === "" ? [last, ended?.reason ?? ""] : [words.refused, this.#fault];
    const reason = verdict === "" ? [words.explain] : [`${verdict} `, ...toldIn(why, texts)];
    return [
      h("label", {}, `${words.speed} `, select),
      h("button", { type: "button", id: "replay-start", onclick: () => void this.#start() }, words.start),
      ended !== undefined && h("button", { type: "button", onclick: () => this.#see() }, words.look),
      h("p", { class: this.#fault === "" ? "quiet" : "fault" }, ...reason),
    ];
  }

  /** "62 of 150 s" by the clock of its world. */
  #progress(): string {
    const replay = this.#replay;
    if (replay?.state !== "running") return "";
    const { state, texts } = this.#context;
    if (!state.worlds.has(replay.world)) return texts.events.replay.starting;
    const length = Math.round((replay.toMs - replay.fromMs) / 1000);
    const gone = Math.round((state.dataNowMs(replay.world) - replay.fromMs) / 1000);
    return `${Math.min(length, Math.max(0, gone))} / ${length} s`;
  }

  #see(): void {
    const { state, go } = this.#context;
    if (this.#replay === undefined) return;
    state.chosenWorld = this.#replay.world;
    state.chosenEvent = null;
    go({ view: "map" });
  }
}
