/** Where a command runs: which stores there are depends on it. */
export interface SecretPlace {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
}

/** A place in which the system keeps secrets for this user. Its functions reject with AgentProblems. */
export interface SecretStore {
  readonly name: string;
  isHere(place: SecretPlace): boolean;
  /** The secret's text; undefined when the store has none of that name. */
  read(name: string, place: SecretPlace): Promise<string | undefined>;
  /** Left out where a store is filled by other means. */
  readonly change?: {
    write(name: string, secret: string, place: SecretPlace): Promise<void>;
    remove(name: string, place: SecretPlace): Promise<void>;
  };
}

/** Under which the system's stores file our secrets. */
export const secretService = 'jianbao-card';
