// What is known in time, what is left out, and that what hangs does not take all others with it.
import { expect, test } from "vitest";
import { Questions } from "../../../../services/catalogue/lookup/deadline.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import { MovedClock } from "../../../movedClock.ts";

const never = () => new Promise<string>(() => undefined);
const late = { known: false };

test("what is answered within the deadline is known, what is not is left out, and so is what cannot be asked", async () => {
  const clock = new MovedClock();
  const deadline = new Questions(clock, 100).deadline();
  const broken = () => Promise.reject(new Unavailable("postgres: away"));
  const answers = Promise.all([deadline.ask(async () => "here"), deadline.ask(never), deadline.ask(broken)]);
  await clock.move(1);
  await clock.move(99);
  expect(await answers).toEqual([{ known: true, value: "here" }, late, late]);
});

test("a bug stays a bug", async () => {
  const deadline = new Questions(new MovedClock(), 100).deadline();
  await expect(deadline.ask(() => Promise.reject(new TypeError("x")))).rejects.toThrow(TypeError);
});

test("while four answers are late nothing more is asked of the database; when one comes after all, it is again", async () => {
  const clock = new MovedClock();
  const questions = new Questions(clock, 100);
  let answer: (value: string) => void = () => undefined;
  const slow = () => new Promise<string>((resolve) => (answer = resolve));
  const first = questions.deadline();
  const hanging = Promise.all([never, never, never, slow].map((work) => first.ask(work)));
  await clock.move(100);
  await hanging;
  const next = () => questions.deadline().ask(async () => "here");
  expect(await next()).toEqual(late);
  expect(await questions.deadline().askAnyway(async () => "here")).toEqual({ known: true, value: "here" });
  answer("at last");
  await clock.move(1);
  expect(await next()).toEqual({ known: true, value: "here" });
});
