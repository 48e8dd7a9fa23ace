// MQTT topic → which station of which world sent what: the whole address book of the edge, in one pure function.
import type { Mode, World } from "../../shared/contracts/mode.ts";
import { FORMATS, type PacketFormat } from "../../shared/contracts/packet.ts";
import { stationId as stationIdSchema } from "../../shared/contracts/units.ts";
import { deviceIdIn } from "./deviceId.ts";

export type Address =
  | {
      readonly kind: "traces";
      readonly world: World;
      readonly stationId: string;
      readonly format: PacketFormat;
      /** Data-clock receipt as a replay states it; absent: now. */
      readonly receivedMs?: number;
    }
  | { readonly kind: "meta"; readonly world: World; readonly stationId: string }
  | { readonly kind: "status"; readonly world: World; readonly stationId: string }
  /** Part of the scheme, but nothing for us: triggers, health, commands. */
  | { readonly kind: "ignored" }
  | { readonly kind: "unknown"; readonly reason: string };

const MODE_OF: Readonly<Record<string, Mode>> = {
  eew: "live",
  "eew-drill": "drill",
  "eew-simulation": "simulation",
  "eew-replay": "replay",
};

/** Everything the edge listens to. What matches and is not understood is counted, so that nobody's sensor is mute silently. */
export const FILTERS: readonly string[] = [
  ...Object.keys(MODE_OF).map((root) => `${root}/v1/#`),
  "traces/+/+",
  "/traces",
  "iot-2/type/OpenEEW/id/+/evt/+/fmt/json",
  "iot-2/evt/status/fmt/json",
];

/** What a device says of itself may be retained; a late replica wants that too, and every replica its connection. */
export const RETAINED_FILTERS: readonly string[] = Object.keys(MODE_OF).flatMap((root) =>
  ["meta", "status"].map((leaf) => `${root}/v1/+/+/+/${leaf}`),
);

const NOT_OURS = ["trigger", "health", "cmd"];
const LIVE: World = { mode: "live", run: "" };
/** Of a tenant or a run: it becomes part of keys, so no separators. */
const OWNER = /^[A-Za-z0-9][\w.-]{0,63}$/;
const EPOCH_MS = /^\d{1,14}(\.\d{1,6})?$/;

/** @param payload looked into only for OpenEEW's topics that do not name the device. */
export function addressOf(topic: string, payload: Uint8Array): Address {
  const levels = topic.split("/");
  const mode = MODE_OF[levels[0] ?? ""];
  return mode === undefined ? openEewAddress(levels, payload) : ownAddress(mode, levels);
}

function ownAddress(mode: Mode, levels: readonly string[]): Address {
  const [, version, owner = "", network = "", station = "", leaf = "", ...rest] = levels;
  if (version !== "v1") return unknown(`version: got "${clip(version)}", want v1`);
  const what = mode === "live" ? "tenant" : "run";
  if (!OWNER.test(owner)) return unknown(`${what}: got "${clip(owner)}", want 1 to 64 letters, digits, . _ -`);
  const stationId = `${network}_${station}`.toUpperCase();
  if (!isStationId(stationId)) return unknown(`station: got "${clip(stationId)}", want NETWORK/STATION`);
  const world = mode === "live" ? LIVE : { mode, run: owner };
  if ((leaf === "meta" || leaf === "status") && rest.length === 0) return { kind: leaf, world, stationId };
  if (leaf === "traces") return tracesAddress({ world, stationId }, rest);
  if (NOT_OURS.includes(leaf)) return { kind: "ignored" };
  return unknown(`content: got "${clip([leaf, ...rest].join("/"))}", want traces/<format>, meta or status`);
}

function tracesAddress(of: { world: World; stationId: string }, rest: readonly string[]): Address {
  const format = FORMATS.find((known) => known === rest[0]);
  if (format === undefined) return unknown(`format: got "${clip(rest[0])}", want ${FORMATS.join(" or ")}`);
  if (rest.length === 1) return { kind: "traces", ...of, format };
  if (of.world.mode === "live" || rest.length > 2) return unknown(`levels: got ${rest.length - 1} after the format`);
  const time = rest[1] ?? "";
  if (!EPOCH_MS.test(time)) return unknown(`receivedMs: got "${clip(time)}", want epoch ms`);
  return { kind: "traces", ...of, format, receivedMs: Number(time) };
}

/** The topics of OpenEEW's firmware and archive, old and new; each is a device of the live world. */
function openEewAddress(levels: readonly string[], payload: Uint8Array): Address {
  const device = openEewDevice(levels, payload);
  if (device === undefined) return unknown("device_id: neither the topic nor the payload names the device");
  const stationId = `OE_${device.toUpperCase().replaceAll(":", "")}`;
  if (!isStationId(stationId)) return unknown(`device_id: got "${clip(device)}", want letters, digits, -`);
  return { kind: "traces", world: LIVE, stationId, format: "openeew" };
}

function openEewDevice(levels: readonly string[], payload: Uint8Array): string | undefined {
  const [first, second, third] = levels;
  if (first === "traces" && levels.length === 3) return third;
  if (first === "iot-2" && second === "type") return levels[4];
  return deviceIdIn(payload);
}

function isStationId(text: string): boolean {
  return stationIdSchema.safeParse(text).success;
}

function unknown(reason: string): Address {
  return { kind: "unknown", reason };
}

function clip(text: string | undefined): string {
  return (text ?? "").slice(0, 40);
}
