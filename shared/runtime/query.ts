// Query parameters of a request, read once at the edge: a value of the right kind and range, or the field and what it wants.
export interface BadParameter {
  readonly field: string;
  readonly message: string;
}

/** One request's parameters; faults are kept, the first is the answer. */
export class Query {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();
  #fault: BadParameter | undefined;

  constructor(given: Readonly<Record<string, unknown>>) {
    this.#given = given;
  }

  number(field: string, range: { readonly min: number; readonly max: number; readonly default?: number }): number {
    const text = this.#text(field);
    if (text === undefined && range.default !== undefined) return range.default;
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    if (value >= range.min && value <= range.max) return value;
    return this.#refuse(field, text, `a number from ${range.min} to ${range.max}`, range.min);
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined {
    const text = this.#text(field);
    const value = allowed.find((candidate) => candidate === text);
    return text === undefined || value !== undefined ? value : this.#refuse(field, text, allowed.join(", "), undefined);
  }

  text(field: string, maxLength: number): string | undefined {
    const text = this.#text(field);
    return text === undefined || text.length <= maxLength
      ? text
      : this.#refuse(field, text, `at most ${maxLength} characters`, undefined);
  }

  /** Whether one of them is there at all; they are still to be read. */
  hasAny(fields: readonly string[]): boolean {
    return fields.some((field) => this.#given[field] !== undefined);
  }

  /** For what only the caller can judge. @returns undefined */
  refuse(field: string, got: string, want: string): undefined {
    return this.#refuse(field, got, want, undefined);
  }

  /** Epoch milliseconds of an ISO 8601 time; UTC where it names no zone. */
  time(field: string): number | undefined {
    const text = this.#text(field);
    if (text === undefined) return undefined;
    const isZoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
    const timeMs = /^\d{4}-\d\d-\d\d/.test(text)
      ? Date.parse(isZoned || text.length === 10 ? text : `${text}Z`)
      : Number.NaN;
    return Number.isNaN(timeMs) ? this.#refuse(field, text, "a time as 2026-01-31T12:00:00Z", undefined) : timeMs;
  }

  /** To be asked after all fields were read: also a name that nobody reads is a fault. */
  fault(): BadParameter | undefined {
    const unknown = Object.keys(this.#given).find((field) => !this.#known.has(field));
    if (this.#fault === undefined && unknown !== undefined) {
      this.#fault = {
        field: unknown,
        message: `${unknown}: no such parameter; there are: ${[...this.#known].join(", ")}`,
      };
    }
    return this.#fault;
  }

  #text(field: string): string | undefined {
    this.#known.add(field);
    const value = this.#given[field];
    return value === undefined || typeof value === "string"
      ? value
      : this.#refuse(field, "twice", "it once", undefined);
  }

  #refuse<T>(field: string, got: string | undefined, want: string, instead: T): T {
    const given = got === undefined ? "nothing" : `"${got.slice(0, 80)}"`;
    this.#fault ??= { field, message: `${field}: got ${given}, want ${want}` };
    return instead;
  }
}
