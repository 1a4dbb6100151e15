import { PLATFORMS } from '../support/nest-app.js';
import { customer, employee, RecipesApp } from './recipes-app.js';
import { folders, SheetPolicies, sheets, SheetsController } from './recipes/moving.js';
import { type Memo, MemoPolicies, MemosController } from './recipes/ownership.js';
import { InvoicePolicies, InvoicesController } from './recipes/support-desk.js';

describe.each(PLATFORMS)('recipes for handlers on %s', (platform) => {
  let app: RecipesApp;

  beforeAll(async () => {
    app = await RecipesApp.start(platform, {
      controllers: [MemosController, InvoicesController, SheetsController],
      providers: [MemoPolicies, InvoicePolicies, SheetPolicies],
    });
  });
  afterAll(() => app.stop());

  describe('ownership', () => {
    const ann = customer({ username: 'ann', groups: ['members'] });
    const bob = customer({ username: 'bob', groups: ['members'] });
    let memo: Memo;

    beforeAll(async () => {
      memo = (await app.request('POST', '/memos', ann, { text: 'mine' })).body as Memo;
    });

    it('shows and changes what is the caller’s own', async () => {
      expect((await app.request('GET', `/memos/${memo.id}`, ann)).body).toMatchObject({ text: 'mine' });
      expect(await app.status('PATCH', `/memos/${memo.id}`, ann, { text: 'changed' })).toBe(200);
    });

    it('hides what is not, as if it did not exist', async () => {
      const [of, none] = [
        await app.request('GET', `/memos/${memo.id}`, bob),
        await app.request('GET', '/memos/none', bob),
      ];
      expect(of).toEqual(none);
      expect(of.status).toBe(404);
      expect(await app.status('PATCH', `/memos/${memo.id}`, bob, { text: 'his' })).toBe(404);
    });

    it('takes the owner from the token and from nowhere else', async () => {
      expect(await app.status('POST', '/memos', ann, { text: 'x', ownerId: 'bob' })).toBe(403);
      expect(await app.status('PATCH', `/memos/${memo.id}`, ann, { ownerId: 'bob' })).toBe(403);
    });
  });

  describe('a support desk', () => {
    const acme = customer({ claims: { 'custom:tenant': 'acme' } });

    it('sees all tenants, and they see themselves', async () => {
      const support = employee({ groups: ['support'] });
      const of = (tenantId: string, headers?: Record<string, string>) =>
        app.status('GET', `/tenants/${tenantId}/invoices`, headers);
      expect([await of('acme', acme), await of('globex', acme)]).toEqual([200, 403]);
      expect([await of('acme', support), await of('globex', support)]).toEqual([200, 200]);
      expect(await of('acme')).toBe(401);
    });

    it('is a group of one pool: a customer cannot join it, nor staff carry a tenant', async () => {
      const path = '/tenants/acme/invoices';
      expect(await app.status('GET', path, customer({ groups: ['support'] }))).toBe(403);
      expect(await app.status('GET', path, employee({ claims: { 'custom:tenant': 'acme' } }))).toBe(403);
    });
  });

  describe('moving', () => {
    const ann = customer({ username: 'ann' });

    beforeEach(async () => {
      const { body } = await app.request(
        'POST',
        '/memos',
        customer({ username: 'ann', groups: ['members'] }),
        {
          text: 'to learn the sub of ann',
        },
      );
      const { ownerId } = body as Memo;
      sheets.set('s1', { id: 's1', ownerId, folderId: 'start' });
      folders.set('hers', { id: 'hers', writerIds: [ownerId] });
      folders.set('theirs', { id: 'theirs', writerIds: [] });
    });

    it.each([
      ['hers', 200],
      ['theirs', 403],
      ['none', 404],
    ])('is decided about the folder as well: %s gives %s', async (folderId, status) => {
      expect(await app.status('PATCH', '/sheets/s1/folder', ann, { folderId })).toBe(status);
      expect(sheets.get('s1')?.folderId).toBe(status === 200 ? folderId : 'start');
    });
  });
});
