import { FileStopped } from '../../formats/file-stopped.js';
import { identifyFormat } from '../../formats/identify.js';
import { surveyFile } from '../../formats/survey.js';
import { type ImageArchive, readImageArchive } from '../../formats/zip/image-archive.js';
import { ArchiveImages } from '../../images/archive-images.js';
import type { TableFile } from '../table-file.js';
import { learned, type Way } from '../way.js';

/** Finds the table in an archive, and the images beside it; does nothing with a file that is a table itself. */
export async function unpack(way: Way): Promise<void> {
  if (way.format !== 'zip') return;
  const { size } = learned(way.survey, 'identify');
  const contents = await readImageArchive({ size, readRange: way.table.readRange });
  way.images = new ArchiveImages(contents);
  way.survey = await surveyFile(contents.archive.read(contents.table));
  way.format = identifyFormat(way.survey);
  const { name } = contents.table;
  if (way.format === 'zip') throw new FileStopped('RPT_FILE_ZIP_NESTED', { name: name.slice(0, 80) });
  way.table = way.format === 'xlsx' ? await loadWorkbook(contents) : tableIn(way, contents);
}

function tableIn(way: Way, { archive, table }: ImageArchive): TableFile {
  return {
    open() {
      // What is read of the archive is counted there.
      way.bytesRead = 0;
      return archive.read(table);
    },
    readRange: () => {
      throw new TypeError('Only workbooks are read from anywhere.');
    },
  };
}

/** A workbook is not read from the front, and a file in an archive only so; beside images no table is long. */
async function loadWorkbook({ archive, table }: ImageArchive): Promise<TableFile> {
  if (table.size > mostWorkbookBytes) {
    const params = { name: table.name.slice(0, 80), megabytes: mostWorkbookBytes / (1024 * 1024) };
    throw new FileStopped('RPT_FILE_ZIP_WORKBOOK_LARGE', params);
  }
  const bytes = await archive.readWhole(table);
  async function* part(start: number, end: number) {
    yield bytes.subarray(start, end);
  }
  return { open: () => part(0, bytes.length), readRange: part };
}

const mostWorkbookBytes = 32 * 1024 * 1024;
