import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, mapIdle, rendered } from './support.ts';
import { picture, pmtiles, vectorTile } from './tiles.ts';

/* A base map is a matter of the flags: these tests start services of their own, one after the other. */

// A service that grows its town, and a map that is drawn in software.
test.describe.configure({ mode: 'serial', timeout: 240_000 });

let service: ChildProcess | null = null;
let tiles: Server;
let asked: string[] = [];

test.beforeAll(async () => {
  const made = mkdtempSync(join(tmpdir(), 'wangge-base-map-'));
  process.env.WANGGE_BASE_MAP_DIR = made;
  chmodSync(made, 0o711); // root's database runs as another user
  tiles = createServer((request, response) => {
    asked.push(String(request.url));
    response.writeHead(200, { 'Content-Type': 'image/png', 'Access-Control-Allow-Origin': '*' });
    response.end(picture(210, 180, 120));
  });
  await new Promise<void>((resolve) => tiles.listen(0, '127.0.0.1', resolve));
});

test.afterAll(async () => {
  await stop();
  tiles.close();
  rmSync(String(process.env.WANGGE_BASE_MAP_DIR), { recursive: true, force: true });
});

/** Starts the service with a base map, in place of the one before. Returns its address. */
async function start(...flags: string[]): Promise<string> {
  await stop();
  const data = join(String(process.env.WANGGE_BASE_MAP_DIR), 'data');
  const own = spawn('../bin/wangge', ['demo', '--data-dir', data, '--listen', '127.0.0.1:0', ...flags]);
  service = own;
  let said = '';
  own.stderr?.on('data', (text) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    own.once('exit', () => reject(new Error(`the service ended: ${said}`)));
    own.stdout?.on('data', (text) => {
      said += text;
      const url = /wangge is ready: (http:\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    });
  });
}

async function stop(): Promise<void> {
  const own = service;
  service = null;
  if (!own || own.exitCode !== null) return;
  own.removeAllListeners('exit');
  const ended = new Promise((resolve) => own.once('exit', resolve));
  own.kill('SIGTERM');
  await ended;
}

/** What the page's policy kept from being fetched. */
function refused(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) found.push(message.text());
  });
  return found;
}

test('a PMTiles file is read in ranges and drawn under the layers', { tag: '@once' }, async ({ page }) => {
  const file = join(String(process.env.WANGGE_BASE_MAP_DIR), 'town.pmtiles');
  writeFileSync(file, pmtiles(vectorTile(), 14));
  const url = await start('--base-map', file, '--base-map-attribution', '© 测试测绘院');
  const kept = refused(page);
  const ranges: string[] = [];
  page.on('response', (r) => {
    if (r.url().endsWith('/basemap.pmtiles')) ranges.push(`${r.status()} ${r.request().headers().range ?? ''}`);
  });
  await page.goto(url);
  await mapIdle(page);
  await expect.poll(() => rendered(page, 'base-map-road', 'kind')).toEqual(['highway']);
  expect(await rendered(page, 'base-map-water', 'kind')).toEqual(['lake']);
  expect(ranges.length).toBeGreaterThan(0);
  expect(ranges.filter((r) => !r.startsWith('206 bytes='))).toEqual([]);
  await expect(page.getByText('底图 © 测试测绘院')).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('pmtiles.png') });
  await page.getByRole('checkbox', { name: '底图' }).uncheck();
  await expect.poll(() => rendered(page, 'base-map-road', 'kind')).toEqual([]);
  expect(kept).toEqual([]);
});

test('tiles of another host are fetched from there and nowhere else', { tag: '@once' }, async ({ page }) => {
  const host = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
  const url = await start('--base-map', `${host}/t/{z}/{x}/{y}.png`);
  const kept = refused(page);
  asked = [];
  await page.goto(url);
  await mapIdle(page);
  await expect.poll(() => asked.length).toBeGreaterThan(3);
  expect(asked.filter((path) => !/^\/t\/\d+\/\d+\/\d+\.png$/.test(path))).toEqual([]);
  await page.screenshot({ path: test.info().outputPath('xyz.png') });
  expect(kept).toEqual([]);
  // Another port of the same machine is another host: the policy lets nothing out to it.
  const other = await page.evaluate(() =>
    fetch('http://127.0.0.1:9/', { mode: 'no-cors' }).then(
      () => 'fetched',
      () => 'refused',
    ),
  );
  expect(other).toBe('refused');
  await expect.poll(() => kept.length).toBeGreaterThan(0);
});

test('a base map that does not come is told of in one line, and the map works', { tag: '@once' }, async ({ page }) => {
  const url = await start('--base-map', 'http://127.0.0.1:9/{z}/{x}/{y}.png');
  await page.goto(url);
  await expect(page.getByText('底图没有取到，其他内容照常显示。')).toBeVisible();
  await expect.poll(async () => (await rendered(page, 'cell-area', 'code')).length).toBeGreaterThan(20);
  await page.locator('.row-button').first().click();
  await expect(page.getByRole('complementary').getByRole('heading')).toBeVisible();
});
