/**
 * Looks something up before a form is read, and says what came of it only when it is asked for: who sends a form without
 * its token learns nothing of what there is.
 *
 * @returns gives what was found, or throws what looking it up threw
 */
export async function lookFirst<T>(looking: Promise<T>): Promise<() => T> {
  const [found] = await Promise.allSettled([looking]);
  return () => {
    if (found.status === 'rejected') throw found.reason;
    return found.value;
  };
}
