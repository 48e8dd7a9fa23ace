// What must hold of the areas of a CAP message [CAP 1.2 §3.2.4].
import type { CapArea } from "./capMessage.ts";

export function areaFaults(areas: readonly CapArea[]): readonly string[] {
  return [
    ...(areas.length === 0 ? ["there is none"] : []),
    ...areas.flatMap(({ areaDesc, polygons, circles }) => [
      ...(areaDesc === "" ? ["no areaDesc"] : []),
      ...(polygons.length + circles.length === 0 ? ["neither circle nor polygon"] : []),
      ...polygons.flatMap(polygonFaults),
      ...circles.flatMap(circleFaults),
      ...circles.flatMap((circle) => centreFaults(polygons, circle)),
    ]),
  ];
}

function polygonFaults(polygon: string): readonly string[] {
  const pairs = polygon.split(" ");
  const faults = pairs.filter((pair) => !isPair(pair)).map((pair) => `polygon: got "${pair}", want latitude,longitude`);
  if (pairs.length < 4) faults.push(`polygon: got ${pairs.length} pairs, want at least 4`);
  if (pairs[0] !== pairs.at(-1)) faults.push("polygon: not closed");
  const longitudes = pairs.map((pair) => Number(pair.split(",")[1]));
  const jump = longitudes.some((longitude, at) => Math.abs(longitude - (longitudes[at + 1] ?? longitude)) > 180);
  return jump ? [...faults, "polygon: crosses the date line"] : faults;
}

function circleFaults(circle: string): readonly string[] {
  const [pair = "", radius = "", ...more] = circle.split(" ");
  const isCircle = more.length === 0 && isPair(pair) && /^\d+(\.\d+)?$/.test(radius);
  return isCircle ? [] : [`circle: got "${circle}", want latitude,longitude and kilometres`];
}

/** Both are the same area: longitudes before latitudes in one of them are found by this, whatever part of the world. */
function centreFaults(polygons: readonly string[], circle: string): readonly string[] {
  const centre = circle.split(/[ ,]/).map(Number);
  const isHeld = polygons.length === 0 || polygons.some((polygon) => holds(polygon, centre));
  return isHeld ? [] : ["polygon: does not hold the circle's centre"];
}

function holds(polygon: string, centre: readonly number[]): boolean {
  const pairs = polygon.split(" ").map((pair) => pair.split(",").map(Number));
  return [0, 1].every((axis) => {
    const along = pairs.map((pair) => pair[axis] ?? Number.NaN);
    const at = centre[axis] ?? Number.NaN;
    return Math.min(...along) <= at && at <= Math.max(...along);
  });
}

function isPair(text: string): boolean {
  const [, latitude, longitude] = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  return latitude !== undefined && Math.abs(Number(latitude)) <= 90 && Math.abs(Number(longitude)) <= 180;
}
