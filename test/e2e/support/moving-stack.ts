import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../src/accounts/commands/idle.js';
import { connect } from '../../../src/database/index.js';
import { renewDemoCrls } from '../../../src/demo/pki/index.js';
import { demoCards } from '../../support/demo-cards.js';
import { type Stack, startStack } from './stack.js';

/** An installation whose days can be made to pass. */
export interface MovingStack extends Stack {
  /** Lets whole days pass; the authorities publish their revocation lists anew, as they do every day. */
  passDays(days: number): Promise<void>;
  /** Does the daily work on idle accounts by the operator's command; what it prints. */
  tendIdle(): Promise<string>;
}

/** Starts it with these demo cards in the readers. */
export async function startMovingStack(cardIds: readonly string[]): Promise<MovingStack> {
  let days = 0;
  const clock = () => new Date(Date.now() + days * dayMilliseconds);
  const { pki, directory } = await demoCards(new Date());
  // A trust folder of its own: the tests share the other one.
  const trust = await mkdtemp(join(tmpdir(), 'jianbao-trust-'));
  await cp(directory, trust, { recursive: true });
  const stack = await startStack(cardIds, {}, { JIANBAO_TRUST_DIR: trust }, { clock });
  return {
    ...stack,
    async passDays(more) {
      days += more;
      await renewDemoCrls({ directory: trust, pki, now: clock() });
      await stack.gateway.services.cards.refreshCrls();
    },
    async tendIdle() {
      let printed = '';
      const io = { stdout: { write: (text: string) => (printed += text) }, stderr: process.stderr };
      await run([], io, {
        openDatabase: async () => connect(stack.config.database),
        clock,
        agencyAddress: stack.config.applications.agencyAddress,
      });
      return printed;
    },
    async stop() {
      await stack.stop();
      await rm(trust, { recursive: true, force: true });
    },
  };
}

const dayMilliseconds = 86_400_000;
