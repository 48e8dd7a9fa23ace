// The newest messages of the live stream, numbered, so that a page that was away for a moment gets what it missed.
export interface Numbered {
  /** `<start of this gateway>-<number>`: an id of another gateway is recognised and not mistaken. */
  readonly id: string;
  /** As it is written to the stream. */
  readonly text: string;
  readonly atMs: number;
}

export interface RingLimits {
  readonly messages: number;
  /** Characters: a great earthquake on thousands of stations makes long messages. */
  readonly length: number;
  /** Older ones are of no use to anybody. */
  readonly forMs: number;
}

const LIMITS: RingLimits = { messages: 2000, length: 16_000_000, forMs: Number.POSITIVE_INFINITY };

export class Ring {
  readonly #start: string;
  readonly #limits: RingLimits;
  readonly #messages: Numbered[] = [];
  #count = 0;
  #length = 0;

  constructor(start: string, limits: RingLimits = LIMITS) {
    this.#start = start;
    this.#limits = limits;
  }

  push(name: string, data: object, atMs: number): Numbered {
    this.#count += 1;
    const id = this.newestId();
    const message = { id, text: `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`, atMs };
    this.#messages.push(message);
    this.#length += message.text.length;
    while (this.#isOver(atMs)) this.#length -= this.#messages.shift()?.text.length ?? 0;
    return message;
  }

  all(): readonly Numbered[] {
    return this.#messages;
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

  #isOver(nowMs: number): boolean {
    const { messages, length, forMs } = this.#limits;
    const [oldest] = this.#messages;
    if (oldest === undefined || this.#messages.length === 1) return false;
    return this.#messages.length > messages || this.#length > length || oldest.atMs < nowMs - forMs;
  }
}
