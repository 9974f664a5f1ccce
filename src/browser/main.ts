// Runs on every page. Each small module finds its own elements and leaves pages without them alone.

import { watchCaptcha } from './parts/captcha.js';
import { preventDoubleSubmit } from './parts/double-submit.js';
import { focusErrorSummary } from './parts/error-summary.js';
import { focusOutcome } from './parts/outcome.js';
import { watchSession } from './parts/session.js';

focusErrorSummary(document);
focusOutcome(document);
preventDoubleSubmit(document);
watchSession(document);
watchCaptcha(document);
