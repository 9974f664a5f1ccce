import { Readable } from 'node:stream';
import type { DocumentStore } from '../../documents/index.js';
import type { StoredImage } from '../images/image-store.js';
import { imageLimits } from '../images/limits.js';
import type { RowImage } from '../process/types.js';

/** Writes the images of a run to the file store before the rows are staged that they belong to. */
export interface ImageKeeper {
  keep(image: RowImage): Promise<void>;
  /** Those kept since the last time, to be entered with their rows. */
  take(): readonly StoredImage[];
  /** Removes those kept since the last time: their rows are not staged. */
  drop(): Promise<void>;
  /** Removes everything: the run has failed, and what it has entered counts no more. */
  abandon(): Promise<void>;
}

export function createImageKeeper(documents: DocumentStore): ImageKeeper {
  const taken: StoredImage[] = [];
  let waiting: StoredImage[] = [];

  async function remove(images: readonly StoredImage[]): Promise<void> {
    for (const { document } of images) await documents.remove(document.id);
  }

  return {
    async keep({ row, image: { parts, width, height } }) {
      const document = await documents.write(Readable.from(parts), {
        purpose: 'exam-image',
        limitBytes: imageLimits.bytes,
      });
      waiting.push({ row, document, width, height });
    },
    take() {
      const images = waiting;
      waiting = [];
      taken.push(...images);
      return images;
    },
    async drop() {
      const images = waiting;
      waiting = [];
      await remove(images);
    },
    abandon: () => remove([...taken.splice(0), ...waiting.splice(0)]),
  };
}
