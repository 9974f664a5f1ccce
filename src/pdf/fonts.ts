import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The two weights of Noto Sans TC (SIL Open Font License 1.1). Each PDF embeds the glyphs it uses, so it looks the same
 * and can be read as text anywhere.
 */
export function pdfFonts(): { readonly regular: Buffer; readonly bold: Buffer } {
  kept ??= {
    regular: readFont('400Regular/NotoSansTC_400Regular.ttf'),
    bold: readFont('700Bold/NotoSansTC_700Bold.ttf'),
  };
  return kept;
}

/** Seven megabytes each: read at the first PDF, not at every one. */
let kept: { readonly regular: Buffer; readonly bold: Buffer } | undefined;

function readFont(name: string): Buffer {
  return readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-tc/${name}`));
}
