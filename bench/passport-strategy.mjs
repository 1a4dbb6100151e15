import { ExtractJwt, Strategy } from 'passport-jwt';
import { ISSUER } from './tokens.mjs';

/** Verifies with a strategy of passport-jwt as Passport drives it, without the framework around it. */
export function passportVerifier(secretOrKeyProvider, issuer = ISSUER) {
  const strategy = new Strategy(
    {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      issuer,
      algorithms: ['RS256'],
      secretOrKeyProvider,
    },
    (payload, done) => done(null, payload),
  );
  return (token) =>
    new Promise((resolve, reject) => {
      // Passport, too, makes an object for each request and hangs its callbacks on it.
      const attempt = Object.create(strategy);
      attempt.success = resolve;
      attempt.fail = reject;
      attempt.error = reject;
      attempt.authenticate({ headers: { authorization: `Bearer ${token}` } });
    });
}
