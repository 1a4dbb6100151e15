import type { CallerAwsClients } from '../credentials/index.js';
import type { RequestCaller } from '../setup/request-caller.js';
import type { Principal } from '../tokens/index.js';

declare global {
  // How @types/express lets others add to its requests.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** Whoever the token speaks for; `undefined` for an anonymous caller. Set by `authenticate()`. */
      principal?: Principal | undefined;
      /** Who is calling and what they may do. Set by `authenticate()`. */
      castellan: RequestCaller;
      /** The caller's own clients of AWS services. Set by `credentials()`. */
      aws: CallerAwsClients;
    }
  }
}

/** A request as `authenticate()` and `credentials()` leave it. */
export interface RequestOfCaller {
  principal?: Principal | undefined;
  castellan: RequestCaller;
  aws: CallerAwsClients;
}
