import type { Filler } from './form.js';
import { type FieldReader, fieldKinds } from './read-fields.js';
import type { TypedFiller } from './typed.js';

/** Reads 填表人; the fields are `filler-name` and so on. */
export function readFiller(reader: FieldReader, typed: TypedFiller): Filler {
  return {
    name: reader.read('filler-name', typed.name, fieldKinds.name),
    telephone: reader.read('filler-telephone', typed.telephone, fieldKinds.anyTelephone),
    extension: reader.read('filler-extension', typed.extension, fieldKinds.extension),
    email: reader.read('filler-email', typed.email, fieldKinds.email),
  };
}
