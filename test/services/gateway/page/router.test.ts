// Every view has an address, and every address a view.
import { expect, test } from "vitest";
import { formatRoute, parseRoute } from "../../../../services/gateway/page/app/router.ts";

test.each([
  ["", { view: "map", id: "", isKiosk: false }],
  ["#/stations", { view: "stations", id: "", isKiosk: false }],
  ["#/stations/XX_A", { view: "stations", id: "XX_A", isKiosk: false }],
  ["#/events/drill%3Amonday%2F1", { view: "events", id: "drill:monday/1", isKiosk: false }],
  ["#/map?kiosk", { view: "map", id: "", isKiosk: true }],
  ["#/nowhere", { view: "map", id: "", isKiosk: false }],
  ["#/events/100%", { view: "events", id: "100%", isKiosk: false }],
] as const)("%o is the address of a view", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test("an id with any sign in it comes back from its address", () => {
  const route = { view: "events", id: "replay:a b/2017-09-19T18:14?x#y", isKiosk: true } as const;
  expect(parseRoute(formatRoute(route))).toEqual(route);
});
