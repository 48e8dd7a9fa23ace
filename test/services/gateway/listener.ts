// A page's end of a live stream: what it reads, message by message.
import { expect } from "vitest";
import { eventually } from "../../poll.ts";

export interface Message {
  readonly id: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire
  readonly data: any;
}

/** Reads a live stream as a page does. */
export class Listener {
  readonly messages: Message[] = [];
  readonly #ending = new AbortController();
  status = 0;
  isOver = false;
  #comments = 0;

  constructor(url: string, lastId?: string, path = "/api/stream") {
    void this.#listen(`${url}${path}`, lastId).catch(() => {
      this.isOver = true;
    });
  }

  async #listen(url: string, lastId?: string): Promise<void> {
    const headers = lastId === undefined ? {} : { "last-event-id": lastId };
    const response = await fetch(url, { headers, signal: this.#ending.signal });
    this.status = response.status;
    let rest = "";
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + piece).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) this.#take(block);
    }
    this.isOver = true;
  }

  #take(block: string): void {
    if (block.startsWith(":")) this.#comments += 1;
    else {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
      this.messages.push({ id: field("id"), name: field("event"), data: JSON.parse(field("data")) });
    }
  }

  async until(name: string): Promise<Message> {
    const find = () => this.messages.find((message) => message.name === name);
    await eventually(`a message "${name}"`, () => find() !== undefined);
    return find() ?? expect.unreachable();
  }

  joined = () => eventually("joined", () => this.#comments > 0);
  comments = () => this.#comments;
  leave = () => this.#ending.abort();
}
