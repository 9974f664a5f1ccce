/** What a scan may be. A4 at 600 dpi has 35 megapixels. */
export const scanLimits = {
  bytes: 10 * 1024 * 1024,
  pixels: 50_000_000,
  /** Of one side of a picture. */
  side: 20_000,
  /** Uncompressed bytes of one picture, and of all object streams of a PDF together. */
  rawBytes: 200_000_000,
  objectStreamBytes: 64_000_000,
} as const;
