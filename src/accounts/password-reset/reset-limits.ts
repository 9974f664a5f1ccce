/** How long a link may be used that replaces a forgotten password (security.md, "Numbers"). */
export const resetMinutes = 30;
