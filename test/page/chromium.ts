import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The browser that `npm run test:browser` found, without a network beyond loopback. */
export function startChromium(): Promise<Browser> {
  const { CASTELLAN_BROWSER: executablePath } = process.env;
  if (executablePath === undefined) throw new Error('Run this by npm run test:browser.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/** Takes a picture, for people to look at, where CASTELLAN_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const { CASTELLAN_SCREENSHOTS: folder } = process.env;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
