// World broken: something outside does not answer. Retried with backoff, then dead-lettered. (Bad input is `Malformed`.)
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

/** "Unavailable: redis at …: connection refused": the message of an error with those of its causes. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `: ${reasonOf(error.cause)}`;
  return `${error.name === "Error" ? "" : `${error.name}: `}${error.message}${cause}`;
}
