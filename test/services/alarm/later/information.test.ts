import { expect, test } from "vitest";
import { informationOf } from "../../../../services/alarm/later/information.ts";
import { alarmMessage } from "../../../../services/alarm/message.ts";
import type { Alert } from "../../../../shared/contracts/alert.ts";
import { anAlert, aSubscription } from "../fixtures.ts";

const bodyOf = (alert: Alert) => alarmMessage({ alert, place: aSubscription(), stamps: {}, late: false });
const told = (alert: Alert, outcome = "expired") =>
  informationOf({ alertId: alert.alertId, outcome, message: bodyOf(alert) });

test.each([
  "alarm.issued",
  "alarm.updated",
] as const)("%s becomes alarm.expired, all else but its urgency kept", (type) => {
  const alert = { ...anAlert(), type };
  const { id, type: wanted, body = "{}" } = told(alert) ?? {};
  expect([id, wanted]).toEqual([`${alert.alertId}.late`, "alarm.expired"]);
  const before = JSON.parse(bodyOf(alert));
  const after = JSON.parse(body);
  expect(Object.keys(after.data)[0]).toBe("mode");
  const { detail, instruction, ...kept } = before.data;
  expect([detail, instruction]).toEqual([expect.any(String), expect.any(String)]);
  expect(after).toEqual({
    ...before,
    type: "alarm.expired",
    data: {
      ...kept,
      late: true,
      expiredType: type,
      headline: "Over, not an alarm: strong shaking was expected at 2026-01-01 00:00 UTC.",
      // S came 30 s before it expired.
      secondsLeft: -30,
    },
  });
});

test("the first word of what is not live stays, and the longest sentence fits", () => {
  const subscription = aSubscription({ modes: ["simulation"] });
  const alert = { ...anAlert({ mode: "simulation", run: "r" }, subscription), intensity: 7 };
  const { headline } = JSON.parse(told(alert)?.body ?? "").data;
  expect(headline).toBe("SIMULATION: Over, not an alarm: very strong shaking was expected at 2026-01-01 00:00 UTC.");
  expect(headline.length).toBeLessThanOrEqual(90);
});

test("nobody is told to act, in whatever language they had been told to", () => {
  const alert = { ...anAlert(), language: "ar" };
  const { data } = JSON.parse(told(alert)?.body ?? "");
  expect(JSON.parse(bodyOf(alert)).data).toMatchObject({ language: "ar", direction: "rtl" });
  expect(data).toMatchObject({
    language: "en",
    direction: "ltr",
    headline: expect.stringMatching(/^Over, not an alarm/),
  });
  expect(data).not.toHaveProperty("instruction");
  expect(data).not.toHaveProperty("detail");
});

test.each(["alarm.cancelled", "alarm.final"] as const)("%s stays what it is, marked late, under its own id", (type) => {
  const alert = { ...anAlert(), type };
  const { id, type: wanted, body = "{}" } = told(alert) ?? {};
  expect([id, wanted]).toEqual([alert.alertId, type]);
  const before = JSON.parse(bodyOf(alert));
  expect(JSON.parse(body)).toEqual({ ...before, data: { ...before.data, late: true } });
});

test("who got it as an alarm gets it again under the same id", () => {
  const alert = anAlert();
  expect(told(alert, "delivered")).toMatchObject({ id: alert.alertId, type: "alarm.expired" });
});

test("what is no alarm is sent as it is; what is nothing, not at all", () => {
  const notice = '{"type":"endpoint.disabled","data":{}}';
  const of = (message: string) => informationOf({ alertId: "n", outcome: "queued", message });
  expect(of(notice)).toEqual({ id: "n", type: "endpoint.disabled", body: notice });
  for (const nothing of ["", "{", "{}", "null", '"text"']) expect(of(nothing), nothing).toBeUndefined();
});
