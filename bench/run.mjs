/** `npm run bench`: verification of tokens, against a bare check of the signature. */
import { verify } from 'node:crypto';
import { cpus } from 'node:os';
import { TokenVerifier } from 'castellan/core';
import { interleaved } from './rounds.mjs';
import { ISSUER, tokenFactory } from './tokens.mjs';

const ROUNDS = 15;
const OPERATIONS = 2_000;

const { publicKey, jwks, make } = tokenFactory();
const tokens = Array.from({ length: 500 }, make);
const prepared = tokens.map((token) => {
  const end = token.lastIndexOf('.');
  return [Buffer.from(token.slice(0, end)), Buffer.from(token.slice(end + 1), 'base64url')];
});
const verifier = (maxCachedTokens) =>
  new TokenVerifier({
    userPools: [
      {
        userPoolId: 'eu-west-1_AbCdEfGhI',
        issuer: ISSUER,
        clientIds: ['benchclient'],
        tokenUse: 'access',
        jwks,
      },
    ],
    maxCachedTokens,
  });
const without = verifier(0);
const remembering = verifier(1_000);
const all = (one) => async (operations) => {
  for (let index = 0; index < operations; index += 1) await one(index % tokens.length);
};

const medians = await interleaved(
  {
    'node:crypto verify with prepared buffers (the floor)': all((index) => {
      const [content, signature] = prepared[index];
      if (!verify('RSA-SHA256', content, publicKey, signature))
        throw new Error('The floor refused a good token.');
    }),
    'castellan, not remembered': all((index) => without.verify(tokens[index])),
    'castellan, remembered': all((index) => remembering.verify(tokens[index])),
  },
  { rounds: ROUNDS, operations: OPERATIONS },
);

const [floor] = medians.values();
console.log(
  `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown CPU'}, tokens of ${tokens[0].length} characters`,
);
console.log(`${ROUNDS} interleaved rounds of ${OPERATIONS} operations, medians\n`);
for (const [name, microseconds] of medians) {
  console.log(
    `${(microseconds / floor).toFixed(2).padStart(6)} x floor ${microseconds.toFixed(2).padStart(8)} us  ${name}`,
  );
}
