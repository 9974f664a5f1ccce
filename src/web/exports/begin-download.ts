import type { Response } from 'express';

/** A file that is answered as a download. */
export interface Download {
  readonly type: string;
  readonly fileName: string;
}

/**
 * Says that what follows is a file to keep (RFC 6266), which no browser may run or show as a page of ours.
 */
export function beginDownload(response: Response, { type, fileName }: Download): void {
  response.setHeader('Content-Type', type);
  response.setHeader(
    'Content-Disposition',
    `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeExtended(fileName)}`,
  );
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  response.setHeader('Cache-Control', 'private, no-store');
}

/** RFC 8187: what encodeURIComponent leaves and an attr-char is not. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
