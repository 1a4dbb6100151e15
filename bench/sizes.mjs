/** How much is measured. A quick run ends within a minute and is rough: it measures the warming up as well. */
export const SIZES = {
  quick: {
    verification: { rounds: 5, operations: 1_000 },
    guards: { quick: true, seconds: 1, rounds: { valid: 1 } },
    doors: { quick: true, rounds: 3, calls: 150 },
    keySets: { contenders: ['castellan'], flood: { seconds: 2, patienceSeconds: 2 } },
    credentials: { users: 20, rounds: 3, hits: 20_000, requests: 40 },
    memory: { count: 2_000 },
  },
  full: {
    verification: { rounds: 15, operations: 2_000 },
    guards: { quick: false, seconds: 2, rounds: { valid: 7, 'bad signature': 3, 'no token': 3 } },
    doors: { quick: false, rounds: 15, calls: 2_000 },
    keySets: {
      contenders: ['castellan', 'aws-jwt-verify', 'passport-jwt and jwks-rsa'],
      flood: { seconds: 20, patienceSeconds: 65 },
    },
    credentials: { users: 100, rounds: 15, hits: 200_000, requests: 300 },
    memory: { count: 100_000 },
  },
};
