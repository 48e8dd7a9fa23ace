// Decisions of before, made again from what is stored.
import { expect, test } from "vitest";
import { answerAbout, decideAgain } from "../../../services/alarm/recall.ts";
import { Repository } from "../../../services/alarm/repository.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import { IPE } from "../../../shared/seismo/shakingModel.ts";
import { anEvent, aSubscription, magnitude, quiet } from "./fixtures.ts";

const first = anEvent();
const VERSIONS = [first, { ...first, version: 2 }, { ...first, version: 3, ...magnitude(7.2) }];
const codes = async (subscription = aSubscription(), versions = VERSIONS) =>
  (await decideAgain(versions, subscription, IPE)).map(({ version, kind, code }) => `${version} ${kind} ${code}`);

test("each version is decided on knowing what the one before told", async () => {
  expect(await codes()).toEqual(["3 notify alarm.updated", "2 hold unchanged", "1 notify alarm.issued"]);
});

test("whoever is far away is out of reach, whoever wants more is not told", async () => {
  expect((await codes(aSubscription({ latitudeDeg: 60 })))[0]).toBe("3 hold outOfReach");
  expect(await codes(aSubscription({ minimumLikelihood: 0.99 }), [first])).toEqual(["1 hold likelihood"]);
  expect(await codes(aSubscription({ modes: ["drill"] }), [first])).toEqual(["1 hold mode"]);
});

async function stored() {
  const database = await connectDatabase("sqlite::memory:", { log: quiet });
  for (const event of [first, { ...first, version: 2, status: "final" as const }]) {
    const { eventId: event_id, version, mode, run, status, origin } = event;
    const place = { origin_time_ms: origin.timeMs, latitude_deg: 0, longitude_deg: 0, depth_km: 0, magnitude: 6.5 };
    const row = { event_id, version, mode, run, status, ...place, body: JSON.stringify(event) };
    await database.query.insertInto("event_version").values(row).execute();
  }
  return new Repository({ database: async () => database, clock: systemClock });
}

test("of an event that is not remembered the stored versions answer, and it is said that they do", async () => {
  const repository = await stored();
  const subscription = aSubscription({ minimumLikelihood: 0.99 });
  const about = await answerAbout(subscription, [], { repository, eventId: first.eventId, model: IPE });
  expect(about).toMatchObject({ recomputed: true, decisions: [{ code: "neverTold" }, { code: "likelihood" }] });
  expect(about.answer).toBe(
    "Not told: at version 1, an earthquake with a likelihood of 0.97, below 0.99 (decided again from the stored versions, with the " +
      "subscription as it is today).",
  );
});

test("what is remembered is what was decided, and an event that nobody knows is said to be none", async () => {
  const repository = await stored();
  const remembered = await decideAgain([first], aSubscription(), IPE);
  const known = await answerAbout(aSubscription(), remembered, { repository, eventId: first.eventId, model: IPE });
  expect(known).toMatchObject({ recomputed: false, answer: /^Told by version 1, alarm\.issued: / });
  const none = await answerAbout(aSubscription(), [], { repository, eventId: "nope", model: IPE });
  expect(none).toMatchObject({ decisions: [], answer: /none such is stored/ });
  const all = await answerAbout(aSubscription(), remembered, { repository, eventId: undefined, model: IPE });
  expect(all).toEqual({ answer: "", recomputed: false, decisions: remembered });
});
