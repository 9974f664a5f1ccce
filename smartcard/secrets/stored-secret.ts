import { AgentProblem } from '../problems.js';
import { credentialLockerStore } from './credential-locker.js';
import { keychainStore } from './keychain.js';
import { secretServiceStore } from './secret-service.js';
import type { SecretPlace, SecretStore } from './secret-store.js';
import { systemdCredentials } from './systemd-credentials.js';

/** The stores, in the order in which they are looked in: a service's own credentials come first. */
const stores: readonly SecretStore[] = [
  systemdCredentials,
  secretServiceStore,
  keychainStore,
  credentialLockerStore,
];

/**
 * A secret that the system keeps for this user or service; its first line.
 *
 * @param name letters, digits, dots, hyphens and underscores
 * @throws AgentProblem ERR_AGENT_SECRET_MISSING, ERR_AGENT_SECRET_STORE when no store can be asked, ERR_AGENT_SECRET_OPEN
 *   when others can read it
 */
export async function readStoredSecret(name: string, place: SecretPlace): Promise<string> {
  checkName(name);
  // A service has its credentials and no desktop; a store is not tried after one that is here.
  const secret = await storeHere(place).read(name, place);
  const [line = ''] = (secret ?? '').split(/\r?\n/, 1);
  if (line === '') throw new AgentProblem('ERR_AGENT_SECRET_MISSING', { params: { name } });
  return line;
}

/**
 * Puts a secret into the system's store, in the place of one of the same name.
 *
 * @throws AgentProblem ERR_AGENT_SECRET_STORE when no store can be asked; TypeError where secrets are kept by other means
 */
export async function writeStoredSecret(name: string, secret: string, place: SecretPlace): Promise<void> {
  checkName(name);
  if (secret === '') throw new AgentProblem('ERR_AGENT_CANCELLED');
  await changeable(place).write(name, secret, place);
}

/** Takes a secret out of the system's store; nothing happens when it is not there. Throws as `writeStoredSecret`. */
export async function removeStoredSecret(name: string, place: SecretPlace): Promise<void> {
  checkName(name);
  await changeable(place).remove(name, place);
}

function changeable(place: SecretPlace) {
  const { change } = storeHere(place);
  if (change === undefined)
    throw new TypeError('The credentials of a service are written in its unit (LoadCredentialEncrypted=).');
  return change;
}

function storeHere(place: SecretPlace): SecretStore {
  const store = stores.find((each) => each.isHere(place));
  if (store === undefined) throw new AgentProblem('ERR_AGENT_SECRET_STORE', { detail: place.platform });
  return store;
}

/** A name is part of a path, or of a command; nothing that could lead elsewhere is in it. */
function checkName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    throw new TypeError('Name a secret with up to 64 letters, digits, dots, hyphens and underscores.');
}
