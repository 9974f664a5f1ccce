import type { Clock } from '../clock.js';
import type { CardChoice, Reader, SignatureCard } from '../pkcs11/card-access.js';
import { type FoundModule, findModules } from '../pkcs11/find-modules.js';
import { startCardWorker } from '../pkcs11/start-card-worker.js';
import { AgentProblem } from '../problems.js';
import { type AgentLook, lookAtAgent } from './look-at-agent.js';
import { type GatewayLook, lookAtGateway } from './look-at-gateway.js';

/** What is examined, and where. */
export interface Patient {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly modulePaths: readonly string[];
  readonly softhsmConfig: string | undefined;
  readonly choice: CardChoice;
  /** Undefined when none was named. */
  readonly gateway: string | undefined;
  readonly agentPort: number;
  readonly pairingFile: string;
  /** Folders of browsers' managed policies. */
  readonly policyFolders: readonly string[];
}

/** What several checks need, looked at once, when it is first asked for. */
export interface Facts {
  readonly patient: Patient;
  readonly modules: readonly FoundModule[];
  /** Those that cannot be loaded. */
  readonly broken: () => Promise<readonly FoundModule[]>;
  readonly readers: () => Promise<readonly Reader[] | AgentProblem>;
  readonly card: () => Promise<SignatureCard | AgentProblem>;
  readonly gateway: () => Promise<GatewayLook | undefined>;
  readonly agent: () => Promise<AgentLook>;
}

/** Prepares to look; nothing is touched yet. Throws a TypeError for a module path that is not whole. */
export function createFacts(patient: Patient): Facts {
  const { modulePaths, gateway, clock, agentPort } = patient;
  const modules = findModules(modulePaths);
  const paths = modules.map(({ path }) => path);
  return {
    patient,
    modules,
    broken: once(async () => {
      const broken: FoundModule[] = [];
      for (const module of modules) if (!(await canBeLoaded(patient, module.path))) broken.push(module);
      return broken;
    }),
    readers: once(() => withCards(patient, paths, (cards) => cards.listReaders())),
    card: once(() => withCards(patient, paths, (cards) => cards.readSignatureCard(patient.choice))),
    gateway: once(async () => (gateway === undefined ? undefined : lookAtGateway(gateway, clock))),
    agent: once(() => lookAtAgent(agentPort, gateway)),
  };
}

async function canBeLoaded(patient: Patient, path: string): Promise<boolean> {
  const readers = await withCards(patient, [path], (cards) => cards.listReaders());
  return !(readers instanceof AgentProblem && readers.code === 'ERR_AGENT_MODULE_MISSING');
}

type Cards = ReturnType<typeof startCardWorker>;

async function withCards<T>(
  { softhsmConfig }: Patient,
  modulePaths: readonly string[],
  work: (cards: Cards) => Promise<T>,
): Promise<T | AgentProblem> {
  if (modulePaths.length === 0) return new AgentProblem('ERR_AGENT_MODULE_MISSING');
  const cards = startCardWorker({ modulePaths, ...(softhsmConfig !== undefined && { softhsmConfig }) });
  try {
    return await work(cards);
  } catch (cause) {
    if (cause instanceof AgentProblem) return cause;
    throw cause;
  } finally {
    await cards.close();
  }
}

function once<T>(look: () => Promise<T>): () => Promise<T> {
  let looked: Promise<T> | undefined;
  return () => {
    looked ??= look();
    return looked;
  };
}
