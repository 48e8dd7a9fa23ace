// The live stream by fetch, so that it can carry a token; comes back by itself and asks for what it missed.
import { askForStream, readMessages } from "./eventStream.ts";
import type { Message } from "./state.ts";

export interface Connection {
  readonly kind: "connecting" | "connected" | "lost";
  readonly sinceMs: number;
}

export interface Listening {
  readonly onMessage: (message: Message) => void;
  readonly onState: (state: Connection) => void;
  readonly askToken: () => Promise<string>;
}

const RETRY_MS = [250, 500, 1000, 2000, 3000];
/** How often a gateway speaks that does not say how often. */
const USUAL_HEARTBEAT_S = 1;
/** A gateway that has said nothing for longer than this is told to be lost, and asked again some seconds later. */
const silentAfterMs = (heartbeatS: number) => 1800 * heartbeatS + 1000;
const GIVE_UP_AFTER_MS = 5000;

export class LiveStream {
  readonly #listening: Listening;
  #lastId = "";
  #failures = 0;
  #heardMs = Date.now();
  #silentAfterMs = silentAfterMs(USUAL_HEARTBEAT_S);
  #state: Connection = { kind: "connecting", sinceMs: Date.now() };
  #attempt = new AbortController();

  constructor(listening: Listening) {
    this.#listening = listening;
    setInterval(() => this.#watch(), 200);
    // The machine says so before any silence could.
    window.addEventListener("offline", () => this.#lose());
    window.addEventListener("online", () => this.#attempt.abort());
  }

  async run(): Promise<never> {
    for (;;) {
      this.#attempt = new AbortController();
      await this.#listen(this.#attempt.signal).catch(() => undefined);
      this.#lose();
      const waitMs = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      this.#failures += 1;
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    // For an answer one waits no longer than for a word.
    this.#heardMs = Date.now();
    const response = await askForStream("/api/stream", this.#lastId, signal);
    if (response.status === 401) {
      sessionStorage.setItem("token", await this.#listening.askToken());
      return;
    }
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    this.#failures = 0;
    this.#silentAfterMs = silentAfterMs(Number(response.headers.get("heartbeat-s") ?? USUAL_HEARTBEAT_S));
    await readMessages(response.body, {
      heard: () => this.#heard(),
      message: ({ id, name, data }) => {
        if (id !== "") this.#lastId = id;
        this.#listening.onMessage(decode(name, data));
      },
    });
  }

  #heard(): void {
    this.#heardMs = Date.now();
    if (this.#state.kind !== "connected") this.#tell("connected", this.#heardMs);
  }

  #watch(): void {
    const silentMs = Date.now() - this.#heardMs;
    if (this.#state.kind === "connected" && silentMs > this.#silentAfterMs) this.#lose();
    if (silentMs > this.#silentAfterMs + GIVE_UP_AFTER_MS) this.#attempt.abort();
  }

  #lose(): void {
    if (this.#state.kind !== "lost") this.#tell("lost", this.#heardMs);
  }

  #tell(kind: Connection["kind"], sinceMs: number): void {
    this.#state = { kind, sinceMs };
    this.#listening.onState(this.#state);
  }
}

/** The gateway's own types are believed: both come from one tree. */
function decode(name: string, data: string): Message {
  return { name, data: JSON.parse(data) } as Message;
}
