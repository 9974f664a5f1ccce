import type { Role } from '../../roles.js';

/** Managers may report as well (product.md). */
export const whoReports: readonly Role[] = ['reporter', 'manager'];
