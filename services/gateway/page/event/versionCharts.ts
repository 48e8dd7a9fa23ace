// Small multiples of an event's versions: magnitude, location error and likelihood over the seconds since the origin.

import { Plot, pointIn, type Sheet } from "../draw/plot.ts";
import { linearScale, rootScale, rootTicks, type Scale, ticks } from "../draw/scale.ts";
import { grounded, hairLine, mark, type Point, path, text } from "../draw/strokes.ts";
import type { Texts } from "../i18n/language.ts";
import { type AxisMark, type VersionPoint, versionAt, versionBeside } from "./versionAxis.ts";

export interface VersionModel {
  readonly points: readonly VersionPoint[];
  readonly marks: readonly AxisMark[];
  readonly selected: number;
  /** Of the rule that the likelihood must pass; undefined where there is none. */
  readonly likelihoodLimit: number | undefined;
}

interface Panel {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly valueOf: (point: VersionPoint) => number;
  readonly sigmaOf?: (point: VersionPoint) => number;
  readonly words: (value: number) => string;
  /** Of values on the axis, which are round. */
  readonly tickWords: (value: number) => string;
  readonly limit?: number | undefined;
}

const KEYS: Readonly<Record<string, number>> = {
  ...{ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 },
  ...{ End: Number.POSITIVE_INFINITY, Home: Number.NEGATIVE_INFINITY },
};

export class VersionCharts {
  readonly element: HTMLElement;
  readonly #plot: Plot;
  readonly #texts: Texts;
  readonly #onSelect: (version: number) => void;
  #model: VersionModel | undefined;
  #x: Scale | undefined;

  constructor(texts: Texts, onSelect: (version: number) => void) {
    this.#texts = texts;
    this.#onSelect = onSelect;
    this.#plot = new Plot(texts.events.chart.label, "version-charts", (sheet) => this.#draw(sheet));
    this.element = this.#plot.element;
    this.element.setAttribute("role", "slider");
    this.element.tabIndex = 0;
    this.element.addEventListener("keydown", (event) => this.#key(event));
    const point = (event: MouseEvent) => this.#point(pointIn(this.#plot.canvas, event)[0]);
    this.element.addEventListener("pointerdown", point);
    this.element.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse" || event.buttons > 0) point(event);
    });
  }

  show(model: VersionModel): void {
    this.#model = model;
    const at = model.points.findIndex(({ version }) => version === model.selected);
    const point = model.points[at];
    const attributes = { valuemin: 1, valuemax: model.points.length, valuenow: at + 1 };
    for (const [name, value] of Object.entries(attributes)) this.element.setAttribute(`aria-${name}`, String(value));
    if (point !== undefined) this.element.setAttribute("aria-valuetext", this.#inWords(point));
    this.#plot.soon();
  }

  close(): void {
    this.#plot.close();
  }

  #inWords({ version, status, magnitude, magnitudeSigma, errorKm, likelihood, atS }: VersionPoint): string {
    const { events, status: words } = this.#texts;
    const size = `M ${magnitude.toFixed(1)} ± ${magnitudeSigma.toFixed(1)}`;
    const sure = events.likelihood(`${Math.round(likelihood * 100)} %`);
    const where = `±${Math.round(errorKm)} km`;
    return [`v${version}`, words[status], size, where, sure, events.chart.after(atS.toFixed(1))].join(", ");
  }

  #key(event: KeyboardEvent): void {
    const by = KEYS[event.key];
    if (by === undefined || this.#model === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#onSelect(versionBeside(this.#model.points, this.#model.selected, by));
  }

  #point(x: number): void {
    const version = this.#x === undefined ? undefined : versionAt(this.#model?.points ?? [], this.#x.valueAt(x));
    if (version !== undefined && version !== this.#model?.selected) this.#onSelect(version);
  }

  #draw(sheet: Sheet): void {
    const model = this.#model;
    if (model === undefined || model.points.length === 0) return;
    const { widthPx, heightPx, fontPx, palette } = sheet;
    const left = 3.4 * fontPx;
    const lastS = Math.max(...model.points.map(({ atS }) => atS), ...model.marks.map(({ atS }) => atS));
    const x = rootScale(lastS * 1.08 + 1, { startPx: left, endPx: widthPx - 0.8 * fontPx });
    this.#x = x;
    const [top, bottom] = [1.9 * fontPx, heightPx - 1.8 * fontPx];
    for (const second of rootTicks(x.to)) {
      text(
        sheet,
        String(second),
        { x: x.at(second), y: bottom + 1.3 * fontPx },
        { colour: palette.quiet, align: "center" },
      );
    }
    text(sheet, "s", { x: widthPx, y: bottom + 1.3 * fontPx }, { colour: palette.quiet, align: "right" });
    this.#marks(sheet, x, { top, bottom });
    const panels = panelsOf(model, this.#texts);
    const height = (bottom - top) / panels.length;
    panels.forEach((panel, row) => {
      const from = top + row * height;
      drawPanel(sheet, { panel, model, x, top: from + 1.5 * fontPx, bottom: from + height - 0.5 * fontPx });
    });
    this.#cursor(sheet, x, { top, bottom });
  }

  /** Where each thing happened, with its word above. */
  #marks(sheet: Sheet, x: Scale, { top, bottom }: Span): void {
    const { fontPx, palette } = sheet;
    const colours = { alert: palette.accent, confirmed: palette.idle, shaking: palette["front-s"] };
    let free = 0;
    for (const { kind, atS } of (this.#model?.marks ?? []).toSorted((a, b) => a.atS - b.atS)) {
      const at = x.at(atS);
      const colour = colours[kind];
      sheet.pen.setLineDash([4, 3]);
      hairLine(sheet, { x: at, y: top - 0.5 * fontPx }, { x: at, y: bottom }, colour);
      sheet.pen.setLineDash([]);
      const words = this.#texts.events.chart[kind];
      const begin = Math.max(at - 0.3 * fontPx, free);
      text(sheet, words, { x: begin, y: 0.95 * fontPx }, { colour });
      free = begin + sheet.pen.measureText(words).width + 0.8 * fontPx;
    }
  }

  #cursor(sheet: Sheet, x: Scale, { top, bottom }: Span): void {
    const point = this.#model?.points.find(({ version }) => version === this.#model?.selected);
    if (point === undefined) return;
    const at = x.at(point.atS);
    const { pen, palette } = sheet;
    pen.strokeStyle = palette.ink;
    pen.lineWidth = 1.5;
    path(sheet, [
      { x: at, y: top },
      { x: at, y: bottom },
    ]);
    pen.stroke();
  }
}

interface Span {
  readonly top: number;
  readonly bottom: number;
}

interface PanelDrawing extends Span {
  readonly panel: Panel;
  readonly model: VersionModel;
  readonly x: Scale;
}

function panelsOf({ points, likelihoodLimit }: VersionModel, { events }: Texts): readonly Panel[] {
  const lows = points.map(({ magnitude, magnitudeSigma }) => magnitude - magnitudeSigma);
  const highs = points.map(({ magnitude, magnitudeSigma }) => magnitude + magnitudeSigma);
  const farthestKm = Math.max(5, ...points.map(({ errorKm }) => errorKm));
  return [
    {
      ...{ title: events.magnitude, from: Math.floor(Math.min(...lows)), to: Math.ceil(Math.max(...highs)) },
      valueOf: ({ magnitude }) => magnitude,
      sigmaOf: ({ magnitudeSigma }) => magnitudeSigma,
      words: (value) => value.toFixed(1),
      tickWords: String,
    },
    {
      ...{ title: events.chart.errorKm, from: 0, to: farthestKm * 1.1 },
      valueOf: ({ errorKm }) => errorKm,
      words: (value) => value.toFixed(value < 10 ? 1 : 0),
      tickWords: String,
    },
    {
      ...{ title: events.chart.likelihood, from: 0, to: 1, limit: likelihoodLimit },
      valueOf: ({ likelihood }) => likelihood,
      words: (value) => value.toFixed(2).replace(/0$/, ""),
      tickWords: (value) => value.toFixed(1),
    },
  ];
}

function drawPanel(sheet: Sheet, { panel, model, x, top, bottom }: PanelDrawing): void {
  const { fontPx, palette, widthPx } = sheet;
  const y = linearScale(panel.from, panel.to, { startPx: bottom, endPx: top });
  const left = x.at(0);
  for (const value of ticks(panel.from, panel.to, 3)) {
    const at = y.at(value);
    hairLine(sheet, { x: left, y: at }, { x: widthPx, y: at }, palette.border);
    const style = { colour: palette.quiet, align: "right", baseline: "middle" } as const;
    text(sheet, panel.tickWords(value), { x: left - 0.5 * fontPx, y: at }, style);
  }
  grounded(sheet, panel.title, { x: left, y: top - 0.5 * fontPx }, palette.quiet);
  const selected = model.points.find(({ version }) => version === model.selected);
  const after = left + sheet.pen.measureText(panel.title).width + 0.7 * fontPx;
  if (selected !== undefined) nowOf(sheet, panel, { selected, at: { x: after, y: top - 0.5 * fontPx } });
  if (panel.limit !== undefined) {
    sheet.pen.setLineDash([2, 3]);
    hairLine(sheet, { x: left, y: y.at(panel.limit) }, { x: widthPx, y: y.at(panel.limit) }, palette.ink);
    sheet.pen.setLineDash([]);
  }
  drawBand(sheet, { panel, model, x, y });
  drawSteps(sheet, { panel, model, x, y });
}

function nowOf(sheet: Sheet, panel: Panel, of: { readonly selected: VersionPoint; readonly at: Point }): void {
  const sigma = panel.sigmaOf?.(of.selected);
  const words = `${panel.words(panel.valueOf(of.selected))}${sigma === undefined ? "" : ` ± ${panel.words(sigma)}`}`;
  sheet.pen.save();
  sheet.pen.font = `700 ${sheet.pen.font}`;
  grounded(sheet, words, of.at, sheet.palette.ink);
  sheet.pen.restore();
}

interface Curve {
  readonly panel: Panel;
  readonly model: VersionModel;
  readonly x: Scale;
  readonly y: Scale;
}

/** A version holds until the next one. */
function stepsOf({ model, x }: Curve, yOf: (point: VersionPoint) => number): Point[] {
  return model.points.flatMap((point, index) => {
    const next = model.points[index + 1];
    const at = { x: x.at(point.atS), y: yOf(point) };
    return [at, { x: next === undefined ? at.x : x.at(next.atS), y: at.y }];
  });
}

function drawBand(sheet: Sheet, curve: Curve): void {
  const { panel, y } = curve;
  const { sigmaOf } = panel;
  if (sigmaOf === undefined) return;
  const upper = stepsOf(curve, (point) => y.at(panel.valueOf(point) + sigmaOf(point)));
  const lower = stepsOf(curve, (point) => y.at(panel.valueOf(point) - sigmaOf(point)));
  path(sheet, [...upper, ...lower.toReversed()]);
  sheet.pen.globalAlpha = 0.18;
  sheet.pen.fillStyle = sheet.palette.accent;
  sheet.pen.fill();
  sheet.pen.globalAlpha = 1;
}

function drawSteps(sheet: Sheet, curve: Curve): void {
  const { pen, palette, fontPx } = sheet;
  const { panel, model, x, y } = curve;
  path(
    sheet,
    stepsOf(curve, (point) => y.at(panel.valueOf(point))),
  );
  pen.strokeStyle = palette.accent;
  pen.lineWidth = 2;
  pen.stroke();
  for (const point of model.points) {
    const isSelected = point.version === model.selected;
    const isSure = point.status === "confirmed" || point.status === "final";
    const shape = point.status === "cancelled" ? "square" : "circle";
    mark(sheet, shape, { x: x.at(point.atS), y: y.at(panel.valueOf(point)) }, fontPx * (isSelected ? 0.42 : 0.26));
    pen.fillStyle = isSelected ? palette.ink : isSure ? palette.accent : palette.panel;
    pen.strokeStyle = isSelected ? palette.ink : point.status === "cancelled" ? palette.bad : palette.accent;
    pen.fill();
    pen.stroke();
  }
}
