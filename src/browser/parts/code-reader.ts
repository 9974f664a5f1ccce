import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** The text of a QR code in the picture that a camera shows now; undefined while there is none. */
export type ReadCode = (picture: HTMLVideoElement) => Promise<string | undefined>;

/**
 * Reads QR codes with the decoder that the gateway reads scans with, since few browsers on desks have one of their own.
 *
 * @param decoder where the gateway serves it; it is fetched with the first picture
 */
export function codeReader(decoder: string): ReadCode {
  prepareZXingModule({ overrides: { locateFile: () => decoder } });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (picture) => {
    const { videoWidth: width, videoHeight: height } = picture;
    if (context === null || width === 0) return undefined;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.drawImage(picture, 0, 0);
    const [code] = await readBarcodes(context.getImageData(0, 0, width, height), {
      formats: ['QRCode'],
      maxNumberOfSymbols: 1,
    });
    return code?.isValid === true ? code.text : undefined;
  };
}
