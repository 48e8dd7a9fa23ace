// The stream of one station's waveform, as long as somebody looks: comes back by itself and asks for what it missed.
import { askForStream, readMessages } from "../app/eventStream.ts";
import type { WaveMessage } from "./waveStore.ts";

export type FeedState =
  | { readonly kind: "connecting" | "open" | "lost" }
  /** What the gateway answered instead, in its words. */
  | { readonly kind: "refused"; readonly reason: string };

const RETRY_MS = [500, 1000, 2000, 5000];

export class StationFeed {
  readonly #path: string;
  readonly #onMessage: (message: WaveMessage) => void;
  readonly #ending = new AbortController();
  #lastId = "";
  state: FeedState = { kind: "connecting" };

  constructor(key: string, onMessage: (message: WaveMessage) => void) {
    this.#path = `/api/stations/${key.split("/").map(encodeURIComponent).join("/")}/waveform`;
    this.#onMessage = onMessage;
    void this.#run();
  }

  close(): void {
    this.#ending.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.#listen();
        failures = 0;
      } catch {
        if (!signal.aborted && this.state.kind !== "refused") this.state = { kind: "lost" };
      }
      const waitMs = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  async #listen(): Promise<void> {
    const response = await askForStream(this.#path, this.#lastId, this.#ending.signal);
    if (!response.ok || response.body === null) {
      this.state = { kind: "refused", reason: await reasonIn(response) };
      throw new Error(`status ${response.status}`);
    }
    this.state = { kind: "open" };
    await readMessages(response.body, {
      heard: () => undefined,
      message: ({ id, name, data }) => {
        if (id !== "") this.#lastId = id;
        this.#onMessage(decode(name, data));
      },
    });
    this.state = { kind: "lost" };
  }
}

/** The gateway's own types are believed: both come from one tree. */
function decode(name: string, data: string): WaveMessage {
  return { name, data: JSON.parse(data) } as WaveMessage;
}

async function reasonIn(response: Response): Promise<string> {
  try {
    const { error }: { readonly error?: { readonly message?: string } } = await response.json();
    return error?.message ?? `status ${response.status}`;
  } catch {
    return `status ${response.status}`;
  }
}
