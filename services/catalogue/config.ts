// The catalogue's settings.
import { configTable, number, text } from "../../shared/runtime/config.ts";

export const catalogueTable = configTable("CATALOGUE", {
  files: text({
    default: "",
    doc: "Catalogue files (docs/catalogue.md) or folders of them, comma-separated, loaded in the background at start.",
  }),
  stationsFile: text({
    default: "",
    doc: "List of live stations in any format of docs/station-files.md, registered at start; an operator's changes stay.",
  }),
  stationMovedM: number({
    default: 100,
    min: 10,
    max: 100_000,
    unit: "m",
    doc: "A device that says it stands farther than this from where it was has moved: told until it is acknowledged.",
  }),
  agency: text({
    default: "tocsin",
    pattern: /^[\w.-]{3,40}$/,
    doc: "Our name in the FDSN services: catalogue and author of our own events, authority of public ids, sender of stations.",
  }),
  contextDeadlineMs: number({
    default: 2000,
    min: 50,
    max: 30_000,
    unit: "ms",
    doc: "Longest time to look up what is known near an event before it is tried again.",
  }),
});
