// What is tried on the running containers, one function a phase; each answers with what it saw, or throws.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sharedPath } from "../sharedData.ts";
import { output } from "./command.ts";
import type { Container } from "./container.ts";
import { type Project, SERVICES } from "./project.ts";

const simulator = join(import.meta.dirname, "../../simulators/replay.ts");
const NOT_READY_WITHIN_S = 30;
const READY_WITHIN_S = 90;
const DRILL_WITHIN_S = 120;
/** Far more than a good location needs, and far less than a wrong one has. */
const MOST_LOCATION_ERROR_KM = 50;
const MOST_MAGNITUDE_ERROR = 1;

/** What `npm run replay -- --json` says about one webhook. */
interface Line {
  readonly type: string;
  readonly verified: boolean;
  readonly mode: string;
  readonly magnitude: number;
  readonly locationErrorKm: number | null;
  readonly magnitudeError: number | null;
}

export async function isLockedDown(project: Project, signal: AbortSignal): Promise<string> {
  const containers = await project.containers(signal);
  const weak = containers.flatMap(({ service, weaknesses }) => weaknesses.map((weakness) => `${service} ${weakness}`));
  if (weak.length > 0) throw new Error(weak.join(", "));
  const { status } = await fetch(`${project.alarmUrl}/v1/subscriptions`, { signal });
  if (status !== 401) throw new Error(`subscriptions without a token: got ${status}, want 401`);
  return `${containers.length} containers without root, capabilities, writable root; the API wants its token`;
}

/** Plays a recording into the system from outside and wants a verified webhook about the right place. */
export async function replay(project: Project, event: string, signal: AbortSignal): Promise<string> {
  const token = (await project.read("alarm", "/run/tocsin/api/token", signal)).trim();
  const password = (await project.read("gateway", "/run/tocsin/mqtt-sim/password", signal)).trim();
  const options = {
    event: sharedPath("data/events", event),
    speed: "10",
    mqtt: `mqtt://sim:${password}@127.0.0.1:${project.mqttPort}`,
    api: project.gatewayUrl,
    "alarm-api": project.alarmUrl,
    "callback-host": await project.hostAddress(signal),
    token,
  };
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", simulator];
  const lines = (await output([...node, ...given, "--json"], { signal, withinS: 180 })).trim().split("\n");
  return judge(lines.map((line): unknown => JSON.parse(line)));
}

/** A foreshock may ring as well; one alarm must be about the earthquake that the recording is known for. */
function judge(said: readonly unknown[]): string {
  const webhooks = said.slice(0, -1) as Line[];
  const others = webhooks.filter(({ mode }) => mode !== "replay");
  if (others.length > 0) throw new Error(`${others.length} webhooks of mode ${others[0]?.mode}, want replay only`);
  const verified = webhooks.filter((line) => line.verified && line.type !== "alarm.cancelled");
  const off = ({ magnitudeError }: Line) => Math.abs(magnitudeError ?? Number.POSITIVE_INFINITY);
  const [best] = verified.toSorted((a, b) => off(a) - off(b));
  if (best === undefined) throw new Error(`no verified alarm among ${webhooks.length} webhooks`);
  const found = `M ${best.magnitude}, off by ${best.locationErrorKm} km and ${best.magnitudeError}`;
  if ((best.locationErrorKm ?? Number.POSITIVE_INFINITY) > MOST_LOCATION_ERROR_KM || off(best) > MOST_MAGNITUDE_ERROR) {
    throw new Error(`best alarm: ${found}; want at most ${MOST_LOCATION_ERROR_KM} km and ${MOST_MAGNITUDE_ERROR}`);
  }
  return `${verified.length} verified; best ${found}`;
}

/** Kills the broker's process as a crash would; the services must notice and come back by themselves. */
export async function surviveBrokerDeath(project: Project, signal: AbortSignal): Promise<string> {
  const before = await project.own(signal);
  const killedMs = performance.now();
  await project.crash("rabbitmq", "beam.smp", signal);
  await untilEach(
    project,
    before,
    { what: "not ready", is: (said) => said !== "ok", withinS: NOT_READY_WITHIN_S },
    signal,
  );
  const noticedMs = performance.now();
  await untilAll(project, before, signal);
  const readyMs = performance.now();
  const after = await project.own(signal);
  const again = after.filter(({ id, startedAt }) => before.find((one) => one.id === id)?.startedAt !== startedAt);
  if (again.length > 0) throw new Error(`restarted: ${again.map(({ service }) => service).join(", ")}`);
  const seconds = (ms: number) => ((ms - killedMs) / 1000).toFixed(1);
  return `all noticed within ${seconds(noticedMs)} s, all ready after ${seconds(readyMs)} s, none restarted`;
}

interface Wanted {
  readonly what: string;
  readonly is: (said: string) => boolean;
  readonly withinS: number;
}

/** Until each container was seen so once. */
async function untilEach(project: Project, containers: readonly Container[], wanted: Wanted, signal: AbortSignal) {
  let left = containers;
  const deadlineMs = performance.now() + wanted.withinS * 1000;
  while (left.length > 0) {
    if (performance.now() > deadlineMs) {
      throw new Error(
        `within ${wanted.withinS} s not seen ${wanted.what}: ${left.map(({ service }) => service).join(", ")}`,
      );
    }
    const said = await Promise.all(left.map((container) => project.readiness(container, signal)));
    left = left.filter((_, index) => !wanted.is(said[index] ?? ""));
  }
}

/** Until all containers are ready at the same time. */
async function untilAll(project: Project, containers: readonly Container[], signal: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + READY_WITHIN_S * 1000;
  for (;;) {
    const said = await Promise.all(containers.map((container) => project.readiness(container, signal)));
    const missing = containers.flatMap(({ service }, index) =>
      said[index] === "ok" ? [] : [`${service}: ${said[index]}`],
    );
    if (missing.length === 0) return;
    if (performance.now() > deadlineMs) throw new Error(`not ready after ${READY_WITHIN_S} s: ${missing.join("; ")}`);
    await sleep(500, undefined, { signal });
  }
}

/** What a newcomer tries first: `--profile sim`. */
export async function drillRings(project: Project, signal: AbortSignal): Promise<string> {
  const startedMs = performance.now();
  await project.simulate(signal);
  for (;;) {
    const said = await project.compose(["logs", "--no-log-prefix", "listen"], 30, signal);
    const first = said.split("\n").find((line) => line.includes("signature verified"));
    const seconds = (performance.now() - startedMs) / 1000;
    if (first !== undefined && said.includes("DRILL: "))
      return `${seconds.toFixed(0)} s after the start: ${first.trim()}`;
    if (seconds > DRILL_WITHIN_S)
      throw new Error(`no verified drill within ${DRILL_WITHIN_S} s; listen says:\n${said}`);
    await sleep(1000, undefined, { signal });
  }
}

/** SIGTERM to all: an orderly end is exit code 0, long before the engine would kill. */
export async function stopCleanly(project: Project, signal: AbortSignal): Promise<string> {
  await project.compose(["stop", ...Object.keys(SERVICES)], 60, signal);
  const ended = await project.own(signal);
  const bad = ended.filter(({ exitCode }) => exitCode !== 0);
  if (bad.length > 0)
    throw new Error(bad.map(({ service, exitCode }) => `${service} ended with ${exitCode}`).join(", "));
  return `${ended.length} containers ended with 0`;
}
