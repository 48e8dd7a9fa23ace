// A Docker engine with Compose and the public base images: what is there, or what this machine can make of its own.
import { existsSync, readFileSync } from "node:fs";
import { sharedPath } from "../sharedData.ts";
import { CommandFailed, outcomeOf, output } from "./command.ts";

/** The images of the Dockerfile and of docker-compose.yml that are not ours. */
const BASE_IMAGES = ["node:24-slim", "rabbitmq:4-management", "redis:8", "eclipse-mosquitto:2", "postgres:17"];

const PULL_WITHIN_S = 150;
const INSTALL_WITHIN_S = 600;

/** Undefined when containers can be run; otherwise why not. Starts an engine where we may. */
export async function whyNoEngine(signal: AbortSignal): Promise<string | undefined> {
  if (await answers(signal)) return undefined;
  const script = sharedPath("docker/install-engine.sh");
  if (process.getuid?.() !== 0) return "no Docker engine answers, and only root may start one";
  if (!isDebian()) return "no Docker engine answers, and this is not Debian";
  if (!existsSync(script)) return "no Docker engine answers, and there is no script to install one";
  try {
    await output(["bash", script], { signal, withinS: INSTALL_WITHIN_S });
  } catch (error) {
    if (signal.aborted || !(error instanceof CommandFailed)) throw error;
    return `no Docker engine can be started here: ${error.message.split("\n").at(-1)}`;
  }
  return (await answers(signal)) ? undefined : "the Docker engine that was installed does not answer";
}

/** Undefined when every base image is here; otherwise what is missing. Pulls, or has stand-ins built. */
export async function whyNoImages(signal: AbortSignal): Promise<string | undefined> {
  const missing = await missingImages(signal);
  for (const image of missing) {
    if (!(await succeeds(["docker", "pull", "-q", image], PULL_WITHIN_S, signal))) break;
  }
  const still = missing.length === 0 ? [] : await missingImages(signal);
  if (still.length === 0) return undefined;
  const script = sharedPath("docker/make-base-images.sh");
  if (!existsSync(script)) return `these images are not here and cannot be pulled: ${still.join(", ")}`;
  await output(["bash", script], { signal, withinS: INSTALL_WITHIN_S });
  const left = await missingImages(signal);
  return left.length === 0 ? undefined : `these images could not be made: ${left.join(", ")}`;
}

async function answers(signal: AbortSignal): Promise<boolean> {
  return (
    (await succeeds(["docker", "info"], 20, signal)) && (await succeeds(["docker", "compose", "version"], 20, signal))
  );
}

async function missingImages(signal: AbortSignal): Promise<string[]> {
  const missing: string[] = [];
  for (const image of BASE_IMAGES) {
    if (!(await succeeds(["docker", "image", "inspect", image], 20, signal))) missing.push(image);
  }
  return missing;
}

/** False also for a program that is not there or hangs. */
async function succeeds(command: readonly string[], withinS: number, signal: AbortSignal): Promise<boolean> {
  try {
    return (await outcomeOf(command, { signal, withinS })).code === 0;
  } catch (error) {
    if (signal.aborted || !(error instanceof CommandFailed)) throw error;
    return false;
  }
}

function isDebian(): boolean {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}
