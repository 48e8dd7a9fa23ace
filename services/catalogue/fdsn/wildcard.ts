// Wildcards of channel constraints [FDSN-WS Commonalities 1.2]: * for any number of characters, ? for exactly one.

/** Takes time in proportion to both lengths, whatever somebody asks: a regular expression would not. */
export function isLike(text: string, pattern: string): boolean {
  let [at, wanted, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[wanted] === "*") {
      star = wanted;
      resume = at;
      wanted += 1;
    } else if (pattern[wanted] === "?" || pattern[wanted] === text[at]) {
      at += 1;
      wanted += 1;
    } else if (star >= 0) {
      // The last star takes one character more.
      resume += 1;
      at = resume;
      wanted = star + 1;
    } else return false;
  }
  while (pattern[wanted] === "*") wanted += 1;
  return wanted === pattern.length;
}

export function isPattern(code: string): boolean {
  return /[*?]/.test(code);
}

/** One of several; undefined: any. Plain codes, of which there may be many, are looked up. */
export class Codes {
  readonly #plain: ReadonlySet<string>;
  readonly #patterns: readonly string[];

  constructor(items: readonly string[] = ["*"]) {
    this.#plain = new Set(items.filter((item) => !isPattern(item)));
    this.#patterns = items.includes("*") ? ["*"] : [...new Set(items.filter(isPattern))];
  }

  has(code: string): boolean {
    return this.#plain.has(code) || this.#patterns.some((pattern) => isLike(code, pattern));
  }
}
