import { CognitoStrategy, type CognitoStrategyOptions, type Principal } from 'castellan/passport';
import express, { type Express, type RequestHandler } from 'express';
import { Passport } from 'passport';

/** An application that has Passport already. */
export function createApp(options: CognitoStrategyOptions): { app: Express; close(): Promise<void> } {
  const strategy = new CognitoStrategy(options);
  const passport = new Passport();
  passport.use(strategy);

  const app = express();
  const authenticated = passport.authenticate('cognito', { session: false }) as RequestHandler;
  app.get('/profile', authenticated, (request, response) => {
    const principal = request.user as Principal;
    if (principal.kind === 'user') response.json({ username: principal.username });
    else response.status(403).json({ reason: 'for users only' });
  });
  return { app, close: () => strategy.close() };
}
