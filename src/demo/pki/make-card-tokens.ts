import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pkcs11js from 'pkcs11js';
import { authorityPlans } from './authorities.js';
import { type CardFile, certificateTemplate, privateKeyTemplate, publicKeyTemplate } from './card-objects.js';
import { type DemoCard, type DemoCertificate, type DemoPki, demoCard } from './manifest.js';
import { writePublicFile } from './write-files.js';

export interface CardTokensOptions {
  /** The folder `makeDemoPki` wrote. */
  readonly pkiDirectory: string;
  readonly pki: DemoPki;
  /** The folder for SoftHSM's configuration and tokens: one computer's card readers. */
  readonly directory: string;
  /** Ids of the cards to put in, in that order; all of them by default. */
  readonly cards?: readonly string[];
  /** SoftHSM 2's PKCS#11 module; found by itself where Debian and Ubuntu keep it. */
  readonly modulePath?: string;
}

export interface CardTokens {
  /** Value for the SOFTHSM2_CONF environment variable. */
  readonly configFile: string;
  readonly modulePath: string;
  readonly tokens: readonly { readonly card: string; readonly label: string; readonly serial: string }[];
}

const modulePlaces = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'];

/** CKA_ID and CKA_LABEL as HiCOS writes them on a citizen card. */
const places = {
  signature: { id: 'SIGN', label: 'cert1' },
  encryption: { id: 'KEYX', label: 'cert2' },
  authority: { id: 'CACert', label: 'CACert' },
  root: { id: 'ROOTCACert', label: 'ROOTCACert' },
} as const;

/**
 * Puts demo cards into SoftHSM 2 tokens with the objects of a HiCOS card: two key pairs with their certificates, the
 * issuer's certificate and the root's. Sets SOFTHSM2_CONF of this process and uses the module in it, so no card agent
 * may be at work in the same process meanwhile.
 *
 * @throws TypeError when SoftHSM 2 is not installed or a card is not known
 */
export async function makeCardTokens(options: CardTokensOptions): Promise<CardTokens> {
  const modulePath = options.modulePath ?? modulePlaces.find((place) => existsSync(place));
  if (modulePath === undefined)
    throw new TypeError('SoftHSM 2 is not installed. Install the package softhsm2.');
  const ids = options.cards ?? options.pki.cards.map(({ id }) => id);
  const files = await Promise.all(ids.map((id) => readCard(options, demoCard(options.pki, id))));
  const configFile = await writeConfiguration(resolve(options.directory));
  process.env.SOFTHSM2_CONF = configFile;
  return {
    configFile,
    modulePath,
    tokens: withModule(modulePath, (module) => files.map((file) => makeToken(module, file))),
  };
}

interface CardContent {
  readonly card: DemoCard;
  readonly signature: CardFile;
  readonly encryption: CardFile;
  readonly authority: Buffer;
  readonly root: Buffer;
}

async function readCard({ pkiDirectory, pki }: CardTokensOptions, card: DemoCard): Promise<CardContent> {
  const issuer = authorityPlans.find(({ id }) => id === card.authority)?.issuer;
  const certificateOf = async (id: string | undefined) => {
    const authority = pki.authorities.find((candidate) => candidate.id === id);
    if (authority === undefined) throw new TypeError(`The manifest lacks the authority ${id}.`);
    return readCertificate(join(pkiDirectory, authority.certificate));
  };
  const [signature, encryption, authority, root] = await Promise.all([
    readCardFile(pkiDirectory, card.signature),
    readCardFile(pkiDirectory, card.encryption),
    certificateOf(card.authority),
    certificateOf(issuer),
  ]);
  return { card, signature, encryption, authority, root };
}

async function readCardFile(directory: string, file: DemoCertificate): Promise<CardFile> {
  const [certificate, key] = await Promise.all([
    readCertificate(join(directory, file.certificate)),
    readFile(join(directory, file.key)),
  ]);
  return { certificate, privateKey: createPrivateKey(key) };
}

async function readCertificate(path: string): Promise<Buffer> {
  return new X509Certificate(await readFile(path)).raw;
}

async function writeConfiguration(directory: string): Promise<string> {
  const tokens = join(directory, 'tokens');
  await mkdir(tokens, { recursive: true, mode: 0o700 });
  const lines = [`directories.tokendir = ${tokens}`, 'objectstore.backend = file', 'log.level = ERROR'];
  await writePublicFile(directory, 'softhsm2.conf', `${lines.join('\n')}\n`);
  return join(directory, 'softhsm2.conf');
}

function withModule<T>(path: string, work: (module: pkcs11js.PKCS11) => T): T {
  const module = new pkcs11js.PKCS11();
  module.load(path);
  module.C_Initialize();
  try {
    return work(module);
  } finally {
    module.C_Finalize();
    module.close();
  }
}

function makeToken(module: pkcs11js.PKCS11, content: CardContent): CardTokens['tokens'][number] {
  const { card } = content;
  const slot = emptySlot(module);
  // PKCS#11 wants a label of exactly 32 characters, blank padded; pkcs11js reads that many.
  module.C_InitToken(slot, card.soPin, card.tokenLabel.padEnd(32, ' '));
  const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
  try {
    module.C_Login(session, pkcs11js.CKU_SO, card.soPin);
    module.C_InitPIN(session, card.pin);
    module.C_Logout(session);
    module.C_Login(session, pkcs11js.CKU_USER, card.pin);
    for (const template of objectsOf(content)) module.C_CreateObject(session, template);
    module.C_Logout(session);
  } finally {
    module.C_CloseSession(session);
  }
  return { card: card.id, label: card.tokenLabel, serial: module.C_GetTokenInfo(slot).serialNumber.trim() };
}

function objectsOf({ signature, encryption, authority, root }: CardContent): pkcs11js.Template[] {
  return [
    privateKeyTemplate(signature, places.signature, 'signs'),
    publicKeyTemplate(signature, places.signature, 'signs'),
    certificateTemplate(signature.certificate, places.signature),
    privateKeyTemplate(encryption, places.encryption, 'decrypts'),
    publicKeyTemplate(encryption, places.encryption, 'decrypts'),
    certificateTemplate(encryption.certificate, places.encryption),
    certificateTemplate(authority, places.authority),
    certificateTemplate(root, places.root),
  ];
}

/** SoftHSM always offers one slot with a token that is not initialized. */
function emptySlot(module: pkcs11js.PKCS11): pkcs11js.Handle {
  const slot = module
    .C_GetSlotList(true)
    .find((each) => (module.C_GetTokenInfo(each).flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0);
  if (slot === undefined) throw new TypeError('SoftHSM offers no free slot.');
  return slot;
}
