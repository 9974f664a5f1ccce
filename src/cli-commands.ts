import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { systemClock } from './clock.js';
import type { CommandIo, RunCommand } from './commands.js';
import { readConfig } from './config.js';
import { connect, type Database } from './database/index.js';

interface Command {
  readonly summary: string;
  readonly run: RunCommand;
}

/** Every command by its words. Each loads what it needs only when it runs. */
const commands: Readonly<Record<string, Command>> = {
  serve: {
    summary: 'run a gateway until SIGTERM',
    run: async () => (await import('./main.js')).serve(process.env),
  },
  demo: {
    summary: '[--once [--json]] [--fresh] [--port N]: show everything with invented people',
    run: async (args, io) => (await import('./demo/command.js')).run(args, io),
  },
  'demo pki': {
    summary: '--out DIR: make a demo PKI with cards and certificate lists',
    run: async (args, io) => (await import('./demo/pki-command.js')).run(args, io),
  },
  migrate: {
    summary: 'bring the database up to date',
    run: async (_, io) => migrateDatabase(io),
  },
  'keys init': {
    summary: '--dir DIR --name HOST [--token pkcs11:…]: make the keys of a gateway, in files or on a token',
    run: async (args, io) => (await import('./keys/commands/init.js')).run(args, io),
  },
  'keys list': {
    summary: '[--json]: show the data keys, their states and how many values each sealed',
    run: async (args, io) => (await import('./keys/commands/list.js')).run(args, io, await keyServices()),
  },
  'keys check': {
    summary: '[--values]: check that every key opens and none is lost; with --values, every sealed value',
    run: async (args, io) => (await import('./keys/commands/check.js')).run(args, io, await keyServices()),
  },
  'keys rotate': {
    summary: '[--purpose P]: make new data keys, while gateways run',
    run: async (args, io) => (await import('./keys/commands/rotate.js')).run(args, io, await keyServices()),
  },
  'keys reseal': {
    summary: '--purpose P [--batch ROWS]: move values to the active data key, while gateways run',
    run: async (args, io) => (await import('./keys/commands/reseal.js')).run(args, io, await keyServices()),
  },
  'keys prune': {
    summary: '[--dry-run]: delete retired data keys that nothing is sealed with any more',
    run: async (args, io) => (await import('./keys/commands/prune.js')).run(args, io, await keyServices()),
  },
  'keys rewrap': {
    summary: '--new-master FILE|pkcs11:…: wrap every data key with another master key',
    run: async (args, io) => (await import('./keys/commands/rewrap.js')).run(args, io, await keyServices()),
  },
  'institution import': {
    summary: "FILE [--preview] [--json]: import the institutions' master data",
    run: async (args, io) =>
      (await import('./institutions/commands/institution-import.js')).run(args, io, {
        openDatabase,
        clock: systemClock,
      }),
  },
  'staff add': {
    summary: "--user-name … --name … --role … --email … --range …: add an account of the agency's staff",
    run: async (args, io) =>
      (await import('./accounts/commands/staff-add.js')).run(args, io, {
        openDatabase,
        clock: systemClock,
        randomBytes,
      }),
  },
  'accounts idle': {
    summary:
      '[--as-of DATE] [--dry-run] [--json]: tend the accounts that nobody uses, or show how they stand',
    run: async (args, io) =>
      (await import('./accounts/commands/idle.js')).run(args, io, {
        openDatabase,
        clock: systemClock,
        agencyAddress: readConfig(process.env).applications.agencyAddress,
      }),
  },
  'token verify': {
    summary: '--token FILE --nonce S --origin S --ca FILE… --at DATE --profile NAME --no-revocation [--json]',
    run: async (args, io) => (await import('./certificates/commands/token-verify.js')).run(args, io),
  },
  'trust list': {
    summary: '[--json]: show the authorities that cards are trusted from',
    run: async (args, io) =>
      (await import('./certificates/commands/trust/list.js')).run(args, io, await trustServices()),
  },
  'trust add': {
    summary:
      'FILE [--fingerprint SHA256] [--revocation WAY] [--reason TEXT] [--now]: put an authority on the trust list',
    run: async (args, io) =>
      (await import('./certificates/commands/trust/add.js')).run(args, io, await trustServices()),
  },
  'trust remove': {
    summary: 'KEYID|FINGERPRINT [--reason TEXT] [--now]: take an authority off the trust list',
    run: async (args, io) =>
      (await import('./certificates/commands/trust/remove.js')).run(args, io, await trustServices()),
  },
  'trust check': {
    summary: '[--json]: check authorities and certificate lists',
    run: async (args, io) =>
      (await import('./certificates/commands/trust/check.js')).run(args, io, await trustServices()),
  },
  'trust refresh': {
    summary: '[--json]: fetch every certificate list now',
    run: async (args, io) =>
      (await import('./certificates/commands/trust/refresh.js')).run(args, io, await trustServices()),
  },
  'ocsp check': {
    summary:
      '--response FILE --subject FILE --issuer FILE [--responder FILE] [--at DATE] [--nonce HEX|--no-nonce] [--json]',
    run: async (args, io) => (await import('./certificates/commands/ocsp-check.js')).run(args, io),
  },
  'crl lookup': {
    summary: '--crl FILE --issuer FILE --serial HEX [--at DATE] [--json]: look a certificate up in a list',
    run: async (args, io) => (await import('./certificates/commands/crl-lookup.js')).run(args, io),
  },
  sample: {
    summary:
      '--kind general --rows N --seed S [--errors K] [--encoding big5]: write a synthetic file of exams',
    run: async (args) =>
      (await import('./reports/sample/command.js')).run(args, {
        stdout: process.stdout,
        stderr: process.stderr,
        clock: systemClock,
      }),
  },
  'mapping check': {
    summary: 'FILE [--sample CSV]: check how an institution maps its column names, and read a sample by it',
    run: async (args, io) =>
      (await import('./reports/mappings/commands/check.js')).run(args, io, systemClock),
  },
  'receipt verify': {
    summary: 'FILE --signature FILE --certificate FILE: check a receipt without the gateway',
    run: async (args) => (await import('./reports/receipts/verify-command.js')).run(args, process),
  },
  'reports reconcile': {
    summary: '[--json]: compare what submissions say of themselves with what is stored',
    run: async (args, io) =>
      (await import('./reports/reconciliation/command.js')).run(args, io, {
        openDatabase,
        clock: systemClock,
        documentDirectory: readConfig(process.env).directories.documents,
      }),
  },
  'reports verify': {
    summary: '[--json]: open every record and compare what it is found by with what it holds',
    run: async (args, io) =>
      (await import('./reports/reconciliation/verify-command.js')).run(args, io, await keyServices()),
  },
  'audit verify': {
    summary: '[--file EXPORT] [--checkpoints DIR --verifier FILE]: check the audit chain',
    run: async (args, io) => (await import('./audit/commands/verify.js')).run(args, io, openDatabase),
  },
  'audit export': {
    summary: '--out FILE: write the audit chain as JSON Lines',
    run: async (args, io) => (await import('./audit/commands/export.js')).run(args, io, openDatabase),
  },
  'audit checkpoint': {
    summary: "write the audit chain's head as a signed note",
    run: async (_, io) => writeAuditCheckpoint(io),
  },
};

export interface FoundCommand {
  readonly command: Command;
  readonly args: string[];
}

/** The command that the words begin with, the longest name first. */
export function findCommand(words: readonly string[]): FoundCommand | undefined {
  for (const length of [2, 1]) {
    const command = commands[words.slice(0, length).join(' ')];
    if (command !== undefined && words.length >= length) return { command, args: words.slice(length) };
  }
  return undefined;
}

/** The help text: every command with what it takes. */
export function listCommands(): string {
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  jianbao ${name.padEnd(20)} ${summary}`,
  );
  return `健報 jianbao\n\n${lines.join('\n')}\n\nSettings are environment variables; see docs/settings.md.\n`;
}

async function openDatabase(): Promise<Database> {
  return connect(readConfig(process.env).database);
}

async function trustServices() {
  const { listSupervisors } = await import('./accounts/index.js');
  const { directories, mode } = readConfig(process.env);
  return {
    listSupervisors,
    operator: userInfo().username,
    trustDirectory: directories.trust,
    mode,
    openDatabase,
    clock: systemClock,
    randomBytes,
    fetch: globalThis.fetch,
  };
}

async function keyServices() {
  const { keyFiles, openMasterKey } = await import('./keys/index.js');
  const { keyPurposes, sealedColumns, sealedStores } = await import('./sealed-data.js');
  const { directories, keySources } = readConfig(process.env);
  const master = keySources.master ?? keyFiles(directories.keys).master;
  return {
    openDatabase,
    readMasterKey: (source = master) => openMasterKey(source, randomBytes),
    clock: systemClock,
    random: randomBytes,
    purposes: keyPurposes,
    columns: sealedColumns,
    stores: sealedStores(directories.documents, randomBytes),
    operator: userInfo().username,
  };
}

async function migrateDatabase(io: CommandIo): Promise<number> {
  const { migrate } = await import('../migrations/index.js');
  const db = await openDatabase();
  try {
    const taken = await migrate(db);
    io.stdout.write(taken.length === 0 ? 'The schema is up to date.\n' : `Taken: ${taken.join(', ')}\n`);
    return 0;
  } finally {
    await db.destroy();
  }
}

async function writeAuditCheckpoint(io: CommandIo): Promise<number> {
  const { run } = await import('./audit/commands/checkpoint.js');
  const { keyFiles, readSecretFile } = await import('./keys/index.js');
  const { database, directories } = readConfig(process.env);
  const db = connect(database);
  try {
    const signer = await readSecretFile(keyFiles(directories.keys).checkpointKey);
    return await run(io, db, { directory: directories.checkpoints, signer });
  } finally {
    await db.destroy();
  }
}
