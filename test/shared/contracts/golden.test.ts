// Bytes written by version 1 of each message still parse, and every topic has such a file.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packets } from "../../../shared/contracts/packet.ts";
import { backfills } from "../../../shared/contracts/recall.ts";
import { inventory } from "../../../shared/contracts/station.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import { routes } from "../../../shared/contracts/topics.ts";

const folder = join(import.meta.dirname, "golden");

test("every topic of the routing table has a golden file", () => {
  const names = readdirSync(folder).map((file) => file.replace(/\.(json|hex)$/, ""));
  expect(names.sort()).toEqual(routes.map((route) => route.topic.name).sort());
});

const jsonRoutes = routes.filter((route) => route.topic !== packets && route.topic !== backfills);

test.each(
  jsonRoutes.map((route) => [route.topic.name, route.topic] as const),
)("old bytes of %s parse unchanged", (name, topic) => {
  const text = readFileSync(join(folder, `${name}.json`), "utf8");
  expect(topic.decode(Buffer.from(text))).toEqual(JSON.parse(text));
  expect(topic.decode(topic.encode(topic.decode(Buffer.from(text))))).toEqual(JSON.parse(text));
});

test.each(
  jsonRoutes.map((route) => [route.topic.name, route.topic] as const),
)("%s takes a field it does not know", (name, topic) => {
  const message = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  expect(() => topic.decode(Buffer.from(JSON.stringify({ ...message, laterField: 1 })))).not.toThrow();
});

test.each(
  jsonRoutes.map((route) => [route.topic.name, route.topic] as const),
)("%s refuses each missing field by name", (name, topic) => {
  const message: Record<string, unknown> = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  const optional = new Set(["vs30Mps", "name"]);
  for (const field of Object.keys(message).filter((key) => !optional.has(key))) {
    const { [field]: _removed, ...rest } = message;
    expect(() => topic.decode(Buffer.from(JSON.stringify(rest))), field).toThrow(Malformed);
    expect(() => topic.decode(Buffer.from(JSON.stringify(rest))), field).toThrow(field);
  }
});

test("what a registry adds to a station is taken, and what nobody may say refused", () => {
  const old = JSON.parse(readFileSync(join(folder, "inventory.v1.json"), "utf8"));
  const added = {
    ...{ owner: "SCSN", fixed: ["latitudeDeg", "longitudeDeg"], createdMs: 1, removedMs: 2 },
    claimed: { latitudeDeg: 35.8, longitudeDeg: -117.6 },
    channels: [{ ...old.channels[0], azimuthDeg: 359.5, dipDeg: -90 }],
  };
  const decode = (more: object) => inventory.decode(Buffer.from(JSON.stringify({ ...old, ...more })));
  expect(decode(added)).toEqual({ ...old, ...added });
  for (const bad of [
    { fixed: ["updatedMs"] },
    { channels: [{ ...old.channels[0], azimuthDeg: 360 }] },
    { removedMs: "" },
  ])
    expect(() => decode(bad), JSON.stringify(bad)).toThrow(Malformed);
});

test.each([packets, backfills])("old bytes of $name parse, payloads untouched", ({ name, decode, encode }) => {
  const bytes = Buffer.from(readFileSync(join(folder, `${name}.hex`), "utf8").trim(), "hex");
  const batch = decode(bytes);
  expect(batch.partition).toBe(3);
  expect(batch.packets).toMatchObject([
    { mode: "replay", run: "golden", stationId: "CI_CLC", format: "openeew", receivedMs: 1562383197250 },
    { mode: "live", run: "", stationId: "OE_A8032A4DD5F0", format: "miniseed2", wallMs: 1795485296000.5 },
  ]);
  expect(Buffer.from(batch.packets[0]?.payload ?? []).toString()).toBe('{"x":[1]}');
  expect([...(batch.packets[1]?.payload ?? [])]).toEqual([0, 255, 1]);
  expect(Buffer.from(encode(batch)).equals(bytes)).toBe(true);
});
