import { Controller, type DynamicModule, Module } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { Authenticated, CastellanModule, CurrentUser, type UserPrincipal } from 'castellan';
import { microservices } from 'castellan/microservices';
import type { Settings } from '../settings.js';

/** A note of somebody. */
export interface Note {
  readonly owner: string;
  readonly text: string;
}

/** Keeps notes. Whose a note is, says the token that came with the message, and not the message. */
@Controller()
@Authenticated()
export class NotesController {
  private readonly notes: Note[] = [];

  @MessagePattern('notes.add')
  add(@Payload() text: string, @CurrentUser() { username }: UserPrincipal): Note {
    const note = { owner: username, text };
    this.notes.push(note);
    return note;
  }

  @MessagePattern('notes.list')
  list(@CurrentUser() { username }: UserPrincipal): readonly Note[] {
    return this.notes.filter(({ owner }) => owner === username);
  }

  @EventPattern(['notes.forgotten'])
  forget(@CurrentUser() { username }: UserPrincipal): void {
    const kept = this.notes.filter(({ owner }) => owner !== username);
    this.notes.splice(0, this.notes.length, ...kept);
  }
}

@Module({})
export class NotesModule {
  static with({ castellan }: Settings): DynamicModule {
    return {
      module: NotesModule,
      imports: [CastellanModule.forRoot({ ...castellan, doors: [microservices()] })],
      controllers: [NotesController],
    };
  }
}
