import { routesOf } from 'castellan';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppModule } from '../src/app.module.js';

const LOCK = path.resolve(__dirname, '../routes.lock.json');

it('the routes ask what routes.lock.json says', async () => {
  const locked = JSON.parse(readFileSync(LOCK, 'utf8')) as object[];
  expect(await routesOf(AppModule)).toMatchObject(locked);
});

it('no route is public and none is unguarded', async () => {
  const open = (await routesOf(AppModule)).filter((route) => route.public || route.unguarded);
  expect(open).toEqual([]);
});
