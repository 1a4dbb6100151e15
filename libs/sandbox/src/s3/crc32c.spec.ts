import { crc32c } from './crc32c.js';

describe('crc32c', () => {
  // Test vectors of RFC 3720, section B.4.
  it.each([
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
    [Buffer.alloc(0), 0],
  ])('computes vector %#', (bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });
});
