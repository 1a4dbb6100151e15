/** How the outline of `tenant()` without a query names its parts, which only the application's options know. */
export const DEFAULT_TENANT = '(default)';
