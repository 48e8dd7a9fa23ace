// One answer of the gateway as JSON, with the token of this tab.

/** @returns undefined where there is none: another time there may be. */
export async function ask<T>(path: string): Promise<T | undefined> {
  const token = sessionStorage.getItem("token");
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch(path, { headers, cache: "no-store" });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
