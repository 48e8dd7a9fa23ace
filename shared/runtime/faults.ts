// Errors of the REST interface: a status, a sentence, the field at fault; never a stack trace.
import type { NextFunction, Request, Response } from "express";
import type { z } from "zod";
import { reasonOf, Unavailable } from "./errors.ts";
import type { Log } from "./log.ts";

export class Fault extends Error {
  override readonly name = "Fault";
  readonly status: number;
  readonly field: string | undefined;

  constructor(status: number, message: string, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** Fields whose content is never repeated in an answer. */
const PRIVATE = new Set(["secret", "url"]);

/** @throws Fault (400) that names the first field at fault, what it was, and what was wanted. */
export function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new Fault(400, "body: not valid");
  if (issue.code === "unrecognized_keys") {
    const field = issue.keys[0] ?? "";
    throw new Fault(400, `${field.slice(0, 80)}: no such field`, field.slice(0, 80));
  }
  const field = String(issue.path[0] ?? "");
  if (field === "") throw new Fault(400, "body: want a JSON object");
  const got = PRIVATE.has(field) ? "" : `got ${shown(Reflect.get(Object(value), field))}, `;
  throw new Fault(400, `${field}: ${got}${issue.message}`, field);
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value)?.slice(0, 80) ?? typeof value);
}

/** Body parsers' errors carry a type and a status; see body-parser's documentation. */
function parserMessageOf(error: Error): string {
  const type = "type" in error ? error.type : "";
  if (type === "entity.parse.failed") return "body: not JSON";
  if (type !== "entity.too.large") return error.message;
  return `body: want at most ${"limit" in error ? Math.floor(Number(error.limit) / 1024) : 64} kB`;
}

export function faultAnswer(log: Log) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, message, field } = faultOf(error);
    if (status >= 500) log.error({ method: request.method, path: request.path, reason: reasonOf(error) }, message);
    if (status === 503) response.set("retry-after", "2");
    response.status(status).json({ error: { ...(field === undefined ? {} : { field }), message } });
  };
}

function faultOf(error: unknown): Pick<Fault, "status" | "message" | "field"> {
  if (error instanceof Fault) return error;
  if (error instanceof Unavailable) {
    return { status: 503, message: "the database does not answer; nothing was changed", field: undefined };
  }
  if (error instanceof Error && "status" in error && typeof error.status === "number" && error.status < 500) {
    return { status: error.status, message: parserMessageOf(error), field: undefined };
  }
  return { status: 500, message: "internal error; see the service's log", field: undefined };
}

/** A body of another type is refused before it is read; DELETE, GET and tests carry none. */
export function wantJson(request: Request, _response: Response, next: NextFunction): void {
  if (!request.is("application/json")) {
    const got = String(request.headers["content-type"] ?? "nothing").slice(0, 80);
    throw new Fault(415, `content-type: got ${got}, want application/json`);
  }
  next();
}

/** For what may be asked without saying more. */
export function wantJsonIfAny(request: Request, response: Response, next: NextFunction): void {
  const isEmpty = request.headers["content-length"] === "0" || request.is("application/json") === null;
  if (isEmpty) next();
  else wantJson(request, response, next);
}

export function only(methods: string) {
  return (request: Request, response: Response): void => {
    response.set("allow", methods);
    throw new Fault(405, `${request.method}: want ${methods}`);
  };
}
