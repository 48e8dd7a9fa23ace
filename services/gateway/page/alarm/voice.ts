// Says each version once: to screen readers always, by sound where a person allowed it.
import type { EventView, VersionView } from "../../view.ts";
import { isUnreal } from "../app/modes.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { byId, setText } from "../parts/dom.ts";
import { titleOf } from "../parts/eventWords.ts";
import { atPlace } from "./atPlace.ts";
import { placeSentence } from "./placeSentence.ts";
import { type Level, Tones } from "./tones.ts";

const STRONGER: Readonly<Record<Level, number>> = { notice: 1, warning: 2, danger: 3 };
const WITHDRAWN = 4;

export class AlarmVoice {
  readonly tones = new Tones();
  readonly #context: ViewContext;
  /** The strongest that sounded already, by event: the same is not sounded again for every version. */
  readonly #sounded = new Map<string, number>();

  constructor(context: ViewContext) {
    this.#context = context;
    for (const kind of ["pointerdown", "keydown"]) {
      document.addEventListener(kind, () => {
        if (context.choices.now.isSoundOn && this.tones.isBlocked) void this.tones.wake().then(context.drawSoon);
      });
    }
  }

  update(): void {
    const { state } = this.#context;
    const world = state.shownWorld();
    // The real thing is said whatever one looks at.
    const heard = state.takeNewVersions().filter(({ event }) => event.world === world || event.mode === "live");
    const newest = heard.findLast(({ event }) => event.mode === "live") ?? heard.at(-1);
    if (newest === undefined) return;
    this.#say(newest.event, newest.version);
    this.#sound(newest.event, newest.version);
  }

  #say(event: EventView, { version, status }: VersionView): void {
    const { texts, choices } = this.#context;
    const facts = texts.announce(titleOf(event, texts), String(version), texts.status[status]);
    const here = choices.now.place === null ? "" : placeSentence(event, choices.now.place, this.#context);
    setText(byId("announce"), [facts, here].filter(Boolean).join(" "));
  }

  #sound(event: EventView, version: VersionView): void {
    if (!this.#context.choices.now.isSoundOn) return;
    const before = this.#sounded.get(event.eventId) ?? 0;
    // Who heard the alarm hears that it was withdrawn.
    const isWithdrawn = version.status === "cancelled" && before > 0;
    const level = isWithdrawn ? "notice" : this.#levelOf(event, version);
    const loudness = isWithdrawn ? WITHDRAWN : STRONGER[level ?? "notice"];
    if (level === undefined || loudness <= before) return;
    this.#sounded.set(event.eventId, loudness);
    this.tones.play(level, isUnreal(event.mode));
  }

  /** By what is expected at my place; without one a strong earthquake anywhere is worth a warning. */
  #levelOf(event: EventView, { status, contours }: VersionView): Level | undefined {
    if (status === "cancelled" || status === "final") return undefined;
    const { place } = this.#context.choices.now;
    const anywhere = Math.max(0, ...contours.map(({ intensity }) => intensity));
    if (place === null) return anywhere >= 5 ? "warning" : "notice";
    const { intensity } = atPlace(event, place);
    if (intensity >= 5.5) return "danger";
    return intensity >= 3.5 ? "warning" : "notice";
  }
}
