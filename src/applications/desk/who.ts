import type { Role } from '../../roles.js';

/** The agency's people: the desk, applications and letters are theirs. */
export const whoReviews: readonly Role[] = ['reviewer', 'supervisor'];
