import { readRequestId } from './request-id.js';

const UUID = '7b6a5948-3726-4150-8e9d-0f1e2d3c4b5a';

describe('readRequestId', () => {
  it.each([
    UUID,
    'Root=1-67891233-abcdef012345678912345678',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ])('takes %s', (id) => {
    expect(readRequestId(['Host', 'x', 'X-Request-Id', id], 'x-request-id')).toBe(id);
  });

  it.each([
    ['absent', ['Host', 'x']],
    ['sent twice', ['X-Request-Id', UUID, 'x-request-id', UUID]],
    ['empty', ['X-Request-Id', '']],
    ['too long', ['X-Request-Id', 'a'.repeat(129)]],
    ['a line of its own', ['X-Request-Id', 'a\nb']],
    ['no ASCII', ['X-Request-Id', 'ä']],
    ['markup', ['X-Request-Id', '<b>']],
  ])('takes none that is %s', (_what, headers) => {
    expect(readRequestId(headers, 'x-request-id')).toBeUndefined();
  });
});
