// VELOCITY_MODEL: the name of a model we know, or a JSON file {name, geometry, nodes}; what is none is refused at start.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { AK135 } from "../seismo/ak135.ts";
import { IASP91 } from "../seismo/iasp91.ts";
import type { VelocityModel } from "../seismo/velocityModel.ts";
import { BadConfig } from "./config.ts";
import { reasonOf } from "./errors.ts";

const KNOWN: ReadonlyMap<string, VelocityModel> = new Map([IASP91, AK135].map((model) => [model.name, model]));

/** Of 40 the two tables take some three seconds to trace. */
const MOST_NODES = 40;
const WANT_NAME = "want 1 to 60 characters on one line";
const WANT_NODE = "want [depth in km, Vp in km/s, Vs in km/s]";
const WANT_NODES = `want a list of 1 to ${MOST_NODES} nodes [depth in km, Vp in km/s, Vs in km/s]`;

const within = (low: number, high: number, unit: string) => {
  const want = `want a number from ${low} to ${high} ${unit}`;
  return z.number(want).min(low, want).max(high, want);
};
const modelSchema = z.strictObject(
  {
    name: z.string(WANT_NAME).regex(/^[^\p{Cc}]{1,60}$/u, WANT_NAME),
    geometry: z.enum(["spherical", "flat"], "want spherical or flat"),
    nodes: z
      .array(z.tuple([within(0, 1000, "km"), within(0.2, 15, "km/s"), within(0.1, 10, "km/s")], WANT_NODE), WANT_NODES)
      .min(1, WANT_NODES)
      .max(MOST_NODES, WANT_NODES),
  },
  "want an object of name, geometry and nodes, and nothing else",
);

/** @throws BadConfig that says what is wrong where, and what was wanted. */
export function velocityModelOf(setting: string): VelocityModel {
  const known = KNOWN.get(setting);
  if (known !== undefined) return known;
  const content = contentOf(setting);
  const { data: model, error } = modelSchema.safeParse(content);
  const fault = model === undefined ? shapeFaultOf(content, error) : orderFaultOf(model);
  if (model === undefined || fault !== undefined) throw new BadConfig(`VELOCITY_MODEL: file "${setting}": ${fault}`);
  return model;
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const names = [...KNOWN.keys()].join(", ");
    throw new BadConfig(`VELOCITY_MODEL: got "${path}", want ${names} or a file of JSON: ${reasonOf(error)}`);
  }
}

/** Of the first that is wrong: "nodes[3][1]: got -5.8, want a number from 0.2 to 15 km/s". */
function shapeFaultOf(content: unknown, error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const got = path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), content);
  const where = path.map((key) => (typeof key === "number" ? `[${key}]` : String(key))).join("");
  return faultAt(where, got, issue?.message ?? "");
}

function orderFaultOf({ nodes }: VelocityModel): string | undefined {
  for (const [i, [depthKm, vpKmS, vsKmS]] of nodes.entries()) {
    const above = nodes[i - 1]?.[0];
    if (above === undefined && depthKm !== 0) return faultAt(`nodes[${i}][0]`, depthKm, "want 0 km, the surface");
    if (above !== undefined && depthKm < above) {
      return faultAt(`nodes[${i}][0]`, depthKm, `want at least ${above} km, the depth of the node above`);
    }
    if (vsKmS >= vpKmS) return faultAt(`nodes[${i}][2]`, vsKmS, `want less than Vp, ${vpKmS} km/s`);
  }
  return undefined;
}

function faultAt(where: string, got: unknown, want: string): string {
  const shown = JSON.stringify(got)?.slice(0, 60) ?? "nothing";
  return `${where === "" ? "" : `${where}: `}got ${shown}, ${want}`;
}
