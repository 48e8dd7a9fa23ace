// What an FDSN service takes, for machines: WADL [W3C Submission WADL 2009-08-31], made of the tables that requests are read by.
import { formatXml, type Markup, tag } from "../../../shared/contracts/xml.ts";
import type { Parameter, ParameterTable } from "./parameters.ts";

export interface WadlOptions {
  /** "http://host/fdsnws/event/1". */
  readonly base: string;
  readonly table: ParameterTable;
  /** Of `query`. */
  readonly types: Readonly<Record<string, string>>;
  readonly isPosted: boolean;
  /** The limit that 413 speaks of. */
  readonly limit: string;
  /** Beside `query`, with the type each answers with. */
  readonly others: Readonly<Record<string, string>>;
}

export function formatWadl({ base, table, types, isPosted, limit, others }: WadlOptions): string {
  const formats = Object.values(types).map((mediaType) => tag("representation", undefined, { mediaType }));
  const answers = [
    tag("response", formats, { status: 200 }),
    tag("response", [doc(limit), plain()], { status: "204 400 401 403 404 413 414 500 503" }),
  ];
  const parameters = Object.entries(table).map(([name, parameter]) => parameterOf(name, parameter, types));
  const get = tag("method", [tag("request", parameters), ...answers], { name: "GET", id: "query" });
  const post = tag("method", [tag("request", [plain()]), ...answers], { name: "POST", id: "postQuery" });
  const query = tag("resource", [get, isPosted ? post : undefined], { path: "query" });
  const rest = Object.entries(others).map(([path, mediaType]) => {
    const answer = tag("response", [tag("representation", undefined, { mediaType })], { status: 200 });
    return tag("resource", [tag("method", [answer], { name: "GET" })], { path });
  });
  const resources = tag("resources", [query, ...rest], { base: `${base}/` });
  const names = { xmlns: "http://wadl.dev.java.net/2009/02", "xmlns:xs": "http://www.w3.org/2001/XMLSchema" };
  return formatXml(tag("application", [resources], names));
}

function parameterOf(name: string, parameter: Parameter<unknown>, types: Readonly<Record<string, string>>): Markup {
  const { wadlType, absent, options = [] } = parameter;
  const choices = options.map((value) => tag("option", undefined, { value, mediaType: types[value] }));
  const attributes = {
    name,
    style: "query",
    type: wadlType,
    default: absent === undefined ? undefined : String(absent),
  };
  return tag("param", [parameter.doc === undefined ? undefined : doc(parameter.doc), ...choices], attributes);
}

function doc(text: string): Markup {
  return tag("doc", text);
}

function plain(): Markup {
  return tag("representation", undefined, { mediaType: "text/plain" });
}
