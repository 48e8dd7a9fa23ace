// The newest messages of the live stream, numbered, so that a page that was away for a moment gets what it missed.
export interface Numbered {
  /** `<start of this gateway>-<number>`: an id of another gateway is recognised and not mistaken. */
  readonly id: string;
  /** As it is written to the stream. */
  readonly text: string;
}

const MAX_MESSAGES = 2000;
/** Characters: a great earthquake on thousands of stations makes long messages. */
const MAX_LENGTH = 16_000_000;

export class Ring {
  readonly #start: string;
  readonly #messages: Numbered[] = [];
  #count = 0;
  #length = 0;

  constructor(start: string) {
    this.#start = start;
  }

  push(name: string, data: object): Numbered {
    this.#count += 1;
    const id = this.newestId();
    const message = { id, text: `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n` };
    this.#messages.push(message);
    this.#length += message.text.length;
    while (this.#messages.length > MAX_MESSAGES || (this.#length > MAX_LENGTH && this.#messages.length > 1)) {
      this.#length -= this.#messages.shift()?.text.length ?? 0;
    }
    return message;
  }

  newestId(): string {
    return `${this.#start}-${this.#count}`;
  }

  /** What came after `id`; undefined when that cannot be told any more and a snapshot is needed. */
  since(id: string): readonly Numbered[] | undefined {
    if (id === this.newestId()) return [];
    const at = this.#messages.findIndex((message) => message.id === id);
    if (at >= 0) return this.#messages.slice(at + 1);
    return undefined;
  }
}
