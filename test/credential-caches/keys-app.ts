import { S3Client } from '@aws-sdk/client-s3';
import { Controller, Get, type ModuleMetadata } from '@nestjs/common';
import { Authenticated, AwsClient, CastellanModule, type CastellanOptions } from 'castellan';
import type { Tokens } from '../support/api.js';
import type { World } from '../support/world.js';

@Controller()
class KeysController {
  /** Names the key that the caller's client signs with. */
  @Get('key')
  @Authenticated()
  async key(@AwsClient(S3Client) s3: S3Client): Promise<string> {
    return (await s3.config.credentials()).accessKeyId;
  }
}

/** An application whose answer needs the caller's credentials, and no service of AWS besides. */
export function keysApp(options: CastellanOptions): ModuleMetadata {
  return { imports: [CastellanModule.forRoot(options)], controllers: [KeysController] };
}

export function usernames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${index}`);
}

/** The tokens of all users, a few at a time: passwords are slow to check. */
export async function tokensOf(world: World, users: readonly string[]): Promise<Required<Tokens>[]> {
  const tokens: Required<Tokens>[] = [];
  for (let index = 0; index < users.length; index += 10) {
    tokens.push(...(await Promise.all(users.slice(index, index + 10).map((user) => world.tokens(user)))));
  }
  return tokens;
}
