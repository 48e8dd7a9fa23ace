// Where else this station is told of: only what is answered at this address.
import { answerAt } from "../app/ask.ts";
import type { Texts } from "../i18n/language.ts";
import { h } from "../parts/dom.ts";

let paths: Promise<readonly string[]> | undefined;

function answered(): Promise<readonly string[]> {
  paths ??= answerAt<{ readonly paths: object }>("/v1/openapi.json").then((document) =>
    Object.keys(document?.paths ?? {}),
  );
  return paths;
}

export async function linksFor(key: string, { stations }: Texts): Promise<readonly HTMLElement[]> {
  const known = await answered();
  const stationId = key.slice(key.indexOf("/") + 1);
  const [network = "", station = ""] = stationId.split("_");
  const fdsn = `net=${encodeURIComponent(network)}&sta=${encodeURIComponent(station)}`;
  const all = [
    ["/api/stations/{world}/{stationId}", `/api/stations/${key.split("/").map(encodeURIComponent).join("/")}`, "JSON"],
    ["/v1/stations/{stationId}", `/v1/stations/${encodeURIComponent(stationId)}`, stations.links.registry],
    ["/fdsnws/station/1/query", `/fdsnws/station/1/query?${fdsn}&level=channel`, "fdsnws-station"],
    ["/fdsnws/dataselect/1/query", `/fdsnws/dataselect/1/query?${fdsn}`, "fdsnws-dataselect"],
  ] as const;
  return all.filter(([path]) => known.includes(path)).map(([, href, text]) => h("a", { href, target: "_blank" }, text));
}
