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
  readonly #restyle = () => {
    this.#palette = undefined;
    this.soon();
  };
  /** A person may choose the colours on the page itself. */
  readonly #theme = new MutationObserver(this.#restyle);
  #palette: Palette | undefined;
  #isWaiting = false;

  /** @param label what it shows, for who does not see it */
  constructor(label: string, className: string, draw: (sheet: Sheet) => void) {
    this.#draw = draw;
    this.element = h("div", { class: `plot ${className}`, role: "img", "aria-label": label }, this.canvas);
    this.#observer.observe(this.element);
    this.#dark.addEventListener("change", this.#restyle);
    this.#theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** With the next frame, once. */
  soon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => {
      this.#isWaiting = false;
      this.draw();
    });
  }

  close(): void {
    this.#observer.disconnect();
    this.#theme.disconnect();
    this.#dark.removeEventListener("change", this.#restyle);
  }

  draw(): void {
    const { clientWidth: widthPx, clientHeight: heightPx } = this.element;
    const pen = this.canvas.getContext("2d");
    if (pen === null || widthPx === 0 || heightPx === 0) return;
    const { fontSize, fontFamily } = getComputedStyle(this.element);
    const fontPx = Number.parseFloat(fontSize);
    this.#clear(pen, { widthPx, heightPx });
    pen.font = `${fontPx}px ${fontFamily}`;
    pen.lineJoin = "round";
    this.#palette ??= readPalette(this.element);
    this.#draw({ pen, widthPx, heightPx, fontPx, palette: this.#palette });
  }

  /** A canvas is made anew only for another size: a moving one is drawn thirty times a second. */
  #clear(pen: CanvasRenderingContext2D, { widthPx, heightPx }: Pick<Sheet, "widthPx" | "heightPx">): void {
    const dots = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(widthPx * dots), Math.round(heightPx * dots)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    // Whatever was drawn last left its own styles.
    pen.reset();
    pen.setTransform(dots, 0, 0, dots, 0, 0);
  }
}

/** Where the mouse is within the plot. */
export function pointIn(canvas: HTMLElement, { clientX, clientY }: MouseEvent): readonly [number, number] {
  const { left, top } = canvas.getBoundingClientRect();
  return [clientX - left, clientY - top];
}
