import type { Chunk } from '../chunk.js';
import type { Way } from '../way.js';

/** Finds and judges the picture that each row of the chunk names, one after the other; those of good rows are handed over. */
export async function takeImages(way: Way, chunk: Chunk): Promise<void> {
  for (const named of chunk.namedImages()) {
    if (way.images === null) {
      chunk.addImageFault(named, 'RPT_IMAGE_NEEDS_ZIP', {});
      continue;
    }
    const judged = await way.images.take(named.name, named.row);
    if ('fault' in judged) chunk.addImageFault(named, judged.fault.code, judged.fault.params);
    else if (chunk.isGood(named)) {
      way.imagesTaken += 1;
      await way.file.onImage?.({
        row: named.row,
        image: judged.image,
        badSoFar: way.report.rowsWithErrors + chunk.bad,
      });
    }
  }
}

/** Pictures that nobody asked for are told at the header, since they belong to no row. Once all rows have taken theirs. */
export function tellImagesLeft({ images }: Way, chunk: Chunk): void {
  for (const name of images?.left() ?? []) chunk.addImageLeft(name);
}
