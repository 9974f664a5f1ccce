import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { PivCard } from './piv-card.js';
import { type CardMoments, type InsertedCard, putInto } from './reader-socket.js';

const driver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const relay = fileURLToPath(new URL('./relay.mjs', import.meta.url));
const port = 35963;

/** OpenSC's module. */
export const openscModule = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/opensc-pkcs11.so`;

/** pcscd with a virtual reader of two slots. */
export interface ReaderService {
  /** Puts a card into a slot; resolves when the reader has found it, a moment before pcscd tells of it. */
  insert(slot: 0 | 1, card: PivCard, moments?: CardMoments): Promise<InsertedCard>;
  /** Ends pcscd at once, as a crash does. */
  kill(): Promise<void>;
  /** Starts pcscd. Cards must be put in again: the virtual reader went with the service. */
  start(): Promise<void>;
  /** Ends it and deletes its folder. */
  remove(): Promise<void>;
}

/**
 * Prepares pcscd, the PC/SC service, in namespaces of its own: its folder `/run/pcscd` and the virtual reader's ports,
 * which it opens on every address, are nobody else's. On that loopback every segment is acknowledged at once, which
 * makes a command to the card take 1 ms instead of 43 (the reader sends length and body one after the other).
 *
 * Sets PCSCLITE_CSOCK_NAME of this process; the PC/SC library reads them once, so one test process can
 * have one reader service.
 */
export async function prepareReaderService(): Promise<ReaderService> {
  const directory = await mkdtemp(join(tmpdir(), 'jianbao-reader-'));
  const run = join(directory, 'run');
  const readers = join(directory, 'readers');
  await Promise.all([mkdir(run), mkdir(readers)]);
  await writeFile(join(readers, 'virtual'), readerConfig);
  process.env.PCSCLITE_CSOCK_NAME = join(run, 'pcscd.comm');
  const namespace = spawn(
    'unshare',
    ['-mn', 'sh', '-ec', prepareNamespace, process.execPath, relay, directory, run],
    {
      stdio: 'ignore',
    },
  );
  await untilListening(join(directory, 'slot-1'));
  let service: ChildProcess | undefined;

  async function start(): Promise<void> {
    await rm(join(run, 'pcscd.comm'), { force: true });
    await rm(join(run, 'pcscd.pid'), { force: true });
    const inside = ['-t', String(namespace.pid), '-m', '-n'];
    service = spawn('nsenter', [...inside, ...foreground, '--config', readers], { stdio: 'ignore' });
    await untilListening(join(run, 'pcscd.comm'));
  }

  return {
    insert: (slot, card, moments = {}) => putInto(join(directory, `slot-${slot}`), card, moments),
    kill: () => end(service),
    start,
    remove: async () => {
      await end(service);
      await end(namespace);
      await rm(directory, { recursive: true });
    },
  };
}

/** Why this machine cannot run the reader service; undefined when it can. */
export function whyNoReaderService(): string | undefined {
  if (!existsSync('/usr/sbin/pcscd')) return 'pcscd is not installed';
  if (!existsSync(driver)) return 'vsmartcard-vpcd is not installed';
  if (!existsSync(openscModule)) return 'opensc-pkcs11 is not installed';
  try {
    execFileSync('unshare', ['-mn', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'namespaces need root and iproute2';
  }
}

/** $0 node, $1 relay, $2 folder of the slots, $3 folder that is /run/pcscd inside. */
const prepareNamespace = `
ip link set lo up
ip route change table local local 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1 quickack 1
mkdir -p /run/pcscd
mount --bind "$3" /run/pcscd
exec setpriv --pdeathsig KILL "$0" "$1" "$2" ${port}`;

/** Ends with this process, however that ends. */
const foreground = ['setpriv', '--pdeathsig', 'KILL', 'pcscd', '--foreground'];

const readerConfig = `FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x${port.toString(16)}
LIBPATH ${driver}
CHANNELID 0x${port.toString(16)}
`;

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function untilListening(path: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await accepts(path)) return;
    await wait(25);
  }
  throw new Error(`Nothing listens at ${path}.`);
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true)).once('error', () => finish(false));
  });
}
