import type { Note } from '../src/notes/note.js';
import type { Notebook } from '../src/notebooks/notebook.js';
import { NotesApp } from './notes-app.js';

let app: NotesApp;
let tokens: Record<'ann' | 'ben' | 'eve' | 'olga' | 'gus' | 'auditor', string>;
let notebook: Notebook;
let plan: Note;

beforeAll(async () => {
  app = await NotesApp.start();
  const [ann, ben, eve, olga, gus, auditor] = await Promise.all([
    app.signIn('ann'),
    app.signIn('ben'),
    app.signIn('eve'),
    app.signIn('olga'),
    app.signIn('gus'),
    app.signInAuditor(),
  ]);
  tokens = { ann, ben, eve, olga, gus, auditor };
});
afterAll(() => app.close());

const as = (user: keyof typeof tokens, route: string, body?: object) =>
  app.request(tokens[user], route, body);
const statusOf = async (user: keyof typeof tokens, route: string, body?: object) =>
  (await as(user, route, body)).status;
const titles = async (user: keyof typeof tokens, tenant = 'acme') => {
  const { body } = await as(user, `GET /tenants/${tenant}/notes`);
  return (body as Note[]).map(({ title }) => title);
};

describe('notebooks', () => {
  it('are made by owners', async () => {
    expect(await statusOf('ann', 'POST /tenants/acme/notebooks', { name: 'Plans' })).toBe(403);
    expect(await statusOf('eve', 'POST /tenants/acme/notebooks', { name: 'Plans' })).toBe(403);
    const made = await as('olga', 'POST /tenants/acme/notebooks', { name: 'Plans' });
    expect(made).toMatchObject({ status: 201, body: { tenantId: 'acme', name: 'Plans' } });
    notebook = made.body as Notebook;
  });

  it('are made in the tenant of their owner', async () => {
    expect(await statusOf('olga', 'POST /tenants/globex/notebooks', { name: 'Plans' })).toBe(404);
    const body = { name: 'Plans', tenantId: 'globex' };
    expect(await statusOf('olga', 'POST /tenants/acme/notebooks', body)).toBe(403);
  });

  it('are seen by the members of their tenant', async () => {
    expect((await as('ben', 'GET /tenants/acme/notebooks')).body).toEqual([notebook]);
    expect((await as('gus', 'GET /tenants/globex/notebooks')).body).toEqual([]);
    expect(await statusOf('gus', 'GET /tenants/acme/notebooks')).toBe(404);
  });
});

describe('a draft', () => {
  it('is written by a member', async () => {
    const made = await as('ann', 'POST /tenants/acme/notes', {
      notebookId: notebook.id,
      title: 'A plan',
      body: 'We build a castle.',
      remarks: 'Ask Ben about the moat.',
    });
    expect(made).toMatchObject({ status: 201, body: { tenantId: 'acme', status: 'draft' } });
    plan = made.body as Note;
  });

  it.each(['id', 'tenantId', 'authorId', 'status'])('is written without its %s', async (field) => {
    const body = { notebookId: notebook.id, title: 'A plan', [field]: 'published' };
    expect(await statusOf('ann', 'POST /tenants/acme/notes', body)).toBe(403);
    expect(await statusOf('ann', `PATCH /tenants/acme/notes/${plan.id}`, { [field]: 'published' })).toBe(403);
  });

  it('is put into a notebook of its tenant', async () => {
    const { body } = await as('gus', 'POST /tenants/globex/notebooks', { name: 'Secrets' });
    const changes = { notebookId: (body as Notebook).id };
    expect(await statusOf('ann', `PATCH /tenants/acme/notes/${plan.id}`, changes)).toBe(400);
  });

  it('is seen by its author and by editors', async () => {
    expect(await Promise.all([titles('ann'), titles('eve'), titles('olga')])).toEqual([
      ['A plan'],
      ['A plan'],
      ['A plan'],
    ]);
    expect(await titles('ben')).toEqual([]);
    expect(await statusOf('ann', `GET /tenants/acme/notes/${plan.id}`)).toBe(200);
    expect(await statusOf('eve', `GET /tenants/acme/notes/${plan.id}`)).toBe(200);
  });

  it('is as absent to others as a note that does not exist', async () => {
    const [hidden, absent] = await Promise.all([
      as('ben', `GET /tenants/acme/notes/${plan.id}`),
      as('ben', `GET /tenants/acme/notes/${notebook.id}`),
    ]);
    expect(hidden).toEqual(absent);
    expect(hidden.status).toBe(404);
    expect(await statusOf('ben', `PATCH /tenants/acme/notes/${plan.id}`, { title: 'Mine' })).toBe(404);
    expect(await statusOf('ben', `DELETE /tenants/acme/notes/${plan.id}`)).toBe(404);
  });

  it('is out of reach for other tenants, whichever of the two a path names', async () => {
    expect(await statusOf('gus', `GET /tenants/acme/notes/${plan.id}`)).toBe(404);
    expect(await statusOf('gus', `GET /tenants/globex/notes/${plan.id}`)).toBe(404);
    expect(await statusOf('gus', `DELETE /tenants/globex/notes/${plan.id}`)).toBe(404);
    expect(await titles('gus', 'globex')).toEqual([]);
  });

  it('shows its remarks to its author alone', async () => {
    const ofAuthor = await as('ann', `GET /tenants/acme/notes/${plan.id}`);
    expect(ofAuthor.body).toEqual(plan);
    const { remarks, ...rest } = plan;
    expect(remarks).toBe('Ask Ben about the moat.');
    expect((await as('eve', `GET /tenants/acme/notes/${plan.id}`)).body).toEqual(rest);
    expect((await as('eve', 'GET /tenants/acme/notes')).body).toEqual([rest]);
  });

  it('is changed by its author, and its text by editors', async () => {
    const route = `PATCH /tenants/acme/notes/${plan.id}`;
    expect(await statusOf('ann', route, { remarks: 'Ben knows.' })).toBe(200);
    const ofEditor = await as('eve', route, { body: 'We build a small castle.' });
    expect(ofEditor.status).toBe(200);
    expect(ofEditor.body).not.toHaveProperty('remarks');
    expect(await statusOf('eve', route, { remarks: 'Eve was here.' })).toBe(403);
    expect((await as('ann', `GET /tenants/acme/notes/${plan.id}`)).body).toMatchObject({
      body: 'We build a small castle.',
      remarks: 'Ben knows.',
    });
  });

  it('is checked like any body', async () => {
    expect(await statusOf('ann', `PATCH /tenants/acme/notes/${plan.id}`, { title: '' })).toBe(400);
  });
});

describe('a published note', () => {
  it('is published by an editor', async () => {
    const route = `POST /tenants/acme/notes/${plan.id}/publish`;
    expect(await statusOf('ann', route)).toBe(403);
    expect(await statusOf('ben', route)).toBe(404);
    const ofEditor = await as('eve', route);
    expect(ofEditor).toMatchObject({ status: 200, body: { status: 'published' } });
    expect(ofEditor.body).not.toHaveProperty('remarks');
  });

  it('is seen by its whole tenant, and by no other', async () => {
    expect(await titles('ben')).toEqual(['A plan']);
    expect((await as('ben', `GET /tenants/acme/notes/${plan.id}`)).body).not.toHaveProperty('remarks');
    expect(await statusOf('gus', `GET /tenants/globex/notes/${plan.id}`)).toBe(404);
  });

  it('is changed by nobody', async () => {
    for (const user of ['ann', 'eve', 'olga'] as const) {
      expect(await statusOf(user, `PATCH /tenants/acme/notes/${plan.id}`, { title: 'Another' })).toBe(403);
    }
  });
});

describe('auditors', () => {
  it('see titles of all tenants, and nothing of what is written below', async () => {
    const { status, body } = await as('auditor', 'GET /audit/notes');
    expect(status).toBe(200);
    expect(body).toEqual([{ id: plan.id, tenantId: 'acme', title: 'A plan', status: 'published' }]);
  });

  it('see nothing else', async () => {
    expect(await statusOf('auditor', 'GET /tenants/acme/notes')).toBe(404);
    expect(await statusOf('auditor', `GET /tenants/acme/notes/${plan.id}`)).toBe(404);
  });

  it('are no members', async () => {
    expect(await statusOf('olga', 'GET /audit/notes')).toBe(401);
  });
});

describe('everybody', () => {
  it('needs a token', async () => {
    expect((await app.request(undefined, 'GET /tenants/acme/notes')).status).toBe(401);
  });

  it('leaves notes to their owners in the end', async () => {
    expect(await statusOf('ann', `DELETE /tenants/acme/notes/${plan.id}`)).toBe(403);
    expect(await statusOf('eve', `DELETE /tenants/acme/notes/${plan.id}`)).toBe(403);
    expect(await statusOf('olga', `DELETE /tenants/acme/notes/${plan.id}`)).toBe(204);
    expect(await titles('ann')).toEqual([]);
  });
});
