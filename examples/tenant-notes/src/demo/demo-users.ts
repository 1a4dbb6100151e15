/** Passwords for everybody to read: they open nothing but the sandbox, which is in memory. */
export const DEMO_USERS = [
  { username: 'ann', password: 'Ann-writes-at-acme-1', tenant: 'acme', groups: [] },
  { username: 'ben', password: 'Ben-reads-at-acme-1', tenant: 'acme', groups: [] },
  { username: 'eve', password: 'Eve-edits-at-acme-1', tenant: 'acme', groups: ['editors'] },
  { username: 'olga', password: 'Olga-owns-acme-1', tenant: 'acme', groups: ['owners'] },
  { username: 'gus', password: 'Gus-owns-globex-1', tenant: 'globex', groups: ['owners'] },
] as const;

/** A program of the auditors. */
export const DEMO_AUDITOR = {
  clientId: 'notes_auditor',
  clientSecret: 'a_secret_of_the_sandbox_and_nothing_else',
} as const;
