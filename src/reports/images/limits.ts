/**
 * What the picture of an exam may be. A detector for the chest has 9 to 18 megapixels; a film scanned for reading has 20 to
 * 30. What is larger is no X-ray but a way to fill the memory of whoever looks at it.
 */
export const imageLimits = {
  bytes: 20 * 1024 * 1024,
  pixels: 50_000_000,
  /** Of one side. */
  side: 20_000,
  /** Progressive pictures have about ten; each one is work for whoever decodes. */
  scans: 64,
} as const;
