// Asks this gateway something, with the token of whoever looks; an answer is a value, also one that refuses.
export type Answer<T> =
  | { readonly kind: "told"; readonly value: T }
  | {
      readonly kind: "refused";
      /** 0: there was no answer. */
      readonly status: number;
      /** In the gateway's own words. */
      readonly message: string;
      /** When it is worth asking again; undefined: it is not. */
      readonly againInS: number | undefined;
    };

export interface Asking {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** No answer within this time is none. */
const WITHIN_MS = 20_000;

/** The gateway's own types are believed: both come from one tree. Rejects only when the signal came. */
export async function ask<T>(path: string, { method = "GET", body, signal }: Asking = {}): Promise<Answer<T>> {
  const token = sessionStorage.getItem("token");
  const within = AbortSignal.timeout(WITHIN_MS);
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  try {
    const response = await fetch(path, {
      ...{ method, headers, cache: "no-store" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? within : AbortSignal.any([signal, within]),
    });
    const text = await response.text();
    if (response.ok) return { kind: "told", value: (text === "" ? null : JSON.parse(text)) as T };
    const again = Number(response.headers.get("retry-after") ?? Number.NaN);
    const againInS = Number.isFinite(again) ? again : undefined;
    return { kind: "refused", status: response.status, message: messageIn(text), againInS };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return { kind: "refused", status: 0, message: "", againInS: 5 };
  }
}

function messageIn(text: string): string {
  try {
    return String(JSON.parse(text).error.message);
  } catch {
    return text.slice(0, 200);
  }
}

/** @returns undefined where there is no answer: another time there may be */
export async function answerAt<T>(path: string): Promise<T | undefined> {
  const answer = await ask<T>(path);
  return answer.kind === "told" ? answer.value : undefined;
}
