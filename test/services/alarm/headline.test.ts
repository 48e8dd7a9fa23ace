import { expect, test } from "vitest";
import { type HeadlineInput, headlineOf, intensityWord } from "../../../services/alarm/headline.ts";
import { ALERT_TYPES } from "../../../shared/contracts/alert.ts";
import { STATUSES } from "../../../shared/contracts/event.ts";
import { MODES } from "../../../shared/contracts/mode.ts";

const strong: HeadlineInput = {
  mode: "live",
  type: "alarm.issued",
  status: "confirmed",
  intensity: 5.9,
  secondsLeft: 12.9,
  weaker: false,
};

test.each<[Partial<HeadlineInput>, string]>([
  [{}, "Strong shaking expected in 12 s. Drop, cover, hold on."],
  [{ mode: "drill" }, "DRILL: Strong shaking expected in 12 s. Drop, cover, hold on."],
  [{ status: "preliminary" }, "Strong shaking possible in 12 s. Drop, cover, hold on."],
  [{ secondsLeft: -3 }, "Strong shaking expected now. Drop, cover, hold on."],
  [{ secondsLeft: -44.6 }, "Strong shaking came about 45 s ago. Expect aftershocks."],
  [{ intensity: 2.4 }, "Weak shaking expected in 12 s."],
  [{ type: "alarm.updated", intensity: 2.4, weaker: true }, "Weaker than announced: weak shaking expected in 12 s."],
  [{ type: "alarm.cancelled", status: "cancelled" }, "Earthquake alarm withdrawn: no shaking expected."],
  [{ type: "alarm.final", status: "final" }, "Alarm ended: estimated shaking here was strong. Expect aftershocks."],
  [{ type: "alarm.final", status: "final", shakesS: 35 }, "Last report: strong shaking here may last 35 s more."],
])("%j reads as a person would say it", (over, wanted) => {
  expect(headlineOf({ ...strong, ...over })).toBe(wanted);
});

test("no headline is longer than 90 characters, and every unreal one says so in its first word", () => {
  for (const mode of MODES)
    for (const type of ALERT_TYPES)
      for (const status of STATUSES)
        for (const intensity of [1, 2, 4, 5, 6, 7, 8, 9, 10])
          for (const secondsLeft of [-5000, -20, -1, 0.5, 7, 345.2])
            for (const weaker of [false, true]) {
              const text = headlineOf({ mode, type, status, intensity, secondsLeft, weaker });
              expect(text.length, text).toBeLessThanOrEqual(90);
              if (mode !== "live") expect(text.startsWith(`${mode.toUpperCase()}: `), text).toBe(true);
            }
});

test("intensity words follow the Mercalli classes", () => {
  const words = [1, 3, 4, 5, 6, 7, 8, 9, 10].map(intensityWord);
  expect(words).toEqual(["no", "weak", "light", "moderate", "strong", "very strong", "severe", "violent", "extreme"]);
});
