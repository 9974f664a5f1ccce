import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/**
 * C2SP signed notes with Ed25519 (https://c2sp.org/signed-note): a text, an empty line, and lines
 * `— <key name> <base64 of 4-byte key id ‖ signature>`.
 */

/** A signer as its one-line form `PRIVATE+KEY+<name>+<key id>+<base64>` says. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: Buffer;
  readonly privateKey: KeyObject;
}

/** A verifier as its one-line form `<name>+<key id>+<base64>` says. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Buffer;
  readonly publicKey: KeyObject;
}

/** Signs `text`, which must end in a newline. */
export function signNote(text: string, signer: NoteSigner): string {
  if (!text.endsWith('\n')) throw new TypeError('The text of a note ends in a newline.');
  const signature = sign(null, Buffer.from(text, 'utf8'), signer.privateKey);
  return `${text}\n— ${signer.name} ${Buffer.concat([signer.keyId, signature]).toString('base64')}\n`;
}

/** The text of a note that `verifier` signed; undefined when it is none or any bit of it was altered. */
export function openNote(note: string, verifier: NoteVerifier): string | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return undefined;
  const text = note.slice(0, end + 1);
  const bytes = Buffer.from(text, 'utf8');
  for (const line of note.slice(end + 2).split('\n')) {
    const match = /^— (\S+) ([A-Za-z0-9+/]+=*)$/u.exec(line);
    if (match === null || match[1] !== verifier.name) continue;
    const blob = Buffer.from(match[2] ?? '', 'base64');
    if (!blob.subarray(0, 4).equals(verifier.keyId)) continue;
    if (verify(null, bytes, verifier.publicKey, blob.subarray(4))) return text;
  }
  return undefined;
}

/** Makes a new Ed25519 key and gives its signer's one-line form, a secret. */
export function makeNoteSigner(name: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const keyId = keyIdOf(name, publicBlob(privateKey)).toString('hex');
  return `PRIVATE+KEY+${name}+${keyId}+${Buffer.concat([Buffer.from([ed25519]), seed]).toString('base64')}`;
}

/** @throws TypeError when `text` is not a signer's one-line form, or its key id does not fit */
export function parseNoteSigner(text: string): NoteSigner {
  const match = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u.exec(text.trim());
  const blob = Buffer.from(match?.[3] ?? '', 'base64');
  if (match === null || blob.length !== 33 || blob[0] !== ed25519) {
    throw new TypeError('A checkpoint signer reads PRIVATE+KEY+<name>+<key id>+<base64 of an Ed25519 key>.');
  }
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, blob.subarray(1)]),
    format: 'der',
    type: 'pkcs8',
  });
  const name = match[1] ?? '';
  const keyId = keyIdOf(name, publicBlob(privateKey));
  if (keyId.toString('hex') !== match[2])
    throw new TypeError('The key id of the checkpoint signer does not fit.');
  return { name, keyId, privateKey };
}

/** @throws TypeError when `text` is not a verifier's one-line form, or its key id does not fit */
export function parseNoteVerifier(text: string): NoteVerifier {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u.exec(text.trim());
  const blob = Buffer.from(match?.[3] ?? '', 'base64');
  const name = match?.[1] ?? '';
  if (
    match === null ||
    blob.length !== 33 ||
    blob[0] !== ed25519 ||
    keyIdOf(name, blob).toString('hex') !== match[2]
  ) {
    throw new TypeError('A checkpoint verifier reads <name>+<key id>+<base64 of an Ed25519 public key>.');
  }
  const publicKey = createPublicKey({
    key: Buffer.concat([spkiPrefix, blob.subarray(1)]),
    format: 'der',
    type: 'spki',
  });
  return { name, keyId: keyIdOf(name, blob), publicKey };
}

/** The verifier's one-line form that belongs to a signer. */
export function formatNoteVerifier(signer: NoteSigner): string {
  const blob = publicBlob(signer.privateKey);
  return `${signer.name}+${signer.keyId.toString('hex')}+${blob.toString('base64')}`;
}

/** The signature type byte of Ed25519 in signed notes. */
const ed25519 = 0x01;
/** DER before a raw Ed25519 seed (RFC 8410 section 7) and before a raw public key (section 4). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function keyIdOf(name: string, typeAndKey: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`, 'utf8').update(typeAndKey).digest().subarray(0, 4);
}

/** Type byte and raw public key, what the key id and the verifier's form are made of. */
function publicBlob(privateKey: KeyObject): Buffer {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return Buffer.concat([Buffer.from([ed25519]), spki.subarray(-32)]);
}
