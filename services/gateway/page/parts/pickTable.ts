// Picks as they come, the newest first.
import type { PickView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { h } from "./dom.ts";
import { Rows } from "./rows.ts";
import { acceleration, clockTenths } from "./words.ts";

const FRESH_MS = 2500;

export class PickTable {
  readonly #rows: Rows<PickView>;
  readonly #firstSeenMs = new Map<string, number>();

  constructor(texts: Texts) {
    const { pickColumns, picksLabel, noPicks } = texts.stations;
    this.#rows = new Rows({
      id: "picks",
      label: picksLabel,
      none: () => noPicks,
      signatureOf: (pick) => `${pick.pickId} ${pick.windowS} ${this.#isFresh(pick)}`,
      classOf: (pick) => (this.#isFresh(pick) ? "fresh" : ""),
      columns: [
        { title: pickColumns.onset, cell: ({ timeMs }) => clockTenths(timeMs) },
        { title: pickColumns.phase, cell: ({ phase, stationId }) => [h("b", {}, phase), ` ${stationId}`] },
        { title: pickColumns.error, isNumber: true, cell: ({ uncertaintyS }) => `±${uncertaintyS.toFixed(2)} s` },
        { title: "SNR", isNumber: true, cell: ({ snr }) => snr.toFixed(0) },
        {
          ...{ title: pickColumns.sure, isNumber: true },
          cell: ({ phaseProbability }) => `${Math.round(phaseProbability * 100)} %`,
        },
        { title: "m/s²", isNumber: true, cell: ({ pgaMps2 }) => acceleration(pgaMps2) },
      ],
    });
  }

  get element(): HTMLElement {
    return this.#rows.element;
  }

  show(picks: readonly PickView[]): void {
    const isFirst = this.#firstSeenMs.size === 0;
    for (const { pickId } of picks) {
      if (!this.#firstSeenMs.has(pickId)) this.#firstSeenMs.set(pickId, isFirst ? 0 : Date.now());
    }
    this.#rows.show(picks);
  }

  #isFresh({ pickId }: PickView): boolean {
    return Date.now() - (this.#firstSeenMs.get(pickId) ?? 0) < FRESH_MS;
  }
}
