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
});
