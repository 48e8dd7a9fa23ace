// Every service of the system, in the order of the data path, loaded only when asked for.
import type { ServiceName } from "../shared/contracts/topics.ts";
import type { Service } from "../shared/runtime/service.ts";

export const registry: Readonly<Record<ServiceName, () => Promise<Service>>> = {
  ingest: async () => (await import("./ingest/service.ts")).service,
  decoder: async () => (await import("./decoder/service.ts")).service,
  integrator: async () => (await import("./integrator/service.ts")).service,
  alarm: async () => (await import("./alarm/service.ts")).service,
  catalogue: async () => (await import("./catalogue/service.ts")).service,
  gateway: async () => (await import("./gateway/service.ts")).service,
};

/**
 * @param names service names, or "all".
 * @throws Error that names what there is, for an unknown name or none.
 */
export function loadServices(names: readonly string[]): Promise<Service[]> {
  const wanted = names.includes("all") ? Object.keys(registry) : names;
  const isKnown = (name: string): name is ServiceName => Object.hasOwn(registry, name);
  const unknown = wanted.filter((name) => !isKnown(name));
  if (unknown.length > 0 || wanted.length === 0) {
    throw new Error(`no service "${unknown.join('", "')}"; there are: ${Object.keys(registry).join(", ")}, all`);
  }
  return Promise.all(wanted.filter(isKnown).map((name) => registry[name]()));
}
