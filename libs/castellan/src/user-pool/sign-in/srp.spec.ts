import { Srp } from './srp.js';

/** The prime that Cognito computes in. */
const N =
  'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B' +
  '302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6' +
  '49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D' +
  '670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718' +
  '3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D' +
  'B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C' +
  'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF';

describe('a proof of a password', () => {
  const srp = new Srp('eu-west-1_AbCdEfGhI');

  it.each([
    ['0', '00'],
    ['the prime', N],
    ['twice the prime', (2n * BigInt(`0x${N}`)).toString(16)],
    ['nothing', ''],
    ['no number', 'zz'],
    ['a number without end', 'f'.repeat(10_000)],
  ])('is given to no server that sends %s', async (_what, SRP_B) => {
    const proof = await srp.prove('ada', 'Correct-horse-1');
    const parameters = { SALT: 'ab', SECRET_BLOCK: 'ab', USER_ID_FOR_SRP: 'ada', SRP_B };
    expect(() => proof.sign(parameters)).toThrow(/no usable SRP_B/);
    expect(() => proof.signForDevice({ ...parameters, DEVICE_KEY: 'key' }, 'group', 'password')).toThrow(
      /no usable SRP_B/,
    );
  });

  it('is given to no server that leaves something out', async () => {
    const proof = await srp.prove('ada', 'Correct-horse-1');
    expect(() => proof.sign({ SRP_B: 'ab' })).toThrow(/lacks what SRP needs/);
  });

  it('is another one each time, and shows no password', async () => {
    const proofs = await Promise.all([1, 2].map(() => srp.prove('ada', 'Correct-horse-1')));
    expect(proofs[0]!.publicValue).not.toBe(proofs[1]!.publicValue);
    expect(JSON.stringify(proofs)).not.toContain('Correct-horse-1');
  });
});
