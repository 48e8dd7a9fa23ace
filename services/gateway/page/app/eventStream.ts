// Server-sent events by fetch, so that they can carry a token: one answer, message by message.

export interface StreamMessage {
  readonly id: string;
  readonly name: string;
  readonly data: string;
}

/** With the token of this tab, and from where it broke off. */
export function askForStream(path: string, lastId: string, signal: AbortSignal): Promise<Response> {
  const token = sessionStorage.getItem("token");
  const headers = {
    ...(lastId === "" ? {} : { "last-event-id": lastId }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  return fetch(path, { headers, signal, cache: "no-store" });
}

/** Ends when the answer does. Comments are heard, too: something came. */
export async function readMessages(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  on: { readonly heard: () => void; readonly message: (message: StreamMessage) => void },
): Promise<void> {
  let rest = "";
  for await (const piece of piecesOf(body)) {
    on.heard();
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const message = messageOf(block);
      if (message.name !== "" && message.data !== "") on.message(message);
    }
  }
}

function messageOf(block: string): StreamMessage {
  const message = { id: "", name: "", data: "" };
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) message.id = line.slice(4);
    else if (line.startsWith("event: ")) message.name = line.slice(7);
    else if (line.startsWith("data: ")) message.data = line.slice(6);
  }
  return message;
}

async function* piecesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
