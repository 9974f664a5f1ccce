import { join } from 'node:path';

/** Where a demonstration keeps what it makes; everything below one folder, which may be deleted at any time. */
export function demoFolder(root: string) {
  return {
    root,
    /** Demo PKI: authorities, cards, certificate lists. */
    pki: join(root, 'pki'),
    /** SoftHSM's tokens: the card readers of the demo's one computer. */
    cards: join(root, 'cards'),
    /** The gateway's data folder: database, documents, keys. */
    data: join(root, 'data'),
    keys: join(root, 'data', 'keys'),
    /** Mails that the demo's mail server took. */
    mailbox: join(root, 'mailbox'),
    /** User names, passwords and PINs, readable by the owner only. */
    people: join(root, 'people.json'),
  } as const;
}

export type DemoFolder = ReturnType<typeof demoFolder>;
