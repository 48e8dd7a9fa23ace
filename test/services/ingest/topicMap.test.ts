// What every MQTT topic means to the edge.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOf, FILTERS, RETAINED_FILTERS } from "../../../services/ingest/topicMap.ts";
import { stationId } from "../../../shared/contracts/units.ts";

const nothing = new Uint8Array();
const bytes = (text: string) => Buffer.from(text);
const LIVE = { mode: "live", run: "" };

describe("our own topics", () => {
  test.each([
    ["eew/v1/unam/mx/s01/traces/openeew", { world: LIVE, stationId: "MX_S01", format: "openeew" }],
    ["eew/v1/unam/MX/S01/traces/miniseed2", { world: LIVE, stationId: "MX_S01", format: "miniseed2" }],
    ["eew/v1/unam/MX/S01/traces/compact", { world: LIVE, stationId: "MX_S01", format: "compact" }],
    [
      "eew-drill/v1/may/XX/A/traces/openeew",
      { world: { mode: "drill", run: "may" }, stationId: "XX_A", format: "openeew" },
    ],
    [
      "eew-simulation/v1/s.1/XX/A-2/traces/miniseed2",
      { world: { mode: "simulation", run: "s.1" }, stationId: "XX_A-2", format: "miniseed2" },
    ],
    [
      "eew-replay/v1/r-1/CI/CLC/traces/miniseed2/1562383195250",
      {
        world: { mode: "replay", run: "r-1" },
        stationId: "CI_CLC",
        format: "miniseed2",
        receivedMs: 1_562_383_195_250,
      },
    ],
  ])("%s brings waveforms", (topic, want) => {
    expect(addressOf(topic, nothing)).toEqual({ kind: "traces", ...want });
  });

  test("a meta topic describes a station of its world", () => {
    expect(addressOf("eew/v1/unam/MX/S01/meta", nothing)).toEqual({ kind: "meta", world: LIVE, stationId: "MX_S01" });
    expect(addressOf("eew-drill/v1/may/MX/S01/meta", nothing)).toEqual({
      kind: "meta",
      world: { mode: "drill", run: "may" },
      stationId: "MX_S01",
    });
  });

  test("status says whose it is", () => {
    expect(addressOf("eew-drill/v1/may/mx/s01/status", nothing)).toEqual({
      kind: "status",
      world: { mode: "drill", run: "may" },
      stationId: "MX_S01",
    });
    expect(addressOf("eew/v1/unam/MX/S01/status/more", nothing).kind).toBe("unknown");
  });

  test.each(["trigger", "health", "cmd/alarm"])("%s is part of the scheme and nothing for us", (leaf) => {
    expect(addressOf(`eew/v1/unam/MX/S01/${leaf}`, nothing)).toEqual({ kind: "ignored" });
  });

  test.each([
    ["eew/v2/t/MX/S01/traces/openeew", "version"],
    ["eew/v1/t/MX/S01/traces/knet", "format"],
    ["eew/v1/t/MX/S01/traces", "format"],
    ["eew/v1/t/MX/S01/samples", "content"],
    ["eew/v1/t/MX/S01/meta/more", "content"],
    ["eew/v1/t/MX", "station"],
    ["eew/v1/t/MEXICO123/S01/traces/openeew", "station"],
    ["eew/v1/t/MX/S 1/traces/openeew", "station"],
    ["eew/v1//MX/S01/traces/openeew", "tenant"],
    ["eew-drill/v1/a:b/MX/S01/traces/openeew", "run"],
    ["eew-drill/v1/../MX/S01/traces/openeew", "run"],
    ["eew-replay/v1/r/MX/S01/traces/openeew/yesterday", "receivedMs"],
    ["eew-replay/v1/r/MX/S01/traces/openeew/1/2", "levels"],
  ])("%s is refused for its %s", (topic, field) => {
    const address = addressOf(topic, nothing);
    expect(address.kind).toBe("unknown");
    expect("reason" in address && address.reason).toContain(`${field}: got`);
  });

  test("a live sensor cannot choose its time of receipt", () => {
    expect(addressOf("eew/v1/t/MX/S01/traces/openeew/1562383195250", nothing).kind).toBe("unknown");
  });
});

describe("OpenEEW's topics", () => {
  const device = { kind: "traces", world: LIVE, stationId: "OE_A8032A4DD5F0", format: "openeew" };

  test.each([
    ["traces/someone/A8032a4dd5f0", ""],
    ["iot-2/type/OpenEEW/id/a8032a4dd5f0/evt/trace/fmt/json", ""],
    ["/traces", '{"country_code":"mx","device_id":"a8032a4dd5f0","x":[1]}'],
    ["/traces", '{"country_code": "mx", "device_id": "a8:03:2a:4d:d5:f0", "x": [1]}'],
    ["iot-2/evt/status/fmt/json", '{"d":{"device_id" : "A8032A4DD5F0","traces":[]}}'],
    ["/traces", `{"traces":{"x":[${"0.1,".repeat(900)}0]},"device_id":"A8032A4DD5F0","sr":31.25}`],
    ["/traces", JSON.stringify(JSON.stringify({ device_id: "A8032A4DD5F0", x: [1] }))],
  ])("%s names the device in topic or payload", (topic, payload) => {
    expect(addressOf(topic, bytes(payload))).toEqual(device);
  });

  test.each([
    ["no device", '{"x":[1,2,3]}'],
    ["a device only in the middle", `{"x":[${"1,".repeat(400)}"device_id":"A1",${"1,".repeat(400)}0]}`],
    ["a name no station may have", '{"device_id":"a_b"}'],
    ["bytes that are no text", "\xff\xfe\x00device_id"],
  ])("%s is refused", (_, payload) => {
    const address = addressOf("/traces", Buffer.from(payload, "latin1"));
    expect(address.kind).toBe("unknown");
    expect("reason" in address && address.reason).toContain("device_id");
  });
});

test("whatever topic and payload come, the answer is an address whose station id is one", () => {
  const level = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom("eew", "eew-drill", "v1", "traces", "meta", "openeew", "iot-2", "", "XX"),
  );
  fc.assert(
    fc.property(
      fc.array(level, { minLength: 1, maxLength: 9 }),
      fc.uint8Array({ maxLength: 2000 }),
      (levels, payload) => {
        const address = addressOf(levels.join("/"), payload);
        if ("stationId" in address) expect(stationId.safeParse(address.stationId).success).toBe(true);
      },
    ),
  );
});

test("every meta topic is covered by what the edge listens to anyway", () => {
  for (const filter of RETAINED_FILTERS) expect(FILTERS).toContain(filter.replace(/\/v1\/.*/, "/v1/#"));
});
