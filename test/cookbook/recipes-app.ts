import type { ModuleMetadata } from '@nestjs/common';
import { CastellanModule, type UserPoolOptions } from 'castellan';
import { asUser, TokenFactory, testUserPool, type UserTokenOptions } from 'castellan/testing';
import { type ListeningApp, listeningApp, type Platform } from '../support/nest-app.js';

/** Looked up at each call, so that a test can set the time. */
const clock = (): number => Date.now();

/** An application of recipes, with a pool of customers and one of staff. */
export class RecipesApp {
  private constructor(private readonly listening: ListeningApp) {}

  static readonly customers = new TokenFactory({ userPoolId: 'eu-west-1_Customers', clock });
  static readonly staff = new TokenFactory({ userPoolId: 'eu-west-1_Staff', clock });

  static async start(platform: Platform, metadata: ModuleMetadata): Promise<RecipesApp> {
    const userPools: UserPoolOptions[] = [
      testUserPool(RecipesApp.customers, { name: 'customers' }),
      testUserPool(RecipesApp.staff, { name: 'staff' }),
    ];
    return new RecipesApp(
      await listeningApp(platform, { imports: [CastellanModule.forRoot({ userPools })], ...metadata }),
    );
  }

  /** Sends a request and reads the status and the body of its answer. */
  async request(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: object,
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.listening.url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  async status(
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: object,
  ): Promise<number> {
    return (await this.request(method, path, headers, body)).status;
  }

  stop(): Promise<void> {
    return this.listening.app.close();
  }
}

export const customer = (options: UserTokenOptions = {}) => ({ ...asUser(RecipesApp.customers, options) });
export const employee = (options: UserTokenOptions = {}) => ({ ...asUser(RecipesApp.staff, options) });
