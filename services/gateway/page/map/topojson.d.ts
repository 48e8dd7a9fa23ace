// The part of topojson-client 3 that the map uses.
export type Position = readonly [number, number];
export interface Country {
  readonly geometry:
    | { readonly type: "Polygon"; readonly coordinates: readonly (readonly Position[])[] }
    | { readonly type: "MultiPolygon"; readonly coordinates: readonly (readonly (readonly Position[])[])[] }
    | null;
  readonly properties: Readonly<Record<string, unknown>>;
}
export interface Topology {
  readonly objects: { readonly countries: object };
}
export default function feature(topology: Topology, object: object): { readonly features: readonly Country[] };
