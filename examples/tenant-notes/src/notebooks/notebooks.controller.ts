import { Body, Controller, Get, Post } from '@nestjs/common';
import { Accessible, type AccessibleFilter, Can, CheckFields, CurrentTenant, Tenant } from 'castellan';
import { type NewNotebook, newNotebook } from './notebook.schemas.js';
import { NotebookStore } from './notebook.store.js';
import type { Notebook } from './notebook.js';

/** The notebooks of a tenant. */
@Controller('tenants/:tenantId/notebooks')
@Tenant()
export class NotebooksController {
  constructor(private readonly notebooks: NotebookStore) {}

  @Get()
  list(
    @CurrentTenant() tenantId: string,
    @Accessible('read', 'Notebook') readable: AccessibleFilter,
  ): Promise<Notebook[]> {
    return this.notebooks.list(tenantId, readable);
  }

  @Post()
  @Can('create', 'Notebook')
  @CheckFields()
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: newNotebook }) { name }: NewNotebook,
  ): Promise<Notebook> {
    return this.notebooks.create(tenantId, name);
  }
}
