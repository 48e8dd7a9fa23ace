// How well the arrivals of a version fit: residuals by distance, drawn and in a table; ignored ones are hollow.
import type { Arrival } from "../../../../shared/contracts/event.ts";
import type { VersionView } from "../../view.ts";
import { formatRoute } from "../app/router.ts";
import { Plot, type Sheet } from "../draw/plot.ts";
import { linearScale, ticks } from "../draw/scale.ts";
import { hairLine, mark, text } from "../draw/strokes.ts";
import type { Texts } from "../i18n/language.ts";
import { h, setText } from "../parts/dom.ts";
import { Rows } from "../parts/rows.ts";
import { count, fixed, plain } from "../parts/words.ts";

const isUsed = ({ weight }: Arrival) => weight > 0.05;

export class ResidualBlock {
  readonly element: HTMLElement;
  readonly #plot: Plot;
  readonly #rows: Rows<Arrival>;
  readonly #texts: Texts;
  readonly #note = h("span", { class: "count" });
  #version: VersionView | undefined;

  constructor(texts: Texts) {
    this.#texts = texts;
    const { residuals } = texts.events;
    this.#plot = new Plot(residuals.label, "residual-plot", (sheet) => this.#draw(sheet));
    this.#rows = new Rows<Arrival>({
      ...{ id: "residuals", label: residuals.title, sortedBy: 2, none: () => residuals.none },
      signatureOf: ({ pickId, residualS, weight }) => `${pickId} ${residualS} ${weight}`,
      classOf: (arrival) => (isUsed(arrival) ? "" : "ignored"),
      columns: columnsIn(texts),
    });
    this.element = h(
      "section",
      { class: "card tile residuals" },
      h("h2", {}, residuals.title, this.#note),
      this.#plot.element,
      this.#rows.element,
    );
  }

  show(version: VersionView): void {
    if (this.#version === version) return;
    this.#version = version;
    const used = version.arrivals.filter(isUsed);
    const rms = `${version.origin.rmsS.toFixed(2)} s`;
    setText(
      this.#note,
      this.#texts.events.residuals.summary(`${count(used.length)}/${count(version.arrivals.length)}`, rms),
    );
    this.#rows.show(version.arrivals);
    this.#plot.soon();
  }

  close(): void {
    this.#plot.close();
  }

  #draw(sheet: Sheet): void {
    const { arrivals } = this.#version ?? { arrivals: [] };
    const { widthPx, heightPx, fontPx, palette, pen } = sheet;
    const { residuals } = this.#texts.events;
    const mostS = Math.max(0.5, ...arrivals.map(({ residualS }) => Math.abs(residualS))) * 1.1;
    const farthestKm = Math.max(10, ...arrivals.map(({ distanceKm }) => distanceKm)) * 1.05;
    const x = linearScale(0, farthestKm, { startPx: 3.4 * fontPx, endPx: widthPx - 0.8 * fontPx });
    const y = linearScale(-mostS, mostS, { startPx: heightPx - 1.9 * fontPx, endPx: 1.5 * fontPx });
    for (const value of ticks(-mostS, mostS, 4)) {
      const [from, to] = [
        { x: x.at(0), y: y.at(value) },
        { x: widthPx, y: y.at(value) },
      ];
      hairLine(sheet, from, to, value === 0 ? palette.quiet : palette.border);
      const style = { colour: palette.quiet, align: "right", baseline: "middle" } as const;
      text(sheet, `${value > 0 ? "+" : ""}${plain(value)} s`, { x: from.x - 0.4 * fontPx, y: from.y }, style);
    }
    for (const km of ticks(0, farthestKm, 6)) {
      text(sheet, String(km), { x: x.at(km), y: heightPx - 0.6 * fontPx }, { colour: palette.quiet, align: "center" });
    }
    text(sheet, "km", { x: widthPx, y: heightPx - 0.6 * fontPx }, { colour: palette.quiet, align: "right" });
    for (const arrival of arrivals) {
      const { phase, distanceKm, residualS } = arrival;
      const colour = palette[phase === "P" ? "front-p" : "front-s"];
      mark(sheet, phase === "P" ? "circle" : "diamond", { x: x.at(distanceKm), y: y.at(residualS) }, 0.36 * fontPx);
      pen.strokeStyle = colour;
      pen.fillStyle = isUsed(arrival) ? colour : palette.panel;
      pen.lineWidth = 1.5;
      pen.fill();
      pen.stroke();
    }
    legend(sheet, residuals.legend);
  }
}

function legend(sheet: Sheet, words: Texts["events"]["residuals"]["legend"]): void {
  const { pen, palette, fontPx } = sheet;
  let x = 3.4 * fontPx;
  const y = 0.65 * fontPx;
  for (const [shape, colour, isFull, word] of [
    ["circle", palette["front-p"], true, words.p],
    ["diamond", palette["front-s"], true, words.s],
    ["circle", palette.quiet, false, words.ignored],
  ] as const) {
    mark(sheet, shape, { x: x + 0.4 * fontPx, y }, 0.32 * fontPx);
    pen.strokeStyle = colour;
    pen.fillStyle = isFull ? colour : palette.panel;
    pen.fill();
    pen.stroke();
    text(sheet, word, { x: x + 1.1 * fontPx, y }, { colour: palette.quiet, baseline: "middle" });
    x += 2 * fontPx + pen.measureText(word).width;
  }
}

function columnsIn({ events }: Texts) {
  const { columns } = events.residuals;
  const signed = (value: number) => `${fixed(value, 2)} s`.replace(/^(?=\d)/, "+");
  return [
    {
      title: columns.station,
      compare: (a: Arrival, b: Arrival) => a.stationId.localeCompare(b.stationId),
      cell: ({ stationId }: Arrival) => h("a", { href: formatRoute({ view: "stations", id: stationId }) }, stationId),
    },
    { title: columns.phase, compare: (a: Arrival, b: Arrival) => a.phase.localeCompare(b.phase), cell: phaseOf },
    {
      ...{ title: columns.distance, isNumber: true },
      compare: (a: Arrival, b: Arrival) => a.distanceKm - b.distanceKm,
      cell: ({ distanceKm }: Arrival) => `${distanceKm.toFixed(1)} km`,
    },
    {
      ...{ title: columns.residual, isNumber: true },
      compare: (a: Arrival, b: Arrival) => Math.abs(b.residualS) - Math.abs(a.residualS),
      cell: ({ residualS }: Arrival) => signed(residualS),
    },
    {
      ...{ title: columns.weight, isNumber: true },
      compare: (a: Arrival, b: Arrival) => a.weight - b.weight,
      cell: (arrival: Arrival) => (isUsed(arrival) ? arrival.weight.toFixed(2) : events.residuals.legend.ignored),
    },
  ];
}

const phaseOf = ({ phase }: Arrival) => h("span", { class: `phase-${phase.toLowerCase()}` }, phase);
