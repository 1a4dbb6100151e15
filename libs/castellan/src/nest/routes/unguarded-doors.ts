import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import type { ResolvedCastellanOptions, UnguardedDoor } from '../castellan.options.js';
import { CASTELLAN_OPTIONS } from '../castellan.tokens.js';
import { handlerHosts } from './handler-hosts.js';

/** How Nest marks a class as a WebSocket gateway, and a method as a handler of messages. */
const GATEWAY = 'websockets:is_gateway';
const MESSAGE_PATTERN = 'microservices:pattern';

const REMEDY: Readonly<Record<UnguardedDoor, string>> = {
  microservices: "Add doors: [microservices()], with microservices of 'castellan/microservices',",
  websockets: "Add doors: [webSockets()], with webSockets of 'castellan/websockets',",
};

/**
 * Refuses to start an application with doors that Castellan does not guard. Nest does not run global guards for
 * all of them, so that handlers behind them would be open although they look guarded.
 *
 * @throws ConfigurationError while the application starts, unless the options name the door.
 */
@Injectable()
export class UnguardedDoors implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    @Inject(CASTELLAN_OPTIONS) private readonly options: ResolvedCastellanOptions,
  ) {}

  onModuleInit(): void {
    for (const { type, prototype } of handlerHosts(this.discovery)) {
      if (Reflect.getMetadata(GATEWAY, type) === true) this.refuse('websockets', type.name);
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const method: unknown = Reflect.get(prototype, name);
        if (typeof method === 'function' && Reflect.hasMetadata(MESSAGE_PATTERN, method)) {
          this.refuse('microservices', `${type.name}.${name}`);
        }
      }
    }
  }

  private refuse(door: UnguardedDoor, where: string): void {
    const { doors, unguardedDoors } = this.options;
    if (doors.some(({ name }) => name === door) || unguardedDoors.includes(door)) return;
    throw new ConfigurationError(
      `${where} is reached through ${door}, and no door of that kind is configured: its requirements would not be ` +
        `checked. ${REMEDY[door]} to the options of CastellanModule. If it is guarded in another way, say so with ` +
        `unguardedDoors: ['${door}'].`,
    );
  }
}
