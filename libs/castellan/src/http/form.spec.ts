import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readForm } from './form.js';

async function formOf(init: RequestInit, parsed?: unknown): Promise<unknown> {
  const server = createServer((request, response) => {
    void readForm(request, parsed).then((fields) => {
      response.setHeader('connection', 'close');
      response.end(JSON.stringify(fields));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      method: 'POST',
      ...init,
    });
    return await answer.json();
  } finally {
    server.close();
  }
}

describe('readForm', () => {
  it('reads the fields of a form, and none that is there twice', async () => {
    expect(await formOf({ body: new URLSearchParams('a=1&b=%20x&c=1&c=2') })).toEqual({ a: '1', b: ' x' });
  });

  it('takes what a parser has read', async () => {
    expect(await formOf({ body: 'a=1' }, { b: '2' })).toEqual({ b: '2' });
  });

  it('reads nothing else', async () => {
    expect(await formOf({ body: '{"a":1}', headers: { 'content-type': 'application/json' } })).toEqual({});
    expect(await formOf({})).toEqual({});
  });

  it.each([10_000, 2_000_000])(
    'reads no form of %d characters, and leaves room for an answer',
    async (length) => {
      expect(await formOf({ body: new URLSearchParams({ a: 'x'.repeat(length) }) })).toEqual({});
    },
  );
});
