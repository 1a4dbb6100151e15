import { Logger } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { ConfigurationError } from '../../errors/index.js';
import { type ForwardingLink, linkOf, type CallerSource } from './forwarding-link.js';
import { forwardingTools } from './forwarding-tools.js';

/** The clients of one application that forward its callers' tokens, and the services that may have them. */
export class TokenForwarding {
  readonly #links: readonly ForwardingLink[];
  #connections: readonly (() => void)[] = [];

  /** @param forwardTo The names of the services. */
  constructor(
    modules: ModulesContainer,
    private readonly forwardTo: readonly (string | symbol)[],
  ) {
    const providers = [...modules.values()].flatMap((module) => [...module.providers.values()]);
    this.#links = [...new Set(providers.flatMap(({ instance }) => linkOf(instance) ?? []))];
  }

  /** @throws ConfigurationError for a client of a service that is not named. */
  check(): void {
    for (const { target } of this.#links) {
      if (this.forwardTo.includes(target.name)) continue;
      const name = typeof target.name === 'string' ? `'${target.name}'` : String(target.name);
      throw new ConfigurationError(
        `A client forwards the tokens of callers to ${name}, which is not among the services that may have them. If it ` +
          `may, name it: doors: [microservices({ forwardTo: [${name}] })]. If not, register its client without ` +
          'forwardPrincipal.',
      );
    }
    for (const name of this.forwardTo) {
      if (this.#links.some(({ target }) => target.name === name)) continue;
      new Logger('Castellan').warn(
        `forwardTo names ${String(name)}, and no client of that name forwards the tokens of callers. Write ` +
          'forwardPrincipal({ ... }) around the options of the client, or remove the name.',
      );
    }
  }

  async connect(source: CallerSource): Promise<void> {
    this.#connections = await Promise.all(
      this.#links.map(async (link) => link.connect(source, await forwardingTools(link.target))),
    );
  }

  close(): void {
    for (const disconnect of this.#connections) disconnect();
    this.#connections = [];
  }
}
