// The page in English: the model of all other languages.
import { events } from "./en/events.ts";
import { help } from "./en/help.ts";
import { map } from "./en/map.ts";
import { operations } from "./en/operations.ts";
import { scenarios } from "./en/scenarios.ts";
import { shell } from "./en/shell.ts";
import { stations } from "./en/stations.ts";
import { told } from "./en/told.ts";

export const en = { ...shell, map, events, stations, operations, help, told, scenarios };
