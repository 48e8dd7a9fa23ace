// The catalogue's settings.
import { configTable, number, text } from "../../shared/runtime/config.ts";

export const catalogueTable = configTable("CATALOGUE", {
  files: text({
    default: "",
    doc: "Catalogue files (docs/catalogue.md) or folders of them, comma-separated, loaded in the background at start.",
  }),
  stationsFile: text({
    default: "",
    doc: "JSON list of live stations (inventory.v1 without mode, run and updatedMs), registered at start.",
  }),
  agency: text({
    default: "tocsin",
    pattern: /^[\w.-]{3,40}$/,
    doc: "Our name in the FDSN services: catalogue and author of our own events, authority of public ids, sender of stations.",
  }),
  pickDays: number({
    default: 30,
    min: 0,
    max: 36_500,
    unit: "days",
    doc: "How long picks are kept that no version of an event used; 0: for ever. Others stay as long as their event.",
  }),
  unrealDays: number({
    default: 30,
    min: 0,
    max: 36_500,
    unit: "days",
    doc: "How long drills, simulations and replays are kept, with all that belongs to them; 0: for ever.",
  }),
  eventDays: number({
    default: 0,
    min: 0,
    max: 36_500,
    unit: "days",
    doc: "How long our own live events are kept, with all that belongs to them; 0: for ever.",
  }),
  contextDeadlineMs: number({
    default: 2000,
    min: 50,
    max: 30_000,
    unit: "ms",
    doc: "Longest time to look up what is known near an event before it is tried again.",
  }),
});
