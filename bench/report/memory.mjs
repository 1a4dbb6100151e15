export function memorySection({ tokens, bytesEach, megabytesFor100000 }) {
  return [
    '## Memory of the cache',
    `A remembered token costs **${bytesEach.toFixed(0)} bytes**, all of its claims included, measured with ` +
      `${tokens.toLocaleString('en')} tokens: ${megabytesFor100000.toFixed(0)} MB for 100,000.`,
  ].join('\n\n');
}
