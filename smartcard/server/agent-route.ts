import type { Check } from './checks.js';
import type { Exchange } from './exchange.js';

/** One thing the agent answers. */
export interface AgentRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Pages of allowed gateways, or the agent's own window. */
  readonly audience: 'gateways' | 'window';
  readonly checks: readonly Check[];
  answer(exchange: Exchange): Promise<void>;
}
