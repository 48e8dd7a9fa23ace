// A CAP message as it is read back: what the rules and the feed look at.
import { listOf, parseXml, textOf, textsOf } from "../../../shared/contracts/xmlElement.ts";

export interface CapReference {
  readonly sender: string;
  readonly identifier: string;
  readonly sent: string;
}

export interface CapInfo {
  readonly language: string;
  readonly categories: readonly string[];
  readonly responseTypes: readonly string[];
  readonly urgency: string;
  readonly severity: string;
  readonly certainty: string;
  readonly effective: string;
  readonly onset: string;
  readonly expires: string;
  readonly headline: string;
  readonly description: string;
  readonly instruction: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly areas: readonly CapArea[];
}

export interface CapArea {
  readonly areaDesc: string;
  readonly polygons: readonly string[];
  readonly circles: readonly string[];
}

export interface CapMessage extends CapReference {
  readonly status: string;
  readonly msgType: string;
  readonly scope: string;
  readonly note: string;
  readonly references: readonly string[];
  readonly incidents: string;
  readonly infos: readonly CapInfo[];
}

/** @throws Malformed when it is no XML or not CAP */
export function parseCap(xml: string): CapMessage {
  const alert = parseXml(xml, { root: "alert", called: "CAP" });
  const [identifier, sender, sent] = [textOf(alert, "identifier"), textOf(alert, "sender"), textOf(alert, "sent")];
  return {
    ...{ identifier, sender, sent },
    status: textOf(alert, "status"),
    msgType: textOf(alert, "msgType"),
    scope: textOf(alert, "scope"),
    note: textOf(alert, "note"),
    references: textOf(alert, "references").split(/\s+/).filter(Boolean),
    incidents: textOf(alert, "incidents"),
    infos: listOf(alert, "info").map(infoOf),
  };
}

/** As `references` has it: sender,identifier,sent. */
export function referenceTo({ sender, identifier, sent }: CapReference): string {
  return `${sender},${identifier},${sent}`;
}

function infoOf(info: unknown): CapInfo {
  const parameters = listOf(info, "parameter");
  return {
    language: textOf(info, "language"),
    categories: textsOf(info, "category"),
    responseTypes: textsOf(info, "responseType"),
    urgency: textOf(info, "urgency"),
    severity: textOf(info, "severity"),
    certainty: textOf(info, "certainty"),
    effective: textOf(info, "effective"),
    onset: textOf(info, "onset"),
    expires: textOf(info, "expires"),
    headline: textOf(info, "headline"),
    description: textOf(info, "description"),
    instruction: textOf(info, "instruction"),
    parameters: new Map(parameters.map((one) => [textOf(one, "valueName"), textOf(one, "value")])),
    areas: listOf(info, "area").map(areaOf),
  };
}

function areaOf(area: unknown): CapArea {
  return {
    areaDesc: textOf(area, "areaDesc"),
    polygons: textsOf(area, "polygon"),
    circles: textsOf(area, "circle"),
  };
}
