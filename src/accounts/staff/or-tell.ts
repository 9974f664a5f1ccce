import { Problem } from '../../problems/index.js';

/** What people can mend is told on the page it belongs to. */
export async function orTell(
  act: () => Promise<void>,
  tell: (problem: Problem) => Promise<void> | void,
): Promise<void> {
  try {
    await act();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code === 'ERR_ACCOUNT_UNKNOWN') throw problem;
    await tell(problem);
  }
}
