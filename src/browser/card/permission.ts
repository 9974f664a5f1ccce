/** What the browser says of pages that talk to programs on this computer. */
export type LoopbackPermission = 'granted' | 'denied' | 'prompt' | 'not-asked';

/** Chromium's permission has had two names; other browsers ask nothing and know neither. */
const names = ['loopback-network', 'local-network-access'];

/**
 * Whether this page may reach the card agent, as far as the browser tells. For a page that itself comes from this
 * computer Chromium says `prompt` too, and then asks nobody.
 */
export async function loopbackPermission(): Promise<LoopbackPermission> {
  const state = await queryPermission();
  return state === 'prompt' && isOnThisComputer(location.hostname) ? 'not-asked' : state;
}

async function queryPermission(): Promise<LoopbackPermission> {
  for (const name of names) {
    try {
      return (await navigator.permissions.query({ name: name as PermissionName })).state;
    } catch {
      // A browser that does not know the name.
    }
  }
  return 'not-asked';
}

function isOnThisComputer(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}
