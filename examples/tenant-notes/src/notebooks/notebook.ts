import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Holds the notes about one matter. All members of its tenant see it. */
@Entity()
export class Notebook {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  tenantId!: string;

  @Column('text')
  name!: string;
}
