// Which view the address names: `#/stations/XX_A?kiosk`. Every view and everything one can choose has an address.
export const VIEWS = ["map", "stations", "events", "operations", "help"] as const;
export type ViewName = (typeof VIEWS)[number];

export interface Route {
  readonly view: ViewName;
  /** What of it is shown; "" for all. */
  readonly id: string;
  /** Without header and navigation, for a wall. */
  readonly isKiosk: boolean;
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name = "", ...rest] = path.split("/");
  const view = VIEWS.find((known) => known === name) ?? "map";
  return { view, id: decoded(rest.join("/")), isKiosk: new URLSearchParams(query).has("kiosk") };
}

export function formatRoute({ view, id = "", isKiosk = false }: Partial<Route> & Pick<Route, "view">): string {
  const parts = id === "" ? "" : `/${id.split("/").map(encodeURIComponent).join("/")}`;
  return `#/${view}${parts}${isKiosk ? "?kiosk" : ""}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
