import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { DecisionEntry } from './decision-entry.js';
import { DecisionLog } from './decision-log.js';
import { JsonLinesSink } from './json-lines.sink.js';
import { contextFor } from './observe.spec-helper.js';
import { groups } from '../policies/index.js';

const ENTRY: DecisionEntry = {
  kind: 'decision',
  time: '2030-01-01T12:00:00.000Z',
  caller: { kind: 'anonymous' },
  asked: 'route',
  granted: false,
  reason: 'rule',
  message: 'No.',
};

/** A stream that takes what it gets at the given pace. */
function streamOf(write: (chunk: string, done: (error?: Error) => void) => void, highWaterMark = 16_384) {
  return new Writable({
    highWaterMark,
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      write(chunk, done);
    },
  });
}

describe('JsonLinesSink', () => {
  it('writes one line for each entry, whatever is in it', async () => {
    let text = '';
    const stream = streamOf((chunk, done) => {
      text += chunk;
      done();
    });
    const sink = new JsonLinesSink({ destination: stream });
    const nasty = 'a\nb\r\nc\u2028d\u2029e\u0085f\u001b[31mg"h\\i\u0000';
    void sink.record(ENTRY);
    void sink.record({ ...ENTRY, message: nasty, requestId: nasty });
    await sink.flush();
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    const lines = text.split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.slice(0, 2).map((line) => JSON.parse(line) as unknown)).toEqual([
      ENTRY,
      { ...ENTRY, message: nasty, requestId: nasty },
    ]);
  });

  it('writes to an open file, and leaves it open', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'castellan-decisions-'));
    try {
      const file = path.join(folder, 'decisions.jsonl');
      const descriptor = openSync(file, 'a', 0o600);
      const log = new DecisionLog({ sink: new JsonLinesSink({ destination: descriptor }) });
      for (let index = 0; index < 500; index++) void log.evaluate(groups('editors'), contextFor());
      await log.flush();
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      expect(lines).toHaveLength(500);
      expect(JSON.parse(lines[499] ?? '')).toMatchObject({
        reason: 'group',
        missing: { groups: ['editors'] },
      });
      closeSync(descriptor);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('asks for patience while the stream is full', async () => {
    const waiting: (() => void)[] = [];
    const stream = streamOf((_chunk, done) => void waiting.push(done), 1);
    const sink = new JsonLinesSink({ destination: stream });
    const patience = sink.record(ENTRY);
    expect(patience).toBeInstanceOf(Promise);
    let isPatient = true;
    const over = Promise.resolve(patience).then(() => {
      isPatient = false;
    });
    await new Promise(setImmediate);
    expect(isPatient).toBe(true);
    waiting.shift()?.();
    await over;
    expect(stream.listenerCount('drain')).toBe(0);
  });

  it('says at the next entry that the stream failed, and ends no process', async () => {
    const stream = streamOf((_chunk, done) => done(new Error('broken pipe')));
    const sink = new JsonLinesSink({ destination: stream });
    void sink.record(ENTRY);
    await new Promise(setImmediate);
    expect(() => sink.record(ENTRY)).toThrow('broken pipe');
    expect(() => sink.record(ENTRY)).toThrow('has ended');
    await sink.flush();
  });

  it('does not wait for ever for a stream that fails while it is full, or is closed', async () => {
    for (const end of [
      (stream: Writable) => stream.destroy(new Error('gone')),
      (stream: Writable) => stream.destroy(),
    ]) {
      const stream = streamOf(() => undefined, 1);
      const sink = new JsonLinesSink({ destination: stream });
      const patience = sink.record(ENTRY);
      end(stream);
      await patience;
      expect(stream.destroyed).toBe(true);
    }
  });

  it('says that what it holds back could not be written', async () => {
    const stream = streamOf((_chunk, done) => void setImmediate(done, new Error('disk full')));
    const sink = new JsonLinesSink({ destination: stream });
    void sink.record(ENTRY);
    await expect(sink.flush()).rejects.toThrow();
  });

  it.each([undefined, 'decisions.jsonl', -1, 1.5, {}, { write: () => true }])(
    'refuses to write to %p',
    (destination) => {
      expect(() => new JsonLinesSink({ destination: destination as never })).toThrow(
        'the destination must be',
      );
    },
  );
});
