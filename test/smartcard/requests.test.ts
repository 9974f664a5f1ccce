import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentProblem } from '../../smartcard/problems.js';
import {
  parseAuthenticateRequest,
  parseConsentAnswer,
  parseReadersRequest,
  parseSignDocumentRequest,
} from '../../smartcard/server/requests.js';

const challengeNonce = Buffer.alloc(32, 1).toString('base64');

/** The problem a body is refused with; undefined when it is taken. Anything else that is thrown fails the test. */
function problemWith(
  body: Buffer,
  parse: (body: Buffer) => unknown = parseAuthenticateRequest,
): AgentProblem | undefined {
  try {
    parse(body);
    return undefined;
  } catch (cause) {
    if (cause instanceof AgentProblem) return cause;
    throw cause;
  }
}

describe('the body of an authentication', () => {
  it('may hold what the page knows, and nothing else', () => {
    const body = {
      challengeNonce,
      pin: '246810',
      language: 'en',
      readerId: 'r',
      tokenSerial: 't',
      consentLastTry: true,
    };
    expect(parseAuthenticateRequest(Buffer.from(JSON.stringify(body)))).toEqual(body);
    expect(parseAuthenticateRequest(Buffer.from(JSON.stringify({ challengeNonce })))).toEqual({
      challengeNonce,
      language: 'zh-Hant',
      consentLastTry: false,
    });
    expect(problemWith(Buffer.from(JSON.stringify({ ...body, data: 'x' })))?.code).toBe(
      'ERR_AGENT_REQUEST_FORM',
    );
  });

  it('never makes the parser throw anything but its own problem', () => {
    const anyBytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(fc.property(anyBytes, (bytes) => problemWith(Buffer.from(bytes)) !== undefined));
    const anyJson = fc.json().filter((text) => !text.includes('challengeNonce'));
    fc.assert(
      fc.property(anyJson, (text) => problemWith(Buffer.from(text))?.code === 'ERR_AGENT_REQUEST_FORM'),
    );
  });

  it('is never quoted in the problem, since it could be a PIN', () => {
    const anyPin = fc.stringMatching(/^[0-9]{6,8}$/);
    fc.assert(
      fc.property(anyPin, (pin) => {
        const bodies = [
          `{"pin":"${pin}`,
          `{"pin":"${pin}"}`,
          `{"challengeNonce":"${pin}","pin":${Number(pin)}}`,
        ];
        return bodies.every((body) => problemWith(Buffer.from(body))?.message.includes(pin) === false);
      }),
    );
  });
});

describe('the body of a question for readers', () => {
  it('may be empty', () => {
    expect(parseReadersRequest(Buffer.alloc(0))).toEqual({ language: 'zh-Hant' });
    expect(parseReadersRequest(Buffer.from('{"language":"en"}'))).toEqual({ language: 'en' });
  });
});

describe('the body of a document to sign', () => {
  it('may hold the name, the digest and what the page knows of card and person', () => {
    const value = Buffer.alloc(48, 3);
    const digest = { algorithm: 'SHA-384', value: value.toString('base64') };
    expect(parseSignDocumentRequest(Buffer.from(JSON.stringify({ name: ' 報告.pdf ', digest })))).toEqual({
      name: '報告.pdf',
      digest: { algorithm: 'SHA-384', value: new Uint8Array(value) },
      language: 'zh-Hant',
      consentLastTry: false,
    });
  });

  it('never makes the parser throw anything but its own problem, which quotes nothing', () => {
    const digest = fc.record({
      algorithm: fc.constantFrom('SHA-256', 'SHA-1', 'x'),
      value: fc.base64String(),
    });
    const body = fc.record(
      {
        name: fc.string(),
        digest: fc.oneof(digest, fc.jsonValue()),
        pin: fc.jsonValue(),
        more: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (given) => {
        const problem = problemWith(Buffer.from(JSON.stringify(given)), parseSignDocumentRequest);
        return problem === undefined || /^(?:ERR_AGENT_REQUEST_FORM: )[a-z_., A-Z]*$/.test(problem.message);
      }),
    );
    const anyBytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(
        anyBytes,
        (bytes) => problemWith(Buffer.from(bytes), parseSignDocumentRequest) !== undefined,
      ),
    );
  });
});

describe('the body of an answer in the window', () => {
  it('never makes the parser throw anything but its own problem', () => {
    fc.assert(
      fc.property(fc.json(), (text) => problemWith(Buffer.from(text), parseConsentAnswer) !== undefined),
    );
    expect(parseConsentAnswer(Buffer.from('{"agree":false}'))).toEqual({
      agree: false,
      lastTryAgreed: false,
    });
  });
});
