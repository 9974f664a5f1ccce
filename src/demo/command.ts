import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { parseArgs } from 'node:util';
import { defaultPort, openWindowWith, startAgent } from '../../smartcard/index.js';
import { systemClock, taipeiDate } from '../clock.js';
import type { CommandIo } from '../commands.js';
import type { CardReader } from './card-reader.js';
import { describeDemo } from './describe-demo.js';
import { findFreePort } from './find-free-port.js';
import { demoFolder } from './folder.js';
import { startGatewayProcess } from './gateway-process.js';
import { startMailbox } from './mailbox/index.js';
import { reportOnce } from './once.js';
import { type PrepareOptions, prepareDemo } from './prepare.js';
import { writeSampleFiles } from './sample-files.js';

const usage = `jianbao demo [--fresh] [--port N] [--agent-port N] [--folder DIR]
jianbao demo --once [--json]

Runs everything with invented people on this computer until Ctrl+C. With --once the main job is done once without a
browser; with --json the last line of the output is its result.
`;

/** `jianbao demo`. Exit code 0 after a clean stop or a round that was accepted, 1 when it was not, 2 for misuse. */
export async function run(args: string[], io: CommandIo): Promise<number> {
  const wish = readWish(args);
  if (wish === undefined) {
    io.stderr.write(usage);
    return 2;
  }
  const say = (sentence: string) => void io.stderr.write(`• ${sentence}\n`);
  const modulePath = process.env.SOFTHSM2_MODULE;
  return wish.once ? runOnce(wish, { say, modulePath }, io) : runUntilStopped(wish, { say, modulePath }, io);
}

interface Wish {
  readonly once: boolean;
  readonly json: boolean;
  readonly fresh: boolean;
  readonly port: number;
  readonly agentPort: number;
  readonly folder: string;
}

function readWish(args: string[]): Wish | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        port: { type: 'string', default: '8080' },
        'agent-port': { type: 'string', default: String(defaultPort) },
        folder: { type: 'string', default: 'var/demo' },
      },
    });
    const [port, agentPort] = [values.port, values['agent-port']].map(Number);
    if (port === undefined || agentPort === undefined || !isPort(port) || !isPort(agentPort))
      return undefined;
    const { once, json, fresh, folder } = values;
    return { once, json, fresh, port, agentPort, folder: resolve(folder) };
  } catch {
    return undefined;
  }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

type Preparation = Pick<PrepareOptions, 'say' | 'modulePath'>;

/** One round on a database of its own, so that it neither finds nor leaves anything; only the demo PKI is kept. */
async function runOnce(wish: Wish, preparation: Preparation, io: CommandIo): Promise<number> {
  const { say } = preparation;
  await mkdir(wish.folder, { recursive: true, mode: 0o700 });
  const folder = { ...demoFolder(await mkdtemp(join(wish.folder, 'once-'))), pki: join(wish.folder, 'pki') };
  try {
    const ground = await prepareDemo({ folder, ...preparation });
    const [port, smtpPort, httpPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
    const mailbox = await startMailbox({ smtpPort, httpPort, directory: folder.mailbox });
    say('Starting the gateway');
    const gateway = await startGatewayProcess({ folder, port, smtpPort, agentPort: wish.agentPort });
    try {
      const result = await reportOnce(gateway.origin, ground, { today: taipeiDate(systemClock()), say });
      io.stdout.write(`${wish.json ? JSON.stringify(result) : JSON.stringify(result, null, 2)}\n`);
      return result.status === 'accepted' ? 0 : 1;
    } finally {
      await gateway.stop();
      await mailbox.close();
    }
  } finally {
    await rm(folder.root, { recursive: true, force: true });
  }
}

/** Ctrl+C, SIGTERM, or the end of the program that started this one: npm, told to stop, does not pass it on. */
function toldToStop(parent: number): Promise<void> {
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (process.ppid !== parent) stop();
    }, 500);
    const stop = () => {
      clearInterval(watch);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  });
}

/** A card's name typed in the terminal puts that card into the reader. */
function takeCardNames(reader: CardReader, say: (sentence: string) => void): Interface {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const card = line.trim();
    if (card === '') return;
    reader.insert(card).then(
      () => say(`The card "${card}" is in the reader now`),
      (error: unknown) => say(error instanceof Error ? error.message : String(error)),
    );
  });
  return lines;
}

/** A document is signed in a window of the agent's own; where no desktop opens one, the person does. */
function openWindowOrTell(address: string, say: (line: string) => void): Promise<void> {
  return openWindowWith(undefined)(address).catch(() =>
    say(`簽章前請開這個網址同意 Open this to agree to the signature:\n   ${address}`),
  );
}

async function runUntilStopped(wish: Wish, preparation: Preparation, io: CommandIo): Promise<number> {
  const { say } = preparation;
  const parent = process.ppid;
  if (wish.fresh && existsSync(wish.folder)) {
    say(`Deleting ${wish.folder}`);
    await rm(wish.folder, { recursive: true });
  }
  await mkdir(wish.folder, { recursive: true, mode: 0o700 });
  const folder = demoFolder(wish.folder);
  const ground = await prepareDemo({ folder, ...preparation });
  const samples = await writeSampleFiles(folder.root, taipeiDate(systemClock()));
  const mailbox = await startMailbox({
    smtpPort: await findFreePort(),
    httpPort: await findFreePort(),
    directory: folder.mailbox,
  });
  say('Starting the gateway');
  const gateway = await startGatewayProcess({
    folder,
    port: wish.port,
    agentPort: wish.agentPort,
    smtpPort: mailbox.smtpPort,
  });
  say('Starting the card agent');
  const agent = await startAgent({
    origins: [gateway.origin],
    port: wish.agentPort,
    modulePaths: [ground.reader.modulePath],
    softhsmConfig: ground.reader.configFile,
    openWindow: (address) => openWindowOrTell(address, say),
  });
  io.stdout.write(
    describeDemo({
      origin: gateway.origin,
      pairingSecret: agent.pairingSecret,
      mailbox: mailbox.url,
      people: ground.people,
      samples,
    }),
  );
  const keys = takeCardNames(ground.reader, say);
  await toldToStop(parent);
  keys.close();
  say('Stopping');
  await agent.close();
  await gateway.stop();
  await mailbox.close();
  return 0;
}
