// The live stream by fetch, so that it can carry a token; comes back by itself and asks for what it missed.

const RETRY_MS = [500, 1000, 2000, 4000, 5000];
/** The gateway says something at least every 10 s; after this long the line is dead even if nobody told us. */
const DEAD_AFTER_MS = 25_000;

/**
 * @param {{ onMessage: (name: string, data: any) => void, onState: (state: {kind: string, sinceMs: number}) => void,
 *   askToken: () => Promise<string> }} options
 */
export function connect({ onMessage, onState, askToken }) {
  let lastId;
  let failures = 0;
  let lostMs = Date.now();

  async function run() {
    for (;;) {
      try {
        await listen();
        lostMs = Date.now();
      } catch {
        if (failures === 0) lostMs = Date.now();
      }
      onState({ kind: "lost", sinceMs: lostMs });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]));
      failures += 1;
    }
  }

  async function listen() {
    const dead = new AbortController();
    let watchdog = setTimeout(() => dead.abort(), DEAD_AFTER_MS);
    const response = await fetch("/api/stream", {
      headers: headersWith(lastId),
      signal: dead.signal,
      cache: "no-store",
    });
    if (response.status === 401) {
      clearTimeout(watchdog);
      sessionStorage.setItem("token", await askToken());
      return;
    }
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    failures = 0;
    onState({ kind: "connected", sinceMs: Date.now() });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => dead.abort(), DEAD_AFTER_MS);
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) take(block);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  function take(block) {
    let name = "";
    let data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("id: ")) lastId = line.slice(4);
      else if (line.startsWith("event: ")) name = line.slice(7);
      else if (line.startsWith("data: ")) data = line.slice(6);
    }
    if (name !== "" && data !== "") onMessage(name, JSON.parse(data));
  }

  void run();
}

function headersWith(lastId) {
  const token = sessionStorage.getItem("token");
  return { ...(lastId ? { "last-event-id": lastId } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}) };
}
