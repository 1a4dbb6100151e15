import { transformSync } from '@swc/core';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const ROOT = path.resolve(__dirname, '../..');
const MAIN = path.join(ROOT, 'libs/castellan/dist/cli/main.js');

/** What a command left behind. */
export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder below the workspace, so that what is compiled into it finds the packages of the workspace. */
export class AppFolder {
  readonly path: string;

  constructor() {
    const cache = path.join(ROOT, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    this.path = mkdtempSync(path.join(cache, 'castellan-cli-'));
  }

  /** Compiles a file of an application, as a build does. */
  compile(name: string, source: string, type: 'es6' | 'commonjs' = 'es6'): string {
    const { code } = transformSync(source, {
      filename: 'app.ts',
      jsc: {
        target: 'es2022',
        keepClassNames: true,
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type },
    });
    return this.write(name, code);
  }

  write(name: string, content: unknown): string {
    const file = path.join(this.path, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  /** Runs the built command in this folder. */
  async castellan(...args: readonly string[]): Promise<Ran> {
    const env = { PATH: process.env.PATH ?? '' };
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: this.path, env, stdio: 'pipe' });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.stdin.end();
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { exitCode, ...output };
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** A module whose policies are made and whose database never is reached. */
export const DOCUMENTS_APP = `
import { Controller, Delete, Get, Injectable, Module, Patch, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Accessible, anyOf, Can, CastellanModule, CheckFields, ForEveryone, ForGroup, Groups, groups, Policies, Pool, Public, ReadableFields, Require, Scopes,
  scopes, tenant } from 'castellan';

const load = () => ({ id: 'loaded' });

@Injectable()
export class Database {
  async onModuleInit() { throw new Error('The database cannot be reached.'); }
}

@Policies()
export class DocumentPolicies {
  constructor(private readonly database: Database) {}
  @ForEveryone() everyone({ can }) { can('read', 'Document', { published: true }); }
  @ForGroup('editors') editors({ can, cannot }, user) {
    can('update', 'Document', { ownerId: user.sub });
    cannot('update', 'Document', { locked: true }).because('the document is locked');
  }
  @ForGroup('broken') broken() { throw new Error('broken'); }
}

@Controller('documents')
export class DocumentsController {
  @Get() @Public() list() {}
  @Get(':id') @Public() @Can('read', 'Document', { subject: load, hideExistence: true }) read() {}
  @Patch(':id') @Groups('editors') @Can('update', 'Document', { subject: load }) update() {}
  @Post() @Require(anyOf(groups('admins'), scopes('documents/write'))) create() {}
  @Delete(':id') @Scopes('documents/delete') remove() {}
  @Get('of/:tenantId') @Require(tenant({ claim: 'custom:tenant', param: 'tenantId' })) ofTenant() {}
  /* MORE */
}

@Module({
  imports: [CastellanModule.forRoot({
    userPools: [{ name: 'customers', userPoolId: 'eu-west-1_Documents', clientIds: ['web'], tokenUse: 'access' }],
    unguardedHandlers: 'deny',
  })],
  controllers: [DocumentsController],
  providers: [Database, DocumentPolicies],
})
export class AppModule {}

export async function createApp() {
  const app = await NestFactory.create(AppModule, { logger: false });
  setInterval(() => undefined, 1000);
  return app.setGlobalPrefix('api');
}
`;
