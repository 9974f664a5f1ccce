import { describe, expect, it } from 'vitest';
import { GatewayRefusal } from '../../smartcard/cli/gateway/refusal.js';
import type { SubmissionNow } from '../../smartcard/cli/gateway/submissions.js';
import { followSubmission, sendStubbornly } from '../../smartcard/cli/upload/follow-submission.js';
import { AgentProblem } from '../../smartcard/problems.js';

const unreachable = new AgentProblem('ERR_AGENT_GATEWAY_UNREACHABLE');
const busy = (retryAfter: number | undefined) =>
  new GatewayRefusal({ status: 503, reason: '', gatewayCode: 'X', reference: 'R', retryAfter });

function submission(status: string, retryAfter?: number): SubmissionNow {
  const counts = { rows: null, good: null, errors: null, warnings: null, stop: null };
  return { submission: { number: 'S1', status, sha256: '', ...counts }, retryAfter };
}

/** Follows a submission that stands as these answers say, one after the other, the last for ever. */
async function follow(answers: readonly (SubmissionNow | Error)[], seconds: number) {
  let time = Date.parse('2026-11-22T02:00:00Z');
  const pauses: number[] = [];
  const waiting = [...answers];
  const look = async () => {
    const answer = waiting.length > 1 ? waiting.shift() : waiting[0];
    if (answer === undefined || answer instanceof Error) throw answer;
    return answer;
  };
  const patience = {
    seconds,
    clock: () => new Date(time),
    pause: async (milliseconds: number) => {
      pauses.push(milliseconds);
      time += milliseconds;
    },
  };
  const ended = followSubmission(look, submission('received'), patience);
  const outcome = await ended.then(
    ({ status }) => status,
    (cause) => cause.code,
  );
  return { outcome, pauses };
}

describe('following a submission', () => {
  it('asks once a second until it is decided', async () => {
    const answers = [submission('processing'), submission('processing'), submission('accepted')];
    expect(await follow(answers, 600)).toEqual({ outcome: 'accepted', pauses: [1000, 1000, 1000] });
  });

  it('asks as seldom as the gateway says, whether it answers or refuses', async () => {
    const answers = [submission('processing', 5), busy(60), submission('refused')];
    expect(await follow(answers, 600)).toEqual({ outcome: 'refused', pauses: [1000, 5000, 60_000] });
  });

  it('goes on when the gateway is away for a while', async () => {
    const answers = [unreachable, unreachable, submission('awaiting-confirmation')];
    expect((await follow(answers, 600)).outcome).toBe('awaiting-confirmation');
  });

  it('ends in time, with what is known', async () => {
    expect(await follow([submission('processing')], 3)).toEqual({
      outcome: 'processing',
      pauses: [1000, 1000, 1000],
    });
    expect((await follow([submission('processing', 60)], 3)).pauses).toEqual([1000]);
    expect((await follow([unreachable], 3)).outcome).toBe('ERR_AGENT_GATEWAY_UNREACHABLE');
    expect(await follow([], 0)).toEqual({ outcome: 'received', pauses: [] });
  });

  it('ends at once when the gateway refuses for good', async () => {
    const { outcome, pauses } = await follow([busy(undefined)], 600);
    expect([outcome, pauses]).toEqual(['ERR_AGENT_GATEWAY_REFUSED', [1000]]);
  });
});

describe('sending over a line that is cut', () => {
  it.each([
    [0, 'sent', []],
    [2, 'sent', [1000, 4000]],
    [3, 'ERR_AGENT_GATEWAY_UNREACHABLE', [1000, 4000]],
  ])('tries three times: cut %i times', async (cuts, outcome, pauses) => {
    let left = cuts;
    const paused: number[] = [];
    const send = async () => {
      left -= 1;
      if (left >= 0) throw unreachable;
      return 'sent';
    };
    const sent = sendStubbornly(send, async (milliseconds) => void paused.push(milliseconds));
    expect(await sent.catch((cause) => cause.code)).toBe(outcome);
    expect(paused).toEqual(pauses);
  });

  it('does not send again what was refused', async () => {
    const paused: number[] = [];
    const sent = sendStubbornly(
      () => Promise.reject(busy(1)),
      async (milliseconds) => void paused.push(milliseconds),
    );
    await expect(sent).rejects.toMatchObject({ code: 'ERR_AGENT_GATEWAY_REFUSED' });
    expect(paused).toEqual([]);
  });
});
