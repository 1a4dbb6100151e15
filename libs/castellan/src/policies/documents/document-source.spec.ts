import { ConfigurationError } from '../../errors/index.js';
import { documentSources } from './document-source.js';

const load = () => '{}';

describe('where policy documents come from', () => {
  it.each<[unknown, string]>([
    [
      'policies.json',
      "policyDocuments must be a list such as [{ file: 'policies.json' }], but it is a string.",
    ],
    [['policies.json'], 'policyDocuments[0] must be { file } or { name, load }, but it is a string.'],
    [[null], 'policyDocuments[0] must be { file } or { name, load }, but it is null.'],
    [[{}], 'policyDocuments[0].load must be a function, but it is undefined.'],
    [[{ file: '' }], 'policyDocuments[0].file must be a non-empty string, but it is an empty string.'],
    [[{ file: undefined }], 'policyDocuments[0].file must be a non-empty string, but it is undefined.'],
    [[{ file: 'a', watch: 1 }], 'policyDocuments[0].watch must be true or false, but it is a number.'],
    [
      [{ file: 'a', name: '' }],
      'policyDocuments[0].name must be a non-empty string, but it is an empty string.',
    ],
    [[{ load }], 'policyDocuments[0].name must be a non-empty string, but it is undefined.'],
    [[{ name: 'a', load: 1 }], 'policyDocuments[0].load must be a function, but it is a number.'],
    [
      [{ name: 'a', load, watch: true }],
      'policyDocuments[0].watch is not an option. Use name, load, reloadEverySeconds.',
    ],
    [
      [{ file: 'a', load }],
      'policyDocuments[0].load is not an option. Use file, name, watch, reloadEverySeconds.',
    ],
    [
      [{ file: 'a', reloadEverySeconds: 0 }],
      'policyDocuments[0].reloadEverySeconds must be a number from 1 to 86400, but it is a number.',
    ],
    [
      [{ file: 'x/a.json' }, { file: 'y/a.json' }],
      'policyDocuments has two documents called "a.json". Give one another name.',
    ],
  ])('is refused as %j', (sources, message) => {
    expect(() => documentSources(sources)).toThrow(new ConfigurationError(message));
  });

  it('names a file by the last part of its path', () => {
    const [first, second] = documentSources([{ file: 'x/a.json' }, { file: 'y/a.json', name: 'other' }]);
    expect([first?.name, second?.name]).toEqual(['a.json', 'other']);
  });
});
