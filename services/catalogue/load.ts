// Reads catalogue files into the database, streaming: a file of any length takes the memory of one batch.
import { createReadStream, type Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Database } from "../../shared/runtime/database.ts";
import { CATALOGUE_NAME } from "./formats/formatOf.ts";
import { Intake, type IntakeOptions, type LoadReport } from "./intake.ts";

export interface LoadOptions extends IntakeOptions {
  readonly signal?: AbortSignal;
  /** Called after every piece. */
  readonly onProgress?: (bytesRead: number, bytesTotal: number) => void;
}

/** Files as they are, folders as the catalogue files in them, sorted. @throws Error naming a path that is not there. */
export async function catalogueFiles(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const at = await stat(path).catch((cause: unknown) => {
        throw new Error(`${path}: no such file or folder`, { cause });
      });
      if (!at.isDirectory()) return [path];
      const isCatalogue = (entry: Dirent) => entry.isFile() && CATALOGUE_NAME.test(entry.name);
      const entries = await readdir(path, { withFileTypes: true });
      return entries
        .filter(isCatalogue)
        .map((entry) => join(path, entry.name))
        .sort();
    }),
  );
  return found.flat();
}

/**
 * @throws Unavailable when the database does not answer; loading the same file again is harmless.
 * @throws Error when the file cannot be read, is not gzip though it says so, or is no catalogue.
 */
export async function loadCatalogue(database: Database, file: string, options: LoadOptions = {}): Promise<LoadReport> {
  const intake = new Intake(database, file, options);
  const { size } = await stat(file);
  const source = createReadStream(file);
  const take = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
    const text = new TextDecoder();
    for await (const piece of pieces) {
      await intake.take(text.decode(piece, { stream: true }));
      options.onProgress?.(source.bytesRead, size);
    }
  };
  const through = options.signal ? { signal: options.signal } : {};
  if (/\.gz$/i.test(file)) await pipeline(source, createGunzip(), take, through);
  else await pipeline(source, take, through);
  return intake.finish();
}
