import { Controller, Get, type INestApplication, Injectable, type ModuleMetadata } from '@nestjs/common';
import {
  Authenticated,
  type Caller,
  CastellanModule,
  type CastellanOptions,
  CurrentCaller,
  TokenVerifier,
} from 'castellan';
import { type ListeningApp, listeningApp, type Platform } from '../support/nest-app.js';
import { type RawAnswer, rawRequest, type RawRequest } from '../support/raw-request.js';

/** The handlers that ran, by name. */
@Injectable()
export class HandlerRuns {
  readonly names: string[] = [];
}

/** One protected route, which says who called. */
@Controller('me')
export class MeController {
  constructor(private readonly runs: HandlerRuns) {}

  @Get()
  @Authenticated()
  me(@CurrentCaller() caller: Caller) {
    this.runs.names.push('me');
    return { kind: caller.kind, sub: caller.kind === 'anonymous' ? undefined : caller.sub };
  }
}

/** A request, its answer, and what it left behind in the application. */
export interface Exchange {
  readonly request: RawRequest;
  readonly answer: RawAnswer;
  /** The lines that were logged meanwhile. */
  readonly log: readonly string[];
  /** The handlers that ran meanwhile. */
  readonly handlersRun: readonly string[];
}

export interface ProtectedApiParts extends Pick<ModuleMetadata, 'imports' | 'controllers' | 'providers'> {
  readonly options: CastellanOptions;
  /** In place of the verifier that the options describe, where a test needs a clock. */
  readonly verifier?: TokenVerifier;
  readonly configure?: (app: INestApplication) => void;
}

/** An application that can be asked, whatever framework it is of. */
export interface AskedApi {
  readonly port: number;
  /** Everything that was logged since the application started. */
  readonly log: readonly string[];
  send(request: RawRequest): Promise<Exchange>;
  /** Asks the protected route, or another, with a bearer token. */
  get(token?: string, path?: string): Promise<Exchange>;
}

/** A Nest application behind Castellan, asked over raw sockets. */
export class ProtectedApi implements AskedApi {
  readonly #listening: ListeningApp;
  readonly #log: string[];
  readonly #runs: HandlerRuns;

  private constructor(listening: ListeningApp, log: string[]) {
    this.#listening = listening;
    this.#log = log;
    this.#runs = listening.app.get(HandlerRuns);
  }

  static async start(
    platform: Platform,
    { options, verifier, configure, imports = [], controllers = [], providers = [] }: ProtectedApiParts,
  ): Promise<ProtectedApi> {
    const log: string[] = [];
    const write = (...lines: unknown[]) => void log.push(lines.map(String).join(' '));
    const listening = await listeningApp(
      platform,
      {
        imports: [CastellanModule.forRoot(options), ...imports],
        controllers: [MeController, ...controllers],
        providers: [HandlerRuns, ...providers],
      },
      (app) => {
        app.useLogger({ log: write, error: write, warn: write, debug: write, verbose: write, fatal: write });
        configure?.(app);
      },
      (builder) =>
        verifier === undefined ? builder : builder.overrideProvider(TokenVerifier).useValue(verifier),
    );
    return new ProtectedApi(listening, log);
  }

  get app(): INestApplication {
    return this.#listening.app;
  }

  get port(): number {
    return this.#listening.port;
  }

  /** Everything that was logged since the application started. */
  get log(): readonly string[] {
    return this.#log;
  }

  async send(request: RawRequest): Promise<Exchange> {
    const [logged, ran] = [this.#log.length, this.#runs.names.length];
    const answer = await rawRequest(this.port, request);
    return {
      request,
      answer,
      log: this.#log.slice(logged),
      handlersRun: this.#runs.names.slice(ran),
    };
  }

  /** Asks the protected route, or another, with a bearer token. */
  get(token?: string, path = '/me'): Promise<Exchange> {
    return this.send({
      method: 'GET',
      path,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}
