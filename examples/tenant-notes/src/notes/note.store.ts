import { Injectable } from '@nestjs/common';
import type { AccessibleFilter } from 'castellan';
import { whereAccessible } from 'castellan/typeorm';
import { DataSource, type Repository } from 'typeorm';
import { Note } from './note.js';

/** The notes in the database. */
@Injectable()
export class NoteStore {
  readonly #notes: Repository<Note>;

  constructor(dataSource: DataSource) {
    this.#notes = dataSource.getRepository(Note);
  }

  /** What a caller may read of a tenant's notes. The database leaves out the others: they are never loaded. */
  list(tenantId: string, readable: AccessibleFilter): Promise<Note[]> {
    const query = this.#notes.createQueryBuilder('note').where({ tenantId }).orderBy('note.title');
    return whereAccessible(query, readable).getMany();
  }

  /** Every note of every tenant. */
  all(): Promise<Note[]> {
    return this.#notes.find({ order: { tenantId: 'ASC', title: 'ASC' } });
  }

  find(tenantId: string, id: string): Promise<Note | null> {
    return this.#notes.findOneBy({ tenantId, id });
  }

  create(note: Omit<Note, 'id'>): Promise<Note> {
    return this.#notes.save(this.#notes.create(note));
  }

  update(note: Note, changes: Partial<Note>): Promise<Note> {
    return this.#notes.save(Object.assign(note, changes));
  }

  async delete({ id }: Note): Promise<void> {
    await this.#notes.delete({ id });
  }
}
