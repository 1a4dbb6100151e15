import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { Sandbox } from 'castellan-sandbox';
import { AppModule } from '../src/app.module.js';
import { WEB_CLIENT_ID } from '../src/demo/demo-sandbox.js';
import { DEMO_AUDITOR, DEMO_USERS } from '../src/demo/demo-users.js';

/** An answer of the application. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The application, listening on a free port, and callers with real tokens of its sandbox. */
export class NotesApp {
  private constructor(
    private readonly app: NestExpressApplication,
    private readonly url: string,
  ) {}

  static async start(): Promise<NotesApp> {
    const app = await NestFactory.create<NestExpressApplication>(AppModule, {
      logger: false,
      abortOnError: false,
    });
    await app.listen(0, '127.0.0.1');
    return new NotesApp(app, await app.getUrl());
  }

  /** Signs a demo user in as a browser would, and keeps the ID token. */
  async signIn(username: (typeof DEMO_USERS)[number]['username']): Promise<string> {
    const password = DEMO_USERS.find((user) => user.username === username)?.password;
    const answer = await fetch(this.app.get(Sandbox).url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: JSON.stringify({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: WEB_CLIENT_ID,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    });
    const { AuthenticationResult: tokens } = (await answer.json()) as {
      AuthenticationResult: { IdToken: string };
    };
    return tokens.IdToken;
  }

  /** Signs the program of the auditors in, with its client credentials. */
  async signInAuditor(): Promise<string> {
    const { clientId, clientSecret } = DEMO_AUDITOR;
    const answer = await fetch(`${this.app.get(Sandbox).url}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return token;
  }

  async request(token: string | undefined, route: string, body?: object): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ');
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
