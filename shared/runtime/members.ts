// Who runs: every replica of every service says so twice in its time to live, and what it takes; anybody may read it.
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { routes, type ServiceName } from "../contracts/topics.ts";
import type { Clock } from "./clock.ts";
import { Unavailable } from "./errors.ts";
import type { Metrics } from "./metrics.ts";
import type { Stage } from "./service.ts";
import type { Store } from "./store.ts";

const GROUP = "members";
const SAY_EVERY_MS = 2000;
const TTL_MS = 6000;

const memberSchema = z.object({
  instance: z.string(),
  service: z.string(),
  version: z.string(),
  host: z.string(),
  pid: z.int(),
  startedMs: z.number(),
  /** By its own clock, when it said this. */
  toldMs: z.number(),
  /** Topics of which replicas take turns or share the keys: what this one takes now. */
  takes: z.record(z.string(), z.array(z.string())),
  /** Messages that its process has published since its start, by topic. */
  published: z.record(z.string(), z.number()),
  /** Messages that its edge refused because nobody knows their station. */
  unregistered: z.number(),
});
export type Member = z.output<typeof memberSchema>;

export interface MembershipDeps {
  readonly service: ServiceName;
  readonly instance: string;
  readonly stages: readonly Stage[];
  readonly store: Store;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface Membership {
  /** Something changed that others should see now. */
  announce(): void;
  leave(): Promise<void>;
}

export const VERSION = versionOf(new URL("../../package.json", import.meta.url));

/** Nobody waits for the hot state: while it is away the member is not seen, and works on. */
export function joinMembers(deps: MembershipDeps): Membership {
  const { instance, store, clock } = deps;
  const startedMs = clock.nowMs();
  let saying: Promise<void> = Promise.resolve();
  let left = false;

  async function say(): Promise<void> {
    if (left) return;
    try {
      await store.set(keyOf(instance), JSON.stringify(await memberOf(deps, startedMs)), TTL_MS);
      await store.join(GROUP, instance, TTL_MS);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
    }
  }
  const announce = () => {
    saying = saying.then(say);
  };
  const stop = clock.every(SAY_EVERY_MS, announce);
  announce();

  return {
    announce,
    async leave() {
      stop();
      left = true;
      await saying;
      await Promise.all([store.leave(GROUP, instance), store.delete(keyOf(instance))]).catch((error: unknown) => {
        if (!(error instanceof Unavailable)) throw error;
      });
    },
  };
}

/** Sorted by name. Those whose words cannot be read (of another version) are left out. @throws Unavailable */
export async function membersIn(store: Store): Promise<readonly Member[]> {
  const instances = await store.members(GROUP);
  const texts = await Promise.all(instances.map((instance) => store.get(keyOf(instance))));
  return texts.flatMap((text) => {
    const parsed = memberSchema.safeParse(text === undefined ? undefined : jsonOf(text));
    return parsed.success ? [parsed.data] : [];
  });
}

async function memberOf(deps: MembershipDeps, startedMs: number): Promise<Member> {
  const { service, instance, stages, clock, metrics } = deps;
  const shared = stages.filter(({ keys }) => keys !== undefined);
  const published = routes.map(async ({ topic: { name } }): Promise<[string, number]> => {
    return [name, await metrics.valueOf("eew_messages_published_total", { topic: name })];
  });
  return {
    ...{ instance, service, version: VERSION, host: hostname(), pid: process.pid, startedMs },
    toldMs: clock.nowMs(),
    takes: Object.fromEntries(shared.map(({ topic, keys }) => [topic, [...(keys?.() ?? [])]])),
    published: Object.fromEntries(await Promise.all(published)),
    unregistered: await metrics.valueOf("eew_ingest_messages_total", { outcome: "unregistered" }),
  };
}

function keyOf(instance: string): string {
  return `member/${instance}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function versionOf(file: URL): string {
  const { version }: { readonly version?: unknown } = Object(JSON.parse(readFileSync(file, "utf8")));
  return typeof version === "string" ? version : "";
}
