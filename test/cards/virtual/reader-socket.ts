import { connect, type Socket } from 'node:net';
import type { PivCard } from './piv-card.js';

/** ATR with which OpenSC takes the card for a PIV card, elliptic curves included. */
const atr = Buffer.from('3b8b800180f9a00000030800001000c8', 'hex');

const control = { off: 0, on: 1, reset: 2, atr: 4 } as const;

export interface InsertedCard {
  /** Pulls the card out. */
  pullOut(): void;
}

/** Moments at which something can be done to a card; each is called before the card answers. */
export interface CardMoments {
  /** Before a command is answered; the answer waits for it. */
  readonly beforeAnswer?: (apdu: Buffer) => Promise<void> | void;
}

/**
 * Puts a card into the slot behind a Unix socket: frames of two octets of length and a body both ways; a body of one
 * octet is a control command.
 *
 * @returns when the reader has asked the card for its ATR; the reader service tells of it a moment later
 */
export function putInto(path: string, card: PivCard, { beforeAnswer }: CardMoments): Promise<InsertedCard> {
  const socket = connect(path);
  const inserted = { pullOut: () => void socket.destroy() };
  return new Promise((resolve, reject) => {
    readFrames(socket, async (body) => {
      if (body.length > 1) {
        await beforeAnswer?.(body);
        return send(socket, card.respond(body));
      }
      if (body[0] !== control.atr) return card.reset();
      send(socket, atr);
      resolve(inserted);
    });
    socket.on('error', reject);
  });
}

function readFrames(socket: Socket, handle: (body: Buffer) => Promise<void> | void): void {
  let received = Buffer.alloc(0);
  let last: Promise<void> = Promise.resolve();
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const body = received.subarray(2, end);
      received = received.subarray(end);
      last = last.then(() => handle(body));
    }
  });
}

function send(socket: Socket, body: Buffer): void {
  if (socket.destroyed) return;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  socket.write(Buffer.concat([length, body]));
}
