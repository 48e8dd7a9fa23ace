// Settings of the integrator: what a coincidence of picks must show before it is called an earthquake.
import { configTable, number, type Values } from "../../shared/runtime/config.ts";

export const integratorTable = configTable("INTEGRATOR", {
  preliminaryStations: number({
    default: 2,
    min: 2,
    max: 20,
    doc: "Stations that must agree before a preliminary version is published.",
  }),
  preliminaryLikelihood: number({
    default: 0.8,
    min: 0.1,
    max: 1,
    doc: "Likelihood from which a preliminary version is published.",
  }),
  confirmedStations: number({
    default: 4,
    min: 4,
    max: 20,
    doc: "Stations that must agree before an event is confirmed; a dense cluster counts as one.",
  }),
  sparseStations: number({
    default: 3,
    min: 3,
    max: 20,
    doc: "The same where these are half of all active stations within 100 km and no witness is against it; 4 for never.",
  }),
  confirmedLikelihood: number({
    default: 0.99,
    min: 0.5,
    max: 1,
    doc: "Likelihood from which an event is confirmed.",
  }),
  minProbability: number({
    default: 0.4,
    min: 0,
    max: 1,
    doc: "Picks less likely to be their phase than this are not used.",
  }),
  restlessMps2: number({
    unit: "m/s²",
    default: 0.1,
    min: 0.001,
    max: 10,
    doc: "A station whose quiet seconds are stronger than this stands on no ground: its picks are not used.",
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
