// What is wrong with a body by the schemas of an OpenAPI document, fields that it does not have among them.
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";

/** @param ref as in the document: `#/components/schemas/…`. */
export type Faults = (ref: string, body: unknown) => readonly ErrorObject[];

export function faultsIn(document: unknown): Faults {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(Object(closed(document)), "document");
  return (ref, body) => {
    const validate = ajv.getSchema(`document${ref}`);
    if (validate === undefined) throw new Error(`no schema ${ref}`);
    return validate(body) ? [] : (validate.errors ?? []);
  };
}

/** Every object of it closed: an answer must not say more than is documented either. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return "properties" in inside && !("additionalProperties" in inside)
    ? { ...inside, additionalProperties: false }
    : inside;
}
