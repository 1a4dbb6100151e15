/** What stands before the handler, and which loads it refuses. `quick` ones are measured in a quick run as well. */
export const GUARDS = {
  unguarded: { label: 'no guard', refuses: [], quick: true },
  header: { label: 'a guard that only parses the header', refuses: ['no token'] },
  castellan: {
    label: '**castellan: groups and a CASL decision**',
    refuses: ['bad signature', 'no token'],
    quick: true,
  },
  lru: {
    label: 'a hand-written guard: sha256, LRU hit, no policy',
    refuses: ['bad signature', 'no token'],
    quick: true,
  },
  yes: { label: 'Passport with a strategy that only says yes', refuses: [] },
  aws: {
    label: 'aws-jwt-verify in a hand-written guard',
    refuses: ['bad signature', 'no token'],
  },
  cognito: {
    label: '@nestjs-cognito/auth: groups',
    refuses: ['bad signature', 'no token'],
  },
  passport: {
    label: "`AuthGuard('jwt')`: passport-jwt and jwks-rsa, key cached",
    refuses: ['bad signature', 'no token'],
    quick: true,
  },
};
