import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { libraryFolders, moduleFamilies } from './module-places.js';

export interface FoundModule {
  readonly family: string;
  /** Absolute path of the module's library. */
  readonly path: string;
}

/** What finding asks of the computer; replaced in tests. */
export interface ModuleSearch {
  readonly platform: NodeJS.Platform;
  exists(path: string): boolean;
  /** The path with symbolic links resolved, so that one library is not taken for two. */
  realPath(path: string): string;
}

const thisComputer: ModuleSearch = { platform: process.platform, exists: existsSync, realPath: realpathSync };

/**
 * The card modules on this computer, in the order in which they are asked.
 *
 * @param configured absolute paths to use instead of the known places; taken as they are, so that a wrong one shows up
 */
export function findModules(
  configured: readonly string[] = [],
  search: ModuleSearch = thisComputer,
): readonly FoundModule[] {
  if (configured.length > 0) return configured.map((path) => configuredModule(path));
  const found = moduleFamilies.flatMap(({ family, places }) =>
    (places[search.platform] ?? [])
      .flatMap((place) => spellOut(place, search.platform))
      .filter((path) => search.exists(path))
      .map((path) => ({ family, path: search.realPath(path) })),
  );
  return found.filter(({ path }, index) => found.findIndex((other) => other.path === path) === index);
}

function configuredModule(path: string): FoundModule {
  if (!isAbsolute(path)) throw new TypeError(`Give the whole path of the card module instead of "${path}".`);
  return { family: 'configured', path };
}

function spellOut(place: string, platform: NodeJS.Platform): readonly string[] {
  if (place.includes('/')) return [place];
  return (libraryFolders[platform] ?? []).map((folder) => `${folder}/${place}`);
}
