import { Controller, Patch, Injectable, type ExecutionContext, Body, Logger } from '@nestjs/common';
import { Can, CastellanModule, ForGroup, Policies, policiesOf, type Rules, Subject, type UserPrincipal, CheckFields, type SubjectLoader, PolicyDocuments } from 'castellan';
import { asUser, policyTests, testUserPool, TokenFactory } from 'castellan/testing';
import { listeningApp } from '../../support/nest-app.js';
import { writeFileSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { tmpdir } from 'node:os';

class Article { constructor(readonly authorId: string, readonly locked = false) {} }

@Policies()
class ArticlePolicies {
  @ForGroup('editors')
  editors({ can, cannot }: Rules, user: UserPrincipal) {
    can('update', 'Article', { authorId: user.sub });
    cannot('update', 'Article', { locked: true }).because('the article is locked');
  }
}
@Injectable()
class ArticleById implements SubjectLoader { load(_c: ExecutionContext) { return { id: 'a2', authorId: 'x', locked: true, title: 'q' }; } }
@Controller('articles')
class ArticlesController {
  @Patch(':id') @Can('update', 'Article', { subject: ArticleById }) @CheckFields() update(@Subject() a: object, @Body() _b: object) { return a; }
}
it('shows', async () => {
  const factory = new TokenFactory();
  const entries: unknown[] = [];
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'x-')), 'policies.json');
  writeFileSync(file, JSON.stringify({ version: 1, policies: [{ name: 'editors', appliesTo: { kind: 'group', group: 'editors' }, rules: [{ can: 'read', subject: 'Article' }] }] }));
  const { app, url } = await listeningApp('Express', {
    imports: [CastellanModule.forRoot({ userPools: [testUserPool(factory, { name: 'customers' })], policyDocuments: [{ file }],
      decisionLog: { sink: { record: (e) => { entries.push(e); } }, claims: ['custom:tenant'], requestIdHeader: 'x-request-id', subjectId: (s) => (s as { id: string }).id } })],
    controllers: [ArticlesController], providers: [ArticlePolicies, ArticleById],
  });
  const r = await fetch(url + '/articles/a2', { method: 'PATCH', headers: { ...asUser(factory, { groups: ['editors'], claims: { 'custom:tenant': 'acme' } }), 'content-type': 'application/json', 'x-request-id': 'abc' }, body: '{"title":"b"}' });
  console.log(r.status, await r.text());
  const r2 = await fetch(url + '/articles/a2', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"title":"b"}' });
  console.log(r2.status);
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(JSON.stringify(entries, null, 1));
  const docs = app.get(PolicyDocuments);
  writeFileSync(file, JSON.stringify({ version: 1, policies: [{ name: 'editors', appliesTo: { kind: 'group', group: 'editors' }, rules: [{ can: 'read', subject: 'Article' }, { can: 'read', subject: 'Article', conditons: { a: 1 } }] }] }));
  const warnings: unknown[] = [];
  const logger = { log() {}, warn: (m: unknown) => warnings.push(m), error: (m: unknown) => warnings.push(m), debug() {} };
  Logger.overrideLogger(logger);
  console.log(JSON.stringify(await docs.reload(), null, 1), warnings);
  Logger.overrideLogger(false);
  await app.close();
  const { expectPolicy, user } = policyTests(policiesOf([new ArticlePolicies()]));
  try { expectPolicy(user({ username: 'alice', groups: ['editors'] })).toAllow('update', new Article('alice', true)); } catch (e) { console.log((e as Error).message); }
});
