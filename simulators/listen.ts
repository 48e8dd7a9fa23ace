// `npm run listen`: receives webhooks, verifies them, and prints what a subscriber cares about.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { MODES } from "../shared/contracts/mode.ts";
import { type Api, type NewSubscription, subscribe, unsubscribe } from "./api.ts";
import { choiceFrom, numberFrom, placeFrom, runCommand, UsageError, urlFrom } from "./cli.ts";
import { type Received, startReceiver } from "./receiver.ts";
import { linesOf } from "./say.ts";
import { arrivalOf, KEY_WANTED, keyOf } from "./webhook.ts";

const USAGE = `npm run listen -- [options]
Receives Tocsin's webhooks, verifies them and prints each alarm. Ends with Ctrl-C. What is forged, changed or more than
300 s old is refused with 401, what comes again is answered and not shown again; a line on stderr says so.

  --port 9000                 port to listen on; 0: any free one
  --host 127.0.0.1            address to listen on
  --secret whsec_…|whpk_…     verify with this secret, or this ed25519 public key (environment: WEBHOOK_SECRET)
  --subscribe URL             make a subscription at this alarm service, and remove it at the end
    --place 19.43,-99.13        where the alarm is for (needed)
    --min-intensity 3           from which expected intensity on
    --preliminary               also alarms of one to three stations
    --modes live,drill          out of ${MODES.join(", ")}
    --callback-host HOST        name or address at which the alarm service reaches this listener
    --token …                   the service's API token (environment: API_TOKEN)
  --json                      one JSON object a line
  --verbose                   also tell of each heartbeat
  --help                      this text

Examples
  npm run listen -- --secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
  npm run listen -- --secret whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
  npm run listen -- --subscribe http://127.0.0.1:8080 --place 19.43,-99.13 --min-intensity 4`;

interface Options {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly json: boolean;
  readonly verbose: boolean;
  /** Absent: somebody else made the subscription. */
  readonly subscription:
    | { readonly api: Api; readonly wanted: Omit<NewSubscription, "url">; readonly host: string }
    | undefined;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "9000" },
      host: { type: "string", default: "127.0.0.1" },
      secret: { type: "string", default: process.env.WEBHOOK_SECRET ?? "" },
      subscribe: { type: "string" },
      place: { type: "string" },
      "min-intensity": { type: "string", default: "3" },
      preliminary: { type: "boolean", default: false },
      modes: { type: "string", default: "live,drill" },
      "callback-host": { type: "string" },
      token: { type: "string", default: process.env.API_TOKEN ?? "" },
      json: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
    },
  });
  const { host, secret, json, verbose } = values;
  const port = numberFrom("port", values.port, { min: 0, max: 65_535 });
  if (secret !== "" && keyOf(secret) === undefined) throw new UsageError(`--secret: ${KEY_WANTED}`);
  if (values.subscribe === undefined) return { host, port, secret, json, verbose, subscription: undefined };
  if (values.place === undefined) throw new UsageError("--place: got nothing, want the place the alarm is for");
  const api = { url: urlFrom("subscribe", values.subscribe, ["http:", "https:"]), token: values.token };
  const wanted = {
    name: "npm run listen",
    ...placeFrom("place", values.place),
    minimumIntensity: numberFrom("min-intensity", values["min-intensity"], { min: 1, max: 10 }),
    acceptPreliminary: values.preliminary,
    modes: values.modes.split(",").map((mode) => choiceFrom("modes", mode.trim(), MODES)),
  };
  return { host, port, secret, json, verbose, subscription: { api, wanted, host: values["callback-host"] ?? host } };
}

async function main(stopping: AbortSignal): Promise<void> {
  const { host, port, secret, json, verbose, subscription } = readOptions();
  const receiver = await startReceiver({
    host,
    port,
    onMessage: (received) => process.stdout.write(`${json ? jsonOf(received) : linesOf(received).join("\n")}\n`),
    onRefused: (reason) => note(`refused: ${reason}`),
    onRepeat: (id) => note(`ignored: webhook-id ${id} came before`),
    ...(verbose ? { onHeartbeat: () => note("heartbeat") } : {}),
  });
  if (secret !== "") receiver.trust(secret);
  note(`listening on http://${host}:${receiver.port}/`);
  if (subscription === undefined) {
    if (secret === "") note("no --secret and no --subscribe: nothing can be verified");
    await untilStopped(stopping);
  } else {
    const url = `http://${subscription.host}:${receiver.port}/`;
    const { subscriptionId, secret: given } = await subscribe(subscription.api, { ...subscription.wanted, url });
    receiver.trust(given);
    note(
      `subscribed as ${subscriptionId} from intensity ${subscription.wanted.minimumIntensity} on; waiting for alarms`,
    );
    await untilStopped(stopping);
    await unsubscribe(subscription.api, subscriptionId);
    note("subscription removed");
  }
  await receiver.close();
}

async function untilStopped(stopping: AbortSignal): Promise<void> {
  if (!stopping.aborted) await once(stopping, "abort");
}

function jsonOf(received: Received): string {
  const { id, verified, scheme, receivedMs, alarm, body } = received;
  if (alarm === undefined) return JSON.stringify({ webhookId: id, verified, scheme, receivedMs, body });
  const { type, data } = alarm;
  return JSON.stringify({ webhookId: id, type, verified, scheme, receivedMs, ...arrivalOf(alarm, receivedMs), data });
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

runCommand(USAGE, main);
