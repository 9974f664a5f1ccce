/** What the browser says of pages that talk to programs on this computer. */
export type LoopbackPermission = 'granted' | 'denied' | 'prompt' | 'not-asked';

/** Chromium's permission has had two names; other browsers ask nothing and know neither. */
const names = ['loopback-network', 'local-network-access'];

/**
 * Whether this page may reach the card agent, as far as the browser tells. A page that itself comes from this computer
 * needs no permission.
 */
export async function loopbackPermission(): Promise<LoopbackPermission> {
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname)) return 'not-asked';
  for (const name of names) {
    try {
      return (await navigator.permissions.query({ name: name as PermissionName })).state;
    } catch {
      // A browser that does not know the name.
    }
  }
  return 'not-asked';
}
