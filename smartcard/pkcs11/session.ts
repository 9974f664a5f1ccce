import pkcs11js from 'pkcs11js';
import type { Slot } from './slots.js';

/** A session with the card in a slot. */
export interface Session {
  readonly module: pkcs11js.PKCS11;
  readonly handle: pkcs11js.Handle;
}

/** Runs `work` in a read-only session of its own. */
export function withSession<T>({ module, handle }: Slot, work: (session: Session) => T): T {
  const session = { module, handle: module.C_OpenSession(handle, pkcs11js.CKF_SERIAL_SESSION) };
  try {
    return work(session);
  } finally {
    closeSession(session);
  }
}

/** The objects that match a template. */
export function findObjects(
  { module, handle }: Session,
  template: pkcs11js.Template,
): readonly pkcs11js.Handle[] {
  module.C_FindObjectsInit(handle, template);
  try {
    return module.C_FindObjects(handle, 64);
  } finally {
    module.C_FindObjectsFinal(handle);
  }
}

/** One attribute of an object; undefined when the object has none. */
export function readAttribute(session: Session, object: pkcs11js.Handle, type: number): Buffer | undefined {
  try {
    return session.module.C_GetAttributeValue(session.handle, object, [{ type }])[0]?.value;
  } catch {
    return undefined;
  }
}

function closeSession({ module, handle }: Session): void {
  try {
    module.C_CloseSession(handle);
  } catch {
    // The card is gone, and the session with it.
  }
}
