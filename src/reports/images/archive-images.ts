import { type ImageArchive, imageKey } from '../formats/zip/image-archive.js';
import type { FindingParams } from '../process/types.js';
import { type ImageFault, type JudgedImage, judgeImage, tooLarge } from './judge-image.js';
import { imageLimits } from './limits.js';

/** The pictures of an archive: each is taken by the one row that names it. */
export class ArchiveImages {
  readonly #contents: ImageArchive;
  /** By `imageKey`: the row that has it. */
  readonly #taken = new Map<string, number>();

  constructor(contents: ImageArchive) {
    this.#contents = contents;
  }

  /** A picture as it was sent, of whatever kind it is; undefined when there is none of this name. */
  find(name: string): { readonly name: string; readonly content: AsyncIterable<Buffer> } | undefined {
    const { images, archive } = this.#contents;
    const entry = images.get(imageKey(name));
    return entry && { name: entry.name, content: archive.read(entry) };
  }

  /**
   * Reads and judges the picture that a row names.
   *
   * @throws FileStopped when the archive is damaged there
   */
  async take(name: string, row: number): Promise<JudgedImage> {
    const key = imageKey(name);
    const entry = this.#contents.images.get(key);
    if (entry === undefined) return fault('RPT_IMAGE_MISSING', {});
    const earlier = this.#taken.get(key);
    if (earlier !== undefined) return fault('RPT_IMAGE_USED_TWICE', { row: earlier });
    this.#taken.set(key, row);
    if (entry.size > imageLimits.bytes) return { fault: tooLarge(entry.size) };
    return judgeImage(await this.#contents.archive.readWhole(entry));
  }

  /** The names of those that no row has taken, in the order of the archive. */
  left(): readonly string[] {
    return [...this.#contents.images].filter(([key]) => !this.#taken.has(key)).map(([, { name }]) => name);
  }
}

function fault(code: ImageFault['code'], params: FindingParams): JudgedImage {
  return { fault: { code, params } };
}
