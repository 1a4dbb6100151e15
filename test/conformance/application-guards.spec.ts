import { type CanActivate, Controller, Get, Injectable, UseGuards } from '@nestjs/common';
import { Authenticated, Public } from 'castellan';
import { PLATFORMS } from '../support/nest-app.js';
import { newSigningKey } from '../support/token-factory.js';
import { CHALLENGE, expectGranted, expectNotGranted, expectRefusal } from './expect-answer.js';
import { HandlerRuns } from './protected-api.js';
import { startTokenApi, type TokenApi } from './token-api.js';

@Injectable()
class SilentGuard implements CanActivate {
  canActivate(): boolean {
    return undefined as unknown as boolean;
  }
}

@Injectable()
class SilentLaterGuard implements CanActivate {
  canActivate(): Promise<boolean> {
    return Promise.resolve(undefined as unknown as boolean);
  }
}

@Injectable()
class OpenGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Controller('guarded')
class GuardedController {
  constructor(private readonly runs: HandlerRuns) {}

  @Get('silent') @Authenticated() @UseGuards(SilentGuard) silent() {
    this.runs.names.push('silent');
  }

  @Get('silent-later') @Authenticated() @UseGuards(SilentLaterGuard) silentLater() {
    this.runs.names.push('silent-later');
  }

  @Get('public-silent') @Public() @UseGuards(SilentGuard) publicSilent() {
    this.runs.names.push('public-silent');
  }

  @Get('open') @Authenticated() @UseGuards(OpenGuard) open() {
    this.runs.names.push('open');
  }

  @Get('forgotten') @UseGuards(OpenGuard) forgotten() {
    this.runs.names.push('forgotten');
  }
}

const key = newSigningKey('key-of-the-pool');

describe.each(PLATFORMS)('guards of the application on %s', (platform) => {
  let fixture: TokenApi;

  beforeAll(async () => {
    fixture = await startTokenApi(platform, {
      key,
      controllers: [GuardedController],
      options: { unguardedHandlers: 'deny' },
    });
  });

  afterAll(() => fixture.stop());

  const get = (path: string, token?: string) => fixture.api.get(token, `/guarded/${path}`);

  it.each(['silent', 'silent-later', 'public-silent'])(
    'S63 grant nothing when they answer nothing: %s',
    async (path) => {
      expectNotGranted(await get(path, fixture.tokens.access()), [403]);
    },
  );

  it('S52 cannot open what Castellan closes', async () => {
    const anonymous = { status: 401, challenge: CHALLENGE, code: 'authentication_required' } as const;
    for (const path of ['open', 'forgotten', 'silent']) expectRefusal(await get(path), anonymous);
    const token = fixture.tokens.access();
    expectRefusal(await get('forgotten', token), { status: 403, code: 'access_denied' });
    expectGranted(await get('open', token));
  });
});
