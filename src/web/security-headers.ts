import type { RequestHandler } from 'express';
import helmet from 'helmet';

export interface SecurityHeadersOptions {
  /** The gateway's own origin; over plain HTTP (demo on localhost) nothing is forced to HTTPS. */
  readonly origin: string;
  /** Origins of the card agent, the only ones a page may fetch from besides ours. */
  readonly cardAgentOrigins: readonly string[];
}

/** Sets the headers that every answer carries. */
export function securityHeaders({
  origin,
  cardAgentOrigins,
}: SecurityHeadersOptions): readonly RequestHandler[] {
  const encrypted = origin.startsWith('https://');
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'script-src': ["'self'"],
          'style-src': ["'self'"],
          'img-src': ["'self'"],
          'media-src': ["'self'"],
          'font-src': ["'self'"],
          'connect-src': ["'self'", ...cardAgentOrigins],
          'form-action': ["'self'"],
          'base-uri': ["'none'"],
          'frame-ancestors': ["'none'"],
          'require-trusted-types-for': ["'script'"],
          'trusted-types': ["'none'"],
          ...(encrypted ? { 'upgrade-insecure-requests': [] } : {}),
        },
      },
      // Two years, as hstspreload.org asks.
      strictTransportSecurity: encrypted ? { maxAge: 63_072_000, includeSubDomains: true } : false,
      referrerPolicy: { policy: 'same-origin' },
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
    (_request, response, next) => {
      response.setHeader('Permissions-Policy', permissions);
      response.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}

/** What no page of ours needs. The network of this computer is not in it: the card agent lives there. */
const permissions = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');
