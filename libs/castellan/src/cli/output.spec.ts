import { Writable } from 'node:stream';
import { Output } from './output.js';

const failing = (code: string) =>
  new Writable({
    write: (_chunk, _encoding, callback) => callback(Object.assign(new Error('It failed.'), { code })),
  });

describe('an output', () => {
  it('waits until a slow reader has taken what is written', async () => {
    const taken: string[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write: (chunk: Buffer, _encoding, callback) => {
        setTimeout(() => {
          taken.push(chunk.toString());
          callback();
        }, 5);
      },
    });
    const output = new Output(slow);
    expect(await output.write('first')).toBe(true);
    expect(taken).toEqual(['first']);
  });

  it('says that nobody reads any more, at every write from then on', async () => {
    const output = new Output(failing('EPIPE'));
    expect(await output.write('a')).toBe(false);
    expect(await output.write('b')).toBe(false);
  });

  it('does not keep quiet about any other failure', async () => {
    await expect(new Output(failing('ENOSPC')).write('a')).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});
