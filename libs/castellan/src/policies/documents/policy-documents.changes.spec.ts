import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PolicyDocumentSource } from './document-source.js';
import { actions, allowing, changing, sourceOf } from './documents.spec-helper.js';
import { PolicyDocuments } from './policy-documents.js';

describe('policy documents by themselves', () => {
  let folder: string;
  let opened: PolicyDocuments[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'castellan-documents-'));
    opened = [];
  });

  afterEach(() => {
    for (const documents of opened) documents.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string): string => path.join(folder, name);

  async function open(document: PolicyDocumentSource): Promise<PolicyDocuments> {
    const made = new PolicyDocuments({ documents: [document], defaultPool: 'customers' });
    opened.push(made);
    await made.open();
    return made;
  }

  const settled = async (documents: PolicyDocuments, wanted: string[]): Promise<string[]> => {
    // Ends with the time limit of the test if the change is never noticed.
    while (JSON.stringify(actions(documents)) !== JSON.stringify(wanted)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return actions(documents);
  };

  it('are asked for again by interval, until they are closed', async () => {
    const source = changing(allowing('read'));
    const documents = await open({ ...sourceOf(source), reloadEverySeconds: 1 });
    source.text = allowing('update');
    expect(await settled(documents, ['update'])).toEqual(['update']);
    source.text = '{';
    while (documents.status[0]?.problems === undefined)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(actions(documents)).toEqual(['update']);
    source.text = allowing('delete');
    expect(await settled(documents, ['delete'])).toEqual(['delete']);
  });

  it('are read again when the file is written', async () => {
    writeFileSync(file('a.json'), allowing('read'));
    const documents = await open({ file: file('a.json'), watch: true });
    writeFileSync(file('a.json'), allowing('update'));
    expect(await settled(documents, ['update'])).toEqual(['update']);
  });

  it('are read again when another file takes the place of the file', async () => {
    writeFileSync(file('a.json'), allowing('read'));
    const documents = await open({ file: file('a.json'), watch: true });
    writeFileSync(file('new'), allowing('update'));
    renameSync(file('new'), file('a.json'));
    expect(await settled(documents, ['update'])).toEqual(['update']);
  });

  it('are read again when a link leads to another file', async () => {
    writeFileSync(file('1'), allowing('read'));
    writeFileSync(file('2'), allowing('update'));
    symlinkSync(file('1'), file('a.json'));
    const documents = await open({ file: file('a.json'), watch: true });
    unlinkSync(file('a.json'));
    symlinkSync(file('2'), file('a.json'));
    expect(await settled(documents, ['update'])).toEqual(['update']);
  });
});
