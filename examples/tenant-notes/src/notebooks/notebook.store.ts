import { BadRequestException, Injectable } from '@nestjs/common';
import type { AccessibleFilter } from 'castellan';
import { whereAccessible } from 'castellan/typeorm';
import { DataSource, type Repository } from 'typeorm';
import { Notebook } from './notebook.js';

/** The notebooks in the database. */
@Injectable()
export class NotebookStore {
  readonly #notebooks: Repository<Notebook>;

  constructor(dataSource: DataSource) {
    this.#notebooks = dataSource.getRepository(Notebook);
  }

  list(tenantId: string, readable: AccessibleFilter): Promise<Notebook[]> {
    const query = this.#notebooks.createQueryBuilder('notebook').where({ tenantId }).orderBy('notebook.name');
    return whereAccessible(query, readable).getMany();
  }

  create(tenantId: string, name: string): Promise<Notebook> {
    return this.#notebooks.save({ tenantId, name });
  }

  /** @throws BadRequestException if the tenant has no such notebook. */
  async require(tenantId: string, id: string): Promise<void> {
    if (await this.#notebooks.existsBy({ tenantId, id })) return;
    throw new BadRequestException('notebookId names no notebook of this tenant.');
  }
}
