import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

/** What a page answered. */
export interface Visit {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
  json(): Record<string, unknown>;
}

interface Cookie {
  readonly value: string;
  readonly secure: boolean;
  readonly attributes: string;
}

/** What is sent. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Where an origin really listens: browsers reach the application through a proxy that ends TLS. */
export type Origins = ReadonlyMap<string, string>;

/** What a browser does for its user: keeps cookies by host, follows redirects, and says where a request comes from. */
export class Browser {
  readonly #jars = new Map<string, Map<string, Cookie>>();
  readonly #origins: Origins;

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  /** The cookies of a host. They can be changed, stolen and put back. */
  jar(origin: string): Map<string, Cookie> {
    const { host } = new URL(origin);
    const jar = this.#jars.get(host) ?? new Map<string, Cookie>();
    this.#jars.set(host, jar);
    return jar;
  }

  /** The cookies of a host as another browser would have them that got hold of a copy. */
  copyJar(origin: string): Map<string, Cookie> {
    return new Map(this.jar(origin));
  }

  /** The user follows a link, or types an address, and the browser follows redirects. */
  async open(address: string, { from }: { readonly from?: string } = {}): Promise<Visit> {
    let visit = await this.#navigate(address, siteOf(from, address));
    for (let redirects = 0; redirects < 12; redirects += 1) {
      const location = visit.headers.get('location');
      if (location === null) return visit;
      const next = new URL(location, visit.url).href;
      visit = await this.#navigate(next, siteOf(visit.url, next));
    }
    throw new Error(`Too many redirects, at ${visit.url}.`);
  }

  /** As `open`, up to the first redirect. */
  visit(address: string, { from }: { readonly from?: string } = {}): Promise<Visit> {
    return this.#navigate(address, siteOf(from, address));
  }

  /** A script of a page makes a request. */
  fetch(address: string, { page, ...init }: Sent & { readonly page?: string } = {}): Promise<Visit> {
    const from = page ?? new URL(address).origin;
    const site = siteOf(from, address);
    const isSafe = (init.method ?? 'GET') === 'GET';
    return this.#send(address, {
      ...init,
      headers: {
        ...init.headers,
        ...(!(isSafe && site === 'same-origin') && { origin: new URL(from).origin }),
        'sec-fetch-site': site,
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
      },
    });
  }

  /** The user sends the form of a page, with its hidden fields and what is filled in. */
  async submit(
    page: Visit,
    path: string,
    filledIn: Readonly<Record<string, string>>,
    { follow = true }: { readonly follow?: boolean } = {},
  ): Promise<Visit> {
    const { action, hidden } = formOf(page, path);
    const visit = await this.#send(new URL(action, page.url).href, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: new URL(page.url).origin,
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      },
      body: new URLSearchParams({ ...hidden, ...filledIn }).toString(),
    });
    const location = visit.headers.get('location');
    if (location === null || !follow) return visit;
    return this.open(new URL(location, visit.url).href, { from: page.url });
  }

  #navigate(address: string, site: string): Promise<Visit> {
    return this.#send(address, {
      headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    });
  }

  async #send(address: string, init: Sent): Promise<Visit> {
    const url = new URL(address);
    const target = `${this.#origins.get(url.origin) ?? url.origin}${url.pathname}${url.search}`;
    const jar = this.jar(url.origin);
    const cookies = [...jar]
      .filter(([, { secure }]) => !secure || url.protocol === 'https:')
      .map(([name, { value }]) => `${name}=${value}`);
    const { status, headers, text } = await send(target, {
      ...init,
      headers: {
        ...init.headers,
        ...(cookies.length > 0 && { cookie: cookies.join('; ') }),
      },
    });
    for (const setCookie of headers.getSetCookie()) keep(jar, setCookie, url);
    return {
      status,
      url: url.href,
      headers,
      text,
      json: () => JSON.parse(text) as Record<string, unknown>,
    };
  }
}

/** Node's own `fetch` says for itself where a request comes from. */
async function send(target: string, { method, headers, body }: Sent): Promise<Omit<Visit, 'url' | 'json'>> {
  const asking = request(target, { method, headers, agent: false });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const received = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) received.append(name, value);
  }
  return { status: answer.statusCode ?? 0, headers: received, text: Buffer.concat(chunks).toString('utf8') };
}

function keep(jar: Map<string, Cookie>, setCookie: string, url: URL): void {
  const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(setCookie) ?? [];
  const secure = /; secure/i.test(attributes);
  // The rules of the prefix, as browsers keep them.
  const isHost = secure && url.protocol === 'https:' && /; path=\/(?:;|$)/i.test(attributes);
  if (name.startsWith('__Host-') && (!isHost || /; domain=/i.test(attributes))) return;
  if (/; max-age=0/i.test(attributes)) jar.delete(name);
  else jar.set(name, { value, secure, attributes });
}

function siteOf(from: string | undefined, to: string): string {
  if (from === undefined) return 'none';
  return new URL(from).origin === new URL(to).origin ? 'same-origin' : 'cross-site';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

function formOf(page: Visit, path: string): { action: string; hidden: Record<string, string> } {
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
  throw new Error(
    `There is no form to ${path} on the page ${page.url}, status ${page.status}:\n${page.text}`,
  );
}
