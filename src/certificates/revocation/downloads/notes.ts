import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from '../../list-files.js';
import { replaceFile } from '../../replace-file.js';
import { type CrlNote, type CrlPlace, nameOf, noteShape, placeOf } from './place.js';

/** The notes beside downloaded lists; one that cannot be read is as good as none. */
export async function readNotes(directory: string): Promise<ReadonlyMap<string, CrlNote>> {
  const notes = new Map<string, CrlNote>();
  for (const file of await listFiles(directory, ['.json'])) {
    const note = noteShape.safeParse(await readJson(file));
    const place = note.success ? placeOf(note.data.issuer, note.data.urls) : undefined;
    if (note.success && place !== undefined) notes.set(nameOf(place), note.data);
  }
  return notes;
}

/** Writes the note of a place, whole or not at all. */
export async function writeNote(directory: string, place: CrlPlace, note: CrlNote): Promise<void> {
  await replaceFile(join(directory, `${nameOf(place)}.json`), `${JSON.stringify(note, null, 2)}\n`);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
