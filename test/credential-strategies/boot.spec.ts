import { S3Client } from '@aws-sdk/client-s3';
import { Controller, Get, type Type } from '@nestjs/common';
import {
  AllowGuestCredentials,
  AssumeRole,
  Authenticated,
  AwsClient,
  CastellanModule,
  type CastellanOptions,
  Public,
  ScopeDown,
} from 'castellan';
import { listeningApp } from '../support/nest-app.js';

const userPools = [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }] as const;
const identityPoolId = 'eu-west-1:1f2e3d4c-1111-2222-3333-444455556666';
const roleArn = 'arn:aws:iam::123456789012:role/caller';
const DENY = {
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' },
} as const;
const ALLOW = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
} as const;

@Controller()
@Authenticated()
class Editors {
  @Get()
  @AssumeRole('editors')
  route(@AwsClient(S3Client) s3: S3Client) {
    return s3.config.region();
  }
}

@Controller()
@Authenticated()
@ScopeDown(DENY)
class Narrow {
  @Get()
  route(@AwsClient(S3Client) s3: S3Client) {
    return s3.config.region();
  }
}

@Controller()
@Authenticated()
@ScopeDown(DENY)
class Wider {
  @Get()
  @ScopeDown(ALLOW)
  route(@AwsClient(S3Client) s3: S3Client) {
    return s3.config.region();
  }
}

@Controller()
@Authenticated()
class AllowsSome {
  @Get()
  @ScopeDown(ALLOW)
  route(@AwsClient(S3Client) s3: S3Client) {
    return s3.config.region();
  }
}

@Controller()
@Public()
@AllowGuestCredentials()
class Guests {
  @Get()
  route(@AwsClient(S3Client) s3: S3Client) {
    return s3.config.region();
  }
}

@Controller()
@Public()
@AllowGuestCredentials()
class GuestEditors {
  @Get()
  @AssumeRole('editors')
  route(@AwsClient(S3Client) s3: S3Client) {
    return s3.config.region();
  }
}

const start = async (controller: Type, source: Partial<CastellanOptions>): Promise<void> => {
  const { app } = await listeningApp('Express', {
    imports: [CastellanModule.forRoot({ userPools, ...source })],
    controllers: [controller],
  });
  await app.close();
};

const enhanced = (strategy: object = {}): Partial<CastellanOptions> => ({
  identityPool: { identityPoolId, guests: true, strategy: { kind: 'enhanced', ...strategy } },
});
const classic = (strategy: object = {}): Partial<CastellanOptions> => ({
  identityPool: { identityPoolId, strategy: { kind: 'classic', roleArn, ...strategy } },
});
const roles = { editors: 'arn:aws:iam::123456789012:role/editors' };

describe('an application does not start', () => {
  it.each<[string, Type, Partial<CastellanOptions>, RegExp]>([
    [
      'with a role that is not configured',
      Editors,
      enhanced(),
      /Editors\.route has @AssumeRole\("editors"\).*no roles/,
    ],
    [
      'with a role of another name',
      Editors,
      enhanced({ roles: { admins: roleArn } }),
      /has the roles admins/,
    ],
    ['with @ScopeDown and the enhanced flow', Narrow, enhanced(), /Narrow\.route has @ScopeDown/],
    ['with a policy that widens that of its class', Wider, classic(), /@ScopeDown can only take away/],
    [
      'with a policy that widens that of the strategy',
      AllowsSome,
      classic({ sessionPolicy: DENY }),
      /only take away/,
    ],
    ['with guest credentials and no guests', Guests, { identityPool: { identityPoolId } }, /guests: true/],
    ['with guest credentials and a strategy without', Guests, classic(), /guests get no credentials/],
    ['with a role for guests', GuestEditors, enhanced({ roles }), /guests have the guest role only/],
    ['with a role and no credentials', Editors, {}, /none are configured/],
    [
      'with two sources of credentials',
      Editors,
      { ...enhanced({ roles }), credentials: { kind: 'webIdentity', region: 'eu-west-1', roleArn } },
      /identityPool and credentials/,
    ],
  ])('%s', async (_what, controller, source, message) => {
    await expect(start(controller, source)).rejects.toThrow(message);
  });

  it.each<[string, Type, Partial<CastellanOptions>]>([
    ['with a role that is configured', Editors, enhanced({ roles })],
    ['with @ScopeDown and the classic flow', Narrow, classic()],
    ['with a policy that takes away from that of the strategy', Narrow, classic({ sessionPolicy: ALLOW })],
    ['with guests that are configured', Guests, enhanced()],
  ])('but it does %s', async (_what, controller, source) => {
    await expect(start(controller, source)).resolves.toBeUndefined();
  });

  it.each([
    ['@AssumeRole without a name', () => AssumeRole('')],
    ['@ScopeDown of another version', () => ScopeDown({ ...ALLOW, Version: '2008-10-17' } as never)],
    ['@ScopeDown without a statement', () => ScopeDown({ Version: '2012-10-17', Statement: [] })],
    [
      '@ScopeDown with a principal',
      () => ScopeDown({ Version: '2012-10-17', Statement: { ...ALLOW.Statement, Principal: '*' } as never }),
    ],
  ])('with %s, which is found at once', (_what, decorate) => {
    expect(decorate).toThrow(expect.objectContaining({ code: 'configuration_invalid' }) as Error);
  });
});
