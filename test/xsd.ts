// Checks XML against the schemas of the standards (xmllint in WebAssembly): what a receiver's validator would say.
import { readFileSync } from "node:fs";
import { memoryPages, validateXML } from "xmllint-wasm";
import { sharedPath } from "./sharedData.ts";

const SCHEMAS = {
  cap: ["cap/cap12.xsd"],
  quakeml: ["quakeml/QuakeML-1.2.xsd", "quakeml/QuakeML-BED-1.2.xsd"],
  stationxml: ["stationxml/fdsn-station-1.2.xsd"],
  shakealert: ["shakealert/ShakeAlert_Message_v10_20191004.xsd"],
} as const;

/** What is wrong with any of the documents; the more at once the better, since a call costs a tenth of a second. */
export async function faultsOfXsd(
  kind: keyof typeof SCHEMAS,
  documents: readonly string[],
): Promise<readonly string[]> {
  const read = (path: string) => ({
    fileName: path.split("/").at(-1) ?? path,
    contents: readFileSync(sharedPath("schemas", path), "utf8"),
  });
  const [schema, ...preload] = SCHEMAS[kind].map(read);
  const result = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `document${index}.xml`, contents })),
    schema: schema ? [schema] : [],
    preload,
    maxMemoryPages: memoryPages.GiB,
  });
  return result.valid ? [] : [...result.errors.map(({ rawMessage }) => rawMessage), "not valid"];
}
