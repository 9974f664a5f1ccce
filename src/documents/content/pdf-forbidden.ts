/** What a PDF may hold that a scan has no use for; each is said in a word of the sentence of `ERR_SCAN_ACTIVE`. */
export type ActiveContent = 'script' | 'launch' | 'file' | 'media' | 'form' | 'action';

/** Names that make a PDF do or carry something (ISO 32000-1 12.3.3–12.6, 7.11.4, 13; ISO 32000-2 12.6.4). */
export const forbiddenNames: ReadonlyMap<string, ActiveContent> = new Map([
  ['JavaScript', 'script'],
  ['JS', 'script'],
  ['Launch', 'launch'],
  ['EmbeddedFile', 'file'],
  ['EmbeddedFiles', 'file'],
  ['FileAttachment', 'file'],
  ['EF', 'file'],
  ['GoToE', 'file'],
  ['GoToR', 'file'],
  ['RichMedia', 'media'],
  ['RichMediaExecute', 'media'],
  ['Rendition', 'media'],
  ['Movie', 'media'],
  ['Sound', 'media'],
  ['3D', 'media'],
  ['XFA', 'form'],
  ['SubmitForm', 'form'],
  ['ImportData', 'form'],
  ['OpenAction', 'action'],
  ['AA', 'action'],
]);

/**
 * The shortest name, in bytes after the slash, that is looked for in bytes of any kind. A shorter one turns up in pictures by
 * chance; those are looked for where names stand only.
 */
export const shortestEverywhere = 5;
