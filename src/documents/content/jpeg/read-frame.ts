import { JpegFault, type JpegSegment } from './read-segments.js';

/** What the header of a frame says of the picture (ITU-T T.81 B.2.2). */
export interface JpegFrame {
  /** In pixels, as is the height. */
  readonly width: number;
  readonly height: number;
  /** Bits of one sample. */
  readonly precision: number;
  /** 1 grey, 3 colours, 4 inks. */
  readonly components: number;
}

/** SOF0–SOF15 without DHT, JPG and DAC, which stand among them. */
export function isFrame({ marker }: JpegSegment): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** @throws JpegFault when the header is cut or has a number of components that no picture has */
export function readFrame({ data }: JpegSegment): JpegFrame {
  const components = data[5];
  if (components === undefined || data.length < 6 + 3 * components) throw new JpegFault('the frame is cut');
  if (![1, 3, 4].includes(components)) throw new JpegFault(`${components} components`);
  return {
    precision: data.readUInt8(0),
    height: data.readUInt16BE(1),
    width: data.readUInt16BE(3),
    components,
  };
}
