import { federatedFrom, type FederationQuery } from '../../policies/index.js';
import type { HandlerDecorator } from '../routes/handler-decorator.js';
import { requirementDecorator } from '../routes/requirement-metadata.js';

/**
 * Users whose account belongs to one of these identity providers, or is linked to one: any of a plain list, or as the
 * query says. Names are case-sensitive. It takes an ID token to know of linked accounts; see `federatedFrom(...)`.
 *
 * @throws ConfigurationError at decoration time if there is no name, or one is empty or not a string.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { FederatedFrom, TokenUse } from 'castellan';
 *
 * @Controller('contacts')
 * @TokenUse('id')
 * export class ContactsController {
 *   @Get()
 *   @FederatedFrom('Google')
 *   list() {
 *     return [];
 *   }
 *
 *   @Get('directory')
 *   @FederatedFrom({ any: ['AcmeSaml'], exclusive: true })
 *   directory() {
 *     return [];
 *   }
 * }
 * ```
 */
export function FederatedFrom(...providers: readonly string[]): HandlerDecorator;
export function FederatedFrom(query: FederationQuery): HandlerDecorator;
export function FederatedFrom(...args: readonly unknown[]): HandlerDecorator {
  return requirementDecorator('FederatedFrom', () => federatedFrom(...(args as readonly string[])));
}
