/**
 * Making a pair of RSA keys takes longer than most tests, and many need one: a user pool has two. So what asks for a pair
 * of the usual size gets the next of a few that this worker has made. They are real keys, and those of one test differ.
 */
const crypto = require('node:crypto');
const { promisify } = require('node:util');

const PAIRS = 24;
const pairs = [];
let asked = 0;

const { generateKeyPair, generateKeyPairSync } = crypto;
const newPair = promisify(generateKeyPair);

const isUsual = (type, options) =>
  type === 'rsa' && Object.keys(options).join() === 'modulusLength' && options.modulusLength === 2048;

function usualPairSync(type, options) {
  if (!isUsual(type, options)) return generateKeyPairSync(type, options);
  const next = asked++ % PAIRS;
  return (pairs[next] ??= generateKeyPairSync(type, options));
}

async function usualPair(type, options) {
  if (!isUsual(type, options)) return newPair(type, options);
  const next = asked++ % PAIRS;
  const pair = pairs[next] ?? (await newPair(type, options));
  return (pairs[next] ??= pair);
}

function usualPairByCallback(type, options, done) {
  usualPair(type, options).then(({ publicKey, privateKey }) => done(null, publicKey, privateKey), done);
}

/** For the whole worker: its spec files share what is made. */
exports.shareRsaKeys = () => {
  crypto.generateKeyPairSync = usualPairSync;
  crypto.generateKeyPair = Object.assign(usualPairByCallback, { [promisify.custom]: usualPair });
};
