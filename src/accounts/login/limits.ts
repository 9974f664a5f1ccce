/** How many failures are let pass, and how long logging in pauses then (security.md, "Numbers"). */
export interface FailureLimits {
  /** Of one account, by whoever. */
  readonly account: number;
  /** From one source address, for whatever accounts. */
  readonly address: number;
  readonly minutes: number;
}

export interface LoginLimits {
  /** With a captcha, on the page. */
  readonly page: FailureLimits;
  /** Without one, over the API: stricter, since nothing else slows a program down. */
  readonly program: FailureLimits;
  /** Requests of programs to log in, good or bad, from one source address. */
  readonly programRequests: { readonly count: number; readonly minutes: number };
}

export const loginLimits: LoginLimits = {
  page: { account: 5, address: 5, minutes: 15 },
  program: { account: 3, address: 3, minutes: 15 },
  programRequests: { count: 60, minutes: 15 },
};
