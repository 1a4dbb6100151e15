/** What a page answered. */
export interface Visit {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const unescape = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);

interface BrowserInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams;
}

/** What a browser does for its user: keeps cookies, follows redirects of one origin, and sends the forms it finds. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly origin: string) {}

  /** Follows redirects until a page, or an address elsewhere, which is then the `url`. */
  async open(address: string, init: BrowserInit = {}): Promise<Visit> {
    let url = new URL(address, this.origin);
    let request: BrowserInit = init;
    for (let redirects = 0; redirects < 10; redirects += 1) {
      const response = await fetch(url, {
        redirect: 'manual',
        ...request,
        headers: { cookie: this.cookieHeader(), ...request.headers },
      });
      this.keep(response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (location === null) {
        return {
          status: response.status,
          url: url.href,
          headers: response.headers,
          text: await response.text(),
        };
      }
      const next = new URL(location, url);
      await response.arrayBuffer();
      if (next.origin !== this.origin) {
        return { status: response.status, url: location, headers: response.headers, text: '' };
      }
      [url, request] = [next, {}];
    }
    throw new Error('Too many redirects.');
  }

  /** Sends the form of a page that goes to a path, with its hidden fields and what is filled in. */
  submit(page: Visit, path: string, filledIn: Readonly<Record<string, string>>): Promise<Visit> {
    const { action, hidden } = formOf(page, path);
    return this.open(action, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: this.origin,
        'sec-fetch-site': 'same-origin',
      },
      body: new URLSearchParams({ ...hidden, ...filledIn }),
    });
  }

  private cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(setCookies: readonly string[]): void {
    for (const setCookie of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
      if (/max-age=0/i.test(setCookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** The form of a page that goes to a path. */
export function formOf(page: Visit, path: string): { action: string; hidden: Record<string, string> } {
  for (const [, attributes = '', content = ''] of page.text.matchAll(/<form ([^>]*)>([^]*?)<\/form>/g)) {
    const action = unescape(/action="([^"]*)"/.exec(attributes)?.[1] ?? '');
    if (action.split('?')[0] !== path) continue;
    const inputs = [...content.matchAll(/<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"/g)];
    return {
      action,
      hidden: Object.fromEntries(
        inputs.map(([, name = '', value = '']) => [unescape(name), unescape(value)]),
      ),
    };
  }
  throw new Error(`There is no form to ${path} on the page ${page.url}:\n${page.text}`);
}

/** The address that a link of a page goes to. */
export function linkOf(page: Visit, text: string): string {
  for (const [, attributes = '', content = ''] of page.text.matchAll(/<a\s([^>]*)>([^]*?)<\/a\s*>/g)) {
    if (content.trim() === text) return unescape(/href="([^"]*)"/.exec(attributes)?.[1] ?? '');
  }
  throw new Error(`There is no link "${text}" on the page ${page.url}.`);
}
