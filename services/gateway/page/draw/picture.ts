// A canvas that keeps the size of its place and the colours of the page, sharp on any screen.
import { type Palette, readPalette } from "../map/palette.ts";
import { h } from "../parts/dom.ts";

export interface Surface {
  readonly pen: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Height of small letters. */
  readonly letterPx: number;
}

const FONT = 'Inter, "Segoe UI", "Noto Sans", system-ui, sans-serif';

export class Picture {
  readonly element: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  readonly #paint: (surface: Surface) => void;
  readonly #watching: ResizeObserver;
  readonly #dark = window.matchMedia("(prefers-color-scheme: dark)");
  #palette: Palette | undefined;
  #theme = "";

  /** @param label what is to be seen, for who does not see it. */
  constructor(label: string, paint: (surface: Surface) => void) {
    this.element = h("canvas", { class: "picture", role: "img", "aria-label": label });
    const pen = this.element.getContext("2d");
    if (pen === null) throw new Error("this browser has no canvas");
    this.#pen = pen;
    this.#paint = paint;
    this.#watching = new ResizeObserver(() => this.draw());
    this.#watching.observe(this.element);
    this.#dark.addEventListener("change", this.#restyle);
  }

  draw(): void {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0 || clientHeight === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (this.element.width !== width || this.element.height !== height) {
      this.element.width = width;
      this.element.height = height;
    }
    const letterPx = 0.8 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.#pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#pen.clearRect(0, 0, clientWidth, clientHeight);
    this.#pen.font = `500 ${letterPx}px ${FONT}`;
    this.#pen.lineWidth = 1;
    this.#pen.setLineDash([]);
    const palette = this.#colours();
    this.#paint({ pen: this.#pen, palette, widthPx: clientWidth, heightPx: clientHeight, letterPx });
  }

  close(): void {
    this.#watching.disconnect();
    this.#dark.removeEventListener("change", this.#restyle);
  }

  #restyle = (): void => {
    this.#palette = undefined;
    this.draw();
  };

  #colours(): Palette {
    const theme = document.documentElement.dataset.theme ?? "";
    if (this.#palette === undefined || theme !== this.#theme) this.#palette = readPalette(document.body);
    this.#theme = theme;
    return this.#palette;
  }
}
