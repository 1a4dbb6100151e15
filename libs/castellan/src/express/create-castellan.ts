import type { StandaloneOptions } from '../setup/standalone-options.js';
import { ExpressCastellan } from './express-castellan.js';

/**
 * Castellan for an Express application, version 4 or 5, without Nest.
 *
 * @throws ConfigurationError that names the option, what was found and what to write.
 *
 * @example
 * ```ts
 * import { createCastellan, groups } from 'castellan/express';
 * import express from 'express';
 *
 * const castellan = createCastellan({
 *   userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
 * });
 *
 * const app = castellan.protect(express());
 * app.use(castellan.authenticate());
 * app.get('/drafts', castellan.require(groups('editors')), (req, res) => {
 *   res.json({ of: req.castellan.user.username });
 * });
 * app.use(castellan.errorHandler());
 * ```
 */
export function createCastellan(options: StandaloneOptions): ExpressCastellan {
  return new ExpressCastellan(options);
}
