import { type Route, visitOf } from '../../web/index.js';

/**
 * Tells a program the address that the gateway sees it at, which the account's ranges must hold. Only the caller's own,
 * and not whether any account admits it.
 */
export function addressRoutes(): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/api/v1/address',
      who: 'anyone',
      takes: 'nothing',
      handle(request, response) {
        response.json({ address: visitOf(request).address });
      },
    },
  ];
}
