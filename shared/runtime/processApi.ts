// What every process answers beside its services: health, metrics, and the document of its interface.
import { asyncapiOf, type Channel } from "./asyncapi.ts";
import { type ApiPart, openapiOf } from "./openapi.ts";

export const processApi: ApiPart = {
  tag: { name: "process", description: "Every process answers these." },
  operations: [
    {
      ...{ method: "get", path: "/v1/openapi.json", operationId: "openapi", summary: "This document", scopes: "open" },
      answer: { status: 200, description: "Of what this process answers." },
    },
    {
      ...{ method: "get", path: "/v1/asyncapi.json", operationId: "asyncapi", scopes: "open" },
      summary: "What travels between services, sensors and listeners",
      answer: { status: 200, description: "AsyncAPI 3.0: the bus, and the channels of this process's services." },
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

export interface Described {
  readonly api?: readonly ApiPart[];
  readonly channels?: readonly Channel[];
}

/** Path → document as text; made again only when a service has joined. */
export function documentsOf(services: () => readonly Described[]): Readonly<Record<string, () => string>> {
  const ofAll = (make: (all: readonly Described[]) => object) => {
    let [count, text] = [-1, ""];
    return () => {
      const now = services();
      if (now.length !== count) [count, text] = [now.length, JSON.stringify(make(now))];
      return text;
    };
  };
  return {
    "/v1/openapi.json": ofAll((all) => openapiOf([processApi, ...all.flatMap(({ api }) => api ?? [])])),
    "/v1/asyncapi.json": ofAll((all) => asyncapiOf(all.flatMap(({ channels }) => channels ?? []))),
  };
}
