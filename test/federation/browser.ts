/** A page that a browser shows. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

const MOST_REDIRECTS = 20;

/** As much of a browser as a sign-in needs: cookies by host, redirects and forms. */
export class Browser {
  /** By host and name. A browser tells cookies apart by host and not by port. */
  private readonly cookies = new Map<string, string>();
  /** Every address that it was sent to, in order. */
  readonly visited: string[] = [];

  /**
   * Opens an address and follows where it leads.
   *
   * @param until - An address that begins like this is not opened: the application would be there.
   */
  async open(address: string | URL, until?: string): Promise<Page> {
    return await this.go(new URL(address), { method: 'GET' }, until);
  }

  /** Fills in the first form of a page and sends it. */
  async submit(page: Page, values: Readonly<Record<string, string>>, until?: string): Promise<Page> {
    const form = /<form[^>]*>/i.exec(page.text)?.[0];
    if (form === undefined) throw new Error(`There is no form on ${page.url.href}: ${page.text}`);
    const action = new URL(attributeOf(form, 'action') ?? page.url.href, page.url);
    const body = new URLSearchParams({ ...hiddenValues(page.text), ...values });
    return await this.go(action, { method: 'POST', body }, until);
  }

  private async go(address: URL, first: RequestInit, until: string | undefined): Promise<Page> {
    let [url, init] = [address, first];
    for (let left = MOST_REDIRECTS; left > 0; left -= 1) {
      this.visited.push(url.href);
      if (until !== undefined && url.href.startsWith(until)) return { url, status: 0, text: '' };
      const answer = await fetch(url, {
        ...init,
        redirect: 'manual',
        headers: { cookie: this.cookieHeader(url) },
      });
      this.keep(url, answer.headers.getSetCookie());
      const location = answer.headers.get('location');
      if (location === null) return { url, status: answer.status, text: await answer.text() };
      await answer.body?.cancel();
      url = new URL(location, url);
      if (answer.status !== 307 && answer.status !== 308) init = { method: 'GET' };
    }
    throw new Error('There are too many redirects.');
  }

  private cookieHeader({ hostname, pathname }: URL): string {
    return [...this.cookies]
      .map(([key, value]) => ({
        ...(JSON.parse(key) as { host: string; path: string; name: string }),
        value,
      }))
      .filter(({ host, path }) => host === hostname && pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  private keep({ hostname }: URL, headers: readonly string[]): void {
    for (const header of headers) {
      const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
      const equals = pair.indexOf('=');
      const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/';
      const key = JSON.stringify({ host: hostname, path, name: pair.slice(0, equals) });
      const isOver = attributes.some(
        (each) => /^max-age=0$/i.test(each) || /^expires=Thu, 01 Jan 1970/i.test(each),
      );
      if (isOver) this.cookies.delete(key);
      else this.cookies.set(key, pair.slice(equals + 1));
    }
  }
}

function hiddenValues(text: string): Record<string, string> {
  const inputs = text.match(/<input[^>]*type="?hidden"?[^>]*>/gi) ?? [];
  return Object.fromEntries(
    inputs.map((input) => [attributeOf(input, 'name') ?? '', attributeOf(input, 'value') ?? '']),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

const attributeOf = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`, 'i')
    .exec(tag)?.[1]
    ?.replace(/&(?:amp|quot|#39|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
