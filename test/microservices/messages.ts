import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Controller, type ExecutionContext, Injectable } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import {
  Accessible,
  type AccessibleFilter,
  Authenticated,
  Can,
  CheckFields,
  CurrentTenant,
  CurrentUser,
  ForEveryone,
  Groups,
  IdentityId,
  InjectAwsClient,
  Policies,
  Public,
  ReadableFields,
  type Rules,
  Scopes,
  Subject,
  Tenant,
  type UserPrincipal,
} from 'castellan';
import { interval, map, type Observable } from 'rxjs';

export interface Article {
  readonly id: string;
  readonly author: string;
  readonly secret: string;
}

const ARTICLES: readonly Article[] = [
  { id: '1', author: 'alice', secret: 'of alice' },
  { id: '2', author: 'bob', secret: 'of bob' },
];

const articleOfMessage = (context: ExecutionContext): Article | undefined =>
  ARTICLES.find(({ id }) => id === context.switchToRpc().getData<{ id: string }>().id);

@Policies()
export class ArticlePolicies {
  @ForEveryone()
  authors({ can, cannot }: Rules, user: UserPrincipal): void {
    can('update', 'Article', ['title'], { author: user.username });
    can('read', 'Article', { author: user.username });
    cannot('read', 'Article', ['secret']);
  }
}

/** What handlers did, for tests to see. */
@Injectable()
export class Seen {
  readonly events: string[] = [];
}

@Injectable()
export class Notes {
  constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}

  async save(name: string): Promise<string> {
    await this.s3.send(new PutObjectCommand({ Bucket: 'files', Key: name, Body: 'x' }));
    return name;
  }
}

@Controller()
export class MessagesController {
  constructor(
    private readonly seen: Seen,
    private readonly notes: Notes,
  ) {}

  @MessagePattern('open')
  @Public()
  open(@Payload() payload: unknown): unknown {
    return payload;
  }

  @MessagePattern('echo')
  @Authenticated()
  echo(@Payload() payload: unknown): unknown {
    return payload;
  }

  @MessagePattern('whoami')
  @Authenticated()
  whoami(@CurrentUser() user: UserPrincipal): string {
    return user.username;
  }

  @MessagePattern('edit')
  @Groups('editors')
  edit(): string {
    return 'edited';
  }

  @MessagePattern('write')
  @Scopes('articles/write')
  write(): string {
    return 'written';
  }

  @MessagePattern('closed')
  closed(): string {
    return 'nobody may';
  }

  @MessagePattern('update')
  @Can('update', 'Article', { subject: articleOfMessage })
  @CheckFields({ unchanged: 'ignore' })
  update(@Subject() article: Article): string {
    return article.author;
  }

  @MessagePattern('read')
  @Can('read', 'Article', { subject: articleOfMessage, hideExistence: true })
  @ReadableFields('Article')
  read(@Subject() article: Article): Article {
    return article;
  }

  @MessagePattern('list')
  @Authenticated()
  list(@Accessible('read', 'Article') filter: AccessibleFilter): readonly string[] {
    return ARTICLES.filter((article) => filter.test(article)).map(({ id }) => id);
  }

  @MessagePattern('tenant')
  @Tenant({ claim: 'custom:tenant', header: 'x-tenant' })
  tenant(@CurrentTenant() tenant: string): string {
    return tenant;
  }

  @MessagePattern('identity')
  @Authenticated()
  identity(@IdentityId() id: string): string {
    return id;
  }

  @MessagePattern('save')
  @Authenticated()
  save(@Payload() name: string): Promise<string> {
    return this.notes.save(name);
  }

  @MessagePattern('fail')
  @Authenticated()
  fail(): never {
    throw new Error('a fault with a secret');
  }

  @MessagePattern('stream')
  @Authenticated()
  stream(): Observable<number> {
    return interval(20).pipe(map((count) => count));
  }

  @EventPattern(['noted'])
  @Groups('editors')
  noted(@Payload() what: string, @CurrentUser() { username }: UserPrincipal): void {
    this.seen.events.push(`${username} noted ${what}`);
  }
}

/** A second handler of the same event, which asks something else of its callers. */
@Controller()
export class AuditController {
  constructor(private readonly seen: Seen) {}

  @EventPattern(['noted'])
  @Authenticated()
  noted(@Payload() what: string, @CurrentUser() { username }: UserPrincipal): void {
    this.seen.events.push(`${username} audited ${what}`);
  }
}

export const HANDLERS = {
  controllers: [MessagesController, AuditController],
  providers: [ArticlePolicies, Seen, Notes],
};
