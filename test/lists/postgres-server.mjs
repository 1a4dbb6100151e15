/**
 * A PostgreSQL (PGlite) in a process of its own, and a Prisma client on it if its folder is given. Both load
 * WebAssembly by dynamic imports, which Jest's modules do not have.
 */
import { PGlite, types } from '@electric-sql/pglite';
import { createRequire } from 'node:module';

const [clientFolder] = process.argv.slice(2);
// As the pg package does it: TypeORM writes booleans as 1 and 0.
const database = await PGlite.create({ serializers: { [types.BOOL]: String } });
const prisma = clientFolder === undefined ? undefined : await prismaClient(clientFolder);

async function prismaClient(folder) {
  const { PrismaPGlite } = await import('pglite-prisma-adapter');
  const { PrismaClient } = createRequire(import.meta.url)(folder);
  return new PrismaClient({ adapter: new PrismaPGlite(database) });
}

const METHODS = {
  query: async (sql, parameters) => {
    const { rows, affectedRows } = await database.query(sql, parameters);
    return { rows, rowCount: affectedRows, command: sql.trimStart().split(/\s/, 1)[0].toUpperCase() };
  },
  exec: async (sql) => void (await database.exec(sql)),
  findMany: (args) => prisma.article.findMany(args),
};

process.on('message', async ({ id, method, args }) => {
  try {
    process.send({ id, result: await METHODS[method](...args) });
  } catch (error) {
    process.send({ id, error: String(error?.message ?? error) });
  }
});
process.on('disconnect', () => process.exit());
process.send({ id: 0, result: 'ready' });
