// The sentences about one version of an event: one for all who are to read the same, of ten thousand subscribers some dozens.
import type { Alert } from "../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { toldAs } from "../../shared/contracts/text/alertText.ts";
import type { SubscriberInput } from "../../shared/contracts/text/input.ts";
import { type Text, textOf } from "../../shared/contracts/text/textOf.ts";

export interface Reading extends Pick<SubscriberInput, "intensity" | "secondsLeft" | "weaker"> {
  readonly language: string;
  readonly type: Alert["type"];
  /** Of an end: how long strong shaking may still go on; 0 or less when it should be over. */
  readonly shakesS: number;
}

export class Headlines {
  readonly #event: Pick<SeismicEvent, "mode" | "status">;
  readonly #known = new Map<string, Pick<Text, "headline" | "language">>();

  constructor({ mode, status }: Pick<SeismicEvent, "mode" | "status">) {
    this.#event = { mode, status };
  }

  /** Tells intensities apart by tenths and times by seconds, both rounded down: sentences do no more. */
  of({ language, type, intensity, secondsLeft, weaker, shakesS }: Reading): Pick<Text, "headline" | "language"> {
    const [tenths, seconds, isOver] = [Math.floor(intensity * 10 + 1e-9), Math.floor(secondsLeft), shakesS <= 0];
    const key = `${language} ${type} ${tenths} ${seconds} ${weaker} ${isOver}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const reading = { intensity: tenths / 10, secondsLeft: seconds, weaker };
    const text = textOf(language, { kind: "subscriber", ...this.#event, type: toldAs(type, isOver), ...reading });
    this.#known.set(key, text);
    return text;
  }
}
