import { type ArgumentsHost, Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { CallerContextStorage } from '../../credentials/index.js';
import { AccessDeniedError } from '../../errors/index.js';
import { TokenVerifier } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { GraphqlDoor } from '../graphql/graphql.door.js';
import type { Door, OpenDoor } from './door.js';
import { HttpDoor } from './http.door.js';

/** The ways into the application, by the type of Nest's contexts. */
@Injectable()
export class Doors {
  readonly #doors: ReadonlyMap<string, Door>;
  /** The doors that the application has chosen. */
  readonly chosen: readonly OpenDoor[];

  constructor(
    http: HttpDoor,
    graphql: GraphqlDoor,
    modules: ModulesContainer,
    config: ApplicationConfig,
    verifier: TokenVerifier,
    callers: CallerContextStorage,
    @Inject(CASTELLAN_OPTIONS) options: ResolvedCastellanOptions,
  ) {
    const application = { modules, config, options, verifier, callers };
    this.chosen = options.doors.map((door) => door.open(application));
    const doors: readonly Door[] = [http, graphql, ...this.chosen];
    this.#doors = new Map(doors.map((door) => [door.contextType, door]));
  }

  /** @throws AccessDeniedError for a context of an unknown type: nothing is open because nobody thought of it. */
  of(host: ArgumentsHost): Door {
    const type = host.getType<string>();
    const door = this.#doors.get(type);
    if (door !== undefined) return door;
    throw new AccessDeniedError(
      `Castellan knows no door for "${type}" contexts, so it denies them. It guards ` +
        `${[...this.#doors.keys()].join(', ')}; for others, add a door to the option doors of CastellanModule.`,
    );
  }

  /** The door, or `undefined` where {@link of} denies. */
  find(host: ArgumentsHost): Door | undefined {
    return this.#doors.get(host.getType<string>());
  }
}
