// What an FDSN service says when it does not answer [FDSN-WS Commonalities 1.2, error messages].
/** Thrown anywhere behind a request; becomes the answer. */
export class Refusal extends Error {
  readonly status: keyof typeof WORDS;

  constructor(status: keyof typeof WORDS, detail: string) {
    super(detail);
    this.status = status;
  }
}

const WORDS = {
  400: "Bad request",
  404: "Not found",
  405: "Method not allowed",
  413: "Request entity too large",
  414: "Request URI too large",
  503: "Service temporarily unavailable",
} as const;

export interface Asked {
  /** As it was submitted. */
  readonly url: string;
  /** Where the service says what may be asked. */
  readonly usage: string;
  readonly atMs: number;
  readonly version: string;
}

export function refusalText({ status, message }: Refusal, { url, usage, atMs, version }: Asked): string {
  return `Error ${status}: ${WORDS[status]}

${message}

Usage details are available from ${usage}

Request:
${url}

Request Submitted:
${new Date(atMs).toISOString()}

Service version:
${version}
`;
}
