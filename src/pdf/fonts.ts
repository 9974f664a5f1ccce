import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readCharacterMap } from './character-map.js';

export type FontWeight = 'regular' | 'bold';

/** A font as it is registered in a PDF. */
export interface PdfFont {
  readonly name: string;
  readonly bytes: Buffer;
  readonly has: (codePoint: number) => boolean;
}

/**
 * The two weights of Noto Sans TC (SIL Open Font License 1.1). Each PDF embeds the glyphs it uses, so it looks the same
 * and can be read as text anywhere.
 */
export function pdfFonts(): Readonly<Record<FontWeight, PdfFont>> {
  kept ??= {
    regular: readFont('regular', pathOf('400Regular/NotoSansTC_400Regular.ttf')),
    bold: readFont('bold', pathOf('700Bold/NotoSansTC_700Bold.ttf')),
  };
  return kept;
}

/**
 * Fonts of rare characters, in the order in which they are asked: those of these that the machine has. Noto Sans TC has some
 * twenty thousand characters; names need more (CNS 11643 全字庫, CJK extensions A to F, private use).
 */
export function rareFonts(): readonly PdfFont[] {
  keptRare ??= rareFontFiles.filter((path) => existsSync(path)).map((path) => readFont(path, path));
  return keptRare;
}

/** As Debian's packages fonts-cns11643-sung, fonts-hanazono and fonts-babelstone-han install them. */
export const rareFontFiles: readonly string[] = [
  '/usr/share/fonts/truetype/cns11643/TW-Sung-98_1.ttf',
  '/usr/share/fonts/truetype/cns11643/TW-Sung-Ext-B-98_1.ttf',
  '/usr/share/fonts/truetype/cns11643/TW-Sung-Plus-98_1.ttf',
  '/usr/share/fonts/truetype/hanazono/HanaMinA.ttf',
  '/usr/share/fonts/truetype/hanazono/HanaMinB.ttf',
  '/usr/share/fonts/truetype/babelstone-han/BabelStoneHan.ttf',
];

/** Many megabytes each: read at the first PDF that needs them, not at every one. */
let kept: Readonly<Record<FontWeight, PdfFont>> | undefined;
let keptRare: readonly PdfFont[] | undefined;

function readFont(name: string, path: string): PdfFont {
  const bytes = readFileSync(path);
  return { name, bytes, has: readCharacterMap(bytes) };
}

function pathOf(name: string): string {
  return createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-tc/${name}`);
}
