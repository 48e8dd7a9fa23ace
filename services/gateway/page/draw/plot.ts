// A canvas that fits its box, is sharp on every screen, and is drawn again when either or the colours change.
import { type Palette, readPalette } from "../map/palette.ts";
import { h } from "../parts/dom.ts";

export interface Sheet {
  readonly pen: CanvasRenderingContext2D;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly palette: Palette;
  /** Of the page's text, px. */
  readonly fontPx: number;
}

export class Plot {
  readonly element: HTMLElement;
  readonly canvas = h("canvas");
  readonly #draw: (sheet: Sheet) => void;
  readonly #observer = new ResizeObserver(() => this.soon());
  readonly #dark = window.matchMedia("(prefers-color-scheme: dark)");
  readonly #redraw = () => this.soon();
  /** A person may choose the colours on the page itself. */
  readonly #theme = new MutationObserver(this.#redraw);
  #isWaiting = false;

  /** @param label what it shows, for who does not see it */
  constructor(label: string, className: string, draw: (sheet: Sheet) => void) {
    this.#draw = draw;
    this.element = h("div", { class: `plot ${className}`, role: "img", "aria-label": label }, this.canvas);
    this.#observer.observe(this.element);
    this.#dark.addEventListener("change", this.#redraw);
    this.#theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** With the next frame, once. */
  soon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => {
      this.#isWaiting = false;
      this.#now();
    });
  }

  close(): void {
    this.#observer.disconnect();
    this.#theme.disconnect();
    this.#dark.removeEventListener("change", this.#redraw);
  }

  #now(): void {
    const { clientWidth: widthPx, clientHeight: heightPx } = this.element;
    const pen = this.canvas.getContext("2d");
    if (pen === null || widthPx === 0 || heightPx === 0) return;
    const dots = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(widthPx * dots);
    this.canvas.height = Math.round(heightPx * dots);
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    const { fontSize, fontFamily } = getComputedStyle(this.element);
    const fontPx = Number.parseFloat(fontSize);
    pen.font = `${fontPx}px ${fontFamily}`;
    pen.lineJoin = "round";
    this.#draw({ pen, widthPx, heightPx, fontPx, palette: readPalette(this.element) });
  }
}

/** Where the mouse is within the plot. */
export function pointIn(canvas: HTMLElement, { clientX, clientY }: MouseEvent): readonly [number, number] {
  const { left, top } = canvas.getBoundingClientRect();
  return [clientX - left, clientY - top];
}
