import {
  BadRequestException,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Put,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { Authenticated, IdentityId } from 'castellan';
import type { Request } from 'express';
import { FileNamePipe } from './file-name.pipe.js';
import { type FileContent, FilesService, type StoredFile } from './files.service.js';
import { IdentityIdPipe } from './identity-id.pipe.js';

/** The caller's own files. S3 decides, by the caller's own credentials: nothing in here compares users. */
@Controller('files')
@Authenticated()
export class FilesController {
  constructor(private readonly files: FilesService) {}

  @Get()
  list(@IdentityId() me: string): Promise<StoredFile[]> {
    return this.files.list(me);
  }

  @Put(':name')
  put(
    @IdentityId() me: string,
    @Param('name', FileNamePipe) name: string,
    @Req() request: Request,
  ): Promise<StoredFile> {
    const body: unknown = request.body;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    return this.files.put(me, name, { type: contentType(request), bytes });
  }

  @Get(':name')
  @Header('Content-Security-Policy', 'sandbox')
  @Header('X-Content-Type-Options', 'nosniff')
  async get(@IdentityId() me: string, @Param('name', FileNamePipe) name: string): Promise<StreamableFile> {
    return download(await this.files.get(me, name));
  }

  @Delete(':name')
  @HttpCode(204)
  delete(@IdentityId() me: string, @Param('name', FileNamePipe) name: string): Promise<void> {
    return this.files.delete(me, name);
  }

  /** Asks S3 for somebody else's file. S3 refuses, and Castellan makes that refusal the caller's 403. */
  @Get('of/:identityId/:name')
  @Header('Content-Security-Policy', 'sandbox')
  @Header('X-Content-Type-Options', 'nosniff')
  async getOf(
    @Param('identityId', IdentityIdPipe) owner: string,
    @Param('name', FileNamePipe) name: string,
  ): Promise<StreamableFile> {
    return download(await this.files.get(owner, name));
  }
}

function contentType({ headers }: Request): string {
  const type = headers['content-type'] ?? 'application/octet-stream';
  if (/^[\x20-\x7e]{1,255}$/.test(type)) return type;
  throw new BadRequestException('The Content-Type has characters beyond printable ASCII.');
}

function download({ bytes, type }: FileContent): StreamableFile {
  return new StreamableFile(bytes, { type, length: bytes.byteLength, disposition: 'attachment' });
}
