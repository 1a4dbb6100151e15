import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Body, Controller, Get, Injectable, Param, Post, Put } from '@nestjs/common';
import {
  AllowGuestCredentials,
  AssumeRole,
  Authenticated,
  AwsClient,
  IdentityId,
  InjectAwsClient,
  policyLiteral,
  Public,
  ScopeDown,
} from 'castellan';

const whoIs = async (sts: STSClient): Promise<{ arn: string | undefined }> => {
  const { Arn } = await sts.send(new GetCallerIdentityCommand());
  return { arn: Arn };
};
const put = async (s3: S3Client, key: string) => {
  await s3.send(new PutObjectCommand({ Bucket: 'files', Key: key, Body: 'x' }));
  return { put: key };
};

@Injectable()
export class Notes {
  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  put(key: string) {
    return put(this.s3, key);
  }
}

/** What works with every strategy. The client of STS asks the sandbox itself who is calling. */
export function callerRoutes(stsEndpoint: string) {
  @Controller()
  @Authenticated()
  class CallerRoutes {
    @Get('who')
    who(@AwsClient(STSClient, { endpoint: stsEndpoint }) sts: STSClient) {
      return whoIs(sts);
    }

    /** Echoes what the caller says of role, Region and identity. */
    @Post('who')
    async whoByBody(
      @AwsClient(STSClient, { endpoint: stsEndpoint }) sts: STSClient,
      @Body() asked: Readonly<Record<string, unknown>>,
    ) {
      return { ...(await whoIs(sts)), asked };
    }

    @Put('files/:tenant')
    put(@AwsClient(S3Client) s3: S3Client, @Param('tenant') tenant: string) {
      return put(s3, `${tenant}/note`);
    }
  }
  return CallerRoutes;
}

/** What works where an identity pool is. */
@Controller('identity')
@Authenticated()
export class IdentityRoutes {
  @Get()
  identity(@IdentityId() id: string) {
    return { id };
  }
}

/** Another role, chosen by the route. */
export function editorRoutes(stsEndpoint: string) {
  @Controller('editors')
  @Authenticated()
  class EditorRoutes {
    @Get('who')
    @AssumeRole('editors')
    who(@AwsClient(STSClient, { endpoint: stsEndpoint }) sts: STSClient) {
      return whoIs(sts);
    }
  }
  return EditorRoutes;
}

/** Credentials that may do less, for a parameter and for a service that is injected with a client. */
@Controller('narrow')
@Authenticated()
export class NarrowRoutes {
  constructor(private readonly notes: Notes) {}

  @Put('parameter/:tenant')
  @ScopeDown((user) => ({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::files/${policyLiteral(user.username)}/*`,
    },
  }))
  parameter(@AwsClient(S3Client) s3: S3Client, @Param('tenant') tenant: string) {
    return put(s3, `${tenant}/note`);
  }

  @Put('injected/:tenant')
  @ScopeDown({
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' },
  })
  injected(@Param('tenant') tenant: string) {
    return this.notes.put(`${tenant}/note`);
  }

  @Put('usual/:tenant')
  usual(@Param('tenant') tenant: string) {
    return this.notes.put(`${tenant}/note`);
  }
}

/** Guests, where the route lets them. */
export function guestRoutes(stsEndpoint: string) {
  @Controller('guests')
  @Public()
  class GuestRoutes {
    @Get('allowed')
    @AllowGuestCredentials()
    allowed(@AwsClient(STSClient, { endpoint: stsEndpoint }) sts: STSClient, @IdentityId() id: string) {
      return whoIs(sts).then(({ arn }) => ({ arn, id }));
    }

    @Get('not-allowed')
    notAllowed(@AwsClient(S3Client) s3: S3Client) {
      return s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'terms' })).then(() => 'read');
    }
  }
  return GuestRoutes;
}
