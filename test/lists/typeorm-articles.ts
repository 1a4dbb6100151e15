import { EntitySchema } from 'typeorm';
import type { Article } from './articles.js';

/** The entity of {@link Article}, in the types of a database. */
export function articleEntity(database: 'SQLite' | 'PostgreSQL'): EntitySchema<Article> {
  const postgres = database === 'PostgreSQL';
  return new EntitySchema<Article>({
    name: 'Article',
    tableName: 'some articles',
    columns: {
      id: { type: Number, primary: true },
      title: { type: 'text', nullable: true },
      authorId: { type: 'uuid', nullable: true, name: 'author id' },
      status: { type: 'simple-enum', enum: ['DRAFT', 'PUBLISHED'], nullable: true },
      level: { type: 'int', nullable: true },
      score: { type: postgres ? 'double precision' : 'real', nullable: true },
      published: { type: Boolean, nullable: true },
      createdAt: { type: postgres ? 'timestamptz' : 'datetime', nullable: true },
    },
  });
}
