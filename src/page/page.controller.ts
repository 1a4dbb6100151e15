import { Controller, Get, Header, Inject, StreamableFile } from '@nestjs/common';
import { Public } from 'castellan';
import { PAGE, type Page } from './page.js';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'";

/** A page for people: it calls the same API as everybody. */
@Controller()
@Public()
export class PageController {
  constructor(@Inject(PAGE) private readonly page: Page) {}

  @Get()
  @Header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Referrer-Policy', 'same-origin')
  @Header('Cache-Control', 'no-store')
  html(): StreamableFile {
    return new StreamableFile(this.page.html, { type: 'text/html; charset=utf-8' });
  }

  @Get('page.css')
  css(): StreamableFile {
    return new StreamableFile(this.page.css, { type: 'text/css; charset=utf-8' });
  }

  @Get('page.js')
  @Header('X-Content-Type-Options', 'nosniff')
  script(): StreamableFile {
    return new StreamableFile(this.page.script, { type: 'text/javascript; charset=utf-8' });
  }
}
