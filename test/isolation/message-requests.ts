import { type ClientProxy, ClientTCP } from '@nestjs/microservices';
import type { Tokens } from '../support/api.js';
import { sendMetadata, withMetadata } from '../microservices/transports.js';
import type { Outcome } from './http-requests.js';

/** The same requests as messages by TCP, all over one connection. */
export class MessageRequests {
  readonly #client: ClientTCP;

  constructor(port: number) {
    this.#client = new ClientTCP({ host: '127.0.0.1', port });
    sendMetadata(this.#client as unknown as ClientProxy);
  }

  /** @param abortAfter in milliseconds: nobody waits for the answer then. Default: somebody does. */
  send(way: string, number: number, { accessToken, idToken }: Tokens, abortAfter?: number): Promise<Outcome> {
    const headers = { authorization: `Bearer ${accessToken!}`, 'x-id-token': idToken! };
    return new Promise((resolve) => {
      const answer = this.#client.send(way, withMetadata(String(number), headers)).subscribe({
        error: ({ httpStatus }: { readonly httpStatus?: number }) => resolve(httpStatus ?? 0),
        complete: () => resolve(200),
      });
      if (abortAfter === undefined) return;
      setTimeout(() => {
        answer.unsubscribe();
        resolve('aborted');
      }, abortAfter);
    });
  }

  close(): void {
    this.#client.close();
  }
}
