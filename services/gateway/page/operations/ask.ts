// Asks the gateway for something beside the live stream, with the token a person gave; a refusal is an answer too.
export type Answer<T> =
  | { readonly kind: "given"; readonly value: T }
  | { readonly kind: "refused"; readonly status: number; readonly message: string };

/** No answer within this time is none. */
const WITHIN_MS = 20_000;

/** The gateway's own types are believed: both come from one tree. */
export async function ask<T>(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<Answer<T>> {
  const token = sessionStorage.getItem("token");
  try {
    const response = await fetch(path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(WITHIN_MS),
      cache: "no-store",
    });
    const text = await response.text();
    if (response.ok) return { kind: "given", value: (text === "" ? null : JSON.parse(text)) as T };
    return { kind: "refused", status: response.status, message: messageIn(text) };
  } catch {
    return { kind: "refused", status: 0, message: "" };
  }
}

function messageIn(text: string): string {
  try {
    return String(JSON.parse(text).error.message);
  } catch {
    return text.slice(0, 200);
  }
}
