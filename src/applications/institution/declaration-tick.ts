import type { FieldProblem } from '../../problems/index.js';
import type { Form } from '../../web/index.js';
import { declarationVersion } from '../declaration.js';

/** The version of the declaration that the form’s tick accepts; empty for none. */
export function acceptedDeclaration(form: Form): string {
  return form.text('declaration');
}

/** What must be mended when the declaration that holds now was not accepted. */
export function declarationFaults(form: Form): readonly FieldProblem[] {
  return acceptedDeclaration(form) === declarationVersion
    ? []
    : [{ field: 'declaration', code: 'ERR_APPLICATION_DECLARATION' }];
}
