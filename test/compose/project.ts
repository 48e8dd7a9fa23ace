// docker-compose.yml as one throw-away project: its own name, image, ports and volumes.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { eventually } from "../poll.ts";
import { freePorts } from "../servers/privateServer.ts";
import { type Outcome, outcomeOf, output } from "./command.ts";
import { type Container, containersIn } from "./container.ts";

/** Our services, each with as many containers as the test starts. */
export const SERVICES = { ingest: 1, decoder: 3, integrator: 1, catalogue: 1, alarm: 1, gateway: 1 } as const;
const SCALE = Object.entries(SERVICES).flatMap(([service, count]) =>
  count > 1 ? ["--scale", `${service}=${count}`] : [],
);
const CONTAINERS = Object.values(SERVICES).reduce((sum, count) => sum + count, 0);

const RESTART_WITHIN_MS = 20_000;

const file = join(import.meta.dirname, "../../docker-compose.yml");

export class Project {
  readonly name: string;
  readonly gatewayUrl: string;
  readonly alarmUrl: string;
  readonly mqttPort: number;
  readonly #image: string;
  readonly #env: Record<string, string>;

  private constructor(ports: readonly number[]) {
    const [http = 0, alarm = 0, mqtt = 0] = ports;
    const id = randomBytes(4).toString("hex");
    this.name = `tocsin-test-${id}`;
    this.gatewayUrl = `http://127.0.0.1:${http}`;
    this.alarmUrl = `http://127.0.0.1:${alarm}`;
    this.mqttPort = mqtt;
    this.#image = `tocsin:test-${id}`;
    this.#env = {
      TOCSIN_IMAGE: this.#image,
      TOCSIN_HTTP_PORT: String(http),
      TOCSIN_ALARM_PORT: String(alarm),
      TOCSIN_MQTT_PORT: String(mqtt),
    };
  }

  static async create(): Promise<Project> {
    return new Project(await freePorts(3));
  }

  /** A build without the host's network first: that is what users do. */
  async build(signal: AbortSignal): Promise<string> {
    const first = await this.#outcome(["build", "-q"], 300, signal);
    if (first.code === 0) return "built";
    this.#env.TOCSIN_BUILD_NETWORK = "host";
    await this.compose(["build", "-q"], 300, signal);
    return "built with the host's network; without it the build could not reach the registry";
  }

  /** Networks and containers first: the alarm service must be told which address of ours it may call. */
  async up(signal: AbortSignal): Promise<string> {
    await this.compose(["up", "--no-start", "--no-build", ...SCALE], 120, signal);
    this.#env.ALARM_ALLOW_PRIVATE = `${await this.hostAddress(signal)},listen`;
    await this.compose(["up", "-d", "--wait", "--no-build", ...SCALE], 240, signal);
    const started = (await this.own(signal)).length;
    if (started !== CONTAINERS) throw new Error(`${started} containers of our own, want ${CONTAINERS}`);
    return `${started} of our own, ${SERVICES.decoder} of them decoders`;
  }

  /** The profile `sim` beside it. */
  async simulate(signal: AbortSignal): Promise<void> {
    const up = ["--profile", "sim", "up", "-d", "--wait", "--no-build", "--no-recreate", ...SCALE, "fleet"];
    await this.compose(up, 90, signal);
  }

  /** This machine as the containers see it. */
  async hostAddress(signal: AbortSignal): Promise<string> {
    const format = "{{range .IPAM.Config}}{{.Gateway}} {{end}}";
    const text = await output(["docker", "network", "inspect", "-f", format, `${this.name}_outside`], {
      signal,
      withinS: 20,
    });
    return text.trim().split(" ")[0] ?? "";
  }

  async containers(signal: AbortSignal): Promise<Container[]> {
    const ids = (await this.compose(["ps", "-aq"], 30, signal)).trim().split("\n").filter(Boolean);
    return containersIn(await output(["docker", "inspect", ...ids], { signal, withinS: 30 }));
  }

  /** Containers of our services only. */
  async own(signal: AbortSignal): Promise<Container[]> {
    return (await this.containers(signal)).filter(({ service }) => service in SERVICES);
  }

  /** What `/readyz` inside the container says: "ok", or what is missing. */
  async readiness({ id }: Container, signal: AbortSignal): Promise<string> {
    const ask =
      'fetch("http://127.0.0.1:8080/readyz").then((r) => r.text()).then((t) => process.stdout.write(t.trim()))';
    const { code, stdout, all } = await outcomeOf(["docker", "exec", id, "node", "-e", ask], { signal, withinS: 20 });
    return code === 0 ? stdout : `no answer: ${all.trim().split("\n")[0]}`;
  }

  read(service: string, path: string, signal: AbortSignal): Promise<string> {
    return this.compose(["exec", "-T", service, "cat", path], 30, signal);
  }

  /** Not `docker kill`: the engine takes that for a stop, and would not restart the container. */
  async crash(service: string, program: string, signal: AbortSignal): Promise<void> {
    const started = async () => (await this.containers(signal)).find((one) => one.service === service)?.startedAt;
    const before = await started();
    const kill = `for p in /proc/[0-9]*; do [ "$(cat "$p/comm")" != ${program} ] || kill -9 "$(basename "$p")"; done`;
    // The container may end before this command does: its exit code says nothing.
    await this.#outcome(["exec", "-T", service, "sh", "-c", `${kill} 2>/dev/null`], 30, signal);
    await eventually(`the engine restarts ${service}`, async () => (await started()) !== before, RESTART_WITHIN_MS);
  }

  compose(args: readonly string[], withinS: number, signal: AbortSignal): Promise<string> {
    return output(this.#command(args), { signal, withinS, env: this.#env });
  }

  /** The last lines of every service, for a failure's report. */
  async logs(signal: AbortSignal): Promise<string> {
    return (await this.#outcome(["logs", "--no-color", "--tail", "50"], 60, signal)).all;
  }

  /** Everything away: containers, networks, volumes, the image. */
  async remove(signal: AbortSignal): Promise<void> {
    await this.compose(["--profile", "*", "down", "-v", "--remove-orphans", "-t", "5"], 120, signal);
    await outcomeOf(["docker", "image", "rm", this.#image], { signal, withinS: 60 });
  }

  #outcome(args: readonly string[], withinS: number, signal: AbortSignal): Promise<Outcome> {
    return outcomeOf(this.#command(args), { signal, withinS, env: this.#env });
  }

  #command(args: readonly string[]): string[] {
    return ["docker", "compose", "--ansi", "never", "--progress", "quiet", "-f", file, "-p", this.name, ...args];
  }
}
