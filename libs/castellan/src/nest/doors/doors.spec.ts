import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { CallerContextStorage } from '../../credentials/index.js';
import { AccessDeniedError } from '../../errors/index.js';
import type { TokenVerifier } from '../../tokens/index.js';
import type { ResolvedCastellanOptions } from '../castellan.options.js';
import type { GraphqlDoor } from '../graphql/graphql.door.js';
import { Doors } from './doors.js';
import type { HttpDoor } from './http.door.js';

const HTTP = { contextType: 'http' } as HttpDoor;

function doors(): Doors {
  return new Doors(
    HTTP,
    { contextType: 'graphql' } as GraphqlDoor,
    {} as ModulesContainer,
    {} as ApplicationConfig,
    {} as TokenVerifier,
    {} as CallerContextStorage,
    { doors: [] as const } as unknown as ResolvedCastellanOptions,
  );
}

function contextOf(type: string): ExecutionContextHost {
  const host = new ExecutionContextHost([]);
  host.setType(type);
  return host;
}

describe('Doors', () => {
  it('finds the door of a context', () => {
    expect(doors().of(contextOf('http'))).toBe(HTTP);
  });

  it.each(['ws', 'rpc', 'telegram', '__proto__'])('denies a context of the type %s', (type) => {
    expect(() => doors().of(contextOf(type))).toThrow(AccessDeniedError);
    expect(doors().find(contextOf(type))).toBeUndefined();
  });
});
