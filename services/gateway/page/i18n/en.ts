// The page in English: the model of all other languages.
import { events } from "./en/events.ts";
import { help } from "./en/help.ts";
import { map } from "./en/map.ts";
import { operations } from "./en/operations.ts";
import { shell } from "./en/shell.ts";
import { stations } from "./en/stations.ts";

export const en = { ...shell, map, events, stations, operations, help };
