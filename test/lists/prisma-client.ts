import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

const SCHEMA = `
generator client {
  provider   = "prisma-client-js"
  output     = "./client"
  engineType = "client"
}

datasource db {
  provider = "postgresql"
}

enum Status {
  DRAFT
  PUBLISHED
}

model Article {
  id        Int       @id
  title     String?
  authorId  String?   @db.Uuid
  status    Status?
  level     Int?
  score     Float?
  published Boolean?
  createdAt DateTime? @db.Timestamptz(6)
  serial    BigInt
  slug      String
}
`;

/** The table of the schema. */
export const TABLE = `
CREATE TYPE "Status" AS ENUM ('DRAFT', 'PUBLISHED');
CREATE TABLE "Article" (
  "id" int PRIMARY KEY, "title" text, "authorId" uuid, "status" "Status", "level" int, "score" double precision,
  "published" boolean, "createdAt" timestamptz(6), "serial" bigint NOT NULL, "slug" text NOT NULL
);`;

/**
 * Generates a client of Prisma, without network, where it finds the packages of this workspace and nobody commits it.
 */
export function generatedPrismaClient(): { folder: string; remove(): void } {
  const cache = path.join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'castellan-prisma-'));
  const schema = path.join(folder, 'schema.prisma');
  writeFileSync(schema, SCHEMA);
  const prisma = path.join(
    path.dirname(createRequire(__filename).resolve('prisma/package.json')),
    'build/index.js',
  );
  execFileSync(process.execPath, [prisma, 'generate', '--schema', schema, '--no-hints'], {
    cwd: folder,
    stdio: 'pipe',
    // The engine for migrations would be downloaded. Nothing here needs it.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  });
  return {
    folder: path.join(folder, 'client'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
