import { readFileSync } from 'node:fs';
import path from 'node:path';
import { policyDocumentJsonSchema } from './policy-document.schema.js';

const PACKAGE = path.resolve(__dirname, '../../..');

describe('the JSON Schema of policy documents', () => {
  it('is published as it is defined: if this fails, write it anew with `node tools/policies-schema.mjs`', () => {
    const published = JSON.parse(readFileSync(path.join(PACKAGE, 'policies.schema.json'), 'utf8')) as unknown;
    expect(published).toEqual(JSON.parse(JSON.stringify(policyDocumentJsonSchema())));
  });

  it('is part of the package', () => {
    const manifest = JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8')) as {
      exports: Record<string, unknown>;
      files: string[];
    };
    expect(manifest.exports['./policies.schema.json']).toBe('./policies.schema.json');
    expect(manifest.files).toContain('policies.schema.json');
  });

  it('knows every member that is read', () => {
    const text = JSON.stringify(policyDocumentJsonSchema());
    for (const member of ['appliesTo', 'includes', 'cannot', 'because', '$elemMatch', '$nin']) {
      expect(text).toContain(JSON.stringify(member));
    }
  });
});
