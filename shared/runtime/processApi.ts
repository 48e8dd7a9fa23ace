// What every process answers beside its services: health, metrics, and the document of its interface.
import { type ApiPart, openapiOf } from "./openapi.ts";

export const processApi: ApiPart = {
  tag: { name: "process", description: "Every process answers these." },
  operations: [
    {
      ...{ method: "get", path: "/v1/openapi.json", operationId: "openapi", summary: "This document", scopes: "open" },
      answer: { status: 200, description: "Of what this process answers." },
    },
    {
      ...{ method: "get", path: "/livez", operationId: "livez", summary: "Whether it lives", scopes: "open" },
      answer: { status: 200, description: "It does.", type: "text/plain" },
    },
    {
      ...{
        method: "get",
        path: "/readyz",
        operationId: "readyz",
        summary: "Whether it can do its work",
        scopes: "open",
      },
      description: "503 with what is missing while it cannot.",
      answer: { status: 200, description: "It can.", type: "text/plain" },
    },
    {
      ...{ method: "get", path: "/metrics", operationId: "metrics", summary: "For Prometheus", scopes: "open" },
      answer: { status: 200, description: "Text exposition format.", type: "text/plain" },
    },
  ],
};

/** The document as text; made again only when a service has joined. */
export function documentOf(parts: () => readonly ApiPart[]): () => string {
  let [count, text] = [-1, ""];
  return () => {
    const now = parts();
    if (now.length !== count) [count, text] = [now.length, JSON.stringify(openapiOf([processApi, ...now]))];
    return text;
  };
}
