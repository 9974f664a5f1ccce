export { type FileToPack, writeArchive } from './write-archive.js';
