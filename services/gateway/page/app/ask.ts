// Asks this gateway something, with the token of whoever looks; an answer is a value, also one that refuses.
export type Answer<T> =
  | { readonly kind: "told"; readonly value: T }
  | {
      readonly kind: "refused";
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

/** The gateway's own types are believed: both come from one tree. Rejects only when the signal came. */
export async function ask<T>(path: string, { method = "GET", body, signal }: Asking = {}): Promise<Answer<T>> {
  const token = sessionStorage.getItem("token");
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  try {
    const response = await fetch(path, {
      ...{ method, headers, cache: "no-store" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return { kind: "told", value: answer as T };
    const again = Number(response.headers.get("retry-after") ?? Number.NaN);
    const againInS = Number.isFinite(again) ? again : undefined;
    return { kind: "refused", status: response.status, message: messageOf(answer), againInS };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return { kind: "refused", status: 0, message: "", againInS: 5 };
  }
}

function messageOf(answer: unknown): string {
  const error: unknown = Reflect.get(Object(answer), "error");
  return String(Reflect.get(Object(error), "message") ?? "");
}

/** @returns undefined where there is no answer: another time there may be */
export async function answerAt<T>(path: string): Promise<T | undefined> {
  const answer = await ask<T>(path);
  return answer.kind === "told" ? answer.value : undefined;
}
