import { policiesOf } from 'castellan';
import { policyTests, type TestUserOptions } from 'castellan/testing';
import { NotebookPolicies } from '../src/notebooks/notebook.policies.js';
import { NotePolicies } from '../src/notes/note.policies.js';
import type { Note } from '../src/notes/note.js';
import { TENANT_CLAIM } from '../src/tenant-of.js';

const { expectPolicy, policyMatrix, user } = policyTests(
  policiesOf([new NotePolicies(), new NotebookPolicies()], { defaultPool: 'members' }),
);

const memberOf = (tenant: string, options: TestUserOptions) =>
  user({ ...options, tokenUse: 'id', claims: { [TENANT_CLAIM]: tenant } });

const author = memberOf('acme', { username: 'ann' });
const member = memberOf('acme', { username: 'ben' });
const editor = memberOf('acme', { username: 'eve', groups: ['editors'] });
const owner = memberOf('acme', { username: 'olga', groups: ['owners'] });
const stranger = memberOf('globex', { username: 'gus', groups: ['owners'] });
const homeless = user({ username: 'ann', groups: ['owners'], tokenUse: 'id' });
const callers = { author, member, editor, owner, stranger, homeless };

const noteOfAnn = (status: Note['status']): Note => ({
  id: '0b1c7d1e-6a0c-4f0e-9f2e-0c6f7a1d2b3c',
  tenantId: 'acme',
  notebookId: '5a9d2f60-3c1b-4e8a-8d7f-1b2c3d4e5f60',
  authorId: author.sub,
  title: 'A plan',
  body: 'We build a castle.',
  remarks: 'Ask Ben about the moat.',
  status,
});
const draft = noteOfAnn('draft');
const published = noteOfAnn('published');

describe('the policies', () => {
  it('decide about notes as the table says', () => {
    const notes = [
      { label: 'a draft', type: 'Note', instance: draft },
      { label: 'a published note', type: 'Note', instance: published },
    ] as const;
    expect(
      policyMatrix({ callers, actions: ['read', 'publish', 'delete'], subjects: notes }),
    ).toMatchSnapshot();
  });

  it('decide about the fields of notes as the table says', () => {
    const fields = [
      { label: 'the title of a draft', type: 'Note', instance: draft, field: 'title' },
      { label: 'the remarks of a draft', type: 'Note', instance: draft, field: 'remarks' },
      { label: 'the status of a draft', type: 'Note', instance: draft, field: 'status' },
      { label: 'the title of a published note', type: 'Note', instance: published, field: 'title' },
    ] as const;
    expect(policyMatrix({ callers, actions: ['read', 'update'], subjects: fields })).toMatchSnapshot();
  });

  it('keep remarks for the author', () => {
    expectPolicy(author).toAllow('read', 'Note', draft, 'remarks');
    expectPolicy(owner).toDeny('read', 'Note', draft, 'remarks').because('remarks are for the author alone');
  });

  it('let nobody change what the application sets', () => {
    for (const caller of [author, editor, owner]) {
      for (const field of ['id', 'tenantId', 'authorId', 'status'] as const) {
        expectPolicy(caller).toDeny('update', 'Note', draft, field);
        expectPolicy(caller).toDeny('create', 'Note', undefined, field);
      }
    }
  });

  it('give the rights of editors to owners, and not the other way round', () => {
    expectPolicy(owner).toAllow('publish', 'Note', draft);
    expectPolicy(editor).toDeny('delete', 'Note', published);
    expectPolicy(owner).toAllow('create', 'Notebook', undefined, 'name');
    expectPolicy(editor).toDeny('create', 'Notebook', undefined, 'name');
  });
});
