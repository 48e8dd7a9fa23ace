// The servers that `npm test` starts: each answers where the environment says, and rabbitmqctl reaches ours alone.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { answers } from "../servers/privateServer.ts";

const { TEST_AMQP_URL, TEST_RABBITMQCTL, TEST_MQTT_URL } = process.env;

describe.skipIf(TEST_RABBITMQCTL === undefined)("rabbitmq", () => {
  test("rabbitmqctl speaks to the broker on our port", async () => {
    const { command, env }: { command: string; env: Record<string, string> } = JSON.parse(TEST_RABBITMQCTL ?? "{}");
    const { stdout } = await promisify(execFile)(command, ["--quiet", "status", "--formatter", "json"], { env });
    const { listeners } = JSON.parse(stdout);
    expect(listeners).toContainEqual(
      expect.objectContaining({ protocol: "amqp", port: Number(new URL(TEST_AMQP_URL ?? "").port) }),
    );
  });
});

describe.skipIf(TEST_MQTT_URL === undefined)("mosquitto", () => {
  test("speaks MQTT 5 to a client without a name or password", async () => {
    const connect = Buffer.from([0x10, 13, 0, 4, ...Buffer.from("MQTT"), 5, 2, 0, 10, 0, 0, 0]);
    const [connack, success] = [0x20, 0];
    const accepted = (answer: Buffer) => answer[0] === connack && answer[3] === success;
    await answers(Number(new URL(TEST_MQTT_URL ?? "").port), connect, accepted);
  });
});
