import { Controller, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Authenticated } from 'castellan';
import { PLATFORMS } from '../support/nest-app.js';
import { newSigningKey } from '../support/token-factory.js';
import { CHALLENGE, expectGranted, expectRefusal } from './expect-answer.js';
import { HandlerRuns } from './protected-api.js';
import { startTokenApi, type TokenApi } from './token-api.js';

@Controller('uploads')
class UploadsController {
  constructor(private readonly runs: HandlerRuns) {}

  @Post()
  @Authenticated()
  upload() {
    this.runs.names.push('upload');
  }
}

const key = newSigningKey('key-of-the-pool');

describe.each(PLATFORMS)('a multipart body on %s, which the application can read', (platform) => {
  let fixture: TokenApi;

  beforeAll(async () => {
    fixture = await startTokenApi(platform, {
      key,
      controllers: [UploadsController],
      configure: (app) => {
        if (platform !== 'Fastify') return;
        const instance = (app as NestFastifyApplication).getHttpAdapter().getInstance();
        instance.addContentTypeParser('multipart/form-data', { parseAs: 'string' }, (_request, body, done) =>
          done(null, { access_token: body }),
        );
      },
    });
  });

  afterAll(() => fixture.stop());

  it('S09 is not where a token is looked for', async () => {
    const token = fixture.tokens.access();
    const body = `--b\r\ncontent-disposition: form-data; name="access_token"\r\n\r\n${token}\r\n--b--\r\n`;
    const send = (headers: Readonly<Record<string, string>>) =>
      fixture.api.send({
        method: 'POST',
        path: '/uploads',
        headers: { 'content-type': 'multipart/form-data; boundary=b', ...headers },
        body,
      });
    expectRefusal(await send({}), { status: 401, challenge: CHALLENGE, code: 'authentication_required' });
    const { answer, handlersRun } = await send({ authorization: `Bearer ${token}` });
    expect([answer.status, handlersRun]).toEqual([201, ['upload']]);
    expectGranted(await fixture.api.get(token));
  });
});
