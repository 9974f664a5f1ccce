import type { ApplicationForm } from '../forms/form.js';
import type { Way } from '../ways.js';

/** The notes printed on a form, in order. */
export function notesOf(form: ApplicationForm, way: Way): readonly string[] {
  if (form.kind === 'change') return [changeFirst[way], ...changeNotes];
  return [applyFirst[way], ...applyNotes];
}

const applyFirst: Readonly<Record<Way, string>> = {
  letter: 'formPdf.notes.apply-letter',
  scan: 'formPdf.notes.apply-scan',
};

const applyNotes = [
  'formPdf.notes.one-manager',
  'formPdf.notes.ranges',
  'formPdf.notes.password',
  'formPdf.notes.no-edit',
  'formPdf.notes.idle',
];

const changeFirst: Readonly<Record<Way, string>> = {
  letter: 'formPdf.notes.change-letter',
  scan: 'formPdf.notes.change-scan',
};

const changeNotes = [
  'formPdf.notes.ranges',
  'formPdf.notes.forgotten',
  'formPdf.notes.several',
  'formPdf.notes.no-edit',
  'formPdf.notes.idle',
];
