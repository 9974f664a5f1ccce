import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanJpeg } from '../../../src/documents/content/jpeg/clean-jpeg.js';
import { orientationOf } from '../../../src/documents/content/jpeg/orientation.js';
import { JpegFault, readSegments } from '../../../src/documents/content/jpeg/read-segments.js';
import { jpegHeader } from './support/made-files.js';

const picture = jpegHeader({ width: 640, height: 480 });

describe('a JPEG of which the notes are taken out', () => {
  it('is byte for byte the same when it has none', () => {
    expect(clean(picture)).toEqual(picture);
  });

  it.each([
    ['Exif', segment(0xe1, 'Exif\0\0II*\0 GPS 25.03N 121.56E')],
    ['XMP', segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>王小明</x:xmpmeta>')],
    ['IPTC', segment(0xed, 'Photoshop 3.0\x008BIM')],
    ['a comment', segment(0xfe, '王小明 A123456789')],
    ['an older thumbnail', segment(0xe0, 'JFXX\0\x10')],
    ['what a maker adds', segment(0xe5, 'whatever')],
    ['more pictures', segment(0xe2, 'MPF\0')],
    ['an Adobe segment of another kind', segment(0xee, 'Other')],
  ])('loses %s', (_, note) => {
    expect(clean(withSegments(note))).toEqual(picture);
  });

  it('keeps density, colour profile and colour transform, and not the thumbnail beside the density', () => {
    const density = 'JFIF\0\x01\x02\x01\x01\x2c\x01\x2c';
    const [profile, transform] = [
      segment(0xe2, 'ICC_PROFILE\0\x01\x01…'),
      segment(0xee, 'Adobe\0d\0\0\0\0\x01'),
    ];
    const thumbnail = `\x01\x01abc`;
    expect(clean(withSegments(segment(0xe0, density + thumbnail), profile, transform))).toEqual(
      withSegments(segment(0xe0, `${density}\0\0`), profile, transform),
    );
  });

  it('loses what follows its end', () => {
    expect(clean(Buffer.concat([picture, Buffer.from('PK\x03\x04 another file')]))).toEqual(picture);
  });

  it.each(['II', 'MM'] as const)(
    'keeps the orientation of a note in the order %s, and nothing else of it',
    (order) => {
      const noted = withSegments(
        exif(order, [
          [0x010f, 2],
          [0x0112, 6],
          [0x0131, 3],
        ]),
      );
      const cleaned = clean(noted);
      expect(cleaned.length).toBe(picture.length + 36);
      const [first] = [...readSegments(cleaned)];
      expect(first && orientationOf(first)).toBe(6);
      expect(clean(cleaned)).toEqual(cleaned);
    },
  );

  it.each([0, 1, 9, 0x0600])('takes an orientation of %i for upright', (value) => {
    expect(clean(withSegments(exif('MM', [[0x0112, value]])))).toEqual(picture);
  });

  it('puts the orientation behind the density', () => {
    const density = segment(0xe0, 'JFIF\0\x01\x02\x01\x01\x2c\x01\x2c\0\0');
    const markers = [...readSegments(clean(withSegments(density, exif('MM', [[0x0112, 3]]))))].map(
      ({ marker }) => marker,
    );
    expect(markers.slice(0, 3)).toEqual([0xe0, 0xe1, 0xc0]);
  });

  it('goes through restarts, stuffed bytes and several scans', () => {
    const scan = picture.subarray(picture.length - 18, picture.length - 4);
    const coded = Buffer.from([0x12, 0xff, 0x00, 0xff, 0xd0, 0x34, 0xff, 0xff, 0xd7, 0x56]);
    const whole = Buffer.concat([
      picture.subarray(0, -18),
      scan,
      coded,
      scan,
      coded,
      Buffer.from([0xff, 0xd9]),
    ]);
    expect(cleanJpeg(whole).scans).toBe(2);
    expect(clean(whole)).toEqual(whole);
  });
});

describe('a JPEG that is none', () => {
  it('is refused wherever it is cut', () => {
    for (let length = 0; length < picture.length; length += 1) {
      expect(() => cleanJpeg(picture.subarray(0, length)), `${length}`).toThrow(JpegFault);
    }
  });

  it.each([
    ['two frames', Buffer.concat([picture.subarray(0, 21), picture.subarray(2)])],
    ['five thousand empty notes', withSegments(...Array.from({ length: 5000 }, () => segment(0xfe, '')))],
    ['no scan', Buffer.concat([picture.subarray(0, 21), Buffer.from([0xff, 0xd9])])],
    ['a picture in a picture', Buffer.concat([picture.subarray(0, 2), picture])],
    ['a scan before the frame', Buffer.concat([picture.subarray(0, 2), picture.subarray(21)])],
  ])('as of %s is refused', (_, content) => {
    expect(() => cleanJpeg(content)).toThrow(JpegFault);
  });

  it('never breaks the reading, whatever its bytes', () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(
        picture.subarray(0, 21),
        picture.subarray(21),
        segment(0xe1, 'Exif\0\0MM\0*\0\0\0\x08\0\xff'),
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (all) => {
        const content = Buffer.concat([Buffer.from([0xff, 0xd8]), ...all]);
        try {
          const { parts } = cleanJpeg(content);
          expect(Buffer.concat([...parts]).length).toBeLessThanOrEqual(content.length + 36);
        } catch (error) {
          expect(error).toBeInstanceOf(JpegFault);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

function clean(content: Buffer): Buffer {
  return Buffer.concat([...cleanJpeg(content).parts]);
}

function withSegments(...segments: readonly Buffer[]): Buffer {
  return Buffer.concat([picture.subarray(0, 2), ...segments, picture.subarray(2)]);
}

function segment(marker: number, text: string): Buffer {
  const data = Buffer.from(text, text.includes('王') ? 'utf8' : 'latin1');
  return Buffer.concat([
    Buffer.from([0xff, marker, (data.length + 2) >>> 8, (data.length + 2) & 0xff]),
    data,
  ]);
}

/** An Exif segment whose directory has these tags, each a short. */
function exif(order: 'II' | 'MM', tags: readonly (readonly [tag: number, value: number])[]): Buffer {
  const tiff = Buffer.alloc(10 + tags.length * 12 + 4);
  const [short, long] =
    order === 'II'
      ? [tiff.writeUInt16LE.bind(tiff), tiff.writeUInt32LE.bind(tiff)]
      : [tiff.writeUInt16BE.bind(tiff), tiff.writeUInt32BE.bind(tiff)];
  tiff.write(order, 'latin1');
  short(42, 2);
  long(8, 4);
  short(tags.length, 8);
  tags.forEach(([tag, value], index) => {
    const at = 10 + index * 12;
    short(tag, at);
    short(3, at + 2);
    long(1, at + 4);
    short(value, at + 8);
  });
  return segment(0xe1, `Exif\0\0${tiff.toString('latin1')}`);
}
