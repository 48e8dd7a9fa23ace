// What an operator sees of the whole: queues, rates, delays, members and who leads.
import { picks } from "../../../shared/contracts/pick.ts";
import type { Member } from "../../../shared/runtime/members.ts";
import type { Delays } from "./delays.ts";
import type { Survey } from "./survey.ts";

export interface BoardDeps {
  readonly survey: Survey;
  readonly delays: Delays;
  /** Undefined while it works; otherwise what is missing. */
  readonly busFault: () => string | undefined;
  readonly nowMs: () => number;
}

export function boardOf({ survey, delays, busFault, nowMs }: BoardDeps): object {
  const [members, queues] = [survey.members(), survey.queues()];
  return {
    nowMs: nowMs(),
    queues: queues.value,
    queuesSeenMs: queues.seenMs,
    queuesFault: queues.fault,
    busFault: busFault() ?? "",
    deadLetters: queues.value.find(({ kind }) => kind === "dead")?.waiting ?? 0,
    rates: survey.rates(),
    delays: delays.all(),
    members: members.value.map(memberView),
    membersSeenMs: members.seenMs,
    membersFault: members.fault,
    leader: leaderOf(members.value),
  };
}

function memberView({ published: _, unregistered: __, ...member }: Member): object {
  return member;
}

/** The integrator that takes picks now; "" when none says so. */
export function leaderOf(members: readonly Member[]): string {
  return members.find(({ takes }) => (takes[picks.name] ?? []).length > 0)?.instance ?? "";
}
