import { AgentProblem } from '../../problems.js';

/** The gateway's own refusal (RFC 9457), passed on with its code and the reference to tell support. */
export class GatewayRefusal extends AgentProblem {
  /** As `docs/errors.md` of the gateway lists them; undefined when the answer named none. */
  readonly gatewayCode: string | undefined;
  readonly reference: string | undefined;

  constructor(refused: {
    readonly status: number;
    /** The gateway's sentence. */
    readonly reason: string;
    readonly gatewayCode: string | undefined;
    readonly reference: string | undefined;
    /** Seconds, from Retry-After. */
    readonly retryAfter: number | undefined;
  }) {
    const { retryAfter } = refused;
    super('ERR_AGENT_GATEWAY_REFUSED', {
      params: { reason: refused.reason },
      detail: `status ${refused.status}`,
      ...(retryAfter !== undefined && { retryAfter }),
    });
    this.gatewayCode = refused.gatewayCode;
    this.reference = refused.reference;
  }
}
