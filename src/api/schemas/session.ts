import { z } from 'zod';
import { cardCodeOrderShape, sessionOrderShape } from '../../accounts/index.js';
import { institution, moment, role } from './parts.js';

/** What the routes of sessions themselves read their bodies with. */
export const sessionOrder = sessionOrderShape;
export const cardCodeOrder = cardCodeOrderShape;

export const challenge = z.strictObject({
  challenge: z.string().describe('api.field.challenge'),
  nonce: z.string().describe('api.field.nonce'),
  expiresAt: moment,
});

const session = {
  idleEndsAt: moment.describe('api.field.idle-ends-at'),
  endsAt: moment,
  account: z.strictObject({
    userName: z.string(),
    name: z.string(),
    role,
    institution: institution.nullable().describe('api.field.own-institution'),
    mustDo: z.enum(['nothing', 'replace-password', 'complete-profile']).describe('api.field.must-do'),
  }),
} as const;

export const openSession = z.strictObject(session);
export const newSession = z.strictObject({ token: z.string().describe('api.field.token'), ...session });

export const callerAddress = z.strictObject({ address: z.string().describe('api.field.address') });
