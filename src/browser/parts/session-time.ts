/** What the server said of the session's end, and when (milliseconds of `performance.now`). */
export interface SessionTime {
  readonly idleSeconds: number;
  readonly totalSeconds: number;
  readonly readAt: number;
}

/** Whole seconds until the session ends, never below nought. */
export function secondsUntilEnd(time: SessionTime, now: number): number {
  const passed = (now - time.readAt) / 1000;
  return Math.max(0, Math.ceil(Math.min(time.idleSeconds, time.totalSeconds) - passed));
}

/** 65 as 1:05. */
export function writeSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
