import { ReloadTriggers } from './reload-triggers.js';
import { LoadedDocument } from './loaded-document.js';

const documentOf = (watched: string | undefined, reloadEverySeconds?: number): LoadedDocument =>
  new LoadedDocument(
    { name: 'a', place: 'a', watched, reloadEverySeconds, read: () => Promise.resolve(Buffer.from('')) },
    { digest: '', policies: [] },
    0,
  );

describe('what asks for a reload', () => {
  let reloads: number;
  let triggers: ReloadTriggers;

  beforeEach(() => {
    jest.useFakeTimers();
    reloads = 0;
    triggers = new ReloadTriggers(() => {
      reloads += 1;
      return Promise.resolve();
    });
  });

  afterEach(() => {
    triggers.stop();
    jest.useRealTimers();
  });

  it('is the interval of the document, each time after the last reload is done', async () => {
    triggers.start(documentOf(undefined, 5));
    await jest.advanceTimersByTimeAsync(4_999);
    expect(reloads).toBe(0);
    await jest.advanceTimersByTimeAsync(10_001);
    expect(reloads).toBe(3);
  });

  it('is every minute, where the system does not watch the folder', async () => {
    triggers.start(documentOf('/no/such/folder'));
    await jest.advanceTimersByTimeAsync(120_000);
    expect(reloads).toBe(2);
  });

  it('is nothing for other documents, and nothing after the end', async () => {
    triggers.start(documentOf(undefined));
    triggers.start(documentOf(undefined, 5));
    await jest.advanceTimersByTimeAsync(5_000);
    triggers.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(reloads).toBe(1);
  });
});
