// The page in Spanish.

import { events } from "./es/events.ts";
import { help } from "./es/help.ts";
import { map } from "./es/map.ts";
import { operations } from "./es/operations.ts";
import { scenarios } from "./es/scenarios.ts";
import { shell } from "./es/shell.ts";
import { stations } from "./es/stations.ts";
import { told } from "./es/told.ts";
import type { Texts } from "./language.ts";

export const es: Texts = { ...shell, map, events, stations, operations, help, told, scenarios };
