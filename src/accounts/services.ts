import type { RenderPage } from '../web/index.js';
import type { LoginServices } from './login/attempt.js';
import type { PasswordProfile } from './passwords/policy.js';

/** What the pages and the API of accounts work with. */
export interface AccountServices extends LoginServices {
  readonly render: RenderPage;
  readonly passwordProfile: PasswordProfile;
  /** Where the pages find the card agent, e.g. `http://127.0.0.1:48127`. */
  readonly cardAgentOrigin: string;
  /** Where people land after the login when they asked for no page in particular. */
  readonly afterLogin: string;
  /** Looks into the queue of jobs now instead of at the next poll. */
  readonly wakeJobs: () => void;
}
