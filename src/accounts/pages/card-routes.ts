import type { Route } from '../../web/index.js';
import type { AccountServices } from '../services.js';
import { oldestCardAgent } from './oldest-card-agent.js';

/** The page that joins this browser with the card agent on the same computer. The secret never comes to the gateway. */
export function cardRoutes({ render, cardAgentOrigin }: AccountServices): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/card/pair',
      who: 'anyone',
      takes: 'nothing',
      duringFirstLogin: true,
      handle: (request, response) =>
        render(request, response, 'accounts/views/pair.njk', { cardAgentOrigin, oldestCardAgent }),
    },
  ];
}
