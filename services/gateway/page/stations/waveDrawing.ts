// The picture of a live waveform: a lane a component on one scale, under them STA/LTA, over all of them triggers and picks.
import type { Sheet } from "../draw/plot.ts";
import { ticksBetween, timeStepMs } from "../draw/ticks.ts";
import { motionText } from "../draw/units.ts";
import type { Colour } from "../map/palette.ts";
import { clockTime } from "../parts/words.ts";
import { type Columns, columnsOf, meanOf, type Span } from "./envelope.ts";
import type { ComponentName, WaveStore } from "./waveStore.ts";

export interface WaveLook extends Span {
  /** What half a lane is worth, m/s² or m/s; undefined: what is seen fills it. */
  readonly fullScale: number | undefined;
  readonly words: { readonly waiting: string; readonly ratio: string };
}

interface Lane {
  readonly topPx: number;
  readonly heightPx: number;
}

interface Trace {
  readonly component: ComponentName;
  readonly columns: Columns;
  readonly mean: number;
}

const COLOURS: Readonly<Record<ComponentName, Colour>> = { Z: "accent", N: "idle", E: "blind" };
/** Weaker than any sensor's noise: an empty lane is not blown up. */
const LEAST = { "m/s2": 1e-5, "m/s": 1e-8 } as const;
const RATIO_SHARE = 0.19;
const HIGHEST_RATIO = 20;

export class WaveDrawing {
  readonly #sheet: Sheet;
  readonly #store: WaveStore;
  readonly #look: WaveLook;

  constructor(sheet: Sheet, store: WaveStore, look: WaveLook) {
    this.#sheet = sheet;
    this.#store = store;
    this.#look = look;
  }

  /** @returns what half a lane is worth. */
  draw(): number {
    const { heightPx, fontPx } = this.#sheet;
    const components = this.#store.components();
    const axisPx = 1.7 * fontPx;
    const ratioPx = Math.max(3.2 * fontPx, heightPx * RATIO_SHARE);
    const lanePx = (heightPx - axisPx - ratioPx) / Math.max(1, components.length);
    const lanes = components.map((_, at): Lane => ({ topPx: at * lanePx, heightPx: lanePx }));
    const ratioLane = { topPx: heightPx - axisPx - ratioPx, heightPx: ratioPx };
    this.#axis(heightPx - axisPx);
    this.#triggers(ratioLane);
    const traces = components.map((component) => this.#traceOf(component));
    const scale = this.#look.fullScale ?? this.#fullest(traces);
    traces.forEach((trace, at) => {
      const lane = lanes[at];
      if (lane !== undefined) this.#trace(trace, lane, scale);
    });
    this.#ratios(ratioLane);
    this.#picks(ratioLane.topPx);
    return scale;
  }

  #xOf(timeMs: number): number {
    const { fromMs, toMs } = this.#look;
    return ((timeMs - fromMs) / (toMs - fromMs)) * this.#sheet.widthPx;
  }

  #traceOf(component: ComponentName): Trace {
    const pieces = this.#store.pieces(component);
    const columns = columnsOf(pieces, this.#look, Math.max(1, Math.round(this.#sheet.widthPx)));
    return { component, columns, mean: meanOf(pieces, this.#look) };
  }

  #fullest(traces: readonly Trace[]): number {
    let fullest: number = LEAST[this.#store.unit];
    for (const { columns, mean } of traces) {
      for (const value of columns.high) if (value - mean > fullest) fullest = value - mean;
      for (const value of columns.low) if (mean - value > fullest) fullest = mean - value;
    }
    return fullest * 1.08;
  }

  #axis(bottomPx: number): void {
    const { pen, palette, widthPx, fontPx } = this.#sheet;
    const { fromMs, toMs } = this.#look;
    const stepMs = timeStepMs(toMs - fromMs, Math.max(2, widthPx / (7 * fontPx)));
    pen.textAlign = "center";
    pen.textBaseline = "top";
    for (const timeMs of ticksBetween(fromMs, toMs, stepMs)) {
      const x = Math.round(this.#xOf(timeMs)) + 0.5;
      pen.strokeStyle = palette.line;
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, bottomPx);
      pen.stroke();
      pen.fillStyle = palette.quiet;
      if (x > 2.4 * fontPx && x < widthPx - 2.4 * fontPx) pen.fillText(clockTime(timeMs), x, bottomPx + 4);
    }
  }

  #trace({ component, columns, mean }: Trace, lane: Lane, scale: number): void {
    const { pen, palette, widthPx, fontPx } = this.#sheet;
    const middle = lane.topPx + lane.heightPx / 2;
    const perUnit = lane.heightPx / 2 / scale;
    pen.strokeStyle = palette.border;
    line(pen, [0, Math.round(middle) + 0.5, widthPx]);
    if (lane.topPx > 0) line(pen, [0, Math.round(lane.topPx) + 0.5, widthPx]);
    pen.save();
    pen.beginPath();
    pen.rect(0, lane.topPx, widthPx, lane.heightPx);
    pen.clip();
    this.#curveOf(columns, (value) => middle - (value - mean) * perUnit);
    pen.strokeStyle = palette[COLOURS[component]];
    pen.lineWidth = 1.2;
    pen.lineJoin = "round";
    pen.stroke();
    pen.restore();
    this.#tag(component, 4, lane.topPx + 4, palette[COLOURS[component]]);
    if (component === this.#store.components()[0]) this.#scaleMark(lane, scale);
    if (!columns.low.some((value) => !Number.isNaN(value))) this.#note(this.#look.words.waiting, middle, fontPx);
  }

  /** Up and down each column; broken where there is no sample. */
  #curveOf({ low, high }: Columns, yOf: (value: number) => number): void {
    const { pen, widthPx } = this.#sheet;
    const stepPx = widthPx / low.length;
    // Sparse samples leave columns between them empty; a gap is longer.
    const bridged = this.#bridgedColumns(low.length);
    let lastColumn = Number.NEGATIVE_INFINITY;
    pen.beginPath();
    for (let column = 0; column < low.length; column += 1) {
      const [bottom, top] = [low[column] as number, high[column] as number];
      if (Number.isNaN(bottom)) continue;
      const x = (column + 0.5) * stepPx;
      if (column - lastColumn > bridged) pen.moveTo(x, yOf(top));
      else pen.lineTo(x, yOf(top));
      if (bottom !== top) pen.lineTo(x, yOf(bottom));
      lastColumn = column;
    }
  }

  #bridgedColumns(count: number): number {
    const { fromMs, toMs } = this.#look;
    const periodMs = this.#store.pieces("Z").at(-1)?.periodMs ?? 10;
    return Math.ceil((2.5 * periodMs * count) / (toMs - fromMs)) + 1;
  }

  #scaleMark({ topPx }: Lane, scale: number): void {
    const { pen, palette, widthPx } = this.#sheet;
    pen.textAlign = "right";
    pen.textBaseline = "top";
    pen.fillStyle = palette.quiet;
    pen.fillText(`±${motionText(scale, this.#store.unit)}`, widthPx - 5, topPx + 5);
  }

  #note(text: string, y: number, fontPx: number): void {
    const { pen, palette, widthPx } = this.#sheet;
    pen.fillStyle = palette.quiet;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(text, widthPx / 2, y - fontPx);
  }

  #tag(text: string, x: number, y: number, colour: string): void {
    const { pen, palette, fontPx } = this.#sheet;
    const width = pen.measureText(text).width + fontPx;
    pen.fillStyle = colour;
    pen.beginPath();
    pen.roundRect(x, y, width, 1.45 * fontPx, 3);
    pen.fill();
    pen.fillStyle = palette.panel;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(text, x + width / 2, y + 0.77 * fontPx);
  }

  /** While a trigger is on the ground behind the traces is tinted, down to the ratio that did it. */
  #triggers({ topPx, heightPx }: Lane): void {
    const { pen, palette } = this.#sheet;
    const { triggers, newestMs } = this.#store;
    triggers.forEach(({ timeMs, isOn }, at) => {
      if (!isOn) return;
      const [x, end] = [this.#xOf(timeMs), this.#xOf(triggers[at + 1]?.timeMs ?? newestMs)];
      pen.globalAlpha = 0.13;
      pen.fillStyle = palette.warn;
      pen.fillRect(x, 0, Math.max(1, end - x), topPx + heightPx);
      pen.globalAlpha = 1;
    });
  }

  #ratios(lane: Lane): void {
    const { pen, palette, widthPx } = this.#sheet;
    const trigger = this.#store.snapshot?.trigger;
    // Square roots: what happens near the thresholds is what one looks for.
    const share = (ratio: number) => Math.sqrt(Math.min(HIGHEST_RATIO, Math.max(0, ratio)) / HIGHEST_RATIO);
    const yOf = (ratio: number) => lane.topPx + lane.heightPx - 1 - share(ratio) * (lane.heightPx - 2);
    pen.strokeStyle = palette.border;
    line(pen, [0, Math.round(lane.topPx) + 0.5, widthPx]);
    pen.setLineDash([4, 4]);
    for (const ratio of trigger === undefined ? [] : [trigger.onRatio, trigger.offRatio]) {
      pen.strokeStyle = palette.warn;
      line(pen, [0, Math.round(yOf(ratio)) + 0.5, widthPx]);
      this.#threshold(String(ratio), yOf(ratio));
    }
    pen.setLineDash([]);
    pen.strokeStyle = palette.ink;
    pen.beginPath();
    let lastMs = Number.NEGATIVE_INFINITY;
    for (const { startMs, periodMs, ratios } of this.#store.curves()) {
      ratios.forEach((ratio, i) => {
        const timeMs = startMs + i * periodMs;
        const x = this.#xOf(timeMs);
        if (timeMs - lastMs > 3 * periodMs) pen.moveTo(x, yOf(ratio));
        else pen.lineTo(x, yOf(ratio));
        lastMs = timeMs;
      });
    }
    pen.stroke();
    this.#tag(this.#look.words.ratio, 4, lane.topPx + 4, palette.quiet);
  }

  #threshold(text: string, y: number): void {
    const { pen, palette, widthPx } = this.#sheet;
    pen.fillStyle = palette.warn;
    pen.textAlign = "right";
    pen.textBaseline = "bottom";
    pen.fillText(text, widthPx - 5, y - 1);
  }

  #picks(bottomPx: number): void {
    const { pen, palette, fontPx } = this.#sheet;
    const { fromMs, toMs } = this.#look;
    for (const { timeMs, phase, uncertaintyS } of this.#store.picks) {
      if (timeMs < fromMs || timeMs > toMs) continue;
      const x = this.#xOf(timeMs);
      const colour = palette[phase === "P" ? "front-p" : "front-s"];
      const halfPx = this.#xOf(timeMs + 1000 * uncertaintyS) - x;
      pen.fillStyle = colour;
      pen.globalAlpha = 0.16;
      pen.fillRect(x - halfPx, 0, 2 * halfPx, bottomPx);
      pen.globalAlpha = 1;
      pen.fillRect(x - 1, 0, 2, bottomPx);
      this.#tag(phase, x + 2, bottomPx - 1.8 * fontPx, colour);
    }
  }
}

function line(pen: CanvasRenderingContext2D, [x, y, toX]: readonly [number, number, number]): void {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, y);
  pen.stroke();
}
