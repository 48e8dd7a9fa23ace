// Twelve rules that every CAP message of ours keeps beside the schema, which lets far worse pass [CAP 1.2 §3.2, §3.3].

import { areaFaults } from "./capArea.ts";
import { type CapInfo, type CapMessage, parseCap, referenceTo } from "./capMessage.ts";

/** What is wrong with one message; `earlier` are all before it about the same event. */
type Rule = (message: CapMessage, earlier: readonly CapMessage[]) => readonly string[];

const ENUMERATIONS = {
  status: ["Actual", "Exercise", "Test"],
  msgType: ["Alert", "Update", "Cancel"],
  urgency: ["Immediate", "Expected", "Future", "Past"],
  severity: ["Extreme", "Severe", "Moderate", "Minor"],
  certainty: ["Observed", "Likely", "Possible", "Unlikely"],
} as const;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/;
const NAME = /^[^\s,<&]+$/;
const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;
const STATUS_OF_MODE: Readonly<Record<string, readonly string[]>> = {
  live: ["Actual", "Test"],
  drill: ["Exercise"],
  simulation: ["Test"],
  replay: ["Test"],
};
/** Name of the parameter, and the range it must be in; an origin time is a time. */
const PARAMETERS: Readonly<Record<string, readonly [number, number]>> = {
  magnitude: [-2, 11],
  depthKm: [-10, 1000],
  likelihood: [0, 1],
  version: [1, 1e6],
};

export const CAP_RULES: Readonly<Record<string, Rule>> = {
  /** Times have no fraction and an offset in digits: what Date.toISOString() writes is not CAP. */
  times: ({ sent, infos }) => {
    const times = infos.flatMap(({ effective, onset, expires }) => [effective, onset, expires]);
    return [sent, ...times]
      .filter((time) => !TIME.test(time))
      .map((time) => `got "${time}", want YYYY-MM-DDThh:mm:ss-00:00`);
  },
  /** Every message has its own name, and a sender; neither with a space, comma, < or &. */
  identifier: ({ identifier, sender }, earlier) => [
    ...[identifier, sender]
      .filter((name) => !NAME.test(name))
      .map((name) => `got "${name}", want no space, comma, < or &`),
    ...(earlier.some((one) => one.identifier === identifier) ? [`"${identifier}" was issued before`] : []),
  ],
  /** Update and Cancel refer to all earlier messages, each by sender, identifier and time. */
  references: ({ msgType, references }, earlier) => [
    ...(msgType !== "Alert" && references.length === 0 ? [`an ${msgType} refers to no message`] : []),
    ...references.filter((one) => !isReference(one)).map((one) => `got "${one}", want sender,identifier,sent`),
    ...earlier
      .map(referenceTo)
      .filter((one) => !references.includes(one))
      .map((one) => `"${one}" is left out`),
    ...(new Set(references).size === references.length ? [] : ["one message is referred to twice"]),
  ],
  /** Every message names the one event it belongs to. */
  incidents: ({ incidents }, earlier) => [
    ...(NAME.test(incidents) ? [] : [`got "${incidents}", want one event's id`]),
    ...earlier
      .filter((one) => one.incidents !== incidents)
      .map((one) => `"${one.incidents}" before, now "${incidents}"`),
  ],
  /** Every message expires, after it was sent. */
  expires: ({ sent, infos }) =>
    infos
      .filter(({ expires }) => !(Date.parse(expires) > Date.parse(sent)))
      .map(({ expires }) => `got "${expires}", want a time after ${sent}`),
  /** Actual only in live mode; an exercise is one, a simulation and a replay are tests; what is not actual has a note. */
  status: ({ status, note, infos }) => [
    ...infos
      .map(({ parameters }) => parameters.get("mode") ?? "")
      .filter((mode) => !STATUS_OF_MODE[mode]?.includes(status))
      .map((mode) => `got "${status}" in mode "${mode}", want ${STATUS_OF_MODE[mode]?.join(" or ") ?? "a mode"}`),
    ...(status !== "Actual" && note === "" ? [`a ${status} without a note`] : []),
  ],
  /** To the public, of the ground. */
  category: ({ scope, infos }) => [
    ...(scope === "Public" ? [] : [`scope: got "${scope}", want Public`]),
    ...infos
      .filter(({ categories }) => categories.join() !== "Geo")
      .map(({ categories }) => `got "${categories}", want Geo`),
  ],
  /** What to do: all clear in a withdrawal, shelter while there is time, else mind what comes. */
  responseType: ({ msgType, infos }) =>
    infos.flatMap(({ responseTypes, urgency }) => {
      const wanted = wantedResponses(msgType, urgency);
      const isRight = responseTypes.length === 1 && wanted.includes(responseTypes[0] ?? "");
      return isRight
        ? []
        : [`got "${responseTypes}" in ${msgType} with urgency ${urgency}, want ${wanted.join(" or ")}`];
    }),
  /** Words of the standard, in English in every language; a withdrawal is neither urgent nor likely nor severe. */
  enumerations: (message) => [
    ...(["status", "msgType"] as const).flatMap((name) => wordFaults(name, message[name])),
    ...message.infos.flatMap((info) =>
      (["urgency", "severity", "certainty"] as const).flatMap((name) => wordFaults(name, info[name])),
    ),
    ...(message.msgType === "Cancel" ? message.infos.flatMap(withdrawalFaults) : []),
  ],
  /** One info a language, and all say the same but for the words. */
  languages: ({ infos }) => {
    const languages = infos.map(({ language }) => language);
    return [
      ...(infos.length === 0 ? ["no info"] : []),
      ...languages.filter((tag) => !LANGUAGE.test(tag)).map((tag) => `got "${tag}", want a BCP 47 tag`),
      ...(new Set(languages).size === languages.length ? [] : [`got ${languages}, want each once`]),
      ...infos.filter(({ headline }) => headline === "").map(({ language }) => `no headline in ${language}`),
      ...(new Set(infos.map(factsOf)).size <= 1 ? [] : ["the languages tell different facts"]),
    ];
  },
  /** There is an area, described, as circle or polygon in order latitude, longitude; polygons are closed. */
  area: ({ infos }) => infos.flatMap(({ areas }) => areaFaults(areas)),
  /** Magnitude, origin time, depth, likelihood and version can be read by machines. */
  parameters: ({ infos }) => infos.flatMap(({ parameters }) => parameterFaults(parameters)),
};

/** Every fault as "rule: what is wrong"; none when the message keeps all. @throws Malformed when it is not CAP at all */
export function faultsOfCap(xml: string, earlier: readonly string[] = []): readonly string[] {
  const [message, before] = [parseCap(xml), earlier.map(parseCap)];
  const faults = Object.entries(CAP_RULES).flatMap(([name, rule]) =>
    rule(message, before).map((fault) => `${name}: ${fault}`),
  );
  // What is wrong in one language is mostly wrong in all.
  return [...new Set(faults)];
}

function isReference(text: string): boolean {
  const [sender = "", identifier = "", sent = "", ...more] = text.split(",");
  return more.length === 0 && NAME.test(sender) && NAME.test(identifier) && TIME.test(sent);
}

function wantedResponses(msgType: string, urgency: string): readonly string[] {
  if (msgType === "Cancel") return ["AllClear"];
  if (urgency !== "Past") return ["Shelter"];
  return msgType === "Alert" ? ["Monitor"] : ["AllClear", "Monitor"];
}

function wordFaults(name: keyof typeof ENUMERATIONS, word: string): readonly string[] {
  const known: readonly string[] = ENUMERATIONS[name];
  return known.includes(word) ? [] : [`${name}: got "${word}", want ${known.join(", ")}`];
}

function withdrawalFaults({ urgency, severity, certainty }: CapInfo): readonly string[] {
  const got = `${urgency}, ${severity}, ${certainty}`;
  return got === "Past, Minor, Unlikely" ? [] : [`a withdrawal is ${got}, want Past, Minor, Unlikely`];
}

function factsOf({ language, headline, description, instruction, parameters, ...facts }: CapInfo): string {
  return JSON.stringify([facts, ...parameters]);
}

function parameterFaults(parameters: ReadonlyMap<string, string>): readonly string[] {
  const numbers = Object.entries(PARAMETERS).flatMap(([name, [least, most]]) => {
    const text = parameters.get(name) ?? "";
    const isWithin = text !== "" && Number(text) >= least && Number(text) <= most;
    return isWithin ? [] : [`${name}: got "${text}", want ${least} to ${most}`];
  });
  const originTime = parameters.get("originTime") ?? "";
  const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(originTime) && !Number.isNaN(Date.parse(originTime));
  return isTime ? numbers : [...numbers, `originTime: got "${originTime}", want a time`];
}
