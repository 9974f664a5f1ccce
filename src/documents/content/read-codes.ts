import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { ScanMediaType } from './media-type.js';
import { pdfPictures } from './pdf-pictures.js';

/**
 * The texts of the QR codes (ISO/IEC 18004) in a scan whose content was checked, each once. A PDF is looked through picture
 * by picture; what is drawn in it by lines, or compressed as fax, is not read.
 */
export async function readCodes(content: Buffer, mediaType: ScanMediaType): Promise<readonly string[]> {
  const texts = new Set<string>();
  for (const picture of mediaType === 'application/pdf' ? pdfPictures(content) : [content]) {
    for (const text of await readPicture(picture)) texts.add(text);
  }
  return [...texts];
}

async function readPicture(picture: Uint8Array): Promise<readonly string[]> {
  prepare();
  const found = await readBarcodes(picture, {
    formats: ['QRCode'],
    maxNumberOfSymbols: 4,
    tryHarder: true,
    tryRotate: true,
  });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

let isPrepared = false;

/** Otherwise the decoder would be fetched from a server on the web. */
function prepare(): void {
  if (isPrepared) return;
  const path = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = new Uint8Array(readFileSync(path)).buffer;
  prepareZXingModule({ overrides: { wasmBinary } });
  isPrepared = true;
}
