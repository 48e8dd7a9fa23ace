// What a data folder holds: events/, noise/, picks/, any of which may be missing; or, as a convenience, one level of it.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fieldsOf, listOf, numberOf, parseLenient, readText, textOf } from "../../simulators/fields.ts";

/** A folder or file with the name it has in the score. */
export interface Item {
  readonly id: string;
  readonly path: string;
}

/** A quiet stretch of one device in an event's record. */
export interface QuietWindow {
  readonly event: string;
  readonly device: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface NoiseItem extends Item {
  /** For stretches of an event's record; `path` is the event's folder. */
  readonly windows?: readonly QuietWindow[];
}

export interface Fault {
  readonly id: string;
  readonly reason: string;
}

export interface Layout {
  readonly events: readonly Item[];
  readonly noise: readonly NoiseItem[];
  readonly sets: readonly Item[];
  readonly failed: readonly Fault[];
}

const isEvent = (path: string) => existsSync(join(path, "stations.json"));
const isSet = (path: string) => ["picks.csv", "picks.csv.gz"].some((name) => existsSync(join(path, name)));

/** @param wanted by name. */
export function layoutOf(data: string, wanted: (id: string) => boolean): Layout {
  const isWhole = ["events", "noise", "picks"].some((name) => isFolder(join(data, name)));
  const here = isWhole ? [] : [{ id: basename(data), path: data }, ...foldersIn(data)];
  const events = isWhole ? foldersIn(join(data, "events")) : here.filter(({ path }) => isEvent(path));
  const sets = isWhole ? foldersIn(join(data, "picks")) : here.filter(({ path }) => isSet(path));
  const { noise, failed } = noiseIn(data);
  const chosen = <T extends Item | Fault>(items: readonly T[]) => items.filter(({ id }) => wanted(id));
  return { events: chosen(events), noise: chosen(noise), sets: chosen(sets), failed: chosen(failed) };
}

function noiseIn(data: string): Pick<Layout, "failed"> & { readonly noise: readonly NoiseItem[] } {
  const failed: Fault[] = [];
  const entries = entriesIn(join(data, "noise"));
  const isIndex = ({ id }: Item) => /index.*\.json$/i.test(id);
  const windows = entries.filter(isIndex).flatMap((index) => windowsIn(index, failed));
  const ofEvents = [...Map.groupBy(windows, ({ event }) => event)].map(
    ([event, own]): NoiseItem => ({ id: `windows:${event}`, path: join(data, "events", event), windows: own }),
  );
  const [there, gone] = [true, false].map((is) => ofEvents.filter(({ path }) => isEvent(path) === is));
  // One line for all: an index may be of more recordings than are here.
  if (gone !== undefined && gone.length > 0)
    failed.push({ id: "noise index", reason: `not in events/: ${gone.map(({ path }) => basename(path)).join(", ")}` });
  const others = entries.filter((entry) => !isIndex(entry) && !/\.(?:md|txt)$/i.test(entry.id));
  return { noise: [...(there ?? []), ...others], failed };
}

function windowsIn({ id, path }: Item, failed: Fault[]): QuietWindow[] {
  try {
    const content = parseLenient(readText(path).text);
    const listed = Array.isArray(content) ? content : listOf(fieldsOf(content).windows);
    if (listed.length === 0) failed.push({ id, reason: "no windows in it" });
    const windows = listed.map(fieldsOf).flatMap((row): QuietWindow[] => {
      const [event, device] = [textOf(row.event), textOf(row.device)];
      const [fromS, toS] = [numberOf(row.from_cloud_t), numberOf(row.to_cloud_t)];
      if (event === "" || device === "" || fromS === undefined || toS === undefined || toS <= fromS) return [];
      return [{ event, device, fromMs: fromS * 1000, toMs: toS * 1000 }];
    });
    const bad = listed.length - windows.length;
    if (bad > 0) failed.push({ id, reason: `${bad} of ${listed.length} windows without event, device and times` });
    return windows;
  } catch (error) {
    failed.push({ id, reason: error instanceof Error ? error.message : String(error) });
    return [];
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function foldersIn(path: string): Item[] {
  return entriesIn(path).filter((item) => isFolder(item.path));
}

/** Links are followed, hidden files left out. */
function entriesIn(path: string): Item[] {
  if (!isFolder(path)) return [];
  return readdirSync(path)
    .filter((name) => !name.startsWith("."))
    .sort()
    .map((name) => ({ id: name, path: join(path, name) }));
}
