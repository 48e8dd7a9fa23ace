// The gazetteer in a thread of its own: its quarter of a second of loading never stands in an alarm's way.
import { parentPort } from "node:worker_threads";
import type { Place } from "../../shared/seismo/geodesy.ts";
import { openGazetteer } from "./towns.ts";

const gazetteer = openGazetteer();

parentPort?.on("message", ({ id, place }: { readonly id: number; readonly place: Place }) => {
  parentPort?.postMessage({ id, words: gazetteer.wordsOf(place) });
});
