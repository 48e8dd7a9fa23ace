// What is asked of an fdsnws-event server [FDSN web services 1.2, §event], window by window.
export interface HarvestQuery {
  /** "https://earthquake.usgs.gov", or down to ".../fdsnws/event/1/query". */
  readonly server: string;
  readonly startMs: number;
  /** Undefined: until now, at every run anew. */
  readonly endMs: number | undefined;
  /** "minmagnitude" and the like, as the server calls them. */
  readonly filters: Readonly<Record<string, string>>;
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @param updatedAfterMs null: everything */
export function urlOf(query: HarvestQuery, { fromMs, toMs }: Window, updatedAfterMs: number | null): string {
  const url = new URL(endpointOf(query.server));
  const asked = {
    format: "text",
    nodata: "204",
    starttime: timeOf(fromMs),
    endtime: timeOf(toMs),
    ...query.filters,
    orderby: "time-asc",
    ...(updatedAfterMs === null ? {} : { updatedafter: timeOf(updatedAfterMs) }),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href.replaceAll("%3A", ":");
}

/** What makes two runs the same harvest: one that asks for less must not pass for the one that asks for all. */
export function keyOf(
  query: HarvestQuery,
  { source, updatedAfterMs }: { readonly source: string; readonly updatedAfterMs?: number | undefined },
): string {
  const filters = Object.entries(query.filters).map(([name, value]) => `${name}=${value}`);
  const until = query.endMs === undefined ? "" : timeOf(query.endMs);
  const since = updatedAfterMs === undefined ? [] : [`updatedafter=${timeOf(updatedAfterMs)}`];
  const span = `${timeOf(query.startMs)}/${until}`;
  return [endpointOf(query.server), span, ...filters.sort(), ...since, source].join(" ");
}

export function hostOf({ server }: HarvestQuery): string {
  return new URL(server).hostname;
}

function endpointOf(server: string): string {
  const bare = server.replace(/[?#].*$/, "").replace(/\/+$/, "");
  if (bare.endsWith("/query")) return bare;
  return bare.endsWith("/fdsnws/event/1") ? `${bare}/query` : `${bare}/fdsnws/event/1/query`;
}

/** Without a zone, as the standard wants it. */
function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, -1);
}
