// A table of any length: only the rows in sight are in the document, so that 10,000 of them cost what 40 cost.
import { type Child, h, replace } from "./dom.ts";

export interface Column<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  /** Absent: rows cannot be sorted by it. */
  readonly compare?: (a: Row, b: Row) => number;
  readonly cell: (row: Row) => Child | readonly Child[];
  /** For a cell that needs a class of its own. */
  readonly className?: string;
  /** Left out where there is no room, as on a phone. */
  readonly isExtra?: boolean;
  /** Rows without a value stand last, whichever way it is sorted. */
  readonly isMissing?: (row: Row) => boolean;
}

export interface RowsOptions<Row> {
  /** Names the table for who does not see it, and its buttons in the document. */
  readonly id: string;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Of all that a row shows: what changed is drawn again. */
  readonly signatureOf: (row: Row) => string;
  readonly none: () => Child;
  /** Sorted by it at first; absent: as given. */
  readonly sortedBy?: number;
  readonly classOf?: (row: Row) => string;
}

const BEYOND = 8;
const USUAL_HEIGHT_PX = 26;

export class Rows<Row> {
  readonly element: HTMLElement;
  readonly #options: RowsOptions<Row>;
  readonly #table = h("table");
  readonly #head = h("thead");
  readonly #body = h("tbody");
  #rows: readonly Row[] = [];
  #sorted: readonly Row[] = [];
  #column: number | undefined;
  #isReversed = false;
  #rowHeightPx = USUAL_HEIGHT_PX;

  constructor(options: RowsOptions<Row>) {
    this.#options = options;
    this.#column = options.sortedBy;
    this.#table.append(this.#head, this.#body);
    this.element = h("section", { class: "scroll", tabindex: "0", "aria-label": options.label }, this.#table);
    this.element.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
    this.#drawHead();
  }

  show(rows: readonly Row[]): void {
    this.#rows = rows;
    this.#sort();
    this.#draw();
  }

  /** What is shown, in the order it is shown. */
  shown(): readonly Row[] {
    return this.#sorted;
  }

  #sort(): void {
    const compare = this.#column === undefined ? undefined : this.#options.columns[this.#column]?.compare;
    const sign = this.#isReversed ? -1 : 1;
    const missing = this.#column === undefined ? undefined : this.#options.columns[this.#column]?.isMissing;
    const last = (row: Row) => Number(missing?.(row) ?? false);
    const order = (a: Row, b: Row) => last(a) - last(b) || sign * (compare?.(a, b) ?? 0);
    this.#sorted = compare === undefined ? this.#rows : [...this.#rows].sort(order);
  }

  /** Arrow keys go from row to row, by the link each of them has; a browser does the rest. */
  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeightPx) - 2);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const ends: Readonly<Record<string, number>> = { Home: 0, End: this.#sorted.length - 1 };
    const step = steps[event.key];
    const end = ends[event.key];
    if ((step === undefined && end === undefined) || this.#sorted.length === 0) return;
    const row = document.activeElement?.closest("tr[aria-rowindex]");
    const current = row === null || row === undefined ? undefined : Number(row.getAttribute("aria-rowindex")) - 2;
    const first = Math.ceil(this.element.scrollTop / this.#rowHeightPx);
    const wanted = end ?? (current === undefined ? first : current + (step ?? 0));
    event.preventDefault();
    this.#reveal(Math.max(0, Math.min(this.#sorted.length - 1, wanted)));
  }

  #reveal(index: number): void {
    const [top, height] = [index * this.#rowHeightPx, this.#rowHeightPx];
    const headPx = this.#head.getBoundingClientRect().height;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + height + headPx > scrollTop + clientHeight)
      this.element.scrollTop = top + height + headPx - clientHeight;
    this.#draw();
    this.#body.querySelector<HTMLElement>(`tr[aria-rowindex="${index + 2}"] a`)?.focus({ preventScroll: true });
  }

  #draw(): void {
    const heightPx = this.#rowHeightPx;
    const first = Math.max(0, Math.floor(this.element.scrollTop / heightPx) - BEYOND);
    const last = Math.ceil((this.element.scrollTop + this.element.clientHeight) / heightPx) + BEYOND;
    const visible = this.#sorted.slice(first, last);
    const after = Math.max(0, this.#sorted.length - first - visible.length);
    this.#table.setAttribute("aria-rowcount", String(this.#sorted.length + 1));
    const signature = `${first} ${after} ${visible.map((row) => this.#options.signatureOf(row)).join("|")}`;
    replace(this.#body, signature, () => {
      if (this.#sorted.length === 0) return this.#note();
      const rows = visible.map((row, at) => this.#row(row, first + at));
      return [spacer(first * heightPx), ...rows, spacer(after * heightPx)];
    });
    this.#measure();
  }

  /** Rows are as high as the font makes them. */
  #measure(): void {
    const row = this.#body.querySelector<HTMLElement>("tr[aria-rowindex]");
    const heightPx = row?.getBoundingClientRect().height ?? 0;
    if (heightPx === 0 || Math.abs(heightPx - this.#rowHeightPx) < 0.5) return;
    this.#rowHeightPx = heightPx;
    delete this.#body.dataset.signature;
    this.#draw();
  }

  #row(row: Row, index: number): HTMLElement {
    const cells = this.#options.columns.map((column) => {
      const content = [column.cell(row)].flat();
      return h("td", { class: classOf(column, column.className) }, ...content);
    });
    return h("tr", { "aria-rowindex": index + 2, class: this.#options.classOf?.(row) }, ...cells);
  }

  #note(): HTMLElement {
    const { columns, none } = this.#options;
    return h("tr", {}, h("td", { class: "hint", colspan: columns.length }, none()));
  }

  #drawHead(): void {
    replace(this.#head, `${this.#column} ${this.#isReversed}`, () =>
      h("tr", {}, ...this.#options.columns.map((column, at) => this.#title(column, at))),
    );
  }

  #title(column: Column<Row>, at: number): HTMLElement {
    const { title, compare } = column;
    const isSorted = at === this.#column;
    const attributes = { scope: "col", class: classOf(column) };
    if (compare === undefined) return h("th", attributes, title);
    const direction = this.#isReversed ? "descending" : "ascending";
    const arrow = isSorted ? (this.#isReversed ? " ▴" : " ▾") : "";
    const sort = () => this.#sortBy(at);
    const button = h("button", { type: "button", id: `${this.#options.id}-sort-${at}`, onclick: sort }, title + arrow);
    return h("th", { ...attributes, "aria-sort": isSorted ? direction : "none" }, button);
  }

  #sortBy(column: number): void {
    this.#isReversed = this.#column === column && !this.#isReversed;
    this.#column = column;
    this.#drawHead();
    this.#sort();
    this.element.scrollTop = 0;
    this.#draw();
  }
}

function classOf<Row>({ isNumber, isExtra }: Column<Row>, className = ""): string {
  return [isNumber ? "number" : className, isExtra ? "extra" : ""].filter(Boolean).join(" ");
}

function spacer(heightPx: number): HTMLElement | null {
  if (heightPx === 0) return null;
  const cell = h("td", { class: "spacer" });
  cell.style.height = `${heightPx}px`;
  return h("tr", { "aria-hidden": "true" }, cell);
}
