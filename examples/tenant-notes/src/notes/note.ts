import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A draft is seen by its author and by editors; a published note by the whole tenant. */
@Entity()
export class Note {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  tenantId!: string;

  @Column('text')
  notebookId!: string;

  /** The `sub` of the member who wrote it. */
  @Column('text')
  authorId!: string;

  @Column('text')
  title!: string;

  @Column('text')
  body!: string;

  /** What the author wants to remember. Nobody else ever sees it. */
  @Column('text')
  remarks!: string;

  @Column('simple-enum', { enum: ['draft', 'published'] })
  status!: 'draft' | 'published';
}
