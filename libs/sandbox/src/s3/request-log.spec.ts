import { RequestLog } from './request-log.js';

describe('RequestLog', () => {
  it('keeps the last 10,000 requests, oldest first', () => {
    const log = new RequestLog();
    for (let at = 0; at < 25_000; at++) log.add({ at, bucket: '', key: '', status: 200 });
    const kept = log.list();
    expect(kept).toHaveLength(10_000);
    expect(kept[0]?.at).toBe(15_000);
    expect(kept.at(-1)?.at).toBe(24_999);
    log.clear();
    expect(log.list()).toEqual([]);
  });

  it('keeps no more of a name than a bucket or a key can have', () => {
    const log = new RequestLog();
    const long = 'ü😀'.repeat(5_000);
    log.add({ at: 0, bucket: long, key: long, status: 403 });
    log.add({ at: 1, bucket: 'documents', key: 'a/ü😀', accessKeyId: 'AKIAEXAMPLE', status: 200 });
    expect(log.list()).toEqual([
      { at: 0, bucket: long.slice(0, 255), key: long.slice(0, 1024), status: 403 },
      { at: 1, bucket: 'documents', key: 'a/ü😀', accessKeyId: 'AKIAEXAMPLE', status: 200 },
    ]);
  });
});
