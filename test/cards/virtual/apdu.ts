/** A command to the card (ISO/IEC 7816-4 5.1). */
export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Buffer;
  /** Octets that fit into the answer, at most 256. */
  readonly le: number;
}

/** Reads a command with short lengths; PIV uses no others over this reader. */
export function parseCommand(apdu: Buffer): Command {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = apdu;
  const rest = apdu.subarray(4);
  const hasData = rest.length > 1;
  const data = hasData ? rest.subarray(1, 1 + (rest[0] ?? 0)) : Buffer.alloc(0);
  const le = hasData ? rest[1 + data.length] : rest[0];
  return { cla, ins, p1, p2, data, le: le === undefined || le === 0 ? 256 : le };
}

/** Status words (ISO/IEC 7816-4 5.1.3; NIST SP 800-73-4 part 2). */
export const status = {
  ok: 0x9000,
  /** 61xx: that many octets are still there. */
  more: 0x6100,
  /** 63Cx: wrong, with that many tries left. */
  wrongPin: 0x63c0,
  wrongLength: 0x6700,
  securityStatus: 0x6982,
  blocked: 0x6983,
  wrongData: 0x6a80,
  notFound: 0x6a82,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  unknownInstruction: 0x6d00,
} as const;

/** What a command gives, before it is cut into pieces of 256 octets. */
export interface Answer {
  readonly sw: number;
  readonly data?: Buffer;
}

/** The answer as it goes over the wire. */
export function answerOctets({ sw, data = Buffer.alloc(0) }: Answer): Buffer {
  return Buffer.concat([data, Buffer.from([sw >> 8, sw & 0xff])]);
}
