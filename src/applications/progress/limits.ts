/** How long a mailed code may be typed, and how often; how long the page stays open with it. */
export const codeLimits = { minutes: 10, tries: 3, openMinutes: 30 } as const;

/** The job that draws and mails a code; its subject is the ask's handle. */
export const sendCodeJob = 'application.send-code';
