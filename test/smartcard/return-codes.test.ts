import { describe, expect, it } from 'vitest';
import { problemOf, returnCodeOf } from '../../smartcard/pkcs11/return-codes.js';
import { AgentProblem } from '../../smartcard/problems.js';

/** An error as pkcs11js makes it: the native text, return code included, is the first line of its stack. */
function pkcs11Error(text: string): Error {
  const error = new Error(`Error: ${text}\n    at PKCS11.C_Login (index.js:77:22)`);
  return Object.assign(error, { name: 'Pkcs11Error' });
}

describe('a PKCS#11 return code', () => {
  it.each([
    ['CKR_PIN_INCORRECT:160', 'ERR_AGENT_PIN_WRONG', undefined],
    ['CKR_PIN_LEN_RANGE:162', 'ERR_AGENT_PIN_LENGTH', undefined],
    ['CKR_PIN_EXPIRED:163', 'ERR_AGENT_PIN_MUST_CHANGE', undefined],
    ['CKR_PIN_LOCKED:164', 'ERR_AGENT_PIN_LOCKED', 0],
    ['CKR_USER_PIN_NOT_INITIALIZED:258', 'ERR_AGENT_PIN_NOT_SET', undefined],
    ['CKR_VENDOR_DEFINED:2147483650', 'ERR_AGENT_PIN_WRONG', 2],
    ['CKR_VENDOR_DEFINED:2147483649', 'ERR_AGENT_PIN_WRONG', 1],
    ['CKR_VENDOR_DEFINED:18446744071562067970', 'ERR_AGENT_PIN_WRONG', 2],
    ['CKR_VENDOR_DEFINED:18446744071562067969', 'ERR_AGENT_PIN_WRONG', 1],
    ['CKR_FUNCTION_CANCELED:80', 'ERR_AGENT_CANCELLED', undefined],
    ['CKR_FUNCTION_REJECTED:512', 'ERR_AGENT_CANCELLED', undefined],
    ['CKR_DEVICE_REMOVED:50', 'ERR_AGENT_CARD_REMOVED', undefined],
    ['CKR_SESSION_HANDLE_INVALID:179', 'ERR_AGENT_CARD_REMOVED', undefined],
    ['CKR_TOKEN_NOT_PRESENT:224', 'ERR_AGENT_CARD_REMOVED', undefined],
    ['CKR_TOKEN_NOT_RECOGNIZED:225', 'ERR_AGENT_CARD_NOT_RECOGNIZED', undefined],
    ['CKR_DEVICE_ERROR:48', 'ERR_AGENT_READER_FAULT', undefined],
    ['CKR_MECHANISM_INVALID:112', 'ERR_AGENT_KEY_NOT_SUPPORTED', undefined],
    ['CKR_GENERAL_ERROR:5', 'ERR_AGENT_CARD_FAULT', undefined],
    ['CKR_VENDOR_DEFINED:2147483999', 'ERR_AGENT_CARD_FAULT', undefined],
  ])('%s means %s', (text, code, triesLeft) => {
    const problem = problemOf(pkcs11Error(text));
    expect([problem.code, problem.triesLeft]).toEqual([code, triesLeft]);
  });

  it('is kept for the log in hexadecimal', () => {
    expect(problemOf(pkcs11Error('CKR_VENDOR_DEFINED:18446744071562067970')).detail).toBe(
      'PKCS#11 return code 0x80000002',
    );
  });

  it('is in no other error, whose message is not repeated: it could hold what was passed in', () => {
    const problem = problemOf(new TypeError('246810 is no PIN'));
    expect(returnCodeOf(new TypeError('CKR_PIN_LOCKED:164'))).toBeUndefined();
    expect(problem.message).toBe('ERR_AGENT_CARD_FAULT: TypeError');
  });

  it('of the agent itself passes unchanged', () => {
    const problem = new AgentProblem('ERR_AGENT_NO_CARD');
    expect(problemOf(problem)).toBe(problem);
  });
});
