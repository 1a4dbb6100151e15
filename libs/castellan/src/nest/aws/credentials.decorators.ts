import { type SessionPolicy, sessionPolicyText } from '../../credentials/index.js';
import { ConfigurationError } from '../../errors/index.js';
import type { HandlerDecorator } from '../routes/handler-decorator.js';
import {
  guestsDecorator,
  policyDecorator,
  roleDecorator,
  type ScopeDownPolicy,
} from './credentials-metadata.js';

/**
 * The AWS clients of this handler act with another role than usual: one of `roles` in the options, by its name there.
 * The nearest counts: that of the handler, else that of the class.
 *
 * Where users prove themselves by ID token (the strategies `enhanced`, `classic` and `webIdentity`), their own token must
 * carry the role in `cognito:roles`; otherwise the answer is 403 `credentials_refused`, and AWS is not even asked. With
 * `tokenVending` the route alone decides: let its requirements say who may call it.
 *
 * @param role - The name in `roles`. An application that has no such role does not start.
 * @throws ConfigurationError at decoration time for something that is no name.
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
 * import { Body, Controller, Put } from '@nestjs/common';
 * import { AssumeRole, AwsClient, Groups } from 'castellan';
 *
 * @Controller('front-page')
 * export class FrontPageController {
 *   @Put()
 *   @Groups('editors')
 *   @AssumeRole('editors')
 *   async publish(@AwsClient(S3Client) s3: S3Client, @Body() page: { html: string }) {
 *     await s3.send(new PutObjectCommand({ Bucket: 'site', Key: 'index.html', Body: page.html }));
 *   }
 * }
 * ```
 */
export function AssumeRole(role: string): HandlerDecorator {
  const name: unknown = role;
  if (typeof name !== 'string' || name === '') {
    throw new ConfigurationError(
      `@AssumeRole takes the name of a role in the options, found ${name === '' ? 'an empty text' : typeof name}. ` +
        "Write @AssumeRole('editors') and roles: { editors: 'arn:aws:iam::ACCOUNT:role/ROLE' }.",
    );
  }
  return roleDecorator('AssumeRole', role);
}

/**
 * The AWS clients of this handler may do less than usual: what the role allows and this session policy allows too. The
 * credentials are others than those of other routes, and are fetched and kept apart from them.
 *
 * AWS takes one session policy. Where there is another around this one, on the class or in the options of the strategy,
 * this one may only deny: an application where it allows something does not start. With the strategies `enhanced` and
 * `developer` AWS takes none, and an application that uses this does not start.
 *
 * @param policy - The policy, or what makes it for the user of each call. Each other policy is another set of
 * credentials: make it from few values. What comes from a token or a request goes through `policyLiteral`.
 * @throws ConfigurationError at decoration time for something that is no session policy.
 *
 * @example
 * ```ts
 * import { S3Client } from '@aws-sdk/client-s3';
 * import { Controller, Get } from '@nestjs/common';
 * import { Authenticated, AwsClient, policyLiteral, ScopeDown } from 'castellan';
 *
 * @Controller('reports')
 * @Authenticated()
 * export class ReportsController {
 *   @Get()
 *   @ScopeDown((user) => ({
 *     Version: '2012-10-17',
 *     Statement: {
 *       Effect: 'Allow',
 *       Action: 's3:GetObject',
 *       Resource: `arn:aws:s3:::reports/${policyLiteral(user.sub)}/*`,
 *     },
 *   }))
 *   list(@AwsClient(S3Client) s3: S3Client) {
 *     return s3.config.region();
 *   }
 * }
 * ```
 */
export function ScopeDown(policy: SessionPolicy | ScopeDownPolicy): HandlerDecorator {
  const declared = typeof policy === 'function' ? policy : sessionPolicyText('@ScopeDown', policy);
  return policyDecorator('ScopeDown', declared);
}

/**
 * Callers of this handler who have not signed in get AWS credentials of the guest role of the Identity Pool. It lets
 * nobody in by itself: write `@Public()` as well. Needs `guests: true` in the options of the Identity Pool.
 *
 * A guest is somebody who sent no token at all. Whoever sent one is a user, whose own credentials are used, or is
 * refused: a missing ID token is 400 as everywhere.
 *
 * @example
 * ```ts
 * import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
 * import { Controller, Get } from '@nestjs/common';
 * import { AllowGuestCredentials, AwsClient, Public } from 'castellan';
 *
 * @Controller('terms')
 * export class TermsController {
 *   @Get()
 *   @Public()
 *   @AllowGuestCredentials()
 *   async read(@AwsClient(S3Client) s3: S3Client) {
 *     const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'site', Key: 'terms.txt' }));
 *     return Body?.transformToString();
 *   }
 * }
 * ```
 */
export function AllowGuestCredentials(): HandlerDecorator {
  return guestsDecorator('AllowGuestCredentials');
}
