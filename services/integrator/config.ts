// Settings of the integrator: what a coincidence of picks must show before it is called an earthquake.
import { configTable, number, type Values } from "../../shared/runtime/config.ts";

export const integratorTable = configTable("INTEGRATOR", {
  preliminaryStations: number({
    default: 3,
    min: 2,
    max: 20,
    doc: "Stations that must agree before a preliminary version is published.",
  }),
  confirmedStations: number({
    default: 4,
    min: 4,
    max: 20,
    doc: "Stations that must agree before an event is confirmed; a dense cluster counts as one.",
  }),
  minProbability: number({
    default: 0.4,
    min: 0,
    max: 1,
    doc: "Picks less likely to be their phase than this are not used.",
  }),
  modelErrorS: number({
    unit: "s",
    default: 0.3,
    min: 0.05,
    max: 3,
    doc: "Error of travel times and station clocks that is added to every pick's own.",
  }),
  maxDistanceKm: number({
    unit: "km",
    default: 250,
    min: 20,
    max: 1000,
    doc: "Stations farther apart than this cannot found an event together.",
  }),
  minShare: number({
    default: 0.4,
    min: 0.1,
    max: 1,
    doc: "Share of the active stations reached by P that must have triggered.",
  }),
  minMagnitude: number({
    default: 2,
    min: -1,
    max: 8,
    doc: "Smaller events are not published.",
  }),
  quietS: number({
    unit: "s",
    default: 60,
    min: 10,
    max: 600,
    doc: "An event is final when nothing about it changed for this long, in data time.",
  }),
  openS: number({
    unit: "s",
    default: 120,
    min: 20,
    max: 600,
    doc: "An event is final this long after its origin at the latest, in data time.",
  }),
});

export type Settings = Values<typeof integratorTable.settings>;
